//! Spans with raw confidences and the truth in; the curves that make probabilities of them out.
//!
//! [`fit`] fits logistic curves of four degrees of freedom; cross-validation over documents picks one;
//! [`threshold()`] finds the probability from which on a wished precision holds.

pub mod fit;
pub mod threshold;

pub use fit::{Fitted, Form, choose};
pub use threshold::threshold;

use crate::datasets::Document;
use crate::metrics::reliability::Judged;
use crate::metrics::{Outcome, align};
use crate::suites::ner::Run;
use passerelle_engine::tagging::Label;

/// A found span, whose document counts for cross-validation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Position of its document.
    pub document: usize,
    /// Its label.
    pub label: Label,
    /// How sure the system was, and whether it was right.
    pub judged: Judged,
}

/// Every span of a run, judged.
pub fn samples(run: &Run, documents: &[Document]) -> Vec<Sample> {
    let mut samples = Vec::new();
    for (at, document) in documents.iter().enumerate() {
        let found = &run.found[at];
        for pair in align(&run.spans(at), &document.spans) {
            let Some(span) = pair.found.map(|position| found[position]) else { continue };
            let strict = pair.outcome == Outcome::Correct;
            let judged = Judged {
                confidence: f64::from(span.confidence),
                strict,
                partial: strict || pair.outcome == Outcome::Partial,
            };
            samples.push(Sample { document: at, label: span.label, judged });
        }
    }
    samples
}
