//! Two annotations of the same documents in; how far they agree out.
//!
//! F1 is the same whichever of the two counts as annotated; it is what κ becomes where, as with spans,
//! nobody can say how many there might have been (Hripcsak and Rothschild 2005).

use crate::datasets::{Document, GoldSpan};
use crate::metrics::{
    Counts, Interval, MucCounts, align, bootstrap, count_partial, count_strict, count_untyped,
};
use passerelle_engine::tagging::Label;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// F1 of two annotations under three readings.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Agreed {
    /// Same label, start and end.
    pub strict: f64,
    /// Same label and an overlap.
    pub partial: f64,
    /// Spans of the first annotation.
    pub first: usize,
    /// Spans of the second annotation.
    pub second: usize,
}

/// How far two annotations agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Documents in both.
    pub documents: usize,
    /// Documents in one of them only.
    pub unpaired: Vec<String>,
    /// Strict F1 with its 95 % interval over documents.
    pub strict_f1: Interval,
    /// Over all labels.
    pub all: Agreed,
    /// Same place, any label.
    pub untyped: f64,
    /// By label.
    pub by_label: BTreeMap<Label, Agreed>,
    /// What became of the spans; the second annotation counts as annotated.
    pub muc: MucCounts,
}

/// Why there is no agreement to measure.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AgreementError {
    /// No id stands in both.
    #[error("the two have no document in common; their ids must be the same")]
    NothingInCommon,
    /// The same id, another text.
    #[error("{0}: the two have different texts under this id")]
    OtherText(String),
}

impl Agreement {
    /// Compares the documents that stand in both by id.
    pub fn of(first: &[Document], second: &[Document]) -> Result<Self, AgreementError> {
        let mut others: BTreeMap<&str, &Document> = second.iter().map(|d| (d.id.as_str(), d)).collect();
        let (mut pairs, mut unpaired) = (Vec::new(), Vec::new());
        for document in first {
            match others.remove(document.id.as_str()) {
                Some(other) if other.text != document.text => {
                    return Err(AgreementError::OtherText(document.id.clone()));
                }
                Some(other) => pairs.push((document.spans.as_slice(), other.spans.as_slice())),
                None => unpaired.push(document.id.clone()),
            }
        }
        unpaired.extend(others.into_keys().map(str::to_owned));
        if pairs.is_empty() {
            return Err(AgreementError::NothingInCommon);
        }
        let strict: Vec<Counts> = pairs.iter().map(|(a, b)| count_strict(a, b)).collect();
        let mut muc = MucCounts::default();
        pairs.iter().flat_map(|(a, b)| align(a, b)).for_each(|pair| muc.add(pair.outcome));
        let by_label =
            Label::ALL.into_iter().map(|label| (label, agreed(&pairs, |span| span.label == label)));
        Ok(Self {
            documents: pairs.len(),
            unpaired,
            strict_f1: bootstrap::f1(&strict),
            all: agreed(&pairs, |_| true),
            untyped: pooled(&pairs, count_untyped, |_| true).f1(),
            by_label: by_label.collect(),
            muc,
        })
    }
}

type Pairs<'a> = [(&'a [GoldSpan], &'a [GoldSpan])];

fn agreed(pairs: &Pairs<'_>, of: impl Fn(&GoldSpan) -> bool + Copy) -> Agreed {
    let strict = pooled(pairs, count_strict, of);
    let partial = pooled(pairs, count_partial, of);
    Agreed { strict: strict.f1(), partial: partial.f1(), first: strict.found, second: strict.annotated }
}

fn pooled(
    pairs: &Pairs<'_>,
    count: fn(&[GoldSpan], &[GoldSpan]) -> Counts,
    of: impl Fn(&GoldSpan) -> bool + Copy,
) -> Counts {
    let only = |spans: &[GoldSpan]| -> Vec<GoldSpan> { spans.iter().copied().filter(of).collect() };
    let mut sum = Counts::default();
    pairs.iter().for_each(|(a, b)| sum += count(&only(a), &only(b)));
    sum
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Interval { value, low, high } = self.strict_f1;
        writeln!(f, "{} documents in both, {} in one only", self.documents, self.unpaired.len())?;
        writeln!(f, "  strict F1 {value:.3} (95 %: {low:.3} to {high:.3}), place only {:.3}", self.untyped)?;
        writeln!(f, "  {:<14} {:>6} {:>7} {:>6} {:>6}", "", "strict", "partial", "first", "second")?;
        let labels = self.by_label.iter().map(|(label, agreed)| (label.name(), agreed));
        for (name, agreed) in [("all", &self.all)].into_iter().chain(labels) {
            let Agreed { strict, partial, first, second } = agreed;
            writeln!(f, "  {name:<14} {strict:>6.3} {partial:>7.3} {first:>6} {second:>6}")?;
        }
        let MucCounts { correct, incorrect, partial, missed, spurious } = self.muc;
        writeln!(
            f,
            "  same {correct}, other label {incorrect}, other edges {partial}, second only {missed}, first only {spurious}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::inline;

    fn parse(text: &str) -> Vec<Document> {
        inline::parse(text).expect("documents")
    }

    #[test]
    fn agreement_by_hand() {
        let first =
            parse("### a offer fr\n[[SKILL|vendre]] du [[KNOWLEDGE|pain]] frais\n### b offer fr\nrien\n");
        let second =
            parse("### a offer fr\n[[SKILL|vendre]] du [[KNOWLEDGE|pain frais]]\n### c offer fr\nrien\n");
        let agreement = Agreement::of(&first, &second).expect("a pair");
        assert_eq!((agreement.documents, agreement.unpaired.len()), (1, 2));
        assert!((agreement.all.strict - 0.5).abs() < 1e-12 && (agreement.all.partial - 1.0).abs() < 1e-12);
        assert!((agreement.by_label[&Label::Skill].strict - 1.0).abs() < 1e-12);
        assert_eq!(agreement.muc, MucCounts { correct: 1, partial: 1, ..MucCounts::default() });
    }

    #[test]
    fn other_documents_are_no_agreement() {
        let (a, b) = (parse("### a offer fr\nun\n"), parse("### b offer fr\nun\n"));
        assert_eq!(Agreement::of(&a, &b), Err(AgreementError::NothingInCommon));
        let changed = parse("### a offer fr\ndeux\n");
        assert_eq!(Agreement::of(&a, &changed), Err(AgreementError::OtherText("a".into())));
    }
}
