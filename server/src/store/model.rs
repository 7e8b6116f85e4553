//! What the store keeps, in types.

use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptId, OccupationCode};
use passerelle_engine::text::CharSpan;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// Whose data it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tenant(pub String);

impl Default for Tenant {
    fn default() -> Self {
        Self("default".into())
    }
}

macro_rules! named {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// The name in the database and over HTTP.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The value of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(super) use named;

named! {
    /// Which side of the market a document stands on.
    Side {
        /// A job offer: demand.
        Offer = "offer",
        /// A course: supply.
        Course = "course",
    }
}

named! {
    /// How strongly an offer asks for something.
    Requirement {
        /// Asked for; in a course: taught.
        Required = "required",
        /// A plus.
        Wished = "wished",
    }
}

impl Requirement {
    /// What one mention counts in demand.
    pub fn weight(self) -> f64 {
        match self {
            Self::Required => 1.0,
            Self::Wished => 0.5,
        }
    }
}

named! {
    /// Whether a session still takes people.
    SessionState {
        /// It does.
        Open = "open",
        /// It no longer does.
        Closed = "closed",
        /// Not at the moment.
        Suspended = "suspended",
        /// The catalogue does not say.
        Unknown = "unknown",
    }
}

named! {
    /// A code list.
    Scheme {
        /// Occupations.
        Rome = "ROME",
        /// Fields of training.
        Formacode = "FORMACODE",
        /// National register of certifications.
        Rncp = "RNCP",
        /// Specific register.
        Rs = "RS",
        /// Certifinfo.
        Certifinfo = "CERTIFINFO",
    }
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// Identifier of a document: a UUID made of its business key, so a retried write hits the same row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DocumentId(pub String);

impl DocumentId {
    /// The identifier of the document that `tenant` knows as `source_id` on that side (UUID version 8).
    pub fn of(tenant: &Tenant, side: Side, source_id: &str) -> Self {
        Self(uuid(&[&tenant.0, side.name(), source_id]))
    }
}

/// A UUID (version 8) made of a business key.
pub(super) fn uuid(key: &[&str]) -> String {
    let mut bytes = Sha256::digest(key.join("\u{1f}").as_bytes());
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex(&bytes[..16]);
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    parts.join("-")
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where something is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Code of the département, empty where not stated.
    pub territory: String,
    /// INSEE code of the commune.
    pub commune: Option<String>,
    /// Name, such as `31 - Toulouse`.
    pub name: Option<String>,
    /// Latitude and longitude, degrees.
    pub point: Option<(f64, f64)>,
}

/// A code a document carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Of which list.
    pub scheme: Scheme,
    /// The code.
    pub code: String,
}

/// A session of a course.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Where.
    pub place: Place,
    /// First day, `YYYY-MM-DD`.
    pub starts: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    pub ends: Option<String>,
    /// Whether it takes people.
    pub state: SessionState,
    /// Places in it, where stated.
    pub places: Option<u32>,
}

/// A mention as it is stored. Spans are code points of the document's body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mention {
    /// The concept, `None` for an unlinked expression.
    pub concept: Option<ConceptId>,
    /// What it is.
    pub label: Label,
    /// The words.
    pub surface: String,
    /// How strongly it is asked for.
    pub requirement: Requirement,
    /// How sure the tagger is, 0 to 1.
    pub confidence: f64,
    /// Place of the words.
    pub span: CharSpan,
    /// Place of the sentence around them.
    pub sentence: CharSpan,
}

/// A document to be stored. It holds no personal data: importers drop contacts and mask the body.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDocument {
    /// Offer or course.
    pub side: Side,
    /// Identifier in the source.
    pub source_id: String,
    /// Title.
    pub title: String,
    /// The text the tagger reads.
    pub body: String,
    /// Main occupation, where stated.
    pub occupation: Option<OccupationCode>,
    /// Main place.
    pub place: Place,
    /// Day of publication, `YYYY-MM-DD`; its month places the document in time.
    pub published: Option<String>,
    /// Contract, as the source codes it.
    pub contract: Option<String>,
    /// Other structured fields.
    pub extra: serde_json::Value,
    /// Codes, most important first.
    pub codes: Vec<Code>,
    /// Sessions of a course.
    pub sessions: Vec<Session>,
}

impl NewDocument {
    /// Changes whenever anything of the document does.
    pub fn checksum(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{self:?}").as_bytes());
        hex(&hash.finalize())
    }

    /// `YYYY-MM` of the publication, empty where not stated.
    pub fn month(&self) -> &str {
        self.published.as_deref().and_then(|day| day.get(..7)).unwrap_or("")
    }
}

/// Months, both included, `YYYY-MM`; an absent bound is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// First month.
    pub since: Option<String>,
    /// Last month.
    pub until: Option<String>,
}

/// Which occupations a segment holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// All of them.
    #[default]
    All,
    /// One.
    Occupation(OccupationCode),
    /// All whose code begins so: `G` or `G16`.
    Domain(String),
}

impl Scope {
    /// The first and one past the last code, so that one pair of comparisons serves every scope.
    pub(super) fn bounds(&self) -> (String, String) {
        match self {
            Self::All => (String::new(), "\u{10ffff}".into()),
            Self::Occupation(code) => (code.0.clone(), format!("{}\u{1}", code.0)),
            Self::Domain(prefix) => (prefix.clone(), format!("{prefix}\u{10ffff}")),
        }
    }
}

/// Part of the market: occupations × territory × period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Which occupations.
    pub scope: Scope,
    /// Code of the département; `None` is everywhere.
    pub territory: Option<String>,
    /// Which months.
    pub period: Period,
}

impl Segment {
    /// The same occupations and period everywhere: what small samples are shrunk towards.
    #[must_use]
    pub fn parent(&self) -> Self {
        Self { territory: None, ..self.clone() }
    }

    pub(super) fn binds(&self) -> SegmentBinds {
        let (from, to) = self.scope.bounds();
        let territory = self.territory.clone().unwrap_or_default();
        let since = self.period.since.clone().unwrap_or_default();
        let until = self.period.until.clone().unwrap_or_else(|| "9999-99".into());
        SegmentBinds { from, to, territory, since, until }
    }
}

/// A segment as the parameters of a query: occupation in `from..to`, territory or '' for all, months.
pub(super) struct SegmentBinds {
    pub from: String,
    pub to: String,
    pub territory: String,
    pub since: String,
    pub until: String,
}
