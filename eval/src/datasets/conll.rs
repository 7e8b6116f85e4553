//! Tokens in columns, the form of CoNLL-2003 and its many heirs.
//!
//! A line is a token, then one or more columns separated by white space, of which those with BIO tags
//! (`B-Skill`, `I-Skill`, `O`) count; an empty line ends a sentence; `-DOCSTART-` begins a document. Without
//! it each sentence is a document of its own. The text is the tokens with single spaces between them.

use super::guide::DatasetError;
use super::tokens::{Builder, Ignored};
use super::{Document, Kind};
use std::path::Path;

/// All documents of a file, and the labels it has that stand for none of ours.
pub fn read(path: &Path, lang: &str) -> Result<(Vec<Document>, Ignored), DatasetError> {
    let content = std::fs::read_to_string(path).map_err(|error| DatasetError::io(path, &error))?;
    let name = path.file_stem().map_or_else(|| "conll".into(), |stem| stem.to_string_lossy().into_owned());
    Ok(parse(&content, &name, lang))
}

/// All documents of a text in this form; their ids begin with `name`.
pub fn parse(content: &str, name: &str, lang: &str) -> (Vec<Document>, Ignored) {
    let marked = content.lines().any(|line| line.starts_with("-DOCSTART-"));
    let mut builder = Builder::default();
    let (mut documents, mut sentence) = (Vec::new(), Sentence::default());
    let mut close = |builder: &mut Builder| {
        let id = format!("{name}-{}", documents.len());
        documents.extend(builder.document(id, Kind::Offer, lang));
    };
    for line in content.lines().chain([""]) {
        let begins = line.starts_with("-DOCSTART-");
        if begins || line.trim().is_empty() {
            sentence.end(&mut builder);
            if begins || !marked {
                close(&mut builder);
            }
        } else {
            sentence.add(line);
        }
    }
    close(&mut builder);
    (documents, builder.ignored)
}

#[derive(Default)]
struct Sentence {
    tokens: Vec<String>,
    /// Tags, by column.
    columns: Vec<Vec<String>>,
}

impl Sentence {
    fn add(&mut self, line: &str) {
        let mut fields = line.split_whitespace();
        let Some(token) = fields.next() else { return };
        let tags: Vec<&str> = fields.collect();
        self.columns.resize(self.columns.len().max(tags.len()), vec!["O".into(); self.tokens.len()]);
        self.tokens.push(token.to_owned());
        for (at, column) in self.columns.iter_mut().enumerate() {
            column.push(tags.get(at).copied().unwrap_or("O").to_owned());
        }
    }

    fn end(&mut self, builder: &mut Builder) {
        let Self { tokens, columns } = std::mem::take(self);
        if !tokens.is_empty() {
            builder.sentence(&tokens, &columns);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_engine::tagging::Label;

    #[test]
    fn documents_and_columns_become_texts_and_spans() {
        let content = "-DOCSTART- -X- O\n\nManage B-Skill O\na I-Skill O\nteam I-Skill O\n. O O\n\n\
                       Use O O\nPython O B-Knowledge\nin O O\nParis O B-LOC\n\n-DOCSTART- -X- O\n\nHello O O\n";
        let (documents, ignored) = parse(content, "x", "en");
        assert_eq!(documents.len(), 2);
        assert_eq!(documents[0].text, "Manage a team .\nUse Python in Paris");
        let spans: Vec<(&str, Label)> =
            documents[0].spans.iter().map(|s| (s.span.slice(&documents[0].text), s.label)).collect();
        assert_eq!(spans, [("Manage a team", Label::Skill), ("Python", Label::Knowledge)]);
        assert_eq!(ignored["LOC"], 1);
    }

    #[test]
    fn without_marks_each_sentence_is_a_document() {
        let (documents, _) = parse("one O\n\ntwo B-SKILL\n", "x", "en");
        assert_eq!(documents.iter().map(|d| d.id.as_str()).collect::<Vec<_>>(), ["x-0", "x-1"]);
        assert_eq!(documents[1].spans.len(), 1);
    }
}
