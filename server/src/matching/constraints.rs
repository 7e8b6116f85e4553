//! What a person cannot do, against occupations and offers: three-valued.
//!
//! - An occupation **violates** a constraint where the taxonomy lists the condition among its contexts:
//!   whoever works in it must expect it. Where open offers near the person show that the work also exists
//!   without, that is **unknown**: the occupation stays and its offers tell. Not listed is **unknown** too,
//!   unless offers say so: no list of conditions is complete.
//! - An offer **violates** it where a condition it states says so, **satisfies** it where it says the
//!   contrary ("du lundi au vendredi", "travail en journée"), and is **unknown** where it is silent.

use crate::store::Mention;
use crate::words::folded;
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::Concept;
use serde::{Deserialize, Serialize};

/// Something the work must not ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Constraint {
    /// No night work.
    Night,
    /// No Sunday work.
    Sunday,
    /// No Saturday work.
    Saturday,
    /// Neither Saturday nor Sunday.
    Weekend,
    /// No shifts.
    Shifts,
    /// No travel.
    Travel,
    /// No heavy loads.
    Loads,
}

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

/// How a constraint shows: ROME codes of contexts, words that break it, words that keep to it (folded).
struct Signs {
    codes: &'static [&'static str],
    breaks: &'static [&'static str],
    keeps: &'static [&'static str],
}

const SUNDAY: Signs = Signs {
    codes: &["300793", "23376"],
    breaks: &[
        "dimanche",
        "week-end",
        "weekend",
        "fins de semaine",
        "fin de semaine",
        "sunday",
        "7j/7",
        "7 jours sur 7",
    ],
    keeps: &[
        "du lundi au vendredi",
        "du lundi au samedi",
        "week-end libre",
        "week-ends libres",
        "ferme dimanche",
        "ferme le dimanche",
        "repos dimanche",
        "repos le dimanche",
        "dimanches libres",
        "monday to friday",
    ],
};

const SATURDAY: Signs = Signs {
    codes: &["23374", "23376"],
    breaks: &[
        "samedi",
        "week-end",
        "weekend",
        "fins de semaine",
        "fin de semaine",
        "saturday",
        "7j/7",
        "7 jours sur 7",
    ],
    keeps: &[
        "du lundi au vendredi",
        "week-end libre",
        "week-ends libres",
        "ferme samedi",
        "samedis libres",
        "monday to friday",
    ],
};

const WEEKEND: Signs = Signs {
    codes: &["300793", "23374", "23376"],
    breaks: &[
        "dimanche",
        "samedi",
        "week-end",
        "weekend",
        "fins de semaine",
        "fin de semaine",
        "sunday",
        "saturday",
        "7j/7",
        "7 jours sur 7",
    ],
    keeps: &["du lundi au vendredi", "week-end libre", "week-ends libres", "monday to friday"],
};

impl Constraint {
    fn signs(self) -> Signs {
        match self {
            Self::Night => Signs {
                codes: &["300803"],
                breaks: &["nuit", "night", "3x8", "3 x 8", "trois-huit"],
                keeps: &[
                    "travail en journee",
                    "travail de jour",
                    "horaires de jour",
                    "horaires de journee",
                    "2x8",
                ],
            },
            Self::Sunday => SUNDAY,
            Self::Saturday => SATURDAY,
            Self::Weekend => WEEKEND,
            Self::Shifts => Signs {
                codes: &["126450", "300808"],
                breaks: &[
                    "2x8",
                    "3x8",
                    "5x8",
                    "2 x 8",
                    "3 x 8",
                    "travail poste",
                    "roulement",
                    "equipes alternantes",
                    "equipes successives",
                    "shift",
                ],
                keeps: &["horaires fixes", "travail en journee", "horaires de journee", "horaires reguliers"],
            },
            Self::Travel => Signs {
                codes: &["300779"],
                breaks: &["deplacement", "itinerant", "decouch", "mobilite geographique", "travel"],
                keeps: &["poste sedentaire", "no travel"],
            },
            Self::Loads => Signs {
                codes: &["300795"],
                breaks: &[
                    "port de charge",
                    "charges lourdes",
                    "manutention lourde",
                    "heavy loads",
                    "lifting",
                ],
                keeps: &["aide a la manutention"],
            },
        }
    }

    /// True where a context of the taxonomy is what the constraint excludes.
    pub fn excludes(self, context: &Concept) -> bool {
        let signs = self.signs();
        let code = context.rome.as_deref().unwrap_or(&context.id.0);
        let label = folded(&context.label);
        signs.codes.contains(&code) || signs.breaks.iter().any(|word| label.contains(word))
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
        signs.breaks.iter().any(|word| surface.contains(word)) && !denied(body, mention)
    });
    if stated { Verdict::Violates } else { Verdict::Unknown }
}

/// Satisfies where the text says the contrary of what the constraint excludes, else unknown.
pub fn text_verdict(constraint: Constraint, text: &str) -> Verdict {
    let (text, signs) = (folded(text), constraint.signs());
    let keeps = signs.keeps.iter().any(|words| text.contains(words));
    let denied =
        signs.breaks.iter().flat_map(|word| text.match_indices(word)).any(|(at, _)| is_denial(&text[..at]));
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
