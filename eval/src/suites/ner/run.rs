//! A system and documents in; everything it found, and what that cost, out.

use crate::datasets::{Document, GoldSpan};
use crate::systems::{FoundSpan, System};
use anyhow::Result;
use passerelle_engine::tagging::Label;
use std::time::Instant;

/// Documents read at once.
const BATCH: usize = 16;

/// What a system found.
#[derive(Debug, Clone)]
pub struct Run {
    /// Name and version of the system.
    pub system: String,
    /// Spans of each document, in the order of the documents.
    pub found: Vec<Vec<FoundSpan>>,
    /// Code points read a second, on this machine.
    pub chars_per_second: f64,
    /// Most memory the process ever held, bytes; `None` where the system does not tell.
    pub peak_memory_bytes: Option<u64>,
}

impl Run {
    /// The spans of a document without their confidence.
    pub fn spans(&self, document: usize) -> Vec<GoldSpan> {
        self.found[document].iter().map(|&found| found.into()).collect()
    }

    /// Gives what was found under the first label of a pair the second.
    pub fn rename(&mut self, renamed: &[(Label, Label)]) {
        for span in self.found.iter_mut().flatten() {
            if let Some((_, label)) = renamed.iter().find(|(from, _)| *from == span.label) {
                span.label = *label;
            }
        }
    }

    /// Leaves only these labels, in what was found and in what is annotated.
    pub fn keep_labels(&mut self, documents: &mut [Document], labels: &[Label]) {
        self.found.iter_mut().for_each(|found| found.retain(|span| labels.contains(&span.label)));
        documents.iter_mut().for_each(|document| document.spans.retain(|span| labels.contains(&span.label)));
    }
}

/// Runs a system over documents.
pub fn run(system: &dyn System, documents: &[Document]) -> Result<Run> {
    let started = Instant::now();
    let mut found = Vec::with_capacity(documents.len());
    for batch in documents.chunks(BATCH) {
        let texts: Vec<&str> = batch.iter().map(|document| document.text.as_str()).collect();
        found.extend(system.find(&texts)?);
    }
    let seconds = started.elapsed().as_secs_f64();
    let chars: usize = documents.iter().map(|document| document.text.chars().count()).sum();
    Ok(Run {
        system: system.name(),
        found,
        chars_per_second: chars as f64 / seconds.max(1e-9),
        peak_memory_bytes: peak_memory(),
    })
}

/// `VmHWM` of this process, where the system has `/proc`.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
