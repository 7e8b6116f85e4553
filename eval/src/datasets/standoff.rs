//! Annotations of texts that may not be handed on: places and labels here, the texts where their owner
//! keeps them, joined by identifier and held to a checksum.
//!
//! One JSON object a line: `{"id","kind","lang","sha256","spans":[{"start","end","label"}],"source"}`, with
//! `domain` where there is one; `sha256` is of the UTF-8 text, places count code points.

use super::guide::{DatasetError, RowSpan, place_spans};
use super::{Document, Kind};
use crate::datasets::texts::Texts;
use passerelle_engine::text::CharIndex;
use passerelle_models::sha256;
use serde::{Deserialize, Serialize};
use std::path::Path;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    kind: Kind,
    lang: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    domain: Option<String>,
    sha256: String,
    spans: Vec<RowSpan>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

/// Annotations with their texts, and what could not be joined.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Documents whose text is the one that was annotated.
    pub documents: Vec<Document>,
    /// One sentence for each annotation without its text.
    pub unmatched: Vec<String>,
}

/// Joins the annotations of a file with the texts.
pub fn join(path: &Path, texts: &Texts) -> Result<Joined, DatasetError> {
    let content = std::fs::read_to_string(path).map_err(|error| DatasetError::io(path, &error))?;
    let mut joined = Joined::default();
    for (at, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fault = |reason: String| DatasetError::line(path, at + 1, reason);
        let row: Row = serde_json::from_str(line).map_err(|error| fault(error.to_string()))?;
        let candidates = texts.of(&row.id);
        match candidates.iter().find(|text| sha256(text.as_bytes()) == row.sha256) {
            Some(text) => {
                let spans = place_spans(&row.id, text, &row.spans).map_err(fault)?;
                let Row { id, kind, lang, domain, .. } = row;
                joined.documents.push(Document { id, kind, lang, domain, text: (*text).clone(), spans });
            }
            None if candidates.is_empty() => joined.unmatched.push(format!("{}: no such text", row.id)),
            None => joined.unmatched.push(format!("{}: the text is not the one annotated", row.id)),
        }
    }
    Ok(joined)
}

/// A document as one line, without its text.
pub fn to_line(document: &Document, source: &str) -> String {
    let index = CharIndex::new(&document.text);
    let spans = document.spans.iter().map(|gold| RowSpan::of(gold, &index)).collect();
    let row = Row {
        id: document.id.clone(),
        kind: document.kind,
        lang: document.lang.clone(),
        domain: document.domain.clone(),
        sha256: sha256(document.text.as_bytes()),
        spans,
        source: Some(source.to_owned()),
    };
    serde_json::json!(row).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::inline;

    fn texts(folder: &Path, description: &str) -> Texts {
        let path = folder.join("offers.jsonl");
        let offer = serde_json::json!({"id": "1AB", "intitule": "Cariste", "description": description});
        std::fs::write(&path, format!("{offer}\n")).expect("written");
        Texts::read(&path).expect("readable").expect("there")
    }

    fn standoff(folder: &Path) -> std::path::PathBuf {
        let marked = "### 1AB offer fr\n[[OCCUPATION|Cariste]]\n\nPréparer des [[SKILL|commandes]]\n";
        let documents = inline::parse(marked).expect("a document");
        let path = folder.join("standoff.jsonl");
        std::fs::write(&path, to_line(&documents[0], "invented")).expect("written");
        path
    }

    #[test]
    fn annotations_find_their_text_and_no_text_stands_in_their_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = standoff(folder.path());
        assert!(!std::fs::read_to_string(&path).expect("readable").contains("commandes"));
        let joined = join(&path, &texts(folder.path(), "Préparer des commandes")).expect("joined");
        let document = &joined.documents[0];
        assert_eq!(document.spans[1].span.slice(&document.text), "commandes");
        assert!(joined.unmatched.is_empty());
    }

    #[test]
    fn an_offer_is_found_with_and_without_its_prefix() {
        let folder = tempfile::tempdir().expect("a folder");
        let texts = texts(folder.path(), "Préparer des commandes");
        assert_eq!(texts.of("1AB"), texts.of("ft-1AB"));
        assert_eq!((texts.of("1AB").len(), texts.of("2AB").len()), (1, 0));
    }

    #[test]
    fn a_text_that_was_changed_is_listed_and_left_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = standoff(folder.path());
        let joined = join(&path, &texts(folder.path(), "Préparer les commandes")).expect("joined");
        assert_eq!(joined.documents, []);
        assert_eq!(joined.unmatched, ["1AB: the text is not the one annotated"]);
    }
}
