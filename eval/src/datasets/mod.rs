//! Annotated documents: the forms they are kept in, and the splits.

pub mod conll;
pub mod guide;
pub mod inline;
pub mod mentions;
pub mod profiles;
pub mod skillspan;
pub mod split;
pub mod standoff;
pub mod texts;
mod tokens;
pub mod tsv;

pub use guide::{DatasetError, read_jsonl};
pub use split::Split;
pub use texts::Texts;
pub use tokens::Ignored;

use passerelle_engine::tagging::Label;
use passerelle_engine::text::ByteSpan;
use serde::{Deserialize, Serialize};

/// What sort of document it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A job offer.
    Offer,
    /// A CV.
    Cv,
    /// An answer, written or dictated.
    Answer,
    /// A course.
    Training,
}

impl Kind {
    /// The name in files, such as `offer`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Cv => "cv",
            Self::Answer => "answer",
            Self::Training => "training",
        }
    }
}

/// A labelled place of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GoldSpan {
    /// Place in the text.
    pub span: ByteSpan,
    /// What it is.
    pub label: Label,
}

/// An annotated document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Identifier, unique in its data set; decides the split.
    pub id: String,
    /// What sort of document it is.
    pub kind: Kind,
    /// Language: `fr` or `en`.
    pub lang: String,
    /// Field of work or other group that figures are wanted for, where the data set names one.
    pub domain: Option<String>,
    /// The text.
    pub text: String,
    /// Annotated spans, sorted; without overlap but for foreign data sets that nest them.
    pub spans: Vec<GoldSpan>,
}
