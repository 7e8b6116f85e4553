//! A text in; its words out, each with its place in the original and its folded form.

use crate::text::{ByteSpan, Normalised, key};

/// Signs that a bracketed or dotted feminine may begin with: "infirmier(ère)", "employé·e".
const HINT_SIGNS: [char; 6] = ['(', '/', '·', '•', '-', '.'];

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Place in the original text.
    pub(super) span: ByteSpan,
    /// The word as it stands in keys.
    pub(super) key: String,
    /// True where between this word and the one before stands only what may stand inside a wording: no
    /// sentence end, comma, colon or line break.
    pub(super) joined: bool,
}

impl Word {
    /// True for the articles that a wording may have or lack.
    pub(super) fn is_article(&self) -> bool {
        matches!(self.key.as_str(), "le" | "la" | "les" | "l")
    }
}

/// The words of a text in order; those without a key of their own are left out.
pub(super) fn words(text: &str) -> Vec<Word> {
    let normal = Normalised::new(text);
    let mut words: Vec<Word> = Vec::new();
    for part in parts(&normal.text) {
        let key = key(part.slice(&normal.text));
        let span = normal.original(part);
        if key.is_empty() || words.last().is_some_and(|last| last.span.overlaps(span)) {
            continue;
        }
        let start = words.last().map_or(0, |last| last.span.end);
        let joined = is_joint(&text[start..span.start]);
        words.push(Word { span, key, joined });
    }
    words
}

fn is_joint(between: &str) -> bool {
    !between.contains(['\n', '\r', ',', ';', ':', '!', '?', '…', '•', '|']) && !between.contains(". ")
}

/// Places of the words in a normalised text; a word and its gender hints are one.
fn parts(text: &str) -> Vec<ByteSpan> {
    let mut all = Vec::new();
    let mut start = 0;
    for chunk in text.split(' ') {
        let of_chunk: Vec<ByteSpan> = split(chunk);
        match of_chunk.as_slice() {
            [first, _, ..] if is_hinted(chunk, *first) => {
                let end = chunk.trim_end_matches([',', '.', ';', ':', '!', '?']).len();
                all.push(ByteSpan::new(first.start, end.max(first.end)).shifted(start));
            }
            parts => all.extend(parts.iter().map(|part| part.shifted(start))),
        }
        start += chunk.len() + 1;
    }
    all
}

/// True where the rest of the chunk only adds the other gender to its first word.
fn is_hinted(chunk: &str, first: ByteSpan) -> bool {
    let whole = &chunk[first.start..];
    chunk[first.end..].starts_with(HINT_SIGNS) && key(whole) == key(first.slice(chunk))
}

fn split(chunk: &str) -> Vec<ByteSpan> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '.' | '&' | '%' | '€' | '$');
    let mut all = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in chunk.char_indices().chain([(chunk.len(), ' ')]) {
        match (open, is_part(c)) {
            (None, true) => open = Some(at),
            (Some(from), false) => {
                let kept = chunk[from..at].trim_end_matches('.').len();
                if kept > 0 {
                    all.push(ByteSpan::new(from, from + kept));
                }
                open = None;
            }
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn keys(text: &str) -> Vec<(String, &str)> {
        words(text).into_iter().map(|word| (word.key, word.span.slice(text))).collect()
    }

    #[test]
    fn words_keep_their_places_and_lose_their_forms() {
        let found = keys("Infirmier(ère), l’E\u{301}quipe  C++ / Node.js.");
        let places: Vec<&str> = found.iter().map(|(_, place)| *place).collect();
        assert_eq!(places, ["Infirmier(ère)", "l", "E\u{301}quipe", "C++", "Node.js"]);
        let forms: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(forms, ["infirmier", "l", "equipe", "c++", "node.js"]);
    }

    #[test]
    fn a_comma_and_a_sentence_end_part_words() {
        let joined: Vec<bool> =
            words("un deux, trois. Quatre\ncinq - six").iter().map(|w| w.joined).collect();
        assert_eq!(joined, [true, true, false, false, false, true]);
    }

    proptest! {
        #[test]
        fn places_are_sorted_apart_and_on_characters(text in "[a-zéœ’(). ,\\r\\n👩\u{301}/·-]{0,60}") {
            let words = words(&text);
            for word in &words {
                prop_assert!(!word.span.is_empty() && text.is_char_boundary(word.span.start));
                prop_assert!(text.is_char_boundary(word.span.end));
            }
            prop_assert!(words.windows(2).all(|two| two[0].span.end <= two[1].span.start));
        }
    }
}
