//! `report` and `card`

use super::data::Data;
use super::load;
use anyhow::{Context, Result};
use passerelle_engine::taxonomy::starter::starter;
use passerelle_eval::report::card::{Figures, Measured};
use passerelle_eval::report::{Curve, Page, ner_reports};
use passerelle_eval::suites::ner::{Comparison, Options, measure, mistakes, run};
use passerelle_eval::systems::Catalogue;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

/// Mistakes shown.
const MISTAKES: usize = 20;

/// What other suites printed with `--json`.
#[derive(clap::Args)]
struct Others {
    /// What `linking --json` printed
    #[arg(long, value_name = "FILE")]
    linking: Option<PathBuf>,
    /// What `matching --json` printed
    #[arg(long, value_name = "FILE")]
    matching: Option<PathBuf>,
    /// What `fairness --json` printed
    #[arg(long, value_name = "FILE")]
    fairness: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct ReportArgs {
    #[command(flatten)]
    data: Data,
    /// Folder of the model; the one that ships where left out
    #[arg(long)]
    model: Option<PathBuf>,
    /// Folder of another model to compare with
    #[arg(long, value_name = "FOLDER")]
    against: Option<PathBuf>,
    #[command(flatten)]
    others: Others,
    /// CSV files of training runs
    #[arg(long, value_name = "FILE", num_args = 1..)]
    curves: Vec<PathBuf>,
    /// HTML file to write
    #[arg(long, value_name = "FILE", default_value = "report.html")]
    out: PathBuf,
}

impl ReportArgs {
    pub fn run(self) -> Result<bool> {
        let Some(documents) = self.data.read()? else { return Ok(true) };
        let renamed = self.data.format.renamed();
        let options = Options { labels: &self.data.labels, renamed, robustness: true };
        let model = load(self.model.as_deref())?;
        let mut ner = vec![measure(&model, &documents, &options)?];
        let mut comparison = None;
        if let Some(folder) = &self.against {
            let other = measure(&load(Some(folder))?, &documents, &options)?;
            comparison = Some(Comparison::of(&ner[0], &other)?);
            ner.push(other);
        }
        ner.push(measure(&Catalogue::new(&starter()?), &documents, &options)?);
        let (mut found, mut documents) = (run(&model, &documents)?, documents);
        if !self.data.labels.is_empty() {
            found.keep_labels(&mut documents, &self.data.labels);
        }
        let page = Page {
            data: format!("{}, {}", self.data.path.display(), self.data.split),
            ner,
            comparison,
            mistakes: mistakes::worst(&found, &documents, MISTAKES),
            linking: optional(self.others.linking.as_deref())?.unwrap_or_default(),
            matching: optional(self.others.matching.as_deref())?.unwrap_or_default(),
            fairness: optional(self.others.fairness.as_deref())?,
            curves: self.curves.iter().map(|path| curve(path)).collect::<Result<_>>()?,
        };
        std::fs::write(&self.out, page.render()?).with_context(|| self.out.display().to_string())?;
        eprintln!("{}", self.out.display());
        Ok(true)
    }
}

#[derive(clap::Args)]
pub struct CardArgs {
    /// What was measured on, and the file with what `ner --json` printed: `NAME=FILE`; once for each data set
    #[arg(long, value_name = "NAME=FILE", required = true)]
    ner: Vec<String>,
    #[command(flatten)]
    others: Others,
    /// The card; its figures stand between two marks
    #[arg(long, value_name = "FILE", default_value = "models/default/CARD.md")]
    card: PathBuf,
}

impl CardArgs {
    pub fn run(self) -> Result<bool> {
        let measured = |named: &String| -> Result<Measured> {
            let (data, file) = named.split_once('=').context("--ner is NAME=FILE")?;
            let reports = ner_reports(&text(Path::new(file))?).with_context(|| file.to_owned())?;
            anyhow::ensure!(!reports.is_empty(), "{file}: no report");
            Ok(Measured { data: data.to_owned(), reports })
        };
        let figures = Figures {
            ner: self.ner.iter().map(measured).collect::<Result<_>>()?,
            linking: optional(self.others.linking.as_deref())?.unwrap_or_default(),
            matching: optional(self.others.matching.as_deref())?.unwrap_or_default(),
            fairness: optional(self.others.fairness.as_deref())?,
        };
        let card = figures.write_into(&text(&self.card)?)?;
        std::fs::write(&self.card, card).with_context(|| self.card.display().to_string())?;
        Ok(true)
    }
}

fn optional<T: DeserializeOwned>(path: Option<&Path>) -> Result<Option<T>> {
    let Some(path) = path else { return Ok(None) };
    let value = serde_json::from_str(&text(path)?).with_context(|| path.display().to_string())?;
    Ok(Some(value))
}

fn curve(path: &Path) -> Result<Curve> {
    let name =
        path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
    Curve::parse(&name, &text(path)?).map_err(|reason| anyhow::anyhow!("{}: {reason}", path.display()))
}

fn text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}
