//! Sentences of tokens with columns of BIO tags in; documents with places out.

use super::{Document, GoldSpan, Kind};
use passerelle_engine::tagging::Label;
use passerelle_engine::text::ByteSpan;
use std::collections::BTreeMap;

/// Foreign labels that stand for none of ours, and how often a span had them.
pub type Ignored = BTreeMap<String, usize>;

/// Puts sentences together to a document.
#[derive(Debug, Default)]
pub(super) struct Builder {
    text: String,
    spans: Vec<GoldSpan>,
    /// Labels that were left out.
    pub(super) ignored: Ignored,
}

impl Builder {
    /// Adds a sentence: its tokens with single spaces between them, and the spans of each column of tags.
    pub(super) fn sentence(&mut self, tokens: &[String], columns: &[Vec<String>]) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let mut places = Vec::with_capacity(tokens.len());
        for (at, token) in tokens.iter().enumerate() {
            if at > 0 {
                self.text.push(' ');
            }
            places.push(ByteSpan::new(self.text.len(), self.text.len() + token.len()));
            self.text.push_str(token);
        }
        columns.iter().for_each(|tags| self.column(&places, tags));
    }

    fn column(&mut self, places: &[ByteSpan], tags: &[String]) {
        let mut open: Option<(ByteSpan, &str)> = None;
        for (place, tag) in places.iter().zip(tags) {
            let (mark, label) = tag.split_once('-').unwrap_or((tag, ""));
            match (&mut open, mark) {
                (Some((span, of)), "I") if *of == label => span.end = place.end,
                (_, "B" | "I") => {
                    self.close(open.take());
                    open = Some((*place, label));
                }
                _ => self.close(open.take()),
            }
        }
        self.close(open);
    }

    fn close(&mut self, open: Option<(ByteSpan, &str)>) {
        let Some((span, name)) = open else { return };
        match Label::from_name(&name.to_uppercase()) {
            Some(label) => self.spans.push(GoldSpan { span, label }),
            None => *self.ignored.entry(name.to_owned()).or_default() += 1,
        }
    }

    /// The document so far, and a new one begun; `None` where there is no text.
    pub(super) fn document(&mut self, id: String, kind: Kind, lang: &str) -> Option<Document> {
        let (text, mut spans) = (std::mem::take(&mut self.text), std::mem::take(&mut self.spans));
        spans.sort();
        (!text.is_empty()).then(|| Document { id, kind, lang: lang.into(), domain: None, text, spans })
    }
}
