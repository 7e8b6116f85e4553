//! The figures of a model card, written between two marks of it; everything else in the card stays.

use super::environment;
use crate::suites::linking::LinkingReport;
use crate::suites::matching::{FairnessReport, MatchingReport};
use crate::suites::ner::NerReport;
use serde::Serialize;

/// Line before the figures.
pub const OPEN: &str = "<!-- figures: written by passerelle-eval card -->";
/// Line behind them.
pub const CLOSE: &str = "<!-- end of figures -->";

/// Detection of spans on one data set.
#[derive(Debug, Serialize)]
pub struct Measured {
    /// What it was measured on.
    pub data: String,
    /// The model first, then what it is compared with.
    pub reports: Vec<NerReport>,
}

/// What the card says; what is empty is left out.
#[derive(Debug, Default, Serialize)]
pub struct Figures {
    /// Detection of spans, by data set.
    pub ner: Vec<Measured>,
    /// Linking, the model first.
    pub linking: Vec<LinkingReport>,
    /// Matching, the server first.
    pub matching: Vec<MatchingReport>,
    /// Whether gender changes the ten.
    pub fairness: Option<FairnessReport>,
}

/// Why a card could not be written.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// No place for the figures.
    #[error("the card has not the lines `{OPEN}` and `{CLOSE}`; put them where the figures belong")]
    Marks,
    /// The template does not fit the figures.
    #[error(transparent)]
    Template(#[from] minijinja::Error),
}

impl Figures {
    /// The Markdown of the figures.
    pub fn markdown(&self) -> Result<String, minijinja::Error> {
        environment()?.get_template("card.md")?.render(minijinja::value::Serde(self))
    }

    /// The card with these figures between its marks.
    pub fn write_into(&self, card: &str) -> Result<String, CardError> {
        let (before, rest) = card.split_once(OPEN).ok_or(CardError::Marks)?;
        let (_, after) = rest.split_once(CLOSE).ok_or(CardError::Marks)?;
        Ok(format!("{before}{OPEN}\n\n{}\n\n{CLOSE}{after}", self.markdown()?.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::inline;
    use crate::suites::ner::run::Run;
    use crate::systems::FoundSpan;
    use passerelle_engine::tagging::Label;
    use passerelle_engine::text::ByteSpan;

    fn figures() -> Figures {
        let documents =
            inline::parse("### d cv fr\n[[SKILL|vendre]] et [[SKILL|cuire]]\n").expect("a document");
        let found = FoundSpan { span: ByteSpan::new(0, 6), label: Label::Skill, confidence: 0.9 };
        let run = Run {
            system: "m 1".into(),
            found: vec![vec![found]],
            chars_per_second: 1.0,
            peak_memory_bytes: None,
        };
        let reports = vec![NerReport::of(&run, &documents)];
        Figures { ner: vec![Measured { data: "a test set".into(), reports }], ..Figures::default() }
    }

    #[test]
    fn figures_go_between_the_marks_and_again_in_the_same_place() {
        let card = format!("# Card\n\n{OPEN}\nold\n{CLOSE}\n\n## Limits\n");
        let once = figures().write_into(&card).expect("a card");
        assert!(once.starts_with("# Card\n\n<!--") && once.ends_with("-->\n\n## Limits\n"));
        assert!(!once.contains("old") && once.contains("a test set"));
        // One of two found, one found: precision 1, recall 0.5, F1 2/3.
        assert!(once.contains("| m 1 | 0.667") && once.contains("| 1.000 | 0.500 |"), "{once}");
        assert_eq!(figures().write_into(&once).expect("a card"), once);
    }

    #[test]
    fn a_card_without_marks_is_left_alone() {
        assert!(matches!(figures().write_into("# Card\n"), Err(CardError::Marks)));
    }
}
