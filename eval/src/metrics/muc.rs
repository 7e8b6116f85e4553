//! What became of each span, in the manner of MUC-5 and SemEval-2013 task 9: correct, incorrect, partial,
//! missed, spurious.
//!
//! In: the spans found and the spans annotated in one document. Out: pairs of the two, and their counts.
//! Each span is paired once at most: first those that agree in all, then those of the same place, then
//! those of the same label that overlap, longest overlap first.

use crate::datasets::GoldSpan;
use serde::{Deserialize, Serialize};

/// What became of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Same place, same label.
    Correct,
    /// Same place, other label.
    Incorrect,
    /// Same label, other edges.
    Partial,
    /// Annotated, not found.
    Missed,
    /// Found, not annotated.
    Spurious,
}

/// A span found, a span annotated, or both, as positions in their lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// What became of it.
    pub outcome: Outcome,
    /// Position among the found spans; `None` where missed.
    pub found: Option<usize>,
    /// Position among the annotated spans; `None` where spurious.
    pub annotated: Option<usize>,
}

/// How many spans met which fate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MucCounts {
    /// Same place, same label.
    pub correct: usize,
    /// Same place, other label; counted under the annotated one.
    pub incorrect: usize,
    /// Same label, other edges.
    pub partial: usize,
    /// Annotated, not found.
    pub missed: usize,
    /// Found, not annotated.
    pub spurious: usize,
}

impl MucCounts {
    /// Counts one more.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Correct => self.correct += 1,
            Outcome::Incorrect => self.incorrect += 1,
            Outcome::Partial => self.partial += 1,
            Outcome::Missed => self.missed += 1,
            Outcome::Spurious => self.spurious += 1,
        }
    }

    /// F1 in which a partial span counts half (SemEval-2013, "partial"); 0 where there is no span.
    pub fn half_f1(&self) -> f64 {
        let paired = self.correct + self.incorrect + self.partial;
        let spans = 2 * paired + self.missed + self.spurious;
        if spans == 0 { 0.0 } else { (2 * self.correct + self.partial) as f64 / spans as f64 }
    }
}

impl std::ops::AddAssign for MucCounts {
    fn add_assign(&mut self, other: Self) {
        self.correct += other.correct;
        self.incorrect += other.incorrect;
        self.partial += other.partial;
        self.missed += other.missed;
        self.spurious += other.spurious;
    }
}

/// Pairs what was found with what is annotated; every span of both lists stands in one pair.
pub fn align(found: &[GoldSpan], annotated: &[GoldSpan]) -> Vec<Pair> {
    let mut pairs = Vec::with_capacity(found.len().max(annotated.len()));
    let mut free = Free { found: vec![true; found.len()], annotated: vec![true; annotated.len()] };
    let mut wishes: Vec<(usize, Outcome, usize, usize)> = Vec::new();
    for (f, a) in found.iter().enumerate() {
        for (g, b) in annotated.iter().enumerate() {
            if let Some(outcome) = likeness(a, b) {
                let shared = a.span.end.min(b.span.end) - a.span.start.max(b.span.start);
                wishes.push((shared, outcome, f, g));
            }
        }
    }
    wishes.sort_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)).then((a.2, a.3).cmp(&(b.2, b.3))));
    for (_, outcome, f, g) in wishes {
        if free.found[f] && free.annotated[g] {
            (free.found[f], free.annotated[g]) = (false, false);
            pairs.push(Pair { outcome, found: Some(f), annotated: Some(g) });
        }
    }
    let left = |free: &[bool]| -> Vec<usize> { (0..free.len()).filter(|&at| free[at]).collect() };
    let missed = left(&free.annotated).into_iter();
    pairs.extend(missed.map(|g| Pair { outcome: Outcome::Missed, found: None, annotated: Some(g) }));
    let spurious = left(&free.found).into_iter();
    pairs.extend(spurious.map(|f| Pair { outcome: Outcome::Spurious, found: Some(f), annotated: None }));
    pairs
}

struct Free {
    found: Vec<bool>,
    annotated: Vec<bool>,
}

fn likeness(found: &GoldSpan, annotated: &GoldSpan) -> Option<Outcome> {
    let (place, label) = (found.span == annotated.span, found.label == annotated.label);
    match (place, label) {
        (true, true) => Some(Outcome::Correct),
        (true, false) => Some(Outcome::Incorrect),
        (false, true) => found.span.overlaps(annotated.span).then_some(Outcome::Partial),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_engine::tagging::Label;
    use passerelle_engine::text::ByteSpan;
    use proptest::prelude::*;

    fn span(start: usize, end: usize, label: Label) -> GoldSpan {
        GoldSpan { span: ByteSpan::new(start, end), label }
    }

    fn counts(found: &[GoldSpan], annotated: &[GoldSpan]) -> MucCounts {
        let mut counts = MucCounts::default();
        align(found, annotated).iter().for_each(|pair| counts.add(pair.outcome));
        counts
    }

    #[test]
    fn every_fate_by_hand() {
        let annotated = [
            span(0, 4, Label::Skill),
            span(6, 9, Label::Language),
            span(10, 15, Label::Attitude),
            span(20, 25, Label::Skill),
            span(30, 35, Label::Condition),
        ];
        let found = [
            span(0, 4, Label::Skill),
            span(6, 9, Label::Knowledge),
            span(12, 15, Label::Attitude),
            span(21, 25, Label::Knowledge),
        ];
        let counts = counts(&found, &annotated);
        // The span at 21 shares neither place nor label: spurious, and the one at 20 is missed.
        assert_eq!(counts, MucCounts { correct: 1, incorrect: 1, partial: 1, missed: 2, spurious: 1 });
        assert!((counts.half_f1() - 2.0 * 1.5 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn of_two_halves_the_longer_one_is_the_partial_match() {
        let pairs =
            align(&[span(0, 3, Label::Skill), span(4, 12, Label::Skill)], &[span(0, 12, Label::Skill)]);
        assert_eq!(pairs[0], Pair { outcome: Outcome::Partial, found: Some(1), annotated: Some(0) });
        assert_eq!(pairs[1].outcome, Outcome::Spurious);
    }

    proptest! {
        #[test]
        fn every_span_stands_in_exactly_one_pair(
            found in prop::collection::btree_map(0usize..40, 0usize..7, 0..12),
            annotated in prop::collection::btree_map(0usize..40, 0usize..7, 0..12),
        ) {
            let spans = |starts: &std::collections::BTreeMap<usize, usize>| -> Vec<GoldSpan> {
                starts.iter().map(|(&at, &label)| span(3 * at, 3 * at + 2 + at % 3, Label::ALL[label])).collect()
            };
            let (found, annotated) = (spans(&found), spans(&annotated));
            let counts = counts(&found, &annotated);
            let paired = counts.correct + counts.incorrect + counts.partial;
            prop_assert_eq!(paired + counts.spurious, found.len());
            prop_assert_eq!(paired + counts.missed, annotated.len());
        }
    }
}
