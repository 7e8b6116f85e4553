//! An annotated document in; a line in the form of the annotation guide, which training and evaluation read,
//! out.

use crate::store::{GivenSpan, TextKind};
use serde::Serialize;

/// An annotated document. Spans are sorted, without overlap; their places are code points.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GuideDocument {
    /// Identifier, unique in its data set; decides the split.
    pub id: String,
    /// What sort of document it is.
    pub kind: TextKind,
    /// Language: `fr` or `en`.
    pub lang: String,
    /// The text.
    pub text: String,
    /// The spans, each with its concept where one is known.
    pub spans: Vec<GivenSpan>,
    /// Where the annotation comes from.
    pub source: &'static str,
}

/// Documents as JSON Lines.
pub fn to_lines(documents: &[GuideDocument]) -> String {
    // Plain fields: always JSON.
    let line = |document: &GuideDocument| serde_json::to_string(document).unwrap_or_default() + "\n";
    documents.iter().map(line).collect()
}
