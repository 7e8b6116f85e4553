//! Detection of spans: what a system finds in documents against what is annotated there.
//!
//! In: a system and documents. Out: a [`Run`] (everything it found), and from it a [`NerReport`].

pub mod against;
pub mod mistakes;
pub mod report;
pub mod robustness;
pub mod run;
mod slices;
mod table;

pub use against::{Comparison, OtherDocuments};
pub use report::{NerReport, Score};
pub use robustness::Robustness;
pub use run::{Run, run};

use crate::datasets::Document;
use crate::systems::System;
use anyhow::Result;
use passerelle_engine::tagging::Label;

/// What to measure.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Labels that count, on both sides; all where empty.
    pub labels: &'a [Label],
    /// Labels of the system that stand for another one in this data.
    pub renamed: &'a [(Label, Label)],
    /// Measure the system on perturbed documents too.
    pub robustness: bool,
}

/// Runs a system over documents as they are.
pub fn evaluate(system: &dyn System, documents: &[Document]) -> Result<NerReport> {
    measure(system, documents, &Options::default())
}

/// Runs a system over documents, and over what becomes of them in other hands where that is wanted.
pub fn measure(system: &dyn System, documents: &[Document], options: &Options<'_>) -> Result<NerReport> {
    let mut report = plain(system, documents, options)?;
    if options.robustness {
        robustness::add(&mut report, system, documents, options)?;
    }
    Ok(report)
}

fn plain(system: &dyn System, documents: &[Document], options: &Options<'_>) -> Result<NerReport> {
    let mut run = run(system, documents)?;
    run.rename(options.renamed);
    if options.labels.is_empty() {
        return Ok(NerReport::of(&run, documents));
    }
    let mut documents = documents.to_vec();
    run.keep_labels(&mut documents, options.labels);
    Ok(NerReport::of(&run, &documents))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::{Kind, inline};
    use crate::metrics::{Counts, MucCounts};
    use crate::perturb::Perturbation;
    use crate::systems::FoundSpan;
    use passerelle_engine::text::ByteSpan;

    /// Finds every occurrence of one word.
    struct Word(&'static str, Label);

    impl System for Word {
        fn name(&self) -> String {
            "one word".into()
        }

        fn find(&self, texts: &[&str]) -> Result<Vec<Vec<FoundSpan>>> {
            let spans = |text: &str| {
                let places = text.match_indices(self.0);
                places
                    .map(|(at, word)| FoundSpan {
                        span: ByteSpan::new(at, at + word.len()),
                        label: self.1,
                        confidence: 0.5,
                    })
                    .collect()
            };
            Ok(texts.iter().map(|text| spans(text)).collect())
        }
    }

    fn documents() -> Vec<Document> {
        let mut documents = inline::parse(
            "### a offer fr\n[[KNOWLEDGE|Excel]] et [[LANGUAGE|anglais]]\n### b cv fr\n[[KNOWLEDGE|Excel avancé]]\n",
        )
        .expect("two documents");
        documents[1].domain = Some("bureau".into());
        documents
    }

    #[test]
    fn a_report_counts_by_label_kind_and_domain() {
        let report = evaluate(&Word("Excel", Label::Knowledge), &documents()).expect("a report");
        assert_eq!(report.strict.counts, Counts { correct: 1, found: 2, annotated: 3 });
        assert_eq!(report.partial.counts.correct, 2);
        assert_eq!(report.by_label[&Label::Language].counts.annotated, 1);
        assert_eq!(report.by_kind[&Kind::Cv].counts.correct, 0);
        assert_eq!(report.by_domain["bureau"].counts, Counts { correct: 0, found: 1, annotated: 1 });
        assert_eq!(report.muc, MucCounts { correct: 1, partial: 1, missed: 1, ..MucCounts::default() });
        assert_eq!(report.muc_by_label[&Label::Language].missed, 1);
        assert_eq!(report.muc_by_kind[&Kind::Cv].partial, 1);
        assert_eq!(report.muc_by_domain["bureau"].partial, 1);
    }

    #[test]
    fn a_span_of_another_label_is_confused_not_missed() {
        let report = evaluate(&Word("anglais", Label::Knowledge), &documents()).expect("a report");
        assert_eq!(report.muc_by_label[&Label::Language].incorrect, 1);
        assert_eq!(report.confusion["LANGUAGE"]["KNOWLEDGE"], 1);
        assert_eq!(report.confusion["KNOWLEDGE"]["-"], 2);
    }

    #[test]
    fn slices_hold_the_strict_counts_of_each_document() {
        let report = evaluate(&Word("Excel", Label::Knowledge), &documents()).expect("a report");
        assert_eq!(report.slices["KNOWLEDGE"]["a"], Counts { correct: 1, found: 1, annotated: 1 });
        assert_eq!(report.slices["cv"].keys().collect::<Vec<_>>(), ["b"]);
        assert!(!report.slices["LANGUAGE"].contains_key("b"), "nothing to count there");
    }

    #[test]
    fn a_report_of_an_earlier_version_can_still_be_read() {
        let report = evaluate(&Word("Excel", Label::Knowledge), &documents()).expect("a report");
        let mut json = serde_json::to_value(&report).expect("JSON");
        let kept = [
            "system",
            "documents",
            "strict",
            "strict_f1",
            "partial",
            "untyped",
            "by_label",
            "by_kind",
            "chars_per_second",
            "by_document",
        ];
        json.as_object_mut().expect("an object").retain(|name, _| kept.contains(&name.as_str()));
        let read: NerReport = serde_json::from_value(json).expect("the old form");
        assert_eq!((read.strict, read.slices.len()), (report.strict, 0));
    }

    #[test]
    fn a_system_that_looks_for_capitals_loses_what_is_spoken() {
        let options = Options { robustness: true, ..Options::default() };
        let report = measure(&Word("Excel", Label::Knowledge), &documents(), &options).expect("a report");
        let speech = report.robustness[&Perturbation::Speech];
        assert_eq!(speech.strict.counts, Counts { correct: 0, found: 0, annotated: 3 });
        assert!((speech.drop - report.strict.f1).abs() < 1e-12);
        assert!(report.robustness[&Perturbation::NoAccents].drop.abs() < 1e-12);
        assert_eq!(report.slices["robustness speech"]["a"].annotated, 2);
    }

    #[test]
    fn a_label_may_stand_for_another() {
        let renamed = &[(Label::Knowledge, Label::Language)];
        let options = Options { labels: &[Label::Language], renamed, ..Options::default() };
        let documents = inline::parse("### a offer fr\n[[LANGUAGE|Excel]]\n").expect("a document");
        let report = measure(&Word("Excel", Label::Knowledge), &documents, &options).expect("a report");
        assert_eq!(report.strict.counts, Counts { correct: 1, found: 1, annotated: 1 });
    }

    #[test]
    fn labels_that_are_left_out_count_on_neither_side() {
        let options = Options { labels: &[Label::Language], ..Options::default() };
        let report = measure(&Word("Excel", Label::Knowledge), &documents(), &options).expect("a report");
        assert_eq!(report.strict.counts, Counts { correct: 0, found: 0, annotated: 1 });
    }
}
