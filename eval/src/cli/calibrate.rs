//! `calibrate`

use super::data::Data;
use super::to_json;
use anyhow::{Context, Result};
use passerelle_engine::model::Model;
use passerelle_engine::tagging::Label;
use passerelle_eval::calibration::{Fitted, Sample, choose, samples, threshold};
use passerelle_eval::datasets::Split;
use passerelle_eval::metrics::reliability::{Judged, Reliability};
use passerelle_eval::suites::ner::run;
use passerelle_models::{Calibration, ModelFiles};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct CalibrateArgs {
    #[command(flatten)]
    data: Data,
    /// Folder of the model; its `model.toml` gets the curves
    #[arg(long)]
    model: PathBuf,
    /// Hold back spans so that each label reaches this strict precision; without it all are given out
    #[arg(long, value_name = "SHARE")]
    precision: Option<f64>,
    /// Measure only, write nothing
    #[arg(long)]
    dry_run: bool,
    /// JSON instead of a table
    #[arg(long)]
    json: bool,
}

/// What was fitted, and how well it does on the same data.
#[derive(Serialize)]
struct Report {
    fitted: Fitted,
    calibration: Calibration,
    before: Reliability,
    after: Reliability,
    /// Labels that reach the wished precision at no threshold.
    out_of_reach: Vec<Label>,
}

impl CalibrateArgs {
    pub fn run(self) -> Result<bool> {
        anyhow::ensure!(
            self.data.split != "test" && Split::from_name(&self.data.split) != Some(Split::Train),
            "curves are fitted on what the model neither learnt from nor is reported on: --split dev, or all of another set"
        );
        let Some(documents) = self.data.read()? else { return Ok(true) };
        let mut files = ModelFiles::read(&self.model)?;
        files.manifest.calibration = None;
        let found = run(&Model::new(&files)?, &documents)?;
        let report = self.fit(&samples(&found, &documents));
        if !self.dry_run {
            files.manifest.calibration = Some(report.calibration.clone());
            let path = self.model.join("model.toml");
            std::fs::write(&path, files.manifest.to_toml()?).with_context(|| path.display().to_string())?;
        }
        if self.json {
            to_json(&report)?;
        } else {
            print(&report);
        }
        Ok(true)
    }

    fn fit(&self, samples: &[Sample]) -> Report {
        let mut fitted = choose(samples);
        let mut judged: BTreeMap<Label, Vec<Judged>> = BTreeMap::new();
        for sample in samples {
            let sure = fitted.curves[&sample.label].probability(sample.judged.confidence as f32);
            let calibrated = Judged { confidence: f64::from(sure), ..sample.judged };
            judged.entry(sample.label).or_default().push(calibrated);
        }
        let mut out_of_reach = Vec::new();
        for (label, spans) in &judged {
            let found = self.precision.map(|precision| threshold(spans, precision));
            match (found, fitted.curves.get_mut(label)) {
                (Some(Some(threshold)), Some(curve)) => curve.threshold = threshold as f32,
                (Some(None), _) => out_of_reach.push(*label),
                _ => {}
            }
        }
        let curves = fitted.curves.iter().map(|(label, curve)| (label.name().to_owned(), *curve));
        let fitted_on = format!("{}, {}", self.data.path.display(), self.data.split);
        let before: Vec<Judged> = samples.iter().map(|sample| sample.judged).collect();
        let after: Vec<Judged> = judged.into_values().flatten().collect();
        Report {
            calibration: Calibration { fitted_on, labels: curves.collect() },
            before: Reliability::of(&before),
            after: Reliability::of(&after),
            fitted,
            out_of_reach,
        }
    }
}

fn print(report: &Report) {
    println!("{} spans, {}", report.before.count, report.calibration.fitted_on);
    for (form, loss) in &report.fitted.log_loss {
        let mark = if *form == report.fitted.form { "  chosen" } else { "" };
        println!("  {:<14} log loss {loss:.4} in cross-validation{mark}", format!("{form:?}"));
    }
    println!(
        "  ECE {:.4} before, {:.4} after, on the data it was fitted on",
        report.before.ece, report.after.ece
    );
    for (label, curve) in &report.calibration.labels {
        println!(
            "  {label:<14} slope {:.4}, offset {:+.4}, threshold {:.3}",
            curve.slope, curve.offset, curve.threshold
        );
    }
    for label in &report.out_of_reach {
        println!(
            "  {label}: the wished precision is reached at no threshold; all of its spans are given out"
        );
    }
}
