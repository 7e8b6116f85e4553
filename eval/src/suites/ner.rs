//! Detection of spans: strict, partial and place-only scores, by label and by kind of document.

use crate::datasets::{Document, GoldSpan, Kind};
use crate::metrics::{Counts, Interval, bootstrap, count_partial, count_strict, count_untyped};
use crate::systems::System;
use anyhow::Result;
use passerelle_engine::tagging::Label;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::time::Instant;

/// Documents read at once.
const BATCH: usize = 16;

/// Counts with the ratios derived from them, as reports show them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Score {
    /// What was counted.
    #[serde(flatten)]
    pub counts: Counts,
    /// Share of what was found that is right.
    pub precision: f64,
    /// Share of what is annotated that was found.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
}

impl From<Counts> for Score {
    fn from(counts: Counts) -> Self {
        Self { counts, precision: counts.precision(), recall: counts.recall(), f1: counts.f1() }
    }
}

/// What a system reached on a data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NerReport {
    /// Name and version of the system.
    pub system: String,
    /// Number of documents.
    pub documents: usize,
    /// Same label, start and end.
    pub strict: Score,
    /// Strict F1 with its 95 % bootstrap interval over documents.
    pub strict_f1: Interval,
    /// Same label and an overlap.
    pub partial: Score,
    /// Same place, any label.
    pub untyped: Score,
    /// Strict, by label.
    pub by_label: BTreeMap<Label, Score>,
    /// Strict, by kind of document.
    pub by_kind: BTreeMap<Kind, Score>,
    /// Code points read a second, on this machine.
    pub chars_per_second: f64,
    /// Strict counts of each document, for paired comparisons.
    pub by_document: BTreeMap<String, Counts>,
}

/// Runs a system over documents.
pub fn evaluate(system: &dyn System, documents: &[Document]) -> Result<NerReport> {
    let started = Instant::now();
    let mut found: Vec<Vec<GoldSpan>> = Vec::with_capacity(documents.len());
    for batch in documents.chunks(BATCH) {
        let texts: Vec<&str> = batch.iter().map(|document| document.text.as_str()).collect();
        found.extend(system.find(&texts)?);
    }
    let seconds = started.elapsed().as_secs_f64();
    let chars: usize = documents.iter().map(|document| document.text.chars().count()).sum();
    Ok(report(system.name(), documents, &found, chars as f64 / seconds.max(1e-9)))
}

fn report(system: String, documents: &[Document], found: &[Vec<GoldSpan>], speed: f64) -> NerReport {
    let pairs = || documents.iter().zip(found);
    let pool = |count: fn(&[GoldSpan], &[GoldSpan]) -> Counts| {
        pairs().fold(Counts::default(), |mut sum, (document, found)| {
            sum += count(found, &document.spans);
            sum
        })
    };
    let strict: Vec<Counts> = pairs().map(|(document, found)| count_strict(found, &document.spans)).collect();
    let by_label = Label::ALL.into_iter().map(|label| {
        let of = |spans: &[GoldSpan]| -> Vec<GoldSpan> {
            spans.iter().filter(|span| span.label == label).copied().collect()
        };
        let counts = pairs().fold(Counts::default(), |mut sum, (document, found)| {
            sum += count_strict(&of(found), &of(&document.spans));
            sum
        });
        (label, Score::from(counts))
    });
    let mut by_kind: BTreeMap<Kind, Counts> = BTreeMap::new();
    for (document, counts) in documents.iter().zip(&strict) {
        *by_kind.entry(document.kind).or_default() += *counts;
    }
    NerReport {
        system,
        documents: documents.len(),
        strict: pool(count_strict).into(),
        strict_f1: bootstrap::f1(&strict),
        partial: pool(count_partial).into(),
        untyped: pool(count_untyped).into(),
        by_label: by_label.collect(),
        by_kind: by_kind.into_iter().map(|(kind, counts)| (kind, counts.into())).collect(),
        chars_per_second: speed,
        by_document: documents.iter().zip(strict).map(|(d, counts)| (d.id.clone(), counts)).collect(),
    }
}

impl fmt::Display for NerReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |f: &mut fmt::Formatter<'_>, name: &str, score: &Score| {
            writeln!(
                f,
                "  {name:<14} {:>6.3} {:>6.3} {:>6.3} {:>7}",
                score.f1, score.precision, score.recall, score.counts.annotated
            )
        };
        writeln!(f, "{} · {} documents", self.system, self.documents)?;
        writeln!(f, "  {:<14} {:>6} {:>6} {:>6} {:>7}", "", "F1", "prec.", "recall", "spans")?;
        line(f, "strict", &self.strict)?;
        writeln!(f, "  {:<14} {:.3} to {:.3}", "  95 %", self.strict_f1.low, self.strict_f1.high)?;
        line(f, "partial", &self.partial)?;
        line(f, "place only", &self.untyped)?;
        for (label, score) in &self.by_label {
            line(f, label.name(), score)?;
        }
        for (kind, score) in &self.by_kind {
            line(f, &format!("{kind:?}").to_lowercase(), score)?;
        }
        writeln!(f, "  {:.0} characters/s", self.chars_per_second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::inline;

    /// Finds every occurrence of one word.
    struct Word(&'static str, Label);

    impl System for Word {
        fn name(&self) -> String {
            "one word".into()
        }

        fn find(&self, texts: &[&str]) -> Result<Vec<Vec<GoldSpan>>> {
            let spans = |text: &str| {
                let places = text.match_indices(self.0);
                places
                    .map(|(at, word)| GoldSpan {
                        span: passerelle_engine::text::ByteSpan::new(at, at + word.len()),
                        label: self.1,
                    })
                    .collect()
            };
            Ok(texts.iter().map(|text| spans(text)).collect())
        }
    }

    #[test]
    fn a_report_counts_by_label_and_kind() {
        let documents = inline::parse(
            "### a offer fr\n[[KNOWLEDGE|Excel]] et [[LANGUAGE|anglais]]\n### b cv fr\n[[KNOWLEDGE|Excel avancé]]\n",
        );
        let documents = documents.expect("two documents");
        let report = evaluate(&Word("Excel", Label::Knowledge), &documents).expect("a report");
        assert_eq!(report.strict.counts, Counts { correct: 1, found: 2, annotated: 3 });
        assert_eq!(report.partial.counts.correct, 2);
        assert_eq!(report.by_label[&Label::Language].counts.annotated, 1);
        assert_eq!(report.by_kind[&Kind::Cv].counts.correct, 0);
    }
}
