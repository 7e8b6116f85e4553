//! `gate`

use super::data::Data;
use super::{files, load};
use anyhow::{Context, Result};
use passerelle_eval::gate::{self, Floors};
use passerelle_eval::suites::ner::{Options, measure};
use passerelle_eval::verdict::sealed;
use passerelle_models::ModelFiles;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct GateArgs {
    #[command(flatten)]
    data: Data,
    /// Folder of the candidate; the model that ships where left out
    #[arg(long)]
    model: Option<PathBuf>,
    /// Folder of the model in service that the candidate must beat
    #[arg(long, conflicts_with_all = ["floor", "floors"])]
    against: Option<PathBuf>,
    /// Strict F1 that must hold
    #[arg(long, required_unless_present_any = ["against", "floors"])]
    floor: Option<f64>,
    /// JSON with what must hold: `{"strict": 0.7, "slices": {"cv": 0.7}, "ece_at_most": 0.05}`
    #[arg(long, value_name = "FILE")]
    floors: Option<PathBuf>,
    /// Write the verdict there; `passerelle models activate` asks for it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl GateArgs {
    pub fn run(self) -> Result<bool> {
        let Some(documents) = self.data.read()? else { return Ok(true) };
        let renamed = self.data.format.renamed();
        let options = Options { labels: &self.data.labels, renamed, robustness: true };
        let measure =
            |folder: Option<&PathBuf>| measure(&load(folder.map(PathBuf::as_path))?, &documents, &options);
        let candidate = measure(self.model.as_ref())?;
        let verdict = match &self.against {
            Some(folder) => gate::compare(&candidate, &measure(Some(folder))?),
            None => gate::hold(&candidate, &self.asked()?),
        };
        if let Some(path) = &self.out {
            let against = self.against.as_deref().map(ModelFiles::read).transpose()?;
            let candidate = files(self.model.as_deref())?;
            sealed(&verdict, &candidate, against.as_ref(), &documents, &self.data.split).write(path)?;
        }
        verdict.reasons.iter().for_each(|reason| println!("{reason}"));
        println!("{}", if verdict.passed { "passed" } else { "refused" });
        Ok(verdict.passed)
    }

    fn asked(&self) -> Result<Floors> {
        let mut floors = match &self.floors {
            Some(path) => {
                let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
                serde_json::from_str(&text).with_context(|| path.display().to_string())?
            }
            None => Floors::default(),
        };
        floors.strict = self.floor.unwrap_or(floors.strict);
        Ok(floors)
    }
}
