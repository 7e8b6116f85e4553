//! People to occupations: what stands among the ten, and whether it stays there when the words change gender.

pub mod baseline;
pub mod fairness;
pub mod report;

pub use baseline::Bm25Occupations;
pub use fairness::FairnessReport;
pub use report::{MatchingReport, MatchingScores, evaluate};

use crate::blackbox::{Client, Matched};
use anyhow::Result;

/// Occupations looked at.
pub const TEN: usize = 10;

/// Something that finds occupations for a text.
pub trait Matcher {
    /// Name for reports, once it has answered.
    fn name(&self) -> String;

    /// Ten occupations, best first, and the concepts that were read.
    fn find(&self, text: &str) -> Result<Matched>;
}

impl Matcher for Client {
    fn name(&self) -> String {
        "passerelle".into()
    }

    fn find(&self, text: &str) -> Result<Matched> {
        self.matching(text, TEN)
    }
}
