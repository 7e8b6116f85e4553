//! A wording in; the concept or occupation that has exactly this wording, after normalisation, out.

use super::wordings::{self, Rank};
use crate::taxonomy::{ConceptIx, ConceptKind, OccupationCode, Taxonomy};
use crate::text::{gender_forms, key};
use std::collections::HashMap;

/// One owner of a key.
#[derive(Debug, Clone, Copy)]
struct Owner<T> {
    of: T,
    rank: Rank,
}

/// Every wording of a taxonomy under its key.
#[derive(Debug)]
pub struct ExactIndex {
    concepts: HashMap<String, Vec<Owner<(ConceptKind, ConceptIx)>>>,
    occupations: HashMap<String, Vec<Owner<usize>>>,
    codes: Vec<OccupationCode>,
}

impl ExactIndex {
    /// The index of all labels, alternatives and titles.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        let (mut concepts, mut occupations) = (HashMap::new(), HashMap::new());
        for (concept, at) in taxonomy.concepts().iter().zip(0..) {
            for (wording, rank) in wordings::of_concept(concept) {
                add(&mut concepts, &wording, (concept.kind, ConceptIx(at)), rank);
            }
        }
        for (at, occupation) in taxonomy.occupations().iter().enumerate() {
            for (wording, rank) in wordings::of_occupation(occupation) {
                add(&mut occupations, &wording, at, rank);
            }
        }
        let codes = taxonomy.occupations().iter().map(|occupation| occupation.code.clone()).collect();
        Self { concepts, occupations, codes }
    }

    /// The concept of that kind with this wording. Of several the one whose preferred label it is, then
    /// the first of the taxonomy; a wording derived from a label counts only where it has one owner.
    pub fn concept(&self, text: &str, kind: ConceptKind) -> Option<ConceptIx> {
        let owners = self.concepts.get(&key(text))?;
        let of_kind = owners.iter().filter(|owner| owner.of.0 == kind);
        best(of_kind).map(|(_, concept)| concept)
    }

    /// The occupation with this title, in either gender, with or without "(H/F)".
    pub fn occupation(&self, title: &str) -> Option<&OccupationCode> {
        let whole = self.occupations.get(&key(title)).and_then(|owners| best(owners.iter()));
        let found = whole.or_else(|| {
            let forms = gender_forms(title).into_iter();
            forms.filter_map(|form| self.occupations.get(&key(&form))).find_map(|owners| best(owners.iter()))
        });
        found.map(|at| &self.codes[at])
    }
}

fn add<T: Copy + PartialEq>(index: &mut HashMap<String, Vec<Owner<T>>>, wording: &str, of: T, rank: Rank) {
    let key = key(wording);
    if key.is_empty() {
        return;
    }
    let owners = index.entry(key).or_default();
    match owners.iter_mut().find(|owner| owner.of == of) {
        Some(known) => known.rank = known.rank.min(rank),
        None => owners.push(Owner { of, rank }),
    }
}

fn best<'a, T: Copy + 'a>(owners: impl Iterator<Item = &'a Owner<T>>) -> Option<T> {
    let owners: Vec<&Owner<T>> = owners.collect();
    let first = owners.iter().min_by_key(|owner| owner.rank)?;
    (first.rank < Rank::Derived || owners.len() == 1).then_some(first.of)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linking::tiny::taxonomy;

    fn found(text: &str, kind: ConceptKind) -> Option<String> {
        let taxonomy = taxonomy();
        let at = ExactIndex::new(&taxonomy).concept(text, kind)?;
        Some(taxonomy.concept(at).id.0.clone())
    }

    #[test]
    fn case_accents_plural_and_gender_do_not_matter() {
        for text in ["RIGOUREUSE", "rigoureux", "  Rigueur "] {
            assert_eq!(found(text, ConceptKind::Attitude).as_deref(), Some("se-rigueur"), "{text}");
        }
        assert_eq!(found("Gestions de stock", ConceptKind::Skill).as_deref(), Some("sf-stocks"));
    }

    #[test]
    fn the_concept_whose_label_it_is_goes_before_one_that_is_also_called_so() {
        assert_eq!(found("comptabilité", ConceptKind::Knowledge).as_deref(), Some("sv-compta"));
        assert_eq!(found("comptabilité", ConceptKind::Skill), None);
    }

    #[test]
    fn a_short_form_in_brackets_counts_only_where_one_concept_has_it() {
        assert_eq!(found("ERP", ConceptKind::Knowledge).as_deref(), Some("sv-erp"));
        assert_eq!(found("CAO", ConceptKind::Knowledge), None);
    }

    #[test]
    fn titles_are_found_in_both_genders_and_with_the_usual_marks() {
        let index = ExactIndex::new(&taxonomy());
        for title in
            ["Vendeuse", "vendeur (H/F)", "VENDEUR / VENDEUSE", "conseillères de vente", "Shop assistant"]
        {
            assert_eq!(index.occupation(title), Some(&OccupationCode("D1".into())), "{title}");
        }
        assert_eq!(index.occupation("astronaute"), None);
    }
}
