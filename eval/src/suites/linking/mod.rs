//! Mentions to concepts: what a linker chooses, what stands among its candidates, and when it rightly
//! chooses nothing.
//!
//! In: mentions with the concepts that are meant, and a [`Ranker`]. Out: a [`LinkingReport`].

mod rankers;
mod report;
mod sweep;

pub use rankers::{Bm25Wordings, ExactWording, ModelLinker};
pub use report::{LinkScores, LinkingReport, evaluate};
pub use sweep::Choice;

use crate::datasets::mentions::LinkCase;
use anyhow::Result;
use passerelle_engine::tagging::Label;

/// A mention in a taxonomy: the concepts of which any is right, none where none fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Identifier of the case.
    pub id: String,
    /// What it is.
    pub label: Label,
    /// Identifiers of the concepts meant.
    pub meant: Vec<String>,
}

/// What a linker makes of one mention.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranked {
    /// Identifiers and scores of the candidates before any threshold, best first.
    pub candidates: Vec<(String, f64)>,
    /// The concept that is linked; `None` where the mention stays unlinked.
    pub linked: Option<String>,
}

/// Something that links mentions.
pub trait Ranker {
    /// Name for reports.
    fn name(&self) -> String;

    /// Candidates and choice for each case.
    fn rank(&self, cases: &[LinkCase]) -> Result<Vec<Ranked>>;

    /// The threshold in use; `None` where the linker has none.
    fn threshold(&self) -> Option<f64> {
        None
    }
}

#[cfg(test)]
mod tests;
