//! A concept or an occupation in; every wording under which a text may name it out.

use crate::taxonomy::{Concept, ConceptKind, Occupation};
use crate::text::gender_forms;

/// How good a witness a wording is; the first is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Rank {
    /// The preferred label, in French or English.
    Preferred,
    /// Another wording that the source gives.
    Alternative,
    /// Derived from a label: without what it says in brackets, or the short form that stands in them.
    Derived,
}

/// The wordings of a concept, the best first; the same wording may stand twice.
pub(super) fn of_concept(concept: &Concept) -> Vec<(String, Rank)> {
    let labels = concept.label_en.iter().chain([&concept.label]).map(|label| (label, Rank::Preferred));
    let given = labels.chain(concept.alt.iter().map(|alt| (alt, Rank::Alternative)));
    let mut all = Vec::new();
    for (wording, rank) in given {
        all.push((wording.clone(), rank));
        if concept.kind == ConceptKind::Attitude {
            all.extend(both_genders(wording).into_iter().map(|form| (form, rank)));
        }
        all.extend(unbracketed(wording).into_iter().map(|form| (form, Rank::Derived)));
    }
    all.sort_by_key(|(_, rank)| *rank);
    all
}

/// The wordings of an occupation, both gender forms of every title.
pub(super) fn of_occupation(occupation: &Occupation) -> Vec<(String, Rank)> {
    let labels = occupation.label_en.iter().chain([&occupation.label]).map(|label| (label, Rank::Preferred));
    let titles = occupation.titles.iter().map(|title| (&title.label, Rank::Alternative));
    let mut all = Vec::new();
    for (wording, rank) in labels.chain(titles) {
        all.push((wording.clone(), rank));
        all.extend(gender_forms(wording).into_iter().map(|form| (form, rank)));
    }
    all
}

/// The forms of an adjective; those in -eux are not folded by [`key`](crate::text::key()).
fn both_genders(wording: &str) -> Vec<String> {
    let sides = wording.split(" / ").map(str::to_owned).chain(gender_forms(wording));
    let feminine = |form: String| form.strip_suffix("eux").map(|stem| format!("{stem}euse"));
    sides.flat_map(|form| [Some(form.clone()), feminine(form)]).flatten().collect()
}

/// "Progiciel de gestion (ERP)" is also written "Progiciel de gestion" and "ERP".
fn unbracketed(wording: &str) -> Vec<String> {
    let Some((before, rest)) = wording.split_once(" (") else { return Vec::new() };
    let Some((inside, after)) = rest.split_once(')') else { return Vec::new() };
    let outside = format!("{before}{after}");
    let short = Some(inside.trim()).filter(|inside| is_acronym(inside) && inside.len() > 1);
    [outside].into_iter().chain(short.map(str::to_owned)).collect()
}

/// True for "SST", "CACES", "R": capitals and digits only, at most eight.
fn is_acronym(wording: &str) -> bool {
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    wording.len() <= 8 && wording.chars().all(capital) && wording.contains(|c: char| c.is_ascii_uppercase())
}

/// True for acronyms so short that in small letters they are other words: "CAP", "BUT", "R". In running
/// text such a wording counts only as it stands.
pub(super) fn is_case_sensitive(wording: &str) -> bool {
    wording.len() <= 3 && is_acronym(wording)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_give_the_long_and_the_short_form() {
        assert_eq!(unbracketed("Progiciel de gestion (ERP)"), ["Progiciel de gestion", "ERP"]);
        assert_eq!(unbracketed("Travail posté (2x8, 3x8)"), ["Travail posté"]);
        assert!(unbracketed("infirmier(ère)").is_empty());
    }

    #[test]
    fn only_capitals_make_an_acronym_and_only_short_ones_need_them() {
        assert!(["SST", "R", "B1V"].iter().all(|word| is_acronym(word) && is_case_sensitive(word)));
        assert!(is_acronym("CACES") && !is_case_sensitive("CACES"));
        assert!(["Word", "2024", "HABILITATION", ""].iter().all(|word| !is_acronym(word)));
    }
}
