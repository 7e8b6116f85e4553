//! The same documents as other hands would have typed or spoken them; annotated spans are carried over.
//!
//! In: a document and a seed. Out: the document without accents, in capitals, with typing errors, or as
//! speech recognition writes an answer down. The seed and the document's id decide what happens where, so
//! that two systems are asked about the same texts.

mod edit;
mod random;
mod speech;
mod typos;

use crate::datasets::Document;
use edit::Edited;
use random::Random;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The seed of reports; another one gives other typing errors.
pub const SEED: u64 = 20_260;

/// What is done to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Perturbation {
    /// "maîtrise" → "maitrise".
    NoAccents,
    /// "maîtrise" → "MAÎTRISE".
    UpperCase,
    /// A letter swapped, dropped or doubled in one word of twelve.
    Typos,
    /// Small letters, no punctuation, no lines, fillers between words.
    Speech,
}

impl Perturbation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::NoAccents, Self::UpperCase, Self::Typos, Self::Speech];

    /// Name of the slice in reports and for the gate.
    pub fn slice(self) -> &'static str {
        match self {
            Self::NoAccents => "robustness no accents",
            Self::UpperCase => "robustness upper case",
            Self::Typos => "robustness typos",
            Self::Speech => "robustness speech",
        }
    }

    /// The document after it; spans of which nothing is left are gone.
    pub fn apply(self, document: &Document, seed: u64) -> Document {
        let mut random = Random::new(seed, &document.id);
        let edited = match self {
            Self::NoAccents => Edited::chars(&document.text, |c, out| match c {
                'œ' => out.push_str("oe"),
                'Œ' => out.push_str("OE"),
                _ => out.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c))),
            }),
            Self::UpperCase => Edited::chars(&document.text, |c, out| out.extend(c.to_uppercase())),
            Self::Typos => typos::apply(&document.text, &mut random),
            Self::Speech => speech::apply(document, &mut random),
        };
        edited.document(document)
    }
}

#[cfg(test)]
mod tests;
