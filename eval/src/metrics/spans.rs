//! Spans found against spans annotated.

use crate::datasets::GoldSpan;
use serde::{Deserialize, Serialize};

/// How many spans were right; everything else is derived.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Found and annotated.
    pub correct: usize,
    /// Found.
    pub found: usize,
    /// Annotated.
    pub annotated: usize,
}

impl Counts {
    /// Share of what was found that is right; 0 where nothing was found.
    pub fn precision(&self) -> f64 {
        ratio(self.correct, self.found)
    }

    /// Share of what is annotated that was found; 0 where nothing is annotated.
    pub fn recall(&self) -> f64 {
        ratio(self.correct, self.annotated)
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        ratio(2 * self.correct, self.found + self.annotated)
    }
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.correct += other.correct;
        self.found += other.found;
        self.annotated += other.annotated;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Strict: same label, same start, same end.
pub fn count_strict(found: &[GoldSpan], annotated: &[GoldSpan]) -> Counts {
    let correct = found.iter().filter(|span| annotated.contains(span)).count();
    Counts { correct, found: found.len(), annotated: annotated.len() }
}

/// Partial: same label and a shared character; each annotated span counts for one found span at most.
pub fn count_partial(found: &[GoldSpan], annotated: &[GoldSpan]) -> Counts {
    count_pairs(found, annotated, |a, b| a.label == b.label && a.span.overlaps(b.span))
}

/// Place only: same start and end, whatever the label.
pub fn count_untyped(found: &[GoldSpan], annotated: &[GoldSpan]) -> Counts {
    count_pairs(found, annotated, |a, b| a.span == b.span)
}

fn count_pairs(
    found: &[GoldSpan],
    annotated: &[GoldSpan],
    meets: impl Fn(&GoldSpan, &GoldSpan) -> bool,
) -> Counts {
    let mut taken = vec![false; annotated.len()];
    let mut correct = 0;
    for span in found {
        let free = (0..annotated.len()).find(|&at| !taken[at] && meets(span, &annotated[at]));
        if let Some(at) = free {
            taken[at] = true;
            correct += 1;
        }
    }
    Counts { correct, found: found.len(), annotated: annotated.len() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_engine::tagging::Label;
    use passerelle_engine::text::ByteSpan;

    fn span(start: usize, end: usize, label: Label) -> GoldSpan {
        GoldSpan { span: ByteSpan::new(start, end), label }
    }

    #[test]
    fn strict_counts_and_f1_by_hand() {
        let gold = [span(0, 4, Label::Skill), span(6, 9, Label::Language), span(10, 12, Label::Attitude)];
        let found = [span(0, 4, Label::Skill), span(6, 9, Label::Knowledge)];
        let counts = count_strict(&found, &gold);
        assert_eq!(counts, Counts { correct: 1, found: 2, annotated: 3 });
        assert!((counts.f1() - 0.4).abs() < 1e-12);
        assert!((counts.precision() - 0.5).abs() < 1e-12);
        assert_eq!(count_untyped(&found, &gold).correct, 2);
    }

    #[test]
    fn one_annotated_span_is_not_counted_for_two_found_ones() {
        let gold = [span(0, 10, Label::Skill)];
        let found = [span(0, 4, Label::Skill), span(5, 9, Label::Skill)];
        assert_eq!(count_partial(&found, &gold), Counts { correct: 1, found: 2, annotated: 1 });
        assert_eq!(count_strict(&found, &gold).correct, 0);
    }
}
