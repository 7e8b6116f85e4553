//! What a person cannot do, against occupations and offers: three-valued.
//!
//! - An occupation **violates** a constraint where it belongs to a field that is made of it (accounting for
//!   figures), or where the taxonomy lists the condition among its contexts:
//!   whoever works in it must expect it. Where open offers near the person show that the work also exists
//!   without, that is **unknown**: the occupation stays and its offers tell. Not listed is **unknown** too,
//!   unless offers say so: no list of conditions is complete.
//! - What violates a constraint the person set is left out. Of those that were read in the person's words, so is
//!   what violates one of body or field; times, which vary with the employer ([`Constraint::varies`]), count
//!   against an occupation that lists them and are shown.
//! - An offer **violates** it where a condition it states says so, **satisfies** it where it says the
//!   contrary ("du lundi au vendredi", "travail en journée"), and is **unknown** where it is silent.

use super::constraint::{Constraint, items};
use crate::store::Mention;
use crate::words::folded;
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{Concept, OccupationCode};
use serde::Serialize;

/// Whether something keeps to a constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It does not.
    Violates,
    /// It does, and says so.
    Satisfies,
    /// Nothing is said.
    Unknown,
}

/// What an occupation's offers near the person say about one constraint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct OfferConditions {
    /// Offers that violate it.
    pub violating: u32,
    /// Offers that satisfy it in words.
    pub satisfying: u32,
}

impl Constraint {
    /// True where a context of the taxonomy is what the constraint excludes.
    pub fn excludes(self, context: &Concept) -> bool {
        let signs = self.signs();
        let code = context.rome.as_deref().unwrap_or(&context.id.0);
        let label = folded(&context.label);
        items(signs.codes).any(|known| known == code) || items(signs.breaks).any(|word| label.contains(word))
    }

    /// True where the occupation is made of what the constraint excludes: the whole field is.
    pub fn rules_out(self, code: &OccupationCode) -> bool {
        items(self.signs().fields).any(|field| code.0.starts_with(field))
    }
}

/// What an offer's body and its tagged conditions say. Words of the contrary are looked for in the whole
/// body, words that break the constraint in its conditions only: "dimanche" in "ouvert le dimanche aux
/// visiteurs" is no working time.
pub fn offer_verdict(constraint: Constraint, body: &str, mentions: &[Mention]) -> Verdict {
    let body_says = text_verdict(constraint, body);
    if body_says == Verdict::Satisfies {
        return Verdict::Satisfies;
    }
    let signs = constraint.signs();
    let stated = mentions.iter().filter(|mention| mention.label == Label::Condition).any(|mention| {
        let surface = folded(&mention.surface);
        items(signs.breaks).any(|word| surface.contains(word)) && !denied(body, mention)
    });
    if stated { Verdict::Violates } else { Verdict::Unknown }
}

/// Satisfies where the text says the contrary of what the constraint excludes, else unknown.
pub fn text_verdict(constraint: Constraint, text: &str) -> Verdict {
    let (text, signs) = (folded(text), constraint.signs());
    let keeps = items(signs.keeps).any(|words| text.contains(words));
    let denied =
        items(signs.breaks).flat_map(|word| text.match_indices(word)).any(|(at, _)| is_denial(&text[..at]));
    if keeps || denied { Verdict::Satisfies } else { Verdict::Unknown }
}

/// True where the words just before deny what follows: "pas de travail le", "sans".
fn is_denial(before: &str) -> bool {
    let clause = before.rsplit(['.', ',', ';', ':', '\n', '(', '!']).next().unwrap_or("");
    let words: Vec<&str> = clause.split_whitespace().collect();
    let last = &words[words.len().saturating_sub(4)..];
    last.iter().any(|word| matches!(*word, "pas" | "sans" | "aucun" | "aucune" | "ni" | "jamais" | "no"))
}

fn denied(body: &str, mention: &Mention) -> bool {
    let before: String = body
        .chars()
        .skip(mention.sentence.start)
        .take(mention.span.start.saturating_sub(mention.sentence.start))
        .collect();
    is_denial(&folded(&before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Requirement;
    use passerelle_engine::text::CharSpan;

    fn verdict(constraint: Constraint, body: &str, condition: &str) -> Verdict {
        let at = body.find(condition).map_or(0, |at| body[..at].chars().count());
        let mention = Mention {
            concept: None,
            label: Label::Condition,
            surface: condition.into(),
            requirement: Requirement::Required,
            confidence: 0.9,
            span: CharSpan { start: at, end: at + condition.chars().count() },
            sentence: CharSpan { start: 0, end: body.chars().count() },
        };
        offer_verdict(constraint, body, &[mention])
    }

    #[test]
    fn offers_break_keep_or_are_silent() {
        use Constraint::{Night, Sunday, Weekend};
        for (constraint, body, condition, expected) in [
            (Sunday, "Travail le dimanche par roulement.", "Travail le dimanche", Verdict::Violates),
            (Sunday, "Du lundi au vendredi, 8h-16h", "Du lundi au vendredi", Verdict::Satisfies),
            (Sunday, "Pas de travail le dimanche", "travail le dimanche", Verdict::Satisfies),
            (Sunday, "Port de charges", "Port de charges", Verdict::Unknown),
            (Weekend, "Travail le samedi", "Travail le samedi", Verdict::Violates),
            (Night, "Équipe de nuit", "Équipe de nuit", Verdict::Violates),
            (Night, "Sans travail de nuit ni astreinte", "travail de nuit", Verdict::Satisfies),
        ] {
            assert_eq!(verdict(constraint, body, condition), expected, "{constraint:?}: {body}");
        }
    }
}
