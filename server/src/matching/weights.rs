//! The numbers of the match score, all in one place.

use serde::{Deserialize, Serialize};

/// Weights of a logistic model: percentage = 100 / (1 + e^−(bias + Σ weight · part)).
///
/// Every part lies between 0 and 1. The defaults are set by hand; fitting replaces them by values
/// learnt from judged matches without a change of form.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Where nothing at all is known.
    pub bias: f64,
    /// Share of what the occupation asks for that the person has.
    pub coverage: f64,
    /// Share of what the person has that the occupation asks for.
    pub focus: f64,
    /// BM25 of the person's words in the occupation's texts.
    pub lexical: f64,
    /// Cosine of the document's and the occupation's vectors.
    pub dense: f64,
    /// A job held or sought that is a title of the occupation.
    pub title: f64,
    /// The occupation lies in the domain the person looks for.
    pub domain: f64,
    /// Share of what the occupation asks for that the person refuses; taken off.
    pub exclusion: f64,
    /// What an optional concept counts beside a core one.
    pub optional: f64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            bias: -3.5,
            coverage: 4.0,
            focus: 2.0,
            lexical: 2.0,
            dense: 1.0,
            title: 2.5,
            domain: 1.0,
            exclusion: 4.0,
            optional: 0.5,
        }
    }
}
