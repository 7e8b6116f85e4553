//! What a system found in; every figure of it out.

use super::robustness::Robustness;
use super::run::Run;
use super::slices;
use crate::calibration;
use crate::datasets::{Document, GoldSpan, Kind};
use crate::metrics::{
    Counts, Interval, Judged, MucCounts, Reliability, align, bootstrap, count_partial, count_strict,
    count_untyped,
};
use crate::perturb::Perturbation;
use passerelle_engine::tagging::Label;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// In [`NerReport::confusion`], where one of the two sides has no span.
pub const NOTHING: &str = "-";

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

/// Strict counts of each document that has any, by its id.
pub type ByDocument = BTreeMap<String, Counts>;

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
    /// Strict, by domain, where documents name one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by_domain: BTreeMap<String, Score>,
    /// Strict F1 by label with its 95 % interval.
    #[serde(default)]
    pub label_f1: BTreeMap<Label, Interval>,
    /// What became of all spans.
    #[serde(default)]
    pub muc: MucCounts,
    /// What became of them by label; a confused span counts under the annotated label.
    #[serde(default)]
    pub muc_by_label: BTreeMap<Label, MucCounts>,
    /// What became of them by kind of document.
    #[serde(default)]
    pub muc_by_kind: BTreeMap<Kind, MucCounts>,
    /// What became of them by domain.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub muc_by_domain: BTreeMap<String, MucCounts>,
    /// Annotated label, then found label, of the spans that were paired; [`NOTHING`] where one is missing.
    #[serde(default)]
    pub confusion: BTreeMap<String, BTreeMap<String, usize>>,
    /// How far confidences can be taken at their word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reliability: Option<Reliability>,
    /// The same by label.
    #[serde(default)]
    pub reliability_by_label: BTreeMap<Label, Reliability>,
    /// What the system keeps of it on perturbed documents, where that was measured.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub robustness: BTreeMap<Perturbation, Robustness>,
    /// Code points read a second, on this machine.
    pub chars_per_second: f64,
    /// Most memory the process ever held, bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peak_memory_bytes: Option<u64>,
    /// Strict counts of each document, for paired comparisons.
    pub by_document: ByDocument,
    /// The same for each slice: a label, a kind, a domain, a perturbation.
    #[serde(default)]
    pub slices: BTreeMap<String, ByDocument>,
}

impl NerReport {
    /// The figures of a run over these documents.
    pub fn of(run: &Run, documents: &[Document]) -> Self {
        let found: Vec<Vec<GoldSpan>> = (0..documents.len()).map(|at| run.spans(at)).collect();
        let pairs = || documents.iter().zip(&found);
        let pool = |count: fn(&[GoldSpan], &[GoldSpan]) -> Counts| -> Score {
            let counts = pairs().map(|(document, found)| count(found, &document.spans));
            counts.fold(Counts::default(), add).into()
        };
        let strict: Vec<Counts> =
            pairs().map(|(document, found)| count_strict(found, &document.spans)).collect();
        let slices = slices::strict(documents, &found);
        let of_slice = |name: &str| -> Counts {
            slices.get(name).map_or(Counts::default(), |of| of.values().copied().fold(Counts::default(), add))
        };
        let kinds = documents.iter().map(|document| (document.kind, of_slice(document.kind.name()).into()));
        let domains = documents.iter().filter_map(|document| document.domain.clone());
        let samples = calibration::samples(run, documents);
        let judged = |label: Option<Label>| -> Vec<Judged> {
            let of_label = samples.iter().filter(|sample| label.is_none_or(|label| sample.label == label));
            of_label.map(|sample| sample.judged).collect()
        };
        let reliability_by_label =
            Label::ALL.into_iter().map(|label| (label, Reliability::of(&judged(Some(label)))));
        let muc = Fates::of(documents, &found);
        Self {
            system: run.system.clone(),
            documents: documents.len(),
            strict: pool(count_strict),
            strict_f1: bootstrap::f1(&strict),
            partial: pool(count_partial),
            untyped: pool(count_untyped),
            by_label: Label::ALL.into_iter().map(|label| (label, of_slice(label.name()).into())).collect(),
            by_kind: kinds.collect(),
            by_domain: domains.map(|name| (name.clone(), of_slice(&slices::domain(&name)).into())).collect(),
            label_f1: slices::label_intervals(documents, &slices),
            muc: muc.all,
            muc_by_label: muc.by_label,
            muc_by_kind: muc.by_kind,
            muc_by_domain: muc.by_domain,
            confusion: muc.confusion,
            reliability: Some(Reliability::of(&judged(None))),
            reliability_by_label: reliability_by_label.collect(),
            robustness: BTreeMap::new(),
            chars_per_second: run.chars_per_second,
            peak_memory_bytes: run.peak_memory_bytes,
            by_document: documents.iter().map(|document| document.id.clone()).zip(strict).collect(),
            slices,
        }
    }
}

fn add(mut sum: Counts, more: Counts) -> Counts {
    sum += more;
    sum
}

/// What became of the spans, by everything reports ask for.
#[derive(Default)]
struct Fates {
    all: MucCounts,
    by_label: BTreeMap<Label, MucCounts>,
    by_kind: BTreeMap<Kind, MucCounts>,
    by_domain: BTreeMap<String, MucCounts>,
    confusion: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Fates {
    fn of(documents: &[Document], found: &[Vec<GoldSpan>]) -> Self {
        let mut fates = Self::default();
        for (document, found) in documents.iter().zip(found) {
            for pair in align(found, &document.spans) {
                let annotated = pair.annotated.map(|at| document.spans[at].label);
                let found = pair.found.map(|at| found[at].label);
                fates.all.add(pair.outcome);
                if let Some(label) = annotated.or(found) {
                    fates.by_label.entry(label).or_default().add(pair.outcome);
                }
                fates.by_kind.entry(document.kind).or_default().add(pair.outcome);
                if let Some(domain) = &document.domain {
                    fates.by_domain.entry(domain.clone()).or_default().add(pair.outcome);
                }
                let name = |label: Option<Label>| label.map_or(NOTHING, Label::name).to_owned();
                *fates.confusion.entry(name(annotated)).or_default().entry(name(found)).or_default() += 1;
            }
        }
        fates
    }
}
