//! A text as words with what stands before each.

use crate::words::folded;
use passerelle_engine::text::ByteSpan;

/// What stands before a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Border {
    /// A space.
    None,
    /// A comma.
    Soft,
    /// The end of a sentence, a line or a bracket.
    Hard,
}

/// A word.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Its place.
    pub span: ByteSpan,
    /// Folded; `ce` is `c`.
    pub plain: String,
    /// What stands before it.
    pub border: Border,
}

/// Runs of letters and digits.
pub(super) fn words(text: &str) -> Vec<Word> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(skip) = text[at..].find(char::is_alphanumeric) {
        let start = at + skip;
        let end = start + text[start..].find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len() - start);
        let plain = folded(&text[start..end]);
        let plain = if plain == "ce" { "c".to_owned() } else { plain };
        found.push(Word {
            span: ByteSpan::new(start, end),
            plain,
            border: border(&text[at..start], at == 0),
        });
        at = end;
    }
    found
}

fn border(between: &str, first: bool) -> Border {
    let hard = |c: char| matches!(c, '.' | '!' | '?' | ';' | '\n' | '(' | ')' | '–' | '—' | '…' | '•');
    if first || between.contains(hard) || between.contains(" - ") {
        Border::Hard
    } else if between.contains([',', ':', '/']) {
        Border::Soft
    } else {
        Border::None
    }
}

/// The words as one line: a space before and behind each.
pub(super) fn line(words: &[Word]) -> String {
    words.iter().fold(String::from(" "), |line, word| line + &word.plain + " ")
}

/// True where a list has the word.
pub(super) fn has(list: &str, word: &str) -> bool {
    list.split('|').any(|item| item == word)
}
