//! The same documents typed or spoken by other hands: what the system keeps of its F1.

use super::report::{NerReport, Score};
use super::{Options, plain};
use crate::datasets::Document;
use crate::perturb::{Perturbation, SEED};
use crate::systems::System;
use anyhow::Result;
use serde::{Deserialize, Serialize};

/// What a system reached on perturbed documents.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Robustness {
    /// Same label, start and end.
    pub strict: Score,
    /// Strict F1 on the documents as they are, less this one.
    pub drop: f64,
}

/// Adds to the report what the system reaches after each perturbation, by document too.
pub(super) fn add(
    report: &mut NerReport,
    system: &dyn System,
    documents: &[Document],
    options: &Options<'_>,
) -> Result<()> {
    for perturbation in Perturbation::ALL {
        let changed: Vec<Document> =
            documents.iter().map(|document| perturbation.apply(document, SEED)).collect();
        let after = plain(system, &changed, options)?;
        let found = Robustness { strict: after.strict, drop: report.strict.f1 - after.strict.f1 };
        report.robustness.insert(perturbation, found);
        report.slices.insert(perturbation.slice().to_owned(), after.by_document);
    }
    Ok(())
}
