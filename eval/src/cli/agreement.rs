//! `agreement`

use super::standoff::{annotated, annotation_files};
use super::to_json;
use anyhow::Result;
use passerelle_eval::datasets::{Document, Texts, read_jsonl, standoff};
use passerelle_eval::suites::agreement::Agreement;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct AgreementArgs {
    /// One annotation: JSON Lines, or a folder of NNN.tsv with `--texts`
    first: PathBuf,
    /// Another one of the same documents, in one place or several
    #[arg(required = true)]
    second: Vec<PathBuf>,
    /// The texts, where the annotations hold none: offers first where files are named by their lines
    #[arg(long, value_name = "PATH", num_args = 1..)]
    texts: Vec<PathBuf>,
    /// JSON instead of a table
    #[arg(long)]
    json: bool,
}

impl AgreementArgs {
    pub fn run(self) -> Result<bool> {
        let mut texts = Texts::default();
        self.texts.iter().try_for_each(|path| texts.add(path))?;
        let mut second = Vec::new();
        for path in &self.second {
            second.extend(documents(path, &texts)?);
        }
        let agreement = Agreement::of(&documents(&self.first, &texts)?, &second)?;
        if self.json {
            to_json(&agreement)?;
        } else {
            print!("{agreement}");
        }
        Ok(true)
    }
}

fn documents(path: &Path, texts: &Texts) -> Result<Vec<Document>> {
    if path.is_dir() && !annotation_files(path)?.is_empty() {
        return annotated(path, texts, "fr");
    }
    if path.is_dir() || texts.all.is_empty() {
        return Ok(read_jsonl(path)?);
    }
    read_jsonl(path).or_else(|_| {
        let joined = standoff::join(path, texts)?;
        joined.unmatched.iter().for_each(|reason| eprintln!("left out: {reason}"));
        Ok(joined.documents)
    })
}
