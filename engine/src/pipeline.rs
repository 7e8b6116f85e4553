//! The stages as one list: texts in; mentions, concepts, vectors and coverage out.

use crate::tagging::Label;
use crate::taxonomy::ConceptIx;
use crate::text::ByteSpan;
use serde::Serialize;

/// How a mention was linked to its concept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkMethod {
    /// The wording is a label of the concept, after normalisation.
    Exact,
    /// The concept's vector is the nearest.
    Dense,
    /// A wording of the concept is the most alike in letters.
    Lexical,
}

/// The concept a mention was linked to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Link {
    /// Which concept of the taxonomy in use.
    pub concept: ConceptIx,
    /// How sure, 0 to 1.
    pub score: f32,
    /// How it was found.
    pub method: LinkMethod,
}

/// A tagged span.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Place in the original text.
    pub span: ByteSpan,
    /// What it is.
    pub label: Label,
    /// How sure the tagger is, 0 to 1.
    pub confidence: f32,
    /// Its concept; `None` is NIL: kept as an unlinked expression, never forced.
    pub link: Option<Link>,
}

/// How much of a document was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Code points of the text that the encoder saw.
    pub chars: usize,
    /// Windows the text was split into.
    pub windows: usize,
    /// True where part of the text was not read.
    pub truncated: bool,
}

/// What one text gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Tagged spans, sorted, without overlap.
    pub mentions: Vec<Mention>,
    /// Vector of the document, length 1 (or empty where there is no text).
    pub vector: Vec<f32>,
    /// How much was read.
    pub coverage: Coverage,
}
