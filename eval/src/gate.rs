//! Whether a model may replace the one in service, or whether the one that ships still holds what is
//! written down of it.
//!
//! A candidate passes where it is not worse on any slice beyond the interval, and better on the whole.

use crate::metrics::{Counts, bootstrap};
use crate::suites::NerReport;
use serde::{Deserialize, Serialize};

/// How far a slice may fall where the bootstrap has too few documents to tell.
const SLICE_MARGIN: f64 = 0.03;

/// What the gate found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// True where the candidate may go into service.
    pub passed: bool,
    /// One sentence a reason.
    pub reasons: Vec<String>,
}

/// A candidate against the model in service, on the same documents.
pub fn compare(candidate: &NerReport, current: &NerReport) -> Verdict {
    let counts = |report: &NerReport| -> Vec<Counts> { report.by_document.values().copied().collect() };
    let difference = bootstrap::f1_difference(&counts(candidate), &counts(current));
    let mut reasons = vec![format!(
        "strict F1 {:.4} against {:.4}: difference {:+.4} ({:+.4} to {:+.4})",
        candidate.strict.f1, current.strict.f1, difference.value, difference.low, difference.high
    )];
    let mut passed = difference.low > 0.0;
    if !passed {
        reasons.push("not better beyond the 95 % interval".into());
    }
    for (label, score) in &candidate.by_label {
        let before = current.by_label.get(label).map_or(0.0, |score| score.f1);
        if score.counts.annotated > 0 && score.f1 < before - SLICE_MARGIN {
            passed = false;
            reasons.push(format!("{label} fell from {before:.3} to {:.3}", score.f1));
        }
    }
    Verdict { passed, reasons }
}

/// The shipped model against the figures written down when it was accepted.
pub fn hold(report: &NerReport, floor: f64) -> Verdict {
    let passed = report.strict.f1 >= floor;
    let sign = if passed { "≥" } else { "<" };
    Verdict { passed, reasons: vec![format!("strict F1 {:.4} {sign} {floor:.4}", report.strict.f1)] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::inline;
    use crate::suites::evaluate;
    use crate::systems::System;

    struct FirstWord(usize);

    impl System for FirstWord {
        fn name(&self) -> String {
            "the first word of some".into()
        }

        fn find(&self, texts: &[&str]) -> anyhow::Result<Vec<Vec<crate::datasets::GoldSpan>>> {
            let span = |text: &str| crate::datasets::GoldSpan {
                span: passerelle_engine::text::ByteSpan::new(0, text.find(' ').unwrap_or(text.len())),
                label: passerelle_engine::tagging::Label::Knowledge,
            };
            let known = |text: &str| text.len() % 10 < self.0;
            Ok(texts.iter().map(|text| if known(text) { vec![span(text)] } else { vec![] }).collect())
        }
    }

    #[test]
    fn a_better_model_passes_and_a_worse_one_does_not() {
        let texts: Vec<String> =
            (0..60).map(|n| format!("### d{n} offer fr\n[[KNOWLEDGE|Excel]] {}\n", "x".repeat(n))).collect();
        let documents = inline::parse(&texts.concat()).expect("sixty documents");
        let report = |known| evaluate(&FirstWord(known), &documents).expect("a report");
        assert!(compare(&report(9), &report(4)).passed);
        let worse = compare(&report(4), &report(9));
        assert!(!worse.passed && worse.reasons.iter().any(|reason| reason.contains("KNOWLEDGE fell")));
        assert!(!hold(&report(4), 0.9).passed);
    }
}
