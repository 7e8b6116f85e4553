//! JSON Lines in the form of the annotation guide; places count Unicode code points.

use super::{Document, GoldSpan, Kind};
use passerelle_engine::tagging::Label;
use passerelle_engine::text::{CharIndex, CharSpan};
use serde::{Deserialize, Serialize};
use std::path::Path;

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

#[derive(Serialize, Deserialize)]
struct Row {
    id: String,
    kind: Kind,
    lang: String,
    text: String,
    spans: Vec<RowSpan>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct RowSpan {
    start: usize,
    end: usize,
    label: Label,
}

/// All documents of a JSON Lines file, or of every `.jsonl` file of a folder in the order of their names.
pub fn read_jsonl(path: &Path) -> Result<Vec<Document>, DatasetError> {
    let io = |error: std::io::Error| DatasetError::Io {
        path: path.display().to_string(),
        reason: error.to_string(),
    };
    if path.is_dir() {
        let mut files: Vec<_> = std::fs::read_dir(path).map_err(io)?.flatten().map(|e| e.path()).collect();
        files.retain(|file| file.extension().is_some_and(|e| e == "jsonl"));
        files.sort();
        let mut all = Vec::new();
        for file in files {
            all.extend(read_jsonl(&file)?);
        }
        return Ok(all);
    }
    let text = std::fs::read_to_string(path).map_err(io)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            parse(line).map_err(|reason| DatasetError::Line {
                path: path.display().to_string(),
                line: at + 1,
                reason,
            })
        })
        .collect()
}

/// One document of the guide's form.
pub fn parse(line: &str) -> Result<Document, String> {
    let row: Row = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let index = CharIndex::new(&row.text);
    let mut spans = Vec::with_capacity(row.spans.len());
    for span in &row.spans {
        let place = CharSpan { start: span.start, end: span.end };
        let bytes = index.to_bytes(place).filter(|bytes| !bytes.is_empty());
        let bytes = bytes
            .ok_or_else(|| format!("{}: {}..{} is not a place in the text", row.id, span.start, span.end))?;
        spans.push(GoldSpan { span: bytes, label: span.label });
    }
    spans.sort();
    if let Some(pair) = spans.windows(2).find(|pair| pair[0].span.overlaps(pair[1].span)) {
        return Err(format!("{}: `{}` overlaps the next span", row.id, pair[0].span.slice(&row.text)));
    }
    Ok(Document { id: row.id, kind: row.kind, lang: row.lang, text: row.text, spans })
}

/// A document as one line of the guide's form.
pub fn to_line(document: &Document) -> String {
    let index = CharIndex::new(&document.text);
    let spans = document
        .spans
        .iter()
        .map(|gold| {
            let place = index.to_chars(gold.span);
            RowSpan { start: place.start, end: place.end, label: gold.label }
        })
        .collect();
    let row = Row {
        id: document.id.clone(),
        kind: document.kind,
        lang: document.lang.clone(),
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
