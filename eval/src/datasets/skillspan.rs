//! SkillSpan (Zhang et al., NAACL 2022): English job postings as JSON Lines, one sentence a line, with a
//! column of BIO tags for skills and another for knowledge.
//!
//! `tags_skill` becomes SKILL, `tags_knowledge` becomes KNOWLEDGE; nothing else is annotated there, so that
//! scores mean something with `--labels SKILL,KNOWLEDGE` only. Their SKILL holds attitudes too (what a
//! system calls ATTITUDE counts as SKILL here) and begins at the verb, lead-in included; their KNOWLEDGE may lie inside a SKILL. A tagger without overlaps, by
//! another guide, can therefore not reach 1. Sentences with the same `idx` and `source` in a row are one document.

use super::guide::DatasetError;
use super::tokens::Builder;
use super::{Document, Kind};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Row {
    idx: u64,
    tokens: Vec<String>,
    tags_skill: Vec<String>,
    tags_knowledge: Vec<String>,
    source: String,
}

/// All documents of a file.
pub fn read(path: &Path) -> Result<Vec<Document>, DatasetError> {
    let content = std::fs::read_to_string(path).map_err(|error| DatasetError::io(path, &error))?;
    let mut documents = Vec::new();
    let mut builder = Builder::default();
    let mut open: Option<(u64, String)> = None;
    let mut close = |builder: &mut Builder, open: Option<(u64, String)>| {
        if let Some((idx, source)) = open {
            let id = format!("skillspan-{source}-{idx}-{}", documents.len());
            let document = builder.document(id, Kind::Offer, "en");
            documents.extend(document.map(|found| Document { domain: Some(source), ..found }));
        }
    };
    for (at, line) in content.lines().enumerate() {
        let fault = |reason: String| DatasetError::line(path, at + 1, reason);
        let row: Row = serde_json::from_str(line).map_err(|error| fault(error.to_string()))?;
        if row.tags_skill.len() != row.tokens.len() || row.tags_knowledge.len() != row.tokens.len() {
            return Err(fault("not one tag a token".into()));
        }
        if open.as_ref() != Some(&(row.idx, row.source.clone())) {
            close(&mut builder, open.replace((row.idx, row.source)));
        }
        builder.sentence(
            &row.tokens,
            &[named(&row.tags_skill, "SKILL"), named(&row.tags_knowledge, "KNOWLEDGE")],
        );
    }
    close(&mut builder, open);
    Ok(documents)
}

/// The tags, which bear no label there, with this one.
fn named(tags: &[String], label: &str) -> Vec<String> {
    tags.iter().map(|tag| if tag == "O" { tag.clone() } else { format!("{}-{label}", &tag[..1]) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_engine::tagging::Label;

    #[test]
    fn sentences_of_one_posting_are_one_document_with_both_columns() {
        let rows = [
            r#"{"idx":7,"tokens":["Develop","in","Go"],"tags_skill":["B","I","I"],"tags_knowledge":["O","O","B"],"source":"tech"}"#,
            r#"{"idx":7,"tokens":["Join","us"],"tags_skill":["O","O"],"tags_knowledge":["O","O"],"source":"tech"}"#,
            r#"{"idx":8,"tokens":["Sell"],"tags_skill":["B"],"tags_knowledge":["O"],"source":"house"}"#,
        ];
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), rows.join("\n")).expect("written");
        let documents = read(file.path()).expect("two documents");
        assert_eq!(documents[0].text, "Develop in Go\nJoin us");
        let spans: Vec<(&str, Label)> =
            documents[0].spans.iter().map(|s| (s.span.slice(&documents[0].text), s.label)).collect();
        assert_eq!(spans, [("Develop in Go", Label::Skill), ("Go", Label::Knowledge)]);
        assert_eq!(documents[1].domain.as_deref(), Some("house"));
    }
}
