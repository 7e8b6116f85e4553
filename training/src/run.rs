//! What a run leaves behind: a curve as CSV and SVG, checkpoints that resume, a progress bar.

use crate::optim::AdamW;
use crate::params::Params;
use anyhow::{Context, Result};
use candle_core::Device;
use indicatif::{ProgressBar, ProgressStyle};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A bar with steps, tokens a second, time left and a message.
pub fn progress(steps: usize, done: usize) -> ProgressBar {
    let bar = ProgressBar::new(steps as u64).with_position(done as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} · {elapsed} · left {eta}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.reset_eta();
    bar
}

/// One curve: rows of numbers under named columns, the first of which is the step.
#[derive(Debug)]
pub struct Curve {
    path: PathBuf,
    columns: Vec<String>,
    rows: Vec<Vec<f64>>,
}

impl Curve {
    /// A curve kept in `path` (CSV); rows from `step` on are dropped, as after a resume.
    pub fn open(path: &Path, columns: &[&str], step: usize) -> Result<Self> {
        let columns: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
        let mut rows = Vec::new();
        if path.is_file() && step > 0 {
            for row in csv::Reader::from_path(path)?.records() {
                let row: Vec<f64> = row?.iter().map(str::parse).collect::<Result<_, _>>()?;
                if row.first().is_some_and(|&at| at <= step as f64) {
                    rows.push(row);
                }
            }
        }
        Ok(Self { path: path.to_owned(), columns, rows })
    }

    /// The values of a column so far.
    pub fn column(&self, at: usize) -> Vec<f64> {
        self.rows.iter().filter_map(|row| row.get(at).copied()).collect()
    }

    /// Adds a row and writes the files anew.
    pub fn push(&mut self, row: Vec<f64>) -> Result<()> {
        self.rows.push(row);
        let mut writer = csv::Writer::from_path(&self.path)?;
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|x| format!("{x:.6}")))?;
        }
        writer.flush()?;
        std::fs::write(self.path.with_extension("svg"), self.svg())?;
        Ok(())
    }

    /// Each column over the step, scaled to its own range.
    fn svg(&self) -> String {
        const COLOURS: [&str; 5] = ["#0b5fa5", "#c2410c", "#15803d", "#7e22ce", "#525252"];
        let mut svg = String::from(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 340" font-family="sans-serif" font-size="12"><rect width="640" height="340" fill="#fff"/>"##,
        );
        let last = self.rows.last().map_or(1.0, |row| row[0].max(1.0));
        for (column, name) in self.columns.iter().enumerate().skip(1) {
            let values: Vec<f64> = self.rows.iter().map(|row| row[column]).collect();
            let low = values.iter().copied().fold(f64::INFINITY, f64::min);
            let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let colour = COLOURS[(column - 1) % COLOURS.len()];
            let mut points = String::new();
            for (row, value) in self.rows.iter().zip(&values) {
                let y = 300.0 - 260.0 * (value - low) / (high - low).max(1e-9);
                let _ = write!(points, "{:.1},{y:.1} ", 20.0 + 600.0 * row[0] / last);
            }
            let _ = write!(
                svg,
                r#"<polyline fill="none" stroke="{colour}" stroke-width="1.5" points="{points}"/><text x="{}" y="20" fill="{colour}">{name} {low:.3}–{high:.3}</text>"#,
                20 + 150 * (column - 1)
            );
        }
        let _ = write!(svg, r#"<text x="560" y="325">step {last}</text></svg>"#);
        svg
    }
}

/// Writes parameters, optimiser and step so that a kill at any moment leaves a whole checkpoint.
pub fn save_checkpoint(path: &Path, params: &Params, optimiser: &AdamW, step: usize) -> Result<()> {
    let mut tensors = params.tensors();
    tensors.extend(optimiser.state()?);
    tensors.insert("run.step".into(), candle_core::Tensor::new(&[step as f32], &Device::Cpu)?);
    let partial = path.with_extension("partial");
    candle_core::safetensors::save(&tensors, &partial)?;
    std::fs::rename(&partial, path).with_context(|| format!("writing {}", path.display()))
}

/// Takes a checkpoint up again; the step it was written at, or 0 where there is none.
pub fn load_checkpoint(path: &Path, params: &Params, optimiser: &mut AdamW) -> Result<usize> {
    if !path.is_file() {
        return Ok(0);
    }
    let tensors = candle_core::safetensors::load(path, &Device::Cpu)?;
    params.load(path)?;
    optimiser.restore(&tensors)?;
    let step = tensors.get("run.step").context("the checkpoint has no step")?.to_vec1::<f32>()?[0];
    Ok(step as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::Gradients;
    use crate::optim::Settings;

    #[test]
    fn a_checkpoint_brings_back_parameters_optimiser_and_step() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("run.safetensors");
        let mut params = Params::new(Device::Cpu);
        params.add("w", &[3], 1.0, 5).expect("a variable");
        let mut optimiser = AdamW::new(&params, Settings::default());
        let grads = |params: &Params| {
            let loss = params.get("w").expect("w").sqr().expect("w²").sum_all().expect("sum");
            Gradients::mean(params, &[loss.backward()?])
        };
        optimiser.step(&params, &grads(&params).expect("gradients"), 0.1).expect("a step");
        save_checkpoint(&path, &params, &optimiser, 1).expect("saved");
        optimiser.step(&params, &grads(&params).expect("gradients"), 0.1).expect("a step");
        let after_two: Vec<f32> = params.get("w").expect("w").to_vec1().expect("numbers");

        let mut again = Params::new(Device::Cpu);
        again.add("w", &[3], 1.0, 99).expect("a variable");
        let mut optimiser = AdamW::new(&again, Settings::default());
        assert_eq!(load_checkpoint(&path, &again, &mut optimiser).expect("loaded"), 1);
        optimiser.step(&again, &grads(&again).expect("gradients"), 0.1).expect("a step");
        assert_eq!(again.get("w").expect("w").to_vec1::<f32>().expect("numbers"), after_two);
    }
}
