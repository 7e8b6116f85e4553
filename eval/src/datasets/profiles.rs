//! People in their own words, with the occupations that suit them, one JSON object a line:
//! `{"id","kind","text","relevant":{code:grade},"refused":[codes],"wrong":[codes]}`.
//!
//! The text says `{masculine|feminine|inclusive}` wherever the form of a word gives the person's gender
//! away. Grade 2: suits well; 1: may be worth a look. Refused: the person says no to it. Wrong: no
//! counsellor would name it.

use super::guide::DatasetError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// How a text speaks of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// "serveur"
    Masculine,
    /// "serveuse"
    Feminine,
    /// "serveur·euse"
    Inclusive,
}

impl Gender {
    /// All forms.
    pub const ALL: [Self; 3] = [Self::Masculine, Self::Feminine, Self::Inclusive];
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    kind: String,
    text: String,
    relevant: BTreeMap<String, u8>,
    #[serde(default)]
    refused: Vec<String>,
    #[serde(default)]
    wrong: Vec<String>,
    #[serde(default, rename = "note")]
    _note: Option<String>,
}

/// A person and what suits them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Identifier.
    pub id: String,
    /// What sort of text it is.
    pub kind: String,
    /// Grades of occupations by code; others have grade 0.
    pub relevant: BTreeMap<String, u8>,
    /// Occupations the person refuses.
    pub refused: Vec<String>,
    /// Occupations nobody would name.
    pub wrong: Vec<String>,
    /// Stretches of the text, and the alternatives between them.
    parts: Vec<[String; 3]>,
}

impl Profile {
    /// The text in one of its forms.
    pub fn text(&self, gender: Gender) -> String {
        self.parts.iter().map(|forms| forms[gender as usize].as_str()).collect()
    }

    /// True where the forms differ.
    pub fn is_gendered(&self) -> bool {
        self.parts
            .iter()
            .any(|[masculine, feminine, inclusive]| masculine != feminine || feminine != inclusive)
    }
}

/// All profiles of a file.
pub fn read(path: &Path) -> Result<Vec<Profile>, DatasetError> {
    let content = std::fs::read_to_string(path).map_err(|error| DatasetError::io(path, &error))?;
    let lines = content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| parse(line).map_err(|reason| DatasetError::line(path, at + 1, reason))).collect()
}

/// One profile.
pub fn parse(line: &str) -> Result<Profile, String> {
    let row: Row = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let parts = parts(&row.text).map_err(|reason| format!("{}: {reason}", row.id))?;
    let Row { id, kind, relevant, refused, wrong, .. } = row;
    Ok(Profile { id, kind, relevant, refused, wrong, parts })
}

fn parts(text: &str) -> Result<Vec<[String; 3]>, String> {
    let same = |text: &str| [text.to_owned(), text.to_owned(), text.to_owned()];
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some((before, behind)) = rest.split_once('{') {
        let (inside, after) = behind.split_once('}').ok_or("a `{` is not closed")?;
        let forms: Vec<&str> = inside.split('|').collect();
        let [masculine, feminine, inclusive] = forms[..] else {
            return Err(format!("`{{{inside}}}` has not three forms"));
        };
        parts.push(same(before));
        parts.push([masculine.to_owned(), feminine.to_owned(), inclusive.to_owned()]);
        rest = after;
    }
    parts.push(same(rest));
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_engine::text::neutral;

    #[test]
    fn a_text_has_three_forms() {
        let line = r#"{"id":"p","kind":"answer","text":"Je suis {serveur|serveuse|serveur·euse}, {né|née|né·e} ici.","relevant":{"G1803":2}}"#;
        let profile = parse(line).expect("a profile");
        assert_eq!(profile.text(Gender::Masculine), "Je suis serveur, né ici.");
        assert_eq!(profile.text(Gender::Inclusive), "Je suis serveur·euse, né·e ici.");
        assert!(profile.is_gendered());
    }

    #[test]
    fn nearly_all_profiles_are_read_alike_in_their_three_forms() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/profiles.jsonl");
        let profiles = read(&path).expect("the profiles");
        let alike = profiles.iter().filter(|profile| {
            let [masculine, feminine, inclusive] =
                Gender::ALL.map(|form| neutral(&profile.text(form)).text.into_owned());
            masculine == feminine && masculine == inclusive
        });
        assert!(alike.count() * 100 >= profiles.len() * 95);
    }

    #[test]
    fn a_missing_form_is_named() {
        let line = r#"{"id":"p","kind":"cv","text":"{un|une} chef","relevant":{}}"#;
        assert_eq!(parse(line).expect_err("two forms"), "p: `{un|une}` has not three forms");
    }
}
