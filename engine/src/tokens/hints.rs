//! What is known of each token before the encoder reads it: what the starter catalogue says, and how it is written.
//!
//! In: a text and its tokens. Out: a [`Hint`] a token. The tokenizer drops case, accents and spaces, because
//! texts drop them at random; where they are there they tell where an item of a flattened list begins, so they
//! come back here.

use super::{Lexicon, Tokens};
use crate::encoder::Hint;

/// Rows of the shape embedding: four kinds of letters times three kinds of space before.
pub const SHAPE_ROWS: usize = 12;

/// What gives the hints a model was trained with.
#[derive(Debug, Default)]
pub struct Hints {
    /// Finds the catalogue's wordings, where the model wants them.
    pub lexicon: Option<Lexicon>,
    /// True where the model wants to know how tokens are written.
    pub shapes: bool,
}

impl Hints {
    /// One hint a token; `catalogue` false leaves out what the catalogue says.
    pub fn of(&self, text: &str, tokens: &Tokens, catalogue: bool) -> Vec<Hint> {
        let mut hints = vec![Hint::default(); tokens.len()];
        if let Some(lexicon) = self.lexicon.as_ref().filter(|_| catalogue) {
            let features = lexicon.features(text, tokens);
            hints.iter_mut().zip(features).for_each(|(hint, feature)| hint.lexicon = feature);
        }
        if self.shapes {
            let mut before = 0;
            for (hint, span) in hints.iter_mut().zip(&tokens.spans) {
                let gap = text.get(before..span.start).unwrap_or("");
                hint.shape = shape(span.slice(text), gap);
                before = span.end;
            }
        }
        hints
    }
}

/// The row of the shape embedding for a token and the space before it.
fn shape(token: &str, gap: &str) -> u32 {
    let mut letters = token.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    let (mut upper, mut lower) = (false, false);
    for letter in letters {
        upper |= letter.is_uppercase();
        lower |= letter.is_lowercase();
    }
    let case = match (first, upper, lower) {
        (_, false, _) => u32::from(first),
        (true, true, false) => 2,
        (_, true, _) => 3,
    };
    let space = match gap.chars().filter(|c| c.is_whitespace()).count() {
        0 => 0,
        1 if !gap.contains('\t') => 1,
        _ => 2,
    };
    3 * case + space
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ByteSpan;

    #[test]
    fn a_shape_tells_case_and_space() {
        let text = "ventes Accueil  SAP, iPhone É";
        let places = [(0, 6), (7, 14), (16, 19), (19, 20), (21, 27), (28, 30)];
        let tokens = Tokens {
            ids: vec![9; 6],
            spans: places.iter().map(|&(a, b)| ByteSpan::new(a, b)).collect(),
            starts: vec![true; 6],
        };
        let hints = Hints { lexicon: None, shapes: true }.of(text, &tokens, true);
        let shapes: Vec<u32> = hints.iter().map(|hint| hint.shape).collect();
        assert_eq!(shapes, [0, 3 + 1, 6 + 2, 0, 9 + 1, 3 + 1]);
        assert!(hints.iter().all(|hint| hint.lexicon == 0 && hint.shape < SHAPE_ROWS as u32));
    }
}
