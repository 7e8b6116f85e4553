//! What a correction looks like over HTTP.

use super::docs_types::{SpanLabel, TextKindName};
use crate::annotation::SpanInput;
use crate::store::{Feedback, GivenSpan, NewFeedback, TextKind};
use passerelle_engine::tagging::Label;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A correction: `text` or `document`, and the spans as they should be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackRequest {
    /// The text that the answer was about.
    #[schema(example = "Vous dressez les assiettes et tenez la caisse.")]
    pub text: Option<String>,
    /// Identifier of a stored document, instead of `text`.
    pub document: Option<String>,
    /// All spans as they should be; empty: there should be none.
    pub spans: Vec<FeedbackSpan>,
    /// What sort of text it is; where absent, that of the document, else `offer`.
    #[schema(value_type = Option<TextKindName>)]
    pub kind: Option<TextKind>,
    /// Language, `fr` or `en`; `fr` where absent.
    pub lang: Option<String>,
    /// `versions.model` of the answer.
    #[schema(example = "passerelle-small 1")]
    pub model: String,
    /// What else there is to say.
    #[serde(default)]
    pub comment: String,
}

/// A span as it should be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FeedbackSpan {
    /// First code point.
    #[schema(example = 5)]
    pub start: usize,
    /// One past the last code point.
    #[schema(example = 26)]
    pub end: usize,
    /// What it is.
    #[schema(value_type = SpanLabel)]
    pub label: String,
    /// Identifier of its concept, where one is meant.
    pub concept: Option<String>,
}

impl From<FeedbackSpan> for SpanInput {
    fn from(span: FeedbackSpan) -> Self {
        let FeedbackSpan { start, end, label, concept } = span;
        Self { start, end, label, concept }
    }
}

/// A correction as it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedbackView {
    /// Identifier.
    pub id: String,
    /// When it came, UTC.
    #[schema(example = "2026-03-02 09:15:00")]
    pub received: String,
    /// The stored document it is about, if it is about one.
    pub document: Option<String>,
    /// What sort of text it is.
    #[schema(value_type = TextKindName)]
    pub kind: TextKind,
    /// Language.
    pub lang: String,
    /// The text, with addresses and numbers masked; places refer to it.
    pub text: String,
    /// The spans, in the order of the text.
    pub spans: Vec<FeedbackSpanView>,
    /// Model of the answer.
    pub model: String,
    /// Taxonomy that the concepts are of.
    pub taxonomy: String,
    /// What else was said.
    pub comment: String,
}

/// A span of a correction.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedbackSpanView {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// What it is.
    #[schema(value_type = SpanLabel)]
    pub label: Label,
    /// Identifier of its concept.
    pub concept: Option<String>,
}

/// A page of corrections.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeedbackPage {
    /// Newest first.
    pub items: Vec<FeedbackView>,
    /// Ask for the next page with it; null at the end.
    pub next: Option<String>,
}

impl From<GivenSpan> for FeedbackSpanView {
    fn from(span: GivenSpan) -> Self {
        let GivenSpan { start, end, label, concept, score: _ } = span;
        Self { start, end, label, concept: concept.map(|id| id.0) }
    }
}

impl From<Feedback> for FeedbackView {
    fn from(feedback: Feedback) -> Self {
        let Feedback { id, position: _, received, said } = feedback;
        let NewFeedback { document, kind, lang, body, spans, model, taxonomy, comment } = said;
        Self {
            id,
            received,
            document: document.map(|id| id.0),
            kind,
            lang,
            text: body,
            spans: spans.into_iter().map(Into::into).collect(),
            model,
            taxonomy,
            comment,
        }
    }
}
