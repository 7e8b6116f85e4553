//! `ner`

use super::data::Data;
use super::{load, to_json};
use anyhow::Result;
use passerelle_engine::taxonomy::starter::starter;
use passerelle_eval::suites::ner::{Comparison, NerReport, Options, measure};
use passerelle_eval::systems::{Catalogue, System};
use serde::Serialize;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct NerArgs {
    #[command(flatten)]
    data: Data,
    /// Folder of the model; the one that ships where left out
    #[arg(long)]
    model: Option<PathBuf>,
    /// Folder of another model: the difference on the same documents, with interval and p value
    #[arg(long, value_name = "FOLDER")]
    against: Option<PathBuf>,
    /// Also without accents, in capitals, with typing errors, and as dictated
    #[arg(long)]
    robustness: bool,
    /// JSON instead of a table
    #[arg(long)]
    json: bool,
}

impl NerArgs {
    pub fn run(self) -> Result<bool> {
        let Some(documents) = self.data.read()? else { return Ok(true) };
        let renamed = self.data.format.renamed();
        let options = Options { labels: &self.data.labels, renamed, robustness: self.robustness };
        let measure = |system: &dyn System| measure(system, &documents, &options);
        let mut reports =
            vec![measure(&load(self.model.as_deref())?)?, measure(&Catalogue::new(&starter()?))?];
        let comparison = match &self.against {
            Some(folder) => {
                reports.push(measure(&load(Some(folder))?)?);
                Some(Comparison::of(&reports[0], &reports[2])?)
            }
            None => None,
        };
        match (self.json, comparison) {
            (true, None) => to_json(&reports)?,
            (true, Some(comparison)) => to_json(&Against { reports, comparison })?,
            (false, comparison) => {
                reports.iter().for_each(|report| println!("{report}"));
                comparison.iter().for_each(|comparison| println!("{comparison}"));
            }
        }
        Ok(true)
    }
}

/// Reports with a comparison of the first with the last.
#[derive(Serialize)]
struct Against {
    reports: Vec<NerReport>,
    comparison: Comparison,
}
