//! What there is to know and to do: concepts and occupations, whichever official source they come from.
//!
//! An importer ([`rome`], [`esco`], [`starter`](mod@starter)) gives a [`Taxonomy`]; [`json`] keeps it.
//! A further source is one more importer file and one line here.

pub mod esco;
pub mod json;
pub mod model;
pub mod report;
pub mod rome;
pub mod starter;
mod table;

pub use json::JsonError;
pub use model::{
    Concept, ConceptId, ConceptIx, ConceptKind, Need, Occupation, OccupationCode, Taxonomy, TaxonomyError,
    Title,
};
pub use report::{ImportError, ImportReport, Imported, LinkCounts, Progress, SkippedRow, TableCount};
pub use starter::{StarterError, starter};
