//! What there is to know and to do: concepts and occupations, whichever official source they come from.

pub mod model;

pub use model::{
    Concept, ConceptId, ConceptIx, ConceptKind, Need, Occupation, OccupationCode, Taxonomy, TaxonomyError,
    Title,
};
