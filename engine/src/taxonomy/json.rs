//! A taxonomy as one JSON document with a format version: what the store keeps and gives back.

use super::{Concept, ConceptIx, Occupation, Taxonomy, TaxonomyError};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Version of the form below; a reader refuses any other.
pub const FORMAT: u32 = 1;

/// Why a JSON taxonomy was refused.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// Not JSON, or not of this form.
    #[error("this is not a taxonomy in JSON: {0}")]
    Form(#[from] serde_json::Error),
    /// Written by another version of the program.
    #[error("taxonomy format {0} is not format {FORMAT}; import the official files again")]
    Format(u32),
    /// An occupation points at a concept that is not there.
    #[error("occupation {occupation} refers to concept number {concept} of {concepts}; the file is damaged")]
    Reference {
        /// Code of the occupation.
        occupation: String,
        /// The position it refers to.
        concept: u32,
        /// How many concepts there are.
        concepts: usize,
    },
    /// Identifiers stand twice.
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyError),
}

#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    format: u32,
    name: Cow<'a, str>,
    version: Cow<'a, str>,
    concepts: Cow<'a, [Concept]>,
    occupations: Cow<'a, [Occupation]>,
}

impl Taxonomy {
    /// The taxonomy as JSON, the same bytes for the same taxonomy.
    pub fn to_json(&self) -> Result<String, JsonError> {
        let stored = Stored {
            format: FORMAT,
            name: Cow::Borrowed(&self.name),
            version: Cow::Borrowed(&self.version),
            concepts: Cow::Borrowed(self.concepts()),
            occupations: Cow::Borrowed(self.occupations()),
        };
        Ok(serde_json::to_string(&stored)?)
    }

    /// The taxonomy that [`Taxonomy::to_json`] wrote.
    pub fn from_json(json: &str) -> Result<Self, JsonError> {
        #[derive(Deserialize)]
        struct Head {
            format: u32,
        }
        let head: Head = serde_json::from_str(json)?;
        if head.format != FORMAT {
            return Err(JsonError::Format(head.format));
        }
        let stored: Stored<'static> = serde_json::from_str(json)?;
        check_references(&stored)?;
        let (concepts, occupations) = (stored.concepts.into_owned(), stored.occupations.into_owned());
        Ok(Self::new(stored.name, stored.version, concepts, occupations)?)
    }
}

fn check_references(stored: &Stored<'_>) -> Result<(), JsonError> {
    let concepts = stored.concepts.len();
    for occupation in stored.occupations.iter() {
        let needs = occupation.needs.iter().map(|need| need.concept);
        let outside = |ix: &ConceptIx| ix.0 as usize >= concepts;
        if let Some(ix) = needs.chain(occupation.contexts.iter().copied()).find(outside) {
            let occupation = occupation.code.to_string();
            return Err(JsonError::Reference { occupation, concept: ix.0, concepts });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::starter::starter;

    #[test]
    fn a_taxonomy_survives_json_and_gives_the_same_bytes_again() {
        let before = starter().expect("the starter catalogue");
        let json = before.to_json().expect("json");
        let after = Taxonomy::from_json(&json).expect("a taxonomy");
        assert_eq!(after.concepts(), before.concepts());
        assert_eq!(after.occupations(), before.occupations());
        assert_eq!(after.tag(), before.tag());
        assert_eq!(after.to_json().expect("json"), json);
    }

    #[test]
    fn another_format_and_a_reference_to_nowhere_are_refused() {
        let other = r#"{"format":99,"name":"x"}"#;
        assert!(matches!(Taxonomy::from_json(other), Err(JsonError::Format(99))));
        let broken = r#"{"format":1,"name":"x","version":"1","concepts":[],"occupations":[{"code":"A1",
            "label":"l","definition":"d","titles":[],"needs":[{"concept":7,"core":true}],"contexts":[],
            "neighbours":[]}]}"#;
        assert!(matches!(Taxonomy::from_json(broken), Err(JsonError::Reference { concept: 7, .. })));
    }
}
