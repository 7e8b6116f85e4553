//! Annotated documents as the encoder and the loss see them.

use crate::foreign::Sentence;
use anyhow::Result;
use passerelle_engine::encoder::Hint;
use passerelle_engine::tagging::crf::TagSet;
use passerelle_engine::tagging::decode::Word;
use passerelle_engine::tagging::{Tag, decode};
use passerelle_engine::text::ByteSpan;
use passerelle_engine::tokens::{Hints, Tokenizer, Tokens};
use passerelle_eval::datasets::{Document, GoldSpan};

/// A document with its subwords and the tags that its annotation leaves open for each.
#[derive(Debug, Clone)]
pub struct Example {
    pub(super) tokens: Tokens,
    pub(super) open: Vec<TagSet>,
    pub(super) gold: Vec<GoldSpan>,
    pub(super) hints: Vec<Hint>,
    pub(super) line_breaks: Vec<bool>,
}

/// The examples of annotated documents.
pub fn examples(documents: &[Document], tokenizer: &Tokenizer, hints: &Hints) -> Result<Vec<Example>> {
    documents
        .iter()
        .map(|document| {
            let open = |span| 1 << tag(span, &document.spans).index();
            example(&document.text, document.spans.clone(), open, tokenizer, hints)
        })
        .collect()
}

/// The examples of sentences whose annotation knows other labels than ours.
pub fn partial_examples(
    sentences: &[Sentence],
    tokenizer: &Tokenizer,
    hints: &Hints,
) -> Result<Vec<Example>> {
    sentences
        .iter()
        .map(|sentence| example(&sentence.text, Vec::new(), |span| sentence.open(span), tokenizer, hints))
        .collect()
}

fn example(
    text: &str,
    gold: Vec<GoldSpan>,
    open: impl Fn(ByteSpan) -> TagSet,
    tokenizer: &Tokenizer,
    hints: &Hints,
) -> Result<Example> {
    let tokens = tokenizer.encode(text)?;
    Ok(Example {
        open: tokens.spans.iter().map(|&span| open(span)).collect(),
        line_breaks: tokens.line_breaks(text),
        hints: hints.of(text, &tokens, true),
        tokens,
        gold,
    })
}

fn tag(place: ByteSpan, gold: &[GoldSpan]) -> Tag {
    gold.iter().find(|gold| gold.span.overlaps(place)).map_or(Tag::Outside, |gold| {
        if place.start <= gold.span.start { Tag::Begin(gold.label) } else { Tag::Inside(gold.label) }
    })
}

/// Spans decoded from the scores of the words.
pub(super) fn found(
    example: &Example,
    words: &[usize],
    scores: &[f32],
    transitions: &[f32],
) -> Vec<GoldSpan> {
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
    let decoded = decode(&places, scores, transitions).into_iter();
    decoded.map(|tagged| GoldSpan { span: tagged.span, label: tagged.label }).collect()
}

/// Tokens behind a line break: where windows may end.
pub(super) fn breaks(example: &Example) -> Vec<usize> {
    (1..example.tokens.len()).filter(|&at| example.line_breaks[at - 1]).collect()
}
