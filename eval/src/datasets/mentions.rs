//! Mentions in their context with the concepts that are meant, one JSON object a line:
//! `{"id","context","start","end","label","concepts":[ids],"rome":[codes]}`. Places count code points of the
//! context. No concept means that none of the starter catalogue fits. No code means that none of ROME fits or
//! that nobody looked.

use super::guide::DatasetError;
use passerelle_engine::tagging::Label;
use passerelle_engine::text::{ByteSpan, CharIndex, CharSpan};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    context: String,
    start: usize,
    end: usize,
    label: Label,
    concepts: Vec<String>,
    #[serde(default)]
    rome: Vec<String>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// A mention, and what it means in each of two taxonomies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCase {
    /// Identifier.
    pub id: String,
    /// The text around it.
    pub context: String,
    /// Its place there.
    pub span: ByteSpan,
    /// What it is.
    pub label: Label,
    /// Concepts of the starter catalogue, any of which is right; none where none fits.
    pub starter: Vec<String>,
    /// Competences and savoirs of ROME, any of which is right; empty where nobody looked or none fits.
    pub rome: Vec<String>,
}

impl LinkCase {
    /// The words of the mention.
    pub fn text(&self) -> &str {
        self.span.slice(&self.context)
    }
}

/// All mentions of a file.
pub fn read(path: &Path) -> Result<Vec<LinkCase>, DatasetError> {
    let content = std::fs::read_to_string(path).map_err(|error| DatasetError::io(path, &error))?;
    let lines = content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| parse(line).map_err(|reason| DatasetError::line(path, at + 1, reason))).collect()
}

fn parse(line: &str) -> Result<LinkCase, String> {
    let row: Row = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let place = CharIndex::new(&row.context).to_bytes(CharSpan { start: row.start, end: row.end });
    let span = place.filter(|span| !span.is_empty());
    let span = span.ok_or_else(|| format!("{}: {}..{} is not a place", row.id, row.start, row.end))?;
    let Row { id, context, label, concepts, rome, .. } = row;
    Ok(LinkCase { id, context, span, label, starter: concepts, rome })
}
