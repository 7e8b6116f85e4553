//! Texts that are kept outside: JSON Lines, in a file or a folder, of France Travail offers or of
//! `{"id","text"}`.
//!
//! The text of an offer is its title, an empty line, and its description (`intitule` + `"\n\n"` +
//! `description`); its identifier here is `ft-` and its own.

use super::guide::{DatasetError, jsonl_files};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

#[derive(Deserialize)]
#[serde(untagged)]
enum Row {
    Offer { id: String, intitule: String, description: String },
    Plain { id: String, text: String },
}

impl Row {
    fn id_and_text(self) -> (String, String) {
        match self {
            Self::Offer { id, intitule, description } => {
                (format!("ft-{id}"), format!("{intitule}\n\n{description}"))
            }
            Self::Plain { id, text } => (id, text),
        }
    }
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
        texts.add(path)?;
        Ok(Some(texts))
    }

    /// Adds the texts of a further file or folder.
    pub fn add(&mut self, path: &Path) -> Result<(), DatasetError> {
        for file in jsonl_files(path)? {
            let content = std::fs::read_to_string(&file).map_err(|error| DatasetError::io(&file, &error))?;
            for (at, line) in content.lines().enumerate() {
                let row: Row = serde_json::from_str(line)
                    .map_err(|error| DatasetError::line(&file, at + 1, error.to_string()))?;
                let (id, text) = row.id_and_text();
                self.by_id.entry(id.clone()).or_default().push(self.all.len());
                self.all.push((id, text));
            }
        }
        Ok(())
    }

    /// The texts under an identifier, of offers with or without `ft-`; an offer that was published again
    /// has several.
    pub fn of(&self, id: &str) -> Vec<&String> {
        let places = self.by_id.get(id).or_else(|| self.by_id.get(&format!("ft-{id}")));
        let places = places.map_or(&[][..], Vec::as_slice);
        places.iter().map(|&at| &self.all[at].1).collect()
    }
}
