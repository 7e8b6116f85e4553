//! Whether a model may replace the one in service, or whether the one that ships still holds what is
//! written down of it.
//!
//! A candidate passes where it is better on the whole, and not worse on any slice (label, kind of document,
//! domain, perturbation), each beyond its 95 % interval.

use crate::suites::ner::{Comparison, NerReport};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    let comparison = match Comparison::of(candidate, current) {
        Ok(comparison) => comparison,
        Err(other) => return Verdict { passed: false, reasons: vec![other.to_string()] },
    };
    let whole = comparison.whole;
    let mut passed = whole.f1.low > 0.0;
    let word = if passed { "better on the whole" } else { "not better on the whole beyond its interval" };
    let mut reasons = vec![format!(
        "{word}: strict F1 {:.4} against {:.4}, {whole}",
        candidate.strict.f1, current.strict.f1
    )];
    for (slice, difference) in &comparison.slices {
        if difference.f1.high < 0.0 {
            passed = false;
            reasons.push(format!("worse on {slice} beyond its interval: {difference}"));
        }
    }
    if passed {
        reasons.push(format!("worse on none of {} slices beyond its interval", comparison.slices.len()));
    }
    Verdict { passed, reasons }
}

/// What a model must hold.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floors {
    /// Least strict F1 over all documents.
    pub strict: f64,
    /// Least strict F1 by slice: a label, a kind, a domain, a perturbation.
    #[serde(default)]
    pub slices: BTreeMap<String, f64>,
    /// Most expected calibration error against strict truth.
    #[serde(default)]
    pub ece_at_most: Option<f64>,
}

/// The shipped model against the figures written down when it was accepted.
pub fn hold(report: &NerReport, floors: &Floors) -> Verdict {
    let mut verdict = Verdict { passed: true, reasons: Vec::new() };
    let mut check = |name: &str, f1: Option<f64>, floor: f64| {
        let holds = f1.is_some_and(|f1| f1 >= floor);
        verdict.passed &= holds;
        verdict.reasons.push(match f1 {
            Some(f1) => format!("{name}: strict F1 {f1:.4} {} {floor:.4}", if holds { "≥" } else { "<" }),
            None => format!("{name}: not measured, and {floor:.4} is asked for"),
        });
    };
    check("whole", Some(report.strict.f1), floors.strict);
    for (slice, &floor) in &floors.slices {
        let counts = report.slices.get(slice).map(|of| {
            of.values().copied().reduce(|mut sum, more| {
                sum += more;
                sum
            })
        });
        check(slice, counts.flatten().map(|counts| counts.f1()), floor);
    }
    if let Some(most) = floors.ece_at_most {
        let ece = report.reliability.as_ref().map_or(1.0, |reliability| reliability.ece);
        verdict.passed &= ece <= most;
        let sign = if ece <= most { "≤" } else { ">" };
        verdict.reasons.push(format!("expected calibration error {ece:.4} {sign} {most:.4}"));
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::{Document, inline};
    use crate::suites::evaluate;
    use crate::systems::{FoundSpan, System};
    use passerelle_engine::tagging::Label;
    use passerelle_engine::text::ByteSpan;

    /// Finds the first word of some offers, and of no CV where `cvs` is false.
    struct FirstWord {
        known: usize,
        cvs: bool,
    }

    impl System for FirstWord {
        fn name(&self) -> String {
            "the first word of some".into()
        }

        fn find(&self, texts: &[&str]) -> anyhow::Result<Vec<Vec<FoundSpan>>> {
            let span = |text: &str| FoundSpan {
                span: ByteSpan::new(0, text.find(' ').unwrap_or(text.len())),
                label: Label::Knowledge,
                confidence: 1.0,
            };
            let known = |text: &str| {
                if text.starts_with("Word") { self.cvs } else { text.len() % 10 < self.known }
            };
            Ok(texts.iter().map(|text| if known(text) { vec![span(text)] } else { vec![] }).collect())
        }
    }

    fn documents() -> Vec<Document> {
        let offer = |n: usize| format!("### d{n} offer fr\n[[KNOWLEDGE|Excel]] {}\n", "x".repeat(n));
        let cv = |n: usize| format!("### e{n} cv fr\n[[KNOWLEDGE|Word]] {n}\n");
        let texts: Vec<String> = (0..60).map(offer).chain((0..12).map(cv)).collect();
        inline::parse(&texts.concat()).expect("seventy-two documents")
    }

    fn report(known: usize, cvs: bool) -> NerReport {
        evaluate(&FirstWord { known, cvs }, &documents()).expect("a report")
    }

    #[test]
    fn a_better_model_passes_and_a_worse_one_does_not() {
        assert!(compare(&report(9, true), &report(4, true)).passed);
        let worse = compare(&report(4, true), &report(9, true));
        assert!(!worse.passed && worse.reasons.iter().any(|reason| reason.contains("worse on KNOWLEDGE")));
        assert!(!compare(&report(7, true), &report(7, true)).passed, "equal is not better");
    }

    #[test]
    fn better_on_the_whole_is_not_enough_where_a_kind_of_document_suffers() {
        let verdict = compare(&report(10, false), &report(1, true));
        assert!(verdict.reasons[0].starts_with("better on the whole"), "{:?}", verdict.reasons);
        assert!(!verdict.passed && verdict.reasons[1].starts_with("worse on cv"), "{:?}", verdict.reasons);
    }

    #[test]
    fn figures_of_other_documents_are_not_compared() {
        let fewer = evaluate(&FirstWord { known: 9, cvs: true }, &documents()[1..]).expect("a report");
        let verdict = compare(&fewer, &report(4, true));
        assert!(!verdict.passed && verdict.reasons[0].contains("other documents"));
    }

    #[test]
    fn a_floor_holds_for_the_whole_and_for_each_slice() {
        let report = report(9, false);
        let floors = |strict, slice: &str, floor| Floors {
            strict,
            slices: [(slice.into(), floor)].into(),
            ece_at_most: None,
        };
        assert!(hold(&report, &floors(0.5, "offer", 0.9)).passed);
        assert!(!hold(&report, &floors(0.99, "offer", 0.9)).passed);
        assert!(!hold(&report, &floors(0.5, "cv", 0.9)).passed);
        assert!(!hold(&report, &floors(0.5, "no such slice", 0.1)).passed);
        // All it finds is right, and it says so.
        assert!(hold(&report, &Floors { ece_at_most: Some(0.01), ..Floors::default() }).passed);
    }
}
