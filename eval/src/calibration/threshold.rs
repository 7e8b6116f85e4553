//! From which probability on what is given out has a wished precision.

use crate::metrics::reliability::Judged;

/// Fewer spans tell nothing about a share.
const FEWEST: usize = 10;

/// The lowest threshold above which the share of strictly right spans is at least `precision`: 0 where all
/// of them together reach it, `None` where no threshold with ten spans above it does.
pub fn threshold(judged: &[Judged], precision: f64) -> Option<f64> {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let (mut right, mut best) = (0, None);
    for (at, span) in sorted.iter().enumerate() {
        right += usize::from(span.strict);
        let ends = sorted.get(at + 1).is_none_or(|next| next.confidence < span.confidence);
        if ends && at + 1 >= FEWEST && right as f64 >= precision * (at + 1) as f64 {
            best = Some(if at + 1 == sorted.len() { 0.0 } else { span.confidence });
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(groups: &[(f64, usize, usize)]) -> Vec<Judged> {
        let group = |&(confidence, right, of): &(f64, usize, usize)| {
            (0..of).map(move |at| Judged { confidence, strict: at < right, partial: true })
        };
        groups.iter().flat_map(group).collect()
    }

    #[test]
    fn the_lowest_confidence_that_still_holds_the_precision() {
        let spans = spans(&[(0.9, 19, 20), (0.7, 8, 10), (0.4, 2, 10)]);
        // 19/20, then 27/30 = 0.9, then 29/40.
        assert_eq!(threshold(&spans, 0.9), Some(0.7));
        assert_eq!(threshold(&spans, 0.94), Some(0.9));
        assert_eq!(threshold(&spans, 0.7), Some(0.0));
        assert_eq!(threshold(&spans, 0.99), None);
    }

    #[test]
    fn nine_spans_are_too_few_to_tell() {
        assert_eq!(threshold(&spans(&[(0.9, 9, 9)]), 0.9), None);
    }
}
