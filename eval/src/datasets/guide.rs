//! JSON Lines in the form of the annotation guide; places count Unicode code points.

use super::{Document, GoldSpan, Kind};
use passerelle_engine::tagging::Label;
use passerelle_engine::text::{CharIndex, CharSpan};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What can be wrong with a data set.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// A file cannot be read.
    #[error("{path}: {reason}")]
    Io {
        /// Which file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// A line is not a document, or its spans do not fit its text.
    #[error("{path}, line {line}: {reason}")]
    Line {
        /// Which file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

impl DatasetError {
    pub(super) fn io(path: &Path, error: &std::io::Error) -> Self {
        Self::Io { path: path.display().to_string(), reason: error.to_string() }
    }

    pub(super) fn line(path: &Path, line: usize, reason: String) -> Self {
        Self::Line { path: path.display().to_string(), line, reason }
    }
}

#[derive(Serialize, Deserialize)]
struct Row {
    id: String,
    kind: Kind,
    lang: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    text: String,
    spans: Vec<RowSpan>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// A span as files have it: code points, end excluded.
#[derive(Serialize, Deserialize)]
pub(super) struct RowSpan {
    start: usize,
    end: usize,
    label: Label,
}

impl RowSpan {
    pub(super) fn of(gold: &GoldSpan, index: &CharIndex) -> Self {
        let place = index.to_chars(gold.span);
        Self { start: place.start, end: place.end, label: gold.label }
    }
}

/// All documents of a JSON Lines file, or of every `.jsonl` file of a folder in the order of their names.
pub fn read_jsonl(path: &Path) -> Result<Vec<Document>, DatasetError> {
    let mut all = Vec::new();
    for file in jsonl_files(path)? {
        let text = std::fs::read_to_string(&file).map_err(|error| DatasetError::io(&file, &error))?;
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            all.push(parse(line).map_err(|reason| DatasetError::line(&file, at + 1, reason))?);
        }
    }
    Ok(all)
}

/// The file itself, or the `.jsonl` files of the folder in the order of their names.
pub(super) fn jsonl_files(path: &Path) -> Result<Vec<PathBuf>, DatasetError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path).map_err(|error| DatasetError::io(path, &error))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "jsonl"));
    files.sort();
    Ok(files)
}

/// One document of the guide's form.
pub fn parse(line: &str) -> Result<Document, String> {
    let row: Row = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let spans = place_spans(&row.id, &row.text, &row.spans)?;
    Ok(Document { id: row.id, kind: row.kind, lang: row.lang, domain: row.domain, text: row.text, spans })
}

/// The spans of a file in their text, sorted; an error where one does not fit or two overlap.
pub(super) fn place_spans(id: &str, text: &str, rows: &[RowSpan]) -> Result<Vec<GoldSpan>, String> {
    let index = CharIndex::new(text);
    let mut spans = Vec::with_capacity(rows.len());
    for span in rows {
        let place = CharSpan { start: span.start, end: span.end };
        let bytes = index.to_bytes(place).filter(|bytes| !bytes.is_empty());
        let bytes =
            bytes.ok_or_else(|| format!("{id}: {}..{} is not a place in the text", span.start, span.end))?;
        spans.push(GoldSpan { span: bytes, label: span.label });
    }
    spans.sort();
    if let Some(pair) = spans.windows(2).find(|pair| pair[0].span.overlaps(pair[1].span)) {
        return Err(format!("{id}: the span at byte {} overlaps the next one", pair[0].span.start));
    }
    Ok(spans)
}

/// A document as one line of the guide's form.
pub fn to_line(document: &Document) -> String {
    let index = CharIndex::new(&document.text);
    let spans = document.spans.iter().map(|gold| RowSpan::of(gold, &index)).collect();
    let row = Row {
        id: document.id.clone(),
        kind: document.kind,
        lang: document.lang.clone(),
        domain: document.domain.clone(),
        text: document.text.clone(),
        spans,
        source: Some("passerelle".into()),
    };
    serde_json::json!(row).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_survives_the_way_out_and_back() {
        let line = r#"{"id":"x","kind":"offer","lang":"fr","text":"Élève 👩‍🍳 chef","spans":[{"start":10,"end":14,"label":"OCCUPATION"}]}"#;
        let document = parse(line).expect("a valid document");
        assert_eq!(document.spans[0].span.slice(&document.text), "chef");
        assert_eq!(parse(&to_line(&document)).expect("our own line"), document);
    }

    #[test]
    fn spans_that_overlap_are_refused() {
        let line = r#"{"id":"x","kind":"cv","lang":"fr","text":"abcdef","spans":[{"start":0,"end":3,"label":"SKILL"},{"start":2,"end":4,"label":"SKILL"}]}"#;
        assert!(parse(line).expect_err("overlap").contains("overlaps"));
    }
}
