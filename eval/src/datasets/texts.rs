//! Texts that are kept outside: France Travail offers as JSON Lines, in a file or a folder.
//!
//! The text of an offer is its title, an empty line, and its description (`intitule` + `"\n\n"` +
//! `description`).

use super::guide::{DatasetError, jsonl_files};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

#[derive(Deserialize)]
struct Offer {
    id: String,
    intitule: String,
    description: String,
}

/// Texts in the order of their files, and by identifier.
#[derive(Debug, Default)]
pub struct Texts {
    /// Identifier and text of each offer; a line of the file is a position here.
    pub all: Vec<(String, String)>,
    by_id: HashMap<String, Vec<usize>>,
}

impl Texts {
    /// The texts of a file or of all `.jsonl` files of a folder; `None` where there is neither.
    pub fn read(path: &Path) -> Result<Option<Self>, DatasetError> {
        if !path.exists() {
            return Ok(None);
        }
        let mut texts = Self::default();
        for file in jsonl_files(path)? {
            let content = std::fs::read_to_string(&file).map_err(|error| DatasetError::io(&file, &error))?;
            for (at, line) in content.lines().enumerate() {
                let offer: Offer = serde_json::from_str(line)
                    .map_err(|error| DatasetError::line(&file, at + 1, error.to_string()))?;
                texts.by_id.entry(offer.id.clone()).or_default().push(texts.all.len());
                texts.all.push((offer.id, format!("{}\n\n{}", offer.intitule, offer.description)));
            }
        }
        Ok(Some(texts))
    }

    /// The texts under an identifier; an offer that was published again has several.
    pub fn of(&self, id: &str) -> Vec<&String> {
        let places = self.by_id.get(id).map_or(&[][..], Vec::as_slice);
        places.iter().map(|&at| &self.all[at].1).collect()
    }
}
