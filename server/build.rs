//! Lists the files of the demonstration market for embedding, and rebuilds when a migration is added.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=demo");
    let mut code = String::new();
    for (name, extension) in [("OFFERS", "jsonl"), ("COURSES", "xml")] {
        let _ = writeln!(code, "const {name}: &[&str] = &[");
        for path in files(extension)? {
            let _ = writeln!(code, "    include_str!(r#\"{}\"#),", path.canonicalize()?.display());
        }
        code.push_str("];\n");
    }
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("demo_files.rs"), code)
}

fn files(extension: &str) -> io::Result<Vec<PathBuf>> {
    let folder = Path::new("demo");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
