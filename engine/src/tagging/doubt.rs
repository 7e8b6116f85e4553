//! How unsure the model is of a text as a whole: words and their tag scores in; one number out.
//!
//! The measure is the maximum normalised log-probability of Shen et al. 2018 ("Deep Active Learning for Named
//! Entity Recognition"): the tags of the best path, the mean of their log-probabilities. It counts words
//! outside of spans too, so that a span the model nearly saw shows, and the length of a text does not.

use super::decode::{Word, best};
use super::{TAGS, Tag};

/// 1 − the geometric mean of the probabilities of the best tags, 0 (sure) to 1. Line breaks do not count; 0
/// where there is no word. `scores` and `transitions` as in [`super::decode()`].
///
/// # Panics
/// Where there are not as many.
pub fn doubt(words: &[Word], scores: &[f32], transitions: &[f32]) -> f32 {
    let (tags, marginals) = best(words, scores, transitions);
    let of_words = words.iter().zip(&tags).zip(marginals.chunks(TAGS));
    let told = of_words.filter(|((word, _), _)| !word.line_break);
    let (sum, count) = told.fold((0.0_f64, 0_u32), |(sum, count), ((_, tag), row)| {
        (sum + f64::from(row[Tag::index(*tag)]).max(1e-9).ln(), count + 1)
    });
    if count == 0 { 0.0 } else { (1.0 - (sum / f64::from(count)).exp()) as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagging::Label;
    use crate::text::ByteSpan;

    fn words(breaks: &[bool]) -> Vec<Word> {
        let word = |(at, &line_break)| Word { span: ByteSpan::new(2 * at, 2 * at + 1), line_break };
        breaks.iter().enumerate().map(word).collect()
    }

    const NONE: [f32; TAGS * TAGS] = [0.0; TAGS * TAGS];

    /// Logits under which the outside tag has this probability and the beginnings share the rest.
    fn outside(probability: f32) -> [f32; TAGS] {
        let share = ((1.0 - probability) / Label::ALL.len() as f32).ln();
        let mut row = [-40.0; TAGS];
        Label::ALL.iter().for_each(|&label| row[Tag::Begin(label).index()] = share);
        row[Tag::Outside.index()] = probability.ln();
        row
    }

    #[test]
    fn it_is_one_less_the_geometric_mean_of_the_best_tags_and_length_does_not_count() {
        // √(0.9 · 0.4) = 0.6
        let scores = [outside(0.9), outside(0.4)].concat();
        assert!((doubt(&words(&[false, false]), &scores, &NONE) - 0.4).abs() < 1e-5);
        let longer = [&scores[..], &scores[..]].concat();
        assert!((doubt(&words(&[false; 4]), &longer, &NONE) - 0.4).abs() < 1e-5);
    }

    #[test]
    fn line_breaks_do_not_count_and_nothing_is_no_doubt() {
        let scores = [outside(0.8), outside(0.2)].concat();
        assert!((doubt(&words(&[false, true]), &scores, &NONE) - 0.2).abs() < 1e-5);
        assert!(doubt(&[], &[], &NONE).abs() < 1e-9);
    }
}
