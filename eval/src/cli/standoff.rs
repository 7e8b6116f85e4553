//! `standoff`

use anyhow::{Context, Result};
use passerelle_eval::datasets::{Document, Kind, Texts, standoff, tsv};
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct StandoffArgs {
    /// Folder of NNN.tsv, NNN being the line of `--texts`, from 0, or the identifier of a text; each line
    /// `LABEL<TAB>words[<TAB>what stands before]`
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

/// The documents of a folder of NNN.tsv, in the order of their names.
pub fn annotated(folder: &Path, texts: &Texts, lang: &str) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    for path in annotation_files(folder)? {
        let named = || path.display().to_string();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let found = match stem.parse::<usize>() {
            Ok(line) => texts.all.get(line).map(|(id, text)| (id.clone(), text)),
            Err(_) => texts.of(&stem).first().map(|text| (stem.to_string(), *text)),
        };
        let Some((id, text)) = found else {
            eprintln!("left out: {}: no such text", named());
            continue;
        };
        let content = std::fs::read_to_string(&path).with_context(named)?;
        let spans =
            tsv::resolve(&content, text).map_err(|reason| anyhow::anyhow!("{}, {reason}", named()))?;
        let (lang, text) = (lang.to_owned(), text.clone());
        documents.push(Document { id, kind: Kind::Offer, lang, domain: None, text, spans });
    }
    anyhow::ensure!(!documents.is_empty(), "no annotation of a known text in {}", folder.display());
    Ok(documents)
}

/// The `.tsv` files of a folder in the order of their names.
pub fn annotation_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    files.sort();
    Ok(files)
}
