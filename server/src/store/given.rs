//! Spans as a person or a model gives them, and how they stand in a column.

use super::model::named;
use super::{Side, StoreError};
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::ConceptId;
use serde::{Deserialize, Serialize};

named! {
    /// What sort of text it is, as the annotation guide has it.
    TextKind {
        /// A job offer.
        Offer = "offer",
        /// A CV.
        Cv = "cv",
        /// An answer, written or dictated.
        Answer = "answer",
        /// A course.
        Training = "training",
    }
}

impl From<Side> for TextKind {
    fn from(side: Side) -> Self {
        match side {
            Side::Offer => Self::Offer,
            Side::Course => Self::Training,
        }
    }
}

/// A labelled place of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GivenSpan {
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// What it is.
    pub label: Label,
    /// Its concept, where one is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<ConceptId>,
    /// How sure the model is, 0 to 1; `None` where a person gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

pub(super) fn to_column(spans: &[GivenSpan]) -> String {
    // Plain fields: always JSON.
    serde_json::to_string(spans).unwrap_or_default()
}

pub(super) fn of_column(column: String) -> Result<Vec<GivenSpan>, StoreError> {
    serde_json::from_str(&column).map_err(|_| StoreError::Unknown { what: "the spans", value: column })
}
