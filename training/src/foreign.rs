//! Sentences annotated by others, whose labels are not ours: each word gets the set of our tags that its annotation
//! leaves open, and the loss asks for no more (see [`crate::crf`]).
//!
//! | theirs | ours, left open |
//! |---|---|
//! | SkillSpan (Zhang et al. 2022) `tags_skill` B, I | SKILL or ATTITUDE, same place in the span: their skills hold both |
//! | SkillSpan `tags_knowledge` B, I outside a skill | KNOWLEDGE |
//! | SkillSpan O | outside, OCCUPATION or CONDITION: they mark neither |
//! | Sayfullina et al. 2018 B, I | ATTITUDE or SKILL |
//! | Sayfullina O | anything: one soft skill a snippet is marked, the others are not |
//! | Green et al. 2022 | nothing: one class for skills, occupations, domains and qualifications says too little |
//!
//! A label left open both where they mark something and where they do not is what the model falls back on: with
//! CERTIFICATION open in both it tagged half of an English offer so.

use anyhow::{Context, Result};
use passerelle_engine::tagging::crf::{ANY, TagSet};
use passerelle_engine::tagging::{Label, Tag};
use passerelle_engine::text::ByteSpan;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// How a file of foreign annotations is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// JSON Lines with `tokens`, `tags_skill` and `tags_knowledge`.
    Skillspan,
    /// JSON Lines with `tokens` and `tags_skill`.
    Sayfullina,
}

/// A sentence and what its annotation leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Their tokens, joined by spaces.
    pub text: String,
    words: Vec<(ByteSpan, TagSet)>,
}

impl Sentence {
    /// Tags left open for what stands at this place; later parts of a word whose first part begins a span are
    /// inside it.
    pub fn open(&self, place: ByteSpan) -> TagSet {
        let word = self.words.iter().find(|(word, _)| word.overlaps(place));
        word.map_or(ANY, |&(word, open)| if place.start <= word.start { open } else { inside(open) })
    }
}

#[derive(Deserialize)]
struct Row {
    tokens: Vec<String>,
    tags_skill: Vec<String>,
    #[serde(default)]
    tags_knowledge: Vec<String>,
}

/// Reads a file.
pub fn read(path: &Path, form: Form) -> Result<Vec<Sentence>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            let row: Row =
                serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), at + 1))?;
            Ok(sentence(&row, form))
        })
        .collect()
}

fn sentence(row: &Row, form: Form) -> Sentence {
    let (mut text, mut words) = (String::new(), Vec::with_capacity(row.tokens.len()));
    for (at, token) in row.tokens.iter().enumerate() {
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len();
        text.push_str(token);
        let tag = |tags: &[String]| tags.get(at).and_then(|tag| tag.chars().next()).unwrap_or('O');
        let set = open(tag(&row.tags_skill), tag(&row.tags_knowledge), form);
        words.push((ByteSpan::new(start, text.len()), set));
    }
    Sentence { text, words }
}

fn open(skill: char, knowledge: char, form: Form) -> TagSet {
    use Label::{Attitude, Condition, Knowledge, Occupation, Skill};
    match (skill, knowledge, form) {
        ('B', ..) => begins(&[Skill, Attitude]),
        ('I', ..) => inside(begins(&[Skill, Attitude])),
        (_, 'B', _) => begins(&[Knowledge]),
        (_, 'I', _) => inside(begins(&[Knowledge])),
        (_, _, Form::Skillspan) => {
            let unmarked = begins(&[Occupation, Condition]);
            1 | unmarked | inside(unmarked)
        }
        (_, _, Form::Sayfullina) => ANY,
    }
}

fn begins(labels: &[Label]) -> TagSet {
    labels.iter().fold(0, |set, &label| set | 1 << Tag::Begin(label).index())
}

/// The insides of the spans that begin in this set, with what else is in it.
fn inside(set: TagSet) -> TagSet {
    Label::ALL.into_iter().fold(set, |set, label| {
        let begin = 1 << Tag::Begin(label).index();
        if set & begin == 0 { set } else { (set & !begin) | 1 << Tag::Inside(label).index() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_they_do_not_mark_stays_open() {
        let row = Row {
            tokens: ["knows", "Java", "well", "welder"].map(String::from).to_vec(),
            tags_skill: ["O"; 4].map(String::from).to_vec(),
            tags_knowledge: ["O", "B", "I", "O"].map(String::from).to_vec(),
        };
        let sentence = sentence(&row, Form::Skillspan);
        assert_eq!(sentence.text, "knows Java well welder");
        let bit = |tag: Tag| 1 << tag.index();
        let at = |start, end| sentence.open(ByteSpan::new(start, end));
        assert_ne!(at(0, 5) & bit(Tag::Begin(Label::Occupation)), 0);
        assert_eq!(at(0, 5) & bit(Tag::Begin(Label::Skill)), 0);
        assert_ne!(at(6, 8) & bit(Tag::Begin(Label::Knowledge)), 0);
        assert_eq!(at(8, 10) & bit(Tag::Begin(Label::Knowledge)), 0, "the second half of a word");
        assert_ne!(at(8, 10) & bit(Tag::Inside(Label::Knowledge)), 0);
        assert_eq!(at(11, 15) & bit(Tag::Outside), 0);
    }
}
