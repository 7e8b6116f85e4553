//! The one internal form of a taxonomy. Importers build it; linking, matching and the market read it.

use crate::tagging::Label;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// Identifier of a concept in its source: a ROME OGR code, an ESCO URI, a slug of the starter catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConceptId(pub String);

/// Code of an occupation: a ROME code such as `M1805`, an ESCO URI.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OccupationCode(pub String);

/// Position of a concept in [`Taxonomy::concepts`]; means nothing for another taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConceptIx(pub u32);

impl fmt::Display for ConceptId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for OccupationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What sort of thing a concept is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConceptKind {
    /// savoir-faire
    Skill,
    /// savoir
    Knowledge,
    /// savoir-être
    Attitude,
    /// contexte de travail
    Context,
    /// langue
    Language,
    /// titre, permis, habilitation
    Certification,
}

impl ConceptKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Skill, Self::Knowledge, Self::Attitude, Self::Context, Self::Language, Self::Certification];

    /// The label under which a mention of such a concept is tagged.
    pub fn label(self) -> Label {
        match self {
            Self::Skill => Label::Skill,
            Self::Knowledge => Label::Knowledge,
            Self::Attitude => Label::Attitude,
            Self::Context => Label::Condition,
            Self::Language => Label::Language,
            Self::Certification => Label::Certification,
        }
    }
}

/// Something a person does, knows, is, holds, speaks or works under.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Concept {
    /// Identifier in the source.
    pub id: ConceptId,
    /// What sort of thing it is.
    pub kind: ConceptKind,
    /// French label.
    pub label: String,
    /// English label, where the source has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_en: Option<String>,
    /// Other wordings, any language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alt: Vec<String>,
    /// Definition, where the source has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    /// The wider concept it belongs to (ROME: macro-compétence).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broader: Option<ConceptId>,
    /// Category inside the source (ROME: `Produits, outils et matières`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The ROME OGR code of the same thing, where the source is not ROME itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rome: Option<String>,
}

/// A concept an occupation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// Which concept.
    pub concept: ConceptIx,
    /// True where everyone in the trade needs it, false where some do.
    pub core: bool,
}

/// A name of an occupation (ROME: appellation).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// Code of the title in the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The title, both gender forms as the source writes them.
    pub label: String,
}

/// A trade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Occupation {
    /// Code in the source.
    pub code: OccupationCode,
    /// French name.
    pub label: String,
    /// English name, where the source has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_en: Option<String>,
    /// What one does in it.
    pub definition: String,
    /// How one comes into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<String>,
    /// Other names.
    pub titles: Vec<Title>,
    /// Skills, knowledge and attitudes it asks for; contexts stand apart.
    pub needs: Vec<Need>,
    /// Working conditions it comes with.
    pub contexts: Vec<ConceptIx>,
    /// Occupations one moves to from here, nearest first.
    pub neighbours: Vec<OccupationCode>,
}

impl Occupation {
    /// The domain: the first letter of a ROME code.
    pub fn domain(&self) -> Option<char> {
        self.code.0.chars().next().filter(char::is_ascii_uppercase)
    }
}

/// What is wrong with a taxonomy.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TaxonomyError {
    /// Two concepts share an identifier.
    #[error("the concept id {0} stands twice; ids must be unique")]
    DuplicateConcept(ConceptId),
    /// Two occupations share a code.
    #[error("the occupation code {0} stands twice; codes must be unique")]
    DuplicateOccupation(OccupationCode),
}

/// Concepts and occupations of one version of one source.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    /// Source: `starter`, `rome`, `esco`.
    pub name: String,
    /// Version of the source, such as `v460`.
    pub version: String,
    concepts: Vec<Concept>,
    occupations: Vec<Occupation>,
    by_id: HashMap<ConceptId, ConceptIx>,
    by_code: HashMap<OccupationCode, usize>,
}

impl Taxonomy {
    /// A taxonomy of these concepts and occupations. [`ConceptIx`] in `occupations` are positions in
    /// `concepts`.
    pub fn new(
        name: impl Into<String>,
        version: impl Into<String>,
        concepts: Vec<Concept>,
        occupations: Vec<Occupation>,
    ) -> Result<Self, TaxonomyError> {
        let mut by_id = HashMap::with_capacity(concepts.len());
        for (at, concept) in concepts.iter().enumerate() {
            if by_id.insert(concept.id.clone(), ConceptIx(at as u32)).is_some() {
                return Err(TaxonomyError::DuplicateConcept(concept.id.clone()));
            }
        }
        let mut by_code = HashMap::with_capacity(occupations.len());
        for (at, occupation) in occupations.iter().enumerate() {
            if by_code.insert(occupation.code.clone(), at).is_some() {
                return Err(TaxonomyError::DuplicateOccupation(occupation.code.clone()));
            }
        }
        Ok(Self { name: name.into(), version: version.into(), concepts, occupations, by_id, by_code })
    }

    /// `name-version`: changes whenever codes may mean something else.
    pub fn tag(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    /// All concepts; a [`ConceptIx`] is a position here.
    pub fn concepts(&self) -> &[Concept] {
        &self.concepts
    }

    /// All occupations.
    pub fn occupations(&self) -> &[Occupation] {
        &self.occupations
    }

    /// The concept at a position of this taxonomy.
    pub fn concept(&self, at: ConceptIx) -> &Concept {
        &self.concepts[at.0 as usize]
    }

    /// Position of a concept by its identifier.
    pub fn find_concept(&self, id: &ConceptId) -> Option<ConceptIx> {
        self.by_id.get(id).copied()
    }

    /// An occupation by its code.
    pub fn occupation(&self, code: &OccupationCode) -> Option<&Occupation> {
        self.by_code.get(code).map(|&at| &self.occupations[at])
    }
}
