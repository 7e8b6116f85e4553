//! Scanned pages of a PDF in; their text out, by the programs `pdftoppm` and `tesseract` where they
//! are installed: `apt-get install tesseract-ocr tesseract-ocr-fra poppler-utils`.

use super::OcrLimits;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longest side of a page image in pixels: A4 at 300 dots per inch, and a bound for huge pages.
const PIXELS: &str = "3508";
/// Languages asked for, in turn: the French data may be missing.
const LANGUAGES: &[&str] = &["fra+eng", "eng"];

/// What OCR gave.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Page number, from 1, and its text.
    pub pages: Vec<(usize, String)>,
    /// Pages that were left out or failed.
    pub warnings: Vec<String>,
}

/// Why no page was read.
#[derive(Debug, thiserror::Error)]
pub(super) enum OcrProblem {
    /// A program is not on PATH.
    #[error("the program {0} is not installed")]
    Missing(&'static str),
    /// Turned off by the operator.
    #[error("OCR is turned off")]
    TurnedOff,
    /// No place to work in.
    #[error("no temporary folder: {0}")]
    Io(#[from] std::io::Error),
    /// A program ran and failed.
    #[error("{0}")]
    Failed(String),
}

/// Reads the given pages, numbered from 1.
pub(super) fn read_pages(pdf: &[u8], pages: &[usize], limits: &OcrLimits) -> Result<Scanned, OcrProblem> {
    if !limits.enabled {
        return Err(OcrProblem::TurnedOff);
    }
    Tools::find(&env::var_os("PATH").unwrap_or_default())?.read_pages(pdf, pages, limits)
}

/// The two programs.
struct Tools {
    pdftoppm: PathBuf,
    tesseract: PathBuf,
}

impl Tools {
    fn find(search: &OsStr) -> Result<Self, OcrProblem> {
        let find = |program: &'static str| {
            let mut places = env::split_paths(search).map(|folder| folder.join(program));
            places.find(|path| path.is_file()).ok_or(OcrProblem::Missing(program))
        };
        Ok(Self { pdftoppm: find("pdftoppm")?, tesseract: find("tesseract")? })
    }

    fn read_pages(&self, pdf: &[u8], pages: &[usize], limits: &OcrLimits) -> Result<Scanned, OcrProblem> {
        let folder = TempDir::with_prefix("passerelle-ocr-")?;
        fs::write(folder.path().join("in.pdf"), pdf)?;
        let mut scanned = Scanned::default();
        let (read, left_out) = pages.split_at(pages.len().min(limits.max_pages));
        if !left_out.is_empty() {
            scanned
                .warnings
                .push(format!("pages beyond the OCR limit of {}: {left_out:?}", limits.max_pages));
        }
        let mut last_problem = None;
        for &page in read {
            match self.read_page(folder.path(), page, limits.page_time) {
                Ok(text) => scanned.pages.push((page, text)),
                Err(problem) => {
                    scanned.warnings.push(format!("page {page} was not read: {problem}"));
                    last_problem = Some(problem);
                }
            }
        }
        match last_problem {
            Some(problem) if scanned.pages.is_empty() => Err(problem),
            Some(_) | None => Ok(scanned),
        }
    }

    fn read_page(&self, folder: &Path, page: usize, time: Duration) -> Result<String, OcrProblem> {
        let number = page.to_string();
        let mut draw = Command::new(&self.pdftoppm);
        draw.args([
            "-f",
            &number,
            "-l",
            &number,
            "-scale-to",
            PIXELS,
            "-gray",
            "-png",
            "-singlefile",
            "in.pdf",
            "page",
        ]);
        run(draw, folder, time)?;
        let mut problem = OcrProblem::Failed("tesseract was not run".to_owned());
        for languages in LANGUAGES {
            let mut recognise = Command::new(&self.tesseract);
            recognise.args(["page.png", "text", "-l", languages]);
            match run(recognise, folder, time) {
                Ok(()) => return Ok(fs::read_to_string(folder.join("text.txt"))?),
                Err(failure) => problem = failure,
            }
        }
        Err(problem)
    }
}

/// Runs a program in `folder` and ends it when its time is over.
fn run(mut command: Command, folder: &Path, time: Duration) -> Result<(), OcrProblem> {
    let program =
        Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut child = command
        .current_dir(folder)
        .env("OMP_THREAD_LIMIT", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let deadline = Instant::now() + time;
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(OcrProblem::Failed(format!("{program} failed ({status})"))),
            None if Instant::now() >= deadline => {
                child.kill()?;
                child.wait()?;
                return Err(OcrProblem::Failed(format!("{program} took more than {} s", time.as_secs_f32())));
            }
            None => sleep(Duration::from_millis(20)),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn program(folder: &Path, name: &str, script: &str) {
        let path = folder.join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("the folder is writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the file is ours");
    }

    #[test]
    fn missing_programs_are_named() {
        let empty = TempDir::new().expect("a temporary folder");
        let problem = Tools::find(empty.path().as_os_str()).err().expect("nothing is there");
        assert_eq!(problem.to_string(), "the program pdftoppm is not installed");
    }

    // One test, so that no other thread starts a program while a script is open for writing.
    #[test]
    fn pages_are_drawn_and_read_with_english_alone_where_french_is_missing_and_hung_programs_are_ended() {
        let folder = TempDir::new().expect("a temporary folder");
        program(folder.path(), "pdftoppm", "echo \"$2\" > page.png");
        program(folder.path(), "tesseract", "[ \"$4\" = eng ] && echo \"Page $(cat page.png)\" > text.txt");
        let tools = Tools::find(folder.path().as_os_str()).expect("both are there");
        let limits = OcrLimits { max_pages: 2, ..OcrLimits::default() };
        let scanned = tools.read_pages(b"%PDF-", &[1, 3, 4], &limits).expect("both programs succeed");
        assert_eq!(scanned.pages, [(1, "Page 1\n".to_owned()), (3, "Page 3\n".to_owned())]);
        assert_eq!(scanned.warnings, ["pages beyond the OCR limit of 2: [4]"]);

        program(folder.path(), "pdftoppm", "exec sleep 600");
        let hurried = OcrLimits { page_time: Duration::from_millis(50), ..limits };
        let problem = tools.read_pages(b"%PDF-", &[1], &hurried).expect_err("the program hangs");
        assert!(problem.to_string().starts_with("pdftoppm took more than"), "{problem}");
    }
}
