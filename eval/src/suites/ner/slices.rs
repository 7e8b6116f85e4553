//! The parts of a data set that a model must not be worse on: labels, kinds of document, domains.

use super::report::ByDocument;
use crate::datasets::{Document, GoldSpan};
use crate::metrics::{Counts, Interval, bootstrap, count_strict};
use passerelle_engine::tagging::Label;
use std::collections::BTreeMap;

/// Name of the slice of a domain.
pub(super) fn domain(name: &str) -> String {
    format!("domain {name}")
}

/// Strict counts by slice and document; a document without a span in a slice is left out of it.
pub(super) fn strict(documents: &[Document], found: &[Vec<GoldSpan>]) -> BTreeMap<String, ByDocument> {
    let mut slices: BTreeMap<String, ByDocument> = BTreeMap::new();
    let mut add = |slice: &str, document: &Document, counts: Counts| {
        if counts.found + counts.annotated > 0 {
            let of_slice = slices.entry(slice.to_owned()).or_default();
            *of_slice.entry(document.id.clone()).or_default() += counts;
        }
    };
    for (document, found) in documents.iter().zip(found) {
        let whole = count_strict(found, &document.spans);
        add(document.kind.name(), document, whole);
        if let Some(name) = &document.domain {
            add(&domain(name), document, whole);
        }
        for label in Label::ALL {
            let of = |spans: &[GoldSpan]| -> Vec<GoldSpan> {
                spans.iter().filter(|span| span.label == label).copied().collect()
            };
            add(label.name(), document, count_strict(&of(found), &of(&document.spans)));
        }
    }
    slices
}

/// F1 of each label with its interval over all documents.
pub(super) fn label_intervals(
    documents: &[Document],
    slices: &BTreeMap<String, ByDocument>,
) -> BTreeMap<Label, Interval> {
    let of_label = Label::ALL.into_iter().filter_map(|label| {
        let counts = slices.get(label.name())?;
        let all: Vec<Counts> =
            documents.iter().map(|document| counts.get(&document.id).copied().unwrap_or_default()).collect();
        Some((label, bootstrap::f1(&all)))
    });
    of_label.collect()
}
