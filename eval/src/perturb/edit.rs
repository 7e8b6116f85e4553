//! A text that is written anew, with the place in it of every place in the old one.

use crate::datasets::{Document, GoldSpan};
use passerelle_engine::text::ByteSpan;

/// A text in the making.
#[derive(Debug)]
pub(super) struct Edited {
    pub(super) text: String,
    /// For each byte of the old text and its end, where it went.
    places: Vec<usize>,
    at: usize,
}

impl Edited {
    /// Nothing written yet of a text of that many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), places: vec![0; bytes + 1], at: 0 }
    }

    /// What `write` makes of each character.
    pub(super) fn chars(old: &str, write: impl Fn(char, &mut String)) -> Self {
        let mut edited = Self::new(old.len());
        for c in old.chars() {
            edited.replace(c.len_utf8(), |out| write(c, out));
        }
        edited
    }

    /// Takes the next `bytes` of the old text for what `write` adds to the new one.
    pub(super) fn replace(&mut self, bytes: usize, write: impl FnOnce(&mut String)) {
        self.places[self.at..self.at + bytes].fill(self.text.len());
        write(&mut self.text);
        self.at += bytes;
        self.places[self.at] = self.text.len();
    }

    /// The document with the new text; the whole old text must have been taken.
    pub(super) fn document(self, old: &Document) -> Document {
        debug_assert_eq!(self.at, old.text.len(), "the whole text was taken");
        let carried = old.spans.iter().map(|gold| {
            let span = ByteSpan::new(self.places[gold.span.start], self.places[gold.span.end]);
            GoldSpan { span: span.trimmed(&self.text), label: gold.label }
        });
        let spans = carried.filter(|gold| !gold.span.is_empty()).collect();
        Document { text: self.text, spans, ..old.clone() }
    }
}
