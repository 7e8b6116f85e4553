//! The starter catalogue: the TOML files of `engine/starter` in, a [`Taxonomy`] out. Shipped in the
//! program, so that a first run is useful before ROME or ESCO is imported.

use super::{
    Concept, ConceptId, ConceptIx, ConceptKind, Need, Occupation, OccupationCode, Taxonomy, TaxonomyError,
    Title,
};
use serde::Deserialize;
use std::collections::HashMap;

/// Version of the catalogue; counts up whenever an id or a code may mean something else.
pub const VERSION: &str = "1";

const FILES: [(&str, &str); 15] = [
    ("shared.toml", include_str!("../../starter/shared.toml")),
    ("A.toml", include_str!("../../starter/A.toml")),
    ("B.toml", include_str!("../../starter/B.toml")),
    ("C.toml", include_str!("../../starter/C.toml")),
    ("D.toml", include_str!("../../starter/D.toml")),
    ("E.toml", include_str!("../../starter/E.toml")),
    ("F.toml", include_str!("../../starter/F.toml")),
    ("G.toml", include_str!("../../starter/G.toml")),
    ("H.toml", include_str!("../../starter/H.toml")),
    ("I.toml", include_str!("../../starter/I.toml")),
    ("J.toml", include_str!("../../starter/J.toml")),
    ("K.toml", include_str!("../../starter/K.toml")),
    ("L.toml", include_str!("../../starter/L.toml")),
    ("M.toml", include_str!("../../starter/M.toml")),
    ("N.toml", include_str!("../../starter/N.toml")),
];

/// What is wrong with a catalogue file.
#[derive(Debug, thiserror::Error)]
pub enum StarterError {
    /// Not TOML, or not of the form that `engine/starter/README.md` shows.
    #[error("{file}: {error}")]
    Form {
        /// File name.
        file: String,
        /// What the TOML reader said, with the line.
        error: Box<toml::de::Error>,
    },
    /// The prefix of an id names no kind.
    #[error("{file}: the id {id} must begin with sf-, sv-, se-, ct-, lg- or cf-")]
    Prefix {
        /// File name.
        file: String,
        /// The id.
        id: String,
    },
    /// An occupation refers to a concept or an occupation that no file defines.
    #[error("{file}: {code} refers to {id} under `{field}`, which no file defines; correct or add it")]
    Unknown {
        /// File name.
        file: String,
        /// The occupation.
        code: String,
        /// The key under which the reference stands.
        field: &'static str,
        /// What it refers to.
        id: String,
    },
    /// A reference stands under a key for something else, such as a context under `core`.
    #[error("{file}: {code} has {id} under `{field}`; contexts (ct-) stand under `contexts`, all else not")]
    Misplaced {
        /// File name.
        file: String,
        /// The occupation.
        code: String,
        /// The key under which the reference stands.
        field: &'static str,
        /// What it refers to.
        id: String,
    },
    /// An id or a code stands twice.
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyError),
}

/// The shipped catalogue.
pub fn starter() -> Result<Taxonomy, StarterError> {
    from_files(&FILES)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    concept: Vec<ConceptEntry>,
    #[serde(default)]
    occupation: Vec<OccupationEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConceptEntry {
    id: String,
    fr: String,
    en: Option<String>,
    #[serde(default)]
    alt: Vec<String>,
    definition: Option<String>,
    /// ROME code of the same thing.
    ogr: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OccupationEntry {
    code: String,
    fr: String,
    en: Option<String>,
    definition: String,
    access: Option<String>,
    #[serde(default)]
    titles: Vec<String>,
    #[serde(default)]
    core: Vec<String>,
    #[serde(default)]
    optional: Vec<String>,
    #[serde(default)]
    contexts: Vec<String>,
    #[serde(default)]
    neighbours: Vec<String>,
}

/// A taxonomy from catalogue files, given as (name, content).
fn from_files(files: &[(&str, &str)]) -> Result<Taxonomy, StarterError> {
    let (mut concepts, mut entries) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let file: File = toml::from_str(content)
            .map_err(|error| StarterError::Form { file: (*name).to_owned(), error: Box::new(error) })?;
        for entry in file.concept {
            concepts.push(concept(name, entry)?);
        }
        entries.extend(file.occupation.into_iter().map(|entry| (*name, entry)));
    }
    let known: HashMap<&str, ConceptIx> =
        concepts.iter().zip(0..).map(|(concept, at)| (concept.id.0.as_str(), ConceptIx(at))).collect();
    let codes: Vec<String> = entries.iter().map(|(_, entry)| entry.code.clone()).collect();
    let mut occupations = Vec::with_capacity(entries.len());
    for (file, entry) in entries {
        let lookup = Lookup { file, code: entry.code.clone(), known: &known, codes: &codes };
        occupations.push(lookup.occupation(entry)?);
    }
    Ok(Taxonomy::new("starter", VERSION, concepts, occupations)?)
}

fn kind(id: &str) -> Option<ConceptKind> {
    match id.get(..3)? {
        "sf-" => Some(ConceptKind::Skill),
        "sv-" => Some(ConceptKind::Knowledge),
        "se-" => Some(ConceptKind::Attitude),
        "ct-" => Some(ConceptKind::Context),
        "lg-" => Some(ConceptKind::Language),
        "cf-" => Some(ConceptKind::Certification),
        _ => None,
    }
}

fn concept(file: &str, entry: ConceptEntry) -> Result<Concept, StarterError> {
    let Some(kind) = kind(&entry.id) else {
        return Err(StarterError::Prefix { file: file.to_owned(), id: entry.id });
    };
    Ok(Concept {
        id: ConceptId(entry.id),
        kind,
        label: entry.fr,
        label_en: entry.en,
        alt: entry.alt,
        definition: entry.definition,
        broader: None,
        category: None,
        rome: entry.ogr,
    })
}

/// What the references of one occupation are looked up in.
struct Lookup<'a> {
    file: &'a str,
    code: String,
    known: &'a HashMap<&'a str, ConceptIx>,
    codes: &'a [String],
}

impl Lookup<'_> {
    fn occupation(&self, entry: OccupationEntry) -> Result<Occupation, StarterError> {
        let core = self.concepts(&entry.core, "core")?;
        let optional = self.concepts(&entry.optional, "optional")?;
        let need = |core: bool| move |concept| Need { concept, core };
        let needs = core.into_iter().map(need(true)).chain(optional.into_iter().map(need(false)));
        if let Some(id) = entry.neighbours.iter().find(|code| !self.codes.contains(code)) {
            return Err(self.unknown("neighbours", id));
        }
        Ok(Occupation {
            code: OccupationCode(entry.code),
            label: entry.fr,
            label_en: entry.en,
            definition: entry.definition,
            access: entry.access,
            titles: entry.titles.into_iter().map(|label| Title { code: None, label }).collect(),
            needs: needs.collect(),
            contexts: self.concepts(&entry.contexts, "contexts")?,
            neighbours: entry.neighbours.into_iter().map(OccupationCode).collect(),
        })
    }

    fn concepts(&self, ids: &[String], field: &'static str) -> Result<Vec<ConceptIx>, StarterError> {
        ids.iter().map(|id| self.concept(id, field)).collect()
    }

    fn concept(&self, id: &str, field: &'static str) -> Result<ConceptIx, StarterError> {
        let at = self.known.get(id).copied().ok_or_else(|| self.unknown(field, id))?;
        if id.starts_with("ct-") != (field == "contexts") {
            let (file, code) = (self.file.to_owned(), self.code.clone());
            return Err(StarterError::Misplaced { file, code, field, id: id.to_owned() });
        }
        Ok(at)
    }

    fn unknown(&self, field: &'static str, id: &str) -> StarterError {
        let (file, code) = (self.file.to_owned(), self.code.clone());
        StarterError::Unknown { file, code, field, id: id.to_owned() }
    }
}

#[cfg(test)]
mod tests;
