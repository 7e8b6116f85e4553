//! The numbers of the match score, all in one place: `weights.json`.
//!
//! Written by `passerelle fit-matching eval/data/profiles-dev.jsonl --out server/src/matching/weights.json`
//! ([`super::fit`]): the order by a listwise logistic fit on judged profiles, the percentage by a logistic
//! calibration on the same. To be run again after a change of the model or of the parts. `domain`, `exclusion`
//! and `optional` are set by hand: no judged profile says anything about them.

use serde::{Deserialize, Serialize};

/// Weights of a logistic model: percentage = 100 / (1 + e^−(bias + Σ weight · part)).
///
/// Every part lies between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Where nothing at all is known.
    pub bias: f64,
    /// Share of what the occupation asks for that the person has.
    pub coverage: f64,
    /// Share of what the person has that the occupation asks for.
    pub focus: f64,
    /// BM25 of the person's words in the occupation's texts.
    pub lexical: f64,
    /// The mean of the same over the neighbouring occupations.
    pub around: f64,
    /// Cosine of the document's and the occupation's vectors.
    pub dense: f64,
    /// A job held or sought that is a title of the occupation.
    pub title: f64,
    /// The occupation lies in the domain the person looks for.
    pub domain: f64,
    /// Share of what the occupation asks for that the person refuses; taken off.
    pub exclusion: f64,
    /// BM25 of the words the person refuses; taken off.
    pub unwanted: f64,
    /// It violates a constraint of times or places that was read in the person's words; taken off.
    pub against: f64,
    /// What an optional concept counts beside a core one.
    pub optional: f64,
}

impl Default for Weights {
    fn default() -> Self {
        serde_json::from_str(include_str!("weights.json")).expect("weights.json is checked by a test")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_holds_every_weight_and_none_is_negative_but_the_bias() {
        let weights = Weights::default();
        let rewards =
            [weights.coverage, weights.focus, weights.lexical, weights.around, weights.dense, weights.title];
        let takes = [weights.exclusion, weights.unwanted, weights.against, weights.domain, weights.optional];
        assert!(rewards.into_iter().chain(takes).all(|weight| weight >= 0.0 && weight.is_finite()));
    }
}
