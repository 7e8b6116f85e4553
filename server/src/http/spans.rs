//! An analysis in the form that leaves the program: code points, concept ids and labels.

use super::docs_types::{Kind, Method, SpanLabel};
use passerelle_engine::pipeline::{Analysis, Coverage, LinkMethod};
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptIx, ConceptKind, Taxonomy};
use passerelle_engine::text::CharIndex;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A tagged stretch of the text.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Span {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words: exactly the text from `start` to `end`.
    #[schema(example = "conduite de chariots")]
    pub text: String,
    /// What it is.
    #[schema(value_type = SpanLabel)]
    pub label: Label,
    /// How sure the tagger is, 0 to 1.
    pub confidence: f32,
    /// Its concept; null for an expression the taxonomy does not know, which is never forced onto one.
    pub concept: Option<SpanConcept>,
}

/// The concept of a span.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SpanConcept {
    /// Identifier in the taxonomy in use.
    #[schema(example = "sf-conduire-chariot")]
    pub id: String,
    /// French label.
    pub label: String,
    /// How sure the link is, 0 to 1.
    pub score: f32,
    /// How it was found.
    #[schema(value_type = Method)]
    pub method: LinkMethod,
}

/// A concept with the spans that name it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ConceptSummary {
    /// Identifier in the taxonomy in use.
    pub id: String,
    /// French label.
    pub label: String,
    /// What sort of thing it is.
    #[schema(value_type = Kind)]
    pub kind: ConceptKind,
    /// Confidence of the surest span, 0 to 1.
    pub confidence: f32,
    /// Positions in `spans`.
    pub spans: Vec<usize>,
}

/// How much of a text was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct CoverageReport {
    /// Code points read.
    pub chars: usize,
    /// Windows the text was split into.
    pub windows: usize,
    /// True where part of the text was not read.
    pub truncated: bool,
}

impl From<Coverage> for CoverageReport {
    fn from(coverage: Coverage) -> Self {
        let Coverage { chars, windows, truncated } = coverage;
        Self { chars, windows, truncated }
    }
}

/// The spans of a text, in its order.
pub fn spans(text: &str, analysis: &Analysis, taxonomy: &Taxonomy) -> Vec<Span> {
    let index = CharIndex::new(text);
    let span = |mention: &passerelle_engine::pipeline::Mention| {
        let place = index.to_chars(mention.span);
        let concept = mention.link.map(|link| {
            let concept = taxonomy.concept(link.concept);
            let (id, label) = (concept.id.0.clone(), concept.label.clone());
            SpanConcept { id, label, score: link.score, method: link.method }
        });
        let (start, end, words) = (place.start, place.end, mention.span.slice(text).to_owned());
        Span { start, end, text: words, label: mention.label, confidence: mention.confidence, concept }
    };
    analysis.mentions.iter().map(span).collect()
}

/// The concepts of a text, surest first, ties by id.
pub fn concepts(analysis: &Analysis, taxonomy: &Taxonomy) -> Vec<ConceptSummary> {
    let mut found: BTreeMap<ConceptIx, (f32, Vec<usize>)> = BTreeMap::new();
    for (number, mention) in analysis.mentions.iter().enumerate() {
        if let Some(link) = mention.link {
            let entry = found.entry(link.concept).or_default();
            entry.0 = entry.0.max(mention.confidence);
            entry.1.push(number);
        }
    }
    let summary = |(at, (confidence, spans)): (ConceptIx, (f32, Vec<usize>))| {
        let concept = taxonomy.concept(at);
        let (id, label) = (concept.id.0.clone(), concept.label.clone());
        ConceptSummary { id, label, kind: concept.kind, confidence, spans }
    };
    let mut concepts: Vec<ConceptSummary> = found.into_iter().map(summary).collect();
    concepts.sort_by(|a, b| b.confidence.total_cmp(&a.confidence).then_with(|| a.id.cmp(&b.id)));
    concepts
}
