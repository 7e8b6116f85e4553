//! What the starter catalogue says about each token: a hint for the encoder, not an answer.
//!
//! In: a text and its tokens. Out: one number a token, the tag it would have if matching the catalogue's
//! wordings were all there is. The catalogue is the one the model was trained with, whichever taxonomy is
//! linked to.

use super::Tokens;
use crate::linking::CatalogueTagger;
use crate::tagging::{TAGS, Tag};
use crate::taxonomy::Taxonomy;

/// Rows of the lexicon embedding.
pub const LEXICON_ROWS: usize = TAGS;

/// Finds the catalogue's wordings in texts.
#[derive(Debug)]
pub struct Lexicon {
    tagger: CatalogueTagger,
}

impl Lexicon {
    /// The lexicon of a catalogue.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        Self { tagger: CatalogueTagger::new(taxonomy) }
    }

    /// One number a token, below [`LEXICON_ROWS`]; 0 where nothing matches.
    pub fn features(&self, text: &str, tokens: &Tokens) -> Vec<u32> {
        let mut features = vec![0; tokens.len()];
        for mention in self.tagger.tag(text) {
            let first = tokens.spans.partition_point(|token| token.end <= mention.span.start);
            let inside = tokens.spans.iter().zip(&mut features).skip(first);
            for (token, feature) in inside.take_while(|(token, _)| token.start < mention.span.end) {
                let begins = token.start <= mention.span.start;
                let tag = if begins { Tag::Begin(mention.label) } else { Tag::Inside(mention.label) };
                *feature = tag.index() as u32;
            }
        }
        features
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagging::Label;
    use crate::taxonomy::starter::starter;
    use crate::text::ByteSpan;

    #[test]
    fn tokens_of_a_catalogue_wording_carry_its_label() {
        let text = "un esprit d'équipe sûr";
        let starts = [0, 3, 10, 11, 12, 20];
        let ends = [2, 9, 11, 12, 19, 24];
        let tokens = Tokens {
            ids: vec![9; 6],
            spans: starts.iter().zip(ends).map(|(&a, b)| ByteSpan::new(a, b)).collect(),
            starts: vec![true; 6],
        };
        let lexicon = Lexicon::new(&starter().expect("the catalogue is valid"));
        let (begin, inside) = (Tag::Begin(Label::Attitude).index(), Tag::Inside(Label::Attitude).index());
        let expected = [0, begin, inside, inside, inside, 0].map(|tag| tag as u32);
        assert_eq!(lexicon.features(text, &tokens), expected);
    }
}
