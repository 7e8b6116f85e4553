//! Places in a text. Inside the engine a place is a [`ByteSpan`]; what leaves it is a [`CharSpan`].

use serde::{Deserialize, Serialize};

/// A half-open range of bytes of a UTF-8 text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ByteSpan {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl ByteSpan {
    /// The span `start..end`; `start` must not lie behind `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span starts before it ends: {start}..{end}");
        Self { start, end }
    }

    /// The stretch of `text` the span marks.
    pub fn slice(self, text: &str) -> &str {
        &text[self.start..self.end]
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// True where the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True where the two spans share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same span, `by` bytes further on.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// The span without the white space at its two ends.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let inner = self.slice(text);
        let start = self.start + (inner.len() - inner.trim_start().len());
        Self::new(start, start + inner.trim().len())
    }
}

/// A half-open range of Unicode code points: the form of files and of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CharSpan {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
}

/// Converts between bytes and code points of one text, in O(log n) a place.
#[derive(Debug, Clone)]
pub struct CharIndex {
    /// Byte offset of every code point, then the length of the text.
    offsets: Vec<usize>,
}

impl CharIndex {
    /// The index of `text`.
    pub fn new(text: &str) -> Self {
        let offsets = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        Self { offsets }
    }

    /// Number of code points of the text.
    pub fn chars(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The code points of a byte span; a bound inside a character counts as its start.
    pub fn to_chars(&self, span: ByteSpan) -> CharSpan {
        CharSpan { start: self.code_point(span.start), end: self.code_point(span.end) }
    }

    /// The bytes of a code point span; `None` where it ends behind the text or before its start.
    pub fn to_bytes(&self, span: CharSpan) -> Option<ByteSpan> {
        let (start, end) = (*self.offsets.get(span.start)?, *self.offsets.get(span.end)?);
        (start <= end).then(|| ByteSpan::new(start, end))
    }

    fn code_point(&self, byte: usize) -> usize {
        self.offsets.binary_search(&byte).unwrap_or_else(|after| after.saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bytes_and_code_points_of_accents_and_emoji() {
        let text = "é👩‍🍳 chef";
        let index = CharIndex::new(text);
        let at = text.find("chef").map(|b| ByteSpan::new(b, b + 4)).expect("chef is there");
        assert_eq!(index.to_chars(at), CharSpan { start: 5, end: 9 });
        assert_eq!(index.chars(), 9);
        assert_eq!(index.to_bytes(CharSpan { start: 5, end: 10 }), None);
    }

    proptest! {
        #[test]
        fn a_span_survives_the_way_out_and_back(text in "\\PC{0,40}", a in 0usize..41, b in 0usize..41) {
            let index = CharIndex::new(&text);
            let (a, b) = (a.min(index.chars()), b.min(index.chars()));
            let chars = CharSpan { start: a.min(b), end: a.max(b) };
            let bytes = index.to_bytes(chars).expect("inside the text");
            prop_assert_eq!(index.to_chars(bytes), chars);
            prop_assert_eq!(bytes.slice(&text).chars().count(), chars.end - chars.start);
        }
    }
}
