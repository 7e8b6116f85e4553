//! Annotated documents as the encoder and the loss see them.

use anyhow::Result;
use passerelle_engine::tagging::decode::Word;
use passerelle_engine::tagging::{Tag, decode};
use passerelle_engine::tokens::{Lexicon, Tokenizer, Tokens};
use passerelle_eval::datasets::{Document, GoldSpan};

/// A document with its subwords and the tag of each word.
#[derive(Debug, Clone)]
pub struct Example {
    pub(super) tokens: Tokens,
    pub(super) tags: Vec<usize>,
    pub(super) gold: Vec<GoldSpan>,
    pub(super) features: Vec<u32>,
    pub(super) line_breaks: Vec<bool>,
}

/// The examples of annotated documents.
pub fn examples(
    documents: &[Document],
    tokenizer: &Tokenizer,
    lexicon: Option<&Lexicon>,
) -> Result<Vec<Example>> {
    documents
        .iter()
        .map(|document| {
            let tokens = tokenizer.encode(&document.text)?;
            let tags = tokens.spans.iter().map(|&span| tag(span, &document.spans)).collect();
            let line_breaks =
                tokens.spans.iter().map(|span| span.slice(&document.text).contains('\n')).collect();
            let features = match lexicon {
                Some(lexicon) => lexicon.features(&document.text, &tokens),
                None => vec![0; tokens.len()],
            };
            Ok(Example { features, tokens, tags, gold: document.spans.clone(), line_breaks })
        })
        .collect()
}

fn tag(place: passerelle_engine::text::ByteSpan, gold: &[GoldSpan]) -> usize {
    let found = gold.iter().find(|gold| gold.span.overlaps(place));
    found
        .map_or(Tag::Outside, |gold| {
            if place.start <= gold.span.start { Tag::Begin(gold.label) } else { Tag::Inside(gold.label) }
        })
        .index()
}

/// Spans decoded from the scores of the words.
pub(super) fn found(example: &Example, words: &[usize], scores: &[f32]) -> Vec<GoldSpan> {
    let places: Vec<Word> = words
        .iter()
        .enumerate()
        .map(|(at, &token)| {
            let end = words.get(at + 1).copied().unwrap_or(example.tokens.len());
            let mut span = example.tokens.spans[token];
            span.end = example.tokens.spans[end - 1].end.max(span.end);
            Word { span, line_break: example.line_breaks[token] }
        })
        .collect();
    decode(&places, scores).into_iter().map(|s| GoldSpan { span: s.span, label: s.label }).collect()
}

/// Tokens behind a line break: where windows may end.
pub(super) fn breaks(example: &Example) -> Vec<usize> {
    (1..example.tokens.len()).filter(|&at| example.line_breaks[at - 1]).collect()
}
