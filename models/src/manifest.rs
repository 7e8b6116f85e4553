//! `model.toml`: what a model is, and the checksums of its files.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a model is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name, such as `passerelle-small`.
    pub name: String,
    /// Version; with the name it stands in every answer.
    pub version: String,
    /// Languages it was trained for.
    pub languages: Vec<String>,
    /// Tokens of a window, opening and closing ones included.
    pub window: usize,
    /// Tokens neighbouring windows share.
    pub overlap: usize,
    /// Length of a mention, concept or document vector.
    pub vector: usize,
    /// How mentions are linked to concepts.
    pub linking: Linking,
    /// SHA-256 of each file, in hexadecimal.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// Thresholds of linking, chosen on dev data.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Linking {
    /// Score below which a mention stays unlinked.
    pub threshold: f32,
}

impl Manifest {
    /// The text of a `model.toml`.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }
}
