//! The seven labels of the annotation guide.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a span is. The names are those of the annotation guide and of every file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Label {
    /// savoir-faire: an activity.
    Skill,
    /// savoir: a field, method, standard, product, tool.
    Knowledge,
    /// savoir-être: a quality or behaviour.
    Attitude,
    /// A natural language as something one can use.
    Language,
    /// A diploma, licence, permit or accreditation.
    Certification,
    /// A job title held, sought or offered.
    Occupation,
    /// Hours, place or constraint of the work.
    Condition,
}

impl Label {
    /// All labels; a label's position here is its number in the tagging head.
    pub const ALL: [Self; 7] = [
        Self::Skill,
        Self::Knowledge,
        Self::Attitude,
        Self::Language,
        Self::Certification,
        Self::Occupation,
        Self::Condition,
    ];

    /// Position in [`Label::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The name in files and over HTTP, such as `SKILL`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skill => "SKILL",
            Self::Knowledge => "KNOWLEDGE",
            Self::Attitude => "ATTITUDE",
            Self::Language => "LANGUAGE",
            Self::Certification => "CERTIFICATION",
            Self::Occupation => "OCCUPATION",
            Self::Condition => "CONDITION",
        }
    }

    /// The label of that name, as in [`Label::name`].
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.name() == name)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
