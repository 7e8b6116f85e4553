//! A record on its way into the store: what the readers of both formats hand on.

use crate::store::{NewDocument, Rejected, Requirement};
use passerelle_engine::text::ByteSpan;

/// A line of the text that a structured field gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its place in the body.
    pub span: ByteSpan,
    /// How strongly the field asks for it.
    pub requirement: Requirement,
    /// The code the source gives it (ROME OGR).
    pub code: Option<String>,
}

/// A document and the structured lines of its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What will be stored.
    pub document: NewDocument,
    /// Lines with a stated requirement, sorted.
    pub declared: Vec<Declared>,
}

/// A record or why it is none.
pub type Parsed = Result<Record, Rejected>;

/// Builds a body line by line and remembers where the structured lines stand.
#[derive(Debug, Default)]
pub struct Body {
    /// The text so far.
    pub text: String,
    /// Structured lines so far.
    pub declared: Vec<Declared>,
}

impl Body {
    /// Adds a paragraph, masked; nothing where there is none.
    pub fn paragraph(&mut self, text: &str) {
        let masked = super::mask::mask(text.trim());
        if !masked.is_empty() {
            self.line(&masked);
        }
    }

    /// Adds a heading and an item a line for `items`: words, requirement, code.
    pub fn list(&mut self, heading: &str, items: &[(String, Requirement, Option<String>)]) {
        if items.is_empty() {
            return;
        }
        self.line(heading);
        for (words, requirement, code) in items {
            let masked = super::mask::mask(words.trim());
            self.line("- ");
            let start = self.text.len();
            self.text.push_str(&masked);
            let span = ByteSpan::new(start, self.text.len());
            self.declared.push(Declared { span, requirement: *requirement, code: code.clone() });
        }
    }

    fn line(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text.push_str(line);
    }
}

/// The département of an INSEE commune code or a postal code.
pub fn territory(code: &str) -> Option<String> {
    let code = code.trim();
    let digits = code.chars().filter(char::is_ascii_alphanumeric).count();
    if !(4..=5).contains(&digits) || digits != code.chars().count() {
        return None;
    }
    // Postal codes lose their leading zero in spreadsheets.
    let code = format!("{code:0>5}");
    Some(match &code[..2] {
        "97" | "98" => code[..3].into(),
        "20" if code.as_str() < "20200" => "2A".into(),
        "20" => "2B".into(),
        two => two.into(),
    })
}

/// True for a ROME code such as `M1805`.
pub fn is_rome(code: &str) -> bool {
    let bytes = code.as_bytes();
    bytes.len() == 5 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn territories_of_communes_and_postal_codes() {
        let of = |code| territory(code);
        assert_eq!(of("31555").as_deref(), Some("31"));
        assert_eq!(of("9000").as_deref(), Some("09"));
        assert_eq!(of("2A004").as_deref(), Some("2A"));
        assert_eq!(of("20200").as_deref(), Some("2B"));
        assert_eq!(of("97411").as_deref(), Some("974"));
        assert_eq!(of("31"), None);
        assert_eq!(of("é1555"), None);
    }
}
