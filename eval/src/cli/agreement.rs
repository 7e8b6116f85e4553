//! `agreement`

use super::to_json;
use anyhow::{Context, Result};
use passerelle_eval::datasets::{Document, Texts, read_jsonl, standoff};
use passerelle_eval::suites::agreement::Agreement;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct AgreementArgs {
    /// One annotation: JSON Lines, or a folder of NNN.tsv with `--texts`
    first: PathBuf,
    /// Another one of the same documents
    second: PathBuf,
    /// The offers, where the annotations hold no texts
    #[arg(long, value_name = "PATH")]
    texts: Option<PathBuf>,
    /// JSON instead of a table
    #[arg(long)]
    json: bool,
}

impl AgreementArgs {
    pub fn run(self) -> Result<bool> {
        let texts = match &self.texts {
            Some(path) => Some(Texts::read(path)?.with_context(|| format!("{}: not there", path.display()))?),
            None => None,
        };
        let read = |path: &Path| documents(path, texts.as_ref());
        let agreement = Agreement::of(&read(&self.first)?, &read(&self.second)?)?;
        if self.json {
            to_json(&agreement)?;
        } else {
            print!("{agreement}");
        }
        Ok(true)
    }
}

fn documents(path: &Path, texts: Option<&Texts>) -> Result<Vec<Document>> {
    match texts {
        None => Ok(read_jsonl(path)?),
        Some(texts) if path.is_dir() => super::standoff::annotated(path, texts, "fr"),
        Some(texts) => {
            let joined = standoff::join(path, texts)?;
            joined.unmatched.iter().for_each(|reason| eprintln!("left out: {reason}"));
            Ok(joined.documents)
        }
    }
}
