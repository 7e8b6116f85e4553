//! A text as the matcher and its model read it: in the masculine form, whoever wrote it.

use passerelle_engine::pipeline::Analysis;
use passerelle_engine::text::neutral::{Neutral, neutral};
use passerelle_engine::text::{ByteSpan, CharIndex, CharSpan};

/// A person's text and the form in which it is read; the same form for "vendeuse" and "vendeur·euse".
#[derive(Debug, Clone)]
pub struct Read<'a> {
    original: &'a str,
    index: CharIndex,
    neutral: Neutral<'a>,
}

impl<'a> Read<'a> {
    /// How a text is read.
    pub fn of(original: &'a str) -> Self {
        Self { original, index: CharIndex::new(original), neutral: neutral(original) }
    }

    /// The text to analyse.
    pub fn text(&self) -> &str {
        &self.neutral.text
    }

    /// The person's own words at a place of the text that was read, and where they stand, code points.
    pub fn own_words(&self, span: ByteSpan) -> (&'a str, CharSpan) {
        let span = self.neutral.original(span);
        (span.slice(self.original), self.index.to_chars(span))
    }

    /// An analysis of the text that was read, with places in the original.
    pub fn lead_back(&self, analysis: &Analysis) -> Analysis {
        let mut led = analysis.clone();
        for mention in &mut led.mentions {
            mention.span = self.neutral.original(mention.span);
        }
        let (read, all) = (self.text().chars().count(), self.original.chars().count());
        led.coverage.chars = if led.coverage.chars >= read { all } else { led.coverage.chars.min(all) };
        led
    }
}
