//! An answer as speech recognition writes it down: small letters, no punctuation, no lines, and the words
//! people say while they think, between annotated spans.

use super::edit::Edited;
use super::random::Random;
use crate::datasets::Document;

/// One gap between words in so many gets a filler.
const ONE_IN: usize = 15;
const FRENCH: [&str; 6] = ["euh", "voilà", "du coup", "ben", "enfin", "quoi"];
const ENGLISH: [&str; 4] = ["um", "you know", "like", "well"];

/// The document's text as it would be dictated.
pub(super) fn apply(document: &Document, random: &mut Random) -> Edited {
    let text = &document.text;
    let fillers: &[&str] = if document.lang == "en" { &ENGLISH } else { &FRENCH };
    let mut edited = Edited::new(text.len());
    for (at, c) in text.char_indices() {
        let inside = document.spans.iter().any(|gold| gold.span.start < at && at < gold.span.end);
        let kept = is_spoken(text, at, c);
        let filler =
            (!kept && !inside && random.one_in(ONE_IN)).then(|| fillers[random.below(fillers.len())]);
        edited.replace(c.len_utf8(), |out| {
            if kept {
                out.extend(c.to_lowercase());
                return;
            }
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
            if let Some(filler) = filler.filter(|_| !out.is_empty()) {
                out.push_str(filler);
                out.push(' ');
            }
        });
    }
    edited
}

/// True for letters, digits, signs that have a name, and marks inside a word or number.
fn is_spoken(text: &str, at: usize, c: char) -> bool {
    if c.is_alphanumeric() || matches!(c, '+' | '#' | '%' | '€' | '&') || (!c.is_ascii() && is_mark(c)) {
        return true;
    }
    let before = text[..at].chars().next_back().is_some_and(char::is_alphanumeric);
    let after = text[at + c.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric);
    matches!(c, '\'' | '’' | '-' | '.' | ',') && before && after
}

/// True for accents that are characters of their own.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}
