//! Two reports over the same documents in; what one system has over the other, on the whole and by slice, out.

use super::report::{ByDocument, NerReport};
use crate::metrics::{Counts, Difference, bootstrap};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Why two reports cannot be compared.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0} was measured on other documents than {1}; measure both on the same data and split")]
pub struct OtherDocuments(String, String);

/// What a system has over another, strict F1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The system in question.
    pub new: String,
    /// The one it is compared with.
    pub old: String,
    /// Over all documents.
    pub whole: Difference,
    /// By label, kind, domain and perturbation.
    pub slices: BTreeMap<String, Difference>,
}

impl Comparison {
    /// Compares two reports document by document.
    pub fn of(new: &NerReport, old: &NerReport) -> Result<Self, OtherDocuments> {
        if !new.by_document.keys().eq(old.by_document.keys()) {
            return Err(OtherDocuments(new.system.clone(), old.system.clone()));
        }
        let ids: Vec<&String> = new.by_document.keys().collect();
        let none = ByDocument::new();
        let names: BTreeSet<&String> = new.slices.keys().chain(old.slices.keys()).collect();
        let slices = names.into_iter().map(|name| {
            let of = |report: &NerReport| counts(&ids, report.slices.get(name).unwrap_or(&none));
            (name.clone(), bootstrap::f1_difference(&of(new), &of(old)))
        });
        Ok(Self {
            new: new.system.clone(),
            old: old.system.clone(),
            whole: bootstrap::f1_difference(&counts(&ids, &new.by_document), &counts(&ids, &old.by_document)),
            slices: slices.collect(),
        })
    }
}

/// Counts in the order of the ids; nothing where the slice leaves a document out.
fn counts(ids: &[&String], of: &ByDocument) -> Vec<Counts> {
    ids.iter().map(|id| of.get(*id).copied().unwrap_or_default()).collect()
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} less {}, strict F1", self.new, self.old)?;
        let all = self.slices.iter().map(|(name, difference)| (name.as_str(), difference));
        for (name, difference) in [("whole", &self.whole)].into_iter().chain(all) {
            writeln!(f, "  {name:<24} {difference}")?;
        }
        Ok(())
    }
}
