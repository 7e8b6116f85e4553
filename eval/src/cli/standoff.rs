//! `standoff`

use anyhow::{Context, Result};
use passerelle_eval::datasets::{Document, Kind, Texts, standoff, tsv};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct StandoffArgs {
    /// Folder of NNN.tsv, NNN being the line of `--texts`, from 0; each line `LABEL<TAB>words[<TAB>what stands before]`
    #[arg(long, value_name = "FOLDER")]
    annotations: PathBuf,
    /// The offers: JSON Lines, a file or a folder
    #[arg(long, value_name = "PATH")]
    texts: PathBuf,
    /// Where the texts are from, written into every line
    #[arg(long)]
    source: String,
    /// Language of the texts
    #[arg(long, default_value = "fr")]
    lang: String,
    /// File to write; standard output where left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl StandoffArgs {
    pub fn run(self) -> Result<bool> {
        let texts =
            Texts::read(&self.texts)?.with_context(|| format!("{}: not there", self.texts.display()))?;
        let documents = annotated(&self.annotations, &texts, &self.lang)?;
        let mut out: Box<dyn Write> = match &self.out {
            Some(path) => Box::new(std::fs::File::create(path).with_context(|| path.display().to_string())?),
            None => Box::new(std::io::stdout()),
        };
        for document in &documents {
            writeln!(out, "{}", standoff::to_line(document, &self.source))?;
        }
        let spans: usize = documents.iter().map(|document| document.spans.len()).sum();
        eprintln!("{} documents, {spans} spans", documents.len());
        Ok(true)
    }
}

/// The documents of a folder of NNN.tsv, in the order of their numbers.
pub fn annotated(folder: &Path, texts: &Texts, lang: &str) -> Result<Vec<Document>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<(usize, PathBuf)> = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_some_and(|extension| extension == "tsv") {
            let number = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            files.push((number.with_context(|| format!("{}: not NNN.tsv", path.display()))?, path));
        }
    }
    files.sort();
    let mut documents = Vec::with_capacity(files.len());
    for (number, path) in files {
        let named = || path.display().to_string();
        let (id, text) = texts.all.get(number).with_context(|| format!("{}: no such offer", named()))?;
        let content = std::fs::read_to_string(&path).with_context(named)?;
        let spans =
            tsv::resolve(&content, text).map_err(|reason| anyhow::anyhow!("{}, {reason}", named()))?;
        let (id, lang, text) = (id.clone(), lang.to_owned(), text.clone());
        documents.push(Document { id, kind: Kind::Offer, lang, domain: None, text, spans });
    }
    anyhow::ensure!(!documents.is_empty(), "no NNN.tsv in {}", folder.display());
    Ok(documents)
}
