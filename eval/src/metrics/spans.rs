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

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_engine::tagging::Label;
    use passerelle_engine::text::ByteSpan;

    #[test]
    fn strict_counts_and_f1_by_hand() {
        let span = |a, b, label| GoldSpan { span: ByteSpan::new(a, b), label };
        let gold = [span(0, 4, Label::Skill), span(6, 9, Label::Language), span(10, 12, Label::Attitude)];
        let found = [span(0, 4, Label::Skill), span(6, 9, Label::Knowledge)];
        let counts = count_strict(&found, &gold);
        assert_eq!(counts, Counts { correct: 1, found: 2, annotated: 3 });
        assert!((counts.f1() - 0.4).abs() < 1e-12);
        assert!((counts.precision() - 0.5).abs() < 1e-12);
    }
}
