//! Reports of the suites in; a page for people, or the figures of a model card, out.

pub mod card;
pub mod curves;
pub mod page;

pub use curves::Curve;
pub use page::Page;

use crate::suites::ner::NerReport;
use minijinja::Environment;
use serde::Deserialize;

/// What `ner --json` prints: reports, or reports with a comparison.
#[derive(Deserialize)]
#[serde(untagged)]
enum NerFile {
    Plain(Vec<NerReport>),
    Against { reports: Vec<NerReport> },
}

/// The reports of what `ner --json` printed, the model's first.
pub fn ner_reports(json: &str) -> Result<Vec<NerReport>, serde_json::Error> {
    match serde_json::from_str(json)? {
        NerFile::Plain(reports) | NerFile::Against { reports } => Ok(reports),
    }
}

/// The templates of this folder; those ending in `.html` escape what they show.
fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.add_filter("f3", |number: f64| format!("{number:.3}"));
    environment.add_filter("f1", |number: f64| format!("{number:.1}"));
    environment.add_filter("percent", |share: f64| format!("{:.0} %", 100.0 * share));
    environment.add_filter("thousands", |number: f64| format!("{:.0} k", number / 1000.0));
    environment.add_filter("megabytes", |bytes: f64| format!("{:.0} Mo", bytes / 1e6));
    environment.add_template("plots.html", include_str!("../../templates/plots.html"))?;
    environment.add_template("report.html", include_str!("../../templates/report.html"))?;
    environment.add_template("card.md", include_str!("../../templates/card.md"))?;
    Ok(environment)
}
