//! Words and lines for tokenizers that were made elsewhere.
//!
//! In: the subwords of a text as WordPiece, BPE or Unigram cut it, with their places. Out: the same, with words as
//! this project counts them, and with every line break.
//!
//! - White space and punctuation part words, whatever the tokenizer takes for a word: `l'équipe,` is one word to
//!   SentencePiece, and no span could begin at `équipe`.
//! - A subword that stands for the space alone (`▁`) belongs to the word behind it.
//! - Most tokenizers drop line breaks. The text between two subwords still has them, so they come back as words of
//!   their own, under the id that parts two texts (`[SEP]`, `</s>`): no span goes over one, and the encoder sees where
//!   a line ends.

use super::Tokens;
use crate::text::ByteSpan;
use unicode_normalization::char::is_combining_mark;

/// True for what ends a line.
fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// True for what neither continues a word nor is white space.
fn is_punctuation(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() && !is_combining_mark(c)
}

/// The subwords with words and line breaks mended; `separator` is the id that line breaks get.
pub(super) fn mended(text: &str, raw: &Tokens, separator: u32) -> Tokens {
    let mut mending = Mending {
        text,
        separator,
        out: Tokens::default(),
        spaces: Vec::new(),
        space_begins: false,
        covered: 0,
    };
    for at in 0..raw.len() {
        let (id, span, begins) = (raw.ids[at], raw.spans[at], raw.starts[at]);
        let slice = span.slice(text);
        if !slice.trim().is_empty() {
            mending.subword(id, span, begins);
        } else if slice.contains(ends_line) {
            mending.push(id, span, true);
        } else {
            mending.spaces.push(id);
            mending.space_begins |= begins;
        }
    }
    mending.out
}

struct Mending<'a> {
    text: &'a str,
    separator: u32,
    out: Tokens,
    /// Subwords that stand for nothing but space, not yet in `out`.
    spaces: Vec<u32>,
    /// True where one of them began a word.
    space_begins: bool,
    /// Where the text behind all subwords so far begins.
    covered: usize,
}

impl Mending<'_> {
    fn push(&mut self, id: u32, span: ByteSpan, start: bool) {
        self.out.ids.push(id);
        self.out.spans.push(span);
        self.out.starts.push(start);
        self.covered = self.covered.max(span.end);
    }

    /// Adds a subword that stands for text, behind the line break and the spaces before it.
    fn subword(&mut self, id: u32, span: ByteSpan, begins: bool) {
        self.line_break(span.start);
        let start = self.starts_word(span, begins);
        let ids: Vec<u32> = self.spaces.drain(..).chain([id]).collect();
        self.space_begins = false;
        for (at, id) in ids.into_iter().enumerate() {
            self.push(id, span, start && at == 0);
        }
    }

    /// Adds the line break between what is covered and `next`, unless the tokenizer kept it itself.
    fn line_break(&mut self, next: usize) {
        let gap = self.text.get(self.covered..next).unwrap_or_default();
        let (Some(first), Some(last)) = (gap.find(ends_line), gap.rfind(ends_line)) else { return };
        if !self.out.is_empty() && !self.behind_line_break() {
            let span = ByteSpan::new(self.covered + first, self.covered + last + 1);
            self.push(self.separator, span, true);
        }
    }

    fn behind_line_break(&self) -> bool {
        self.out.spans.last().is_some_and(|span| is_line_break(span.slice(self.text)))
    }

    fn starts_word(&self, span: ByteSpan, begins: bool) -> bool {
        let Some(gap) = self.text.get(self.covered..span.start) else {
            return false; // Part of a character, or of a word, that another subword stands for already.
        };
        let before = self.text[..self.covered].chars().next_back();
        let first = self.text[span.start..].chars().next();
        self.out.is_empty()
            || begins
            || self.space_begins
            || self.behind_line_break()
            || gap.contains(char::is_whitespace)
            || before.is_some_and(is_punctuation)
            || first.is_some_and(is_punctuation)
    }
}

/// True for the text of a subword that stands for a line break.
pub(super) fn is_line_break(slice: &str) -> bool {
    slice.contains(ends_line)
}
