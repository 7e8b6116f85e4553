use super::*;
use crate::text::key;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Largest share of keys that may stand for two concepts of the same kind: such wordings ("suivi")
/// exist in the trade, but each of them is a coin toss for the linker.
const AMBIGUOUS_SHARE: f64 = 0.02;

fn catalogue() -> Taxonomy {
    starter().expect("the shipped catalogue is sound")
}

#[test]
fn it_has_the_promised_size_over_all_fourteen_domains() {
    let taxonomy = catalogue();
    assert!(taxonomy.occupations().len() >= 150, "{} occupations", taxonomy.occupations().len());
    assert!(taxonomy.concepts().len() >= 1500, "{} concepts", taxonomy.concepts().len());
    let (thousands, rest) = (taxonomy.concepts().len() / 1000, taxonomy.concepts().len() % 1000);
    let stated = format!("{} occupations and {thousands},{rest:03} skills", taxonomy.occupations().len());
    let readme = include_str!("../../../../README.md");
    assert!(readme.contains(&stated), "the README should say: {stated}");
    let domains: BTreeSet<char> = taxonomy.occupations().iter().filter_map(Occupation::domain).collect();
    assert_eq!(domains.into_iter().collect::<String>(), "ABCDEFGHIJKLMN");
    for kind in ["sf-", "sv-", "se-", "ct-", "lg-", "cf-"] {
        assert!(taxonomy.concepts().iter().any(|concept| concept.id.0.starts_with(kind)), "no {kind}");
    }
}

#[test]
fn every_concept_has_an_english_label_and_other_wordings_and_none_is_empty() {
    for concept in catalogue().concepts() {
        assert!(!concept.alt.is_empty(), "{} has no other wording", concept.id);
        assert!(concept.label_en.as_ref().is_some_and(|en| !en.trim().is_empty()), "{}", concept.id);
        for wording in concept.alt.iter().chain([&concept.label]) {
            assert!(!key(wording).is_empty(), "{} has the empty wording {wording:?}", concept.id);
        }
    }
}

#[test]
fn every_occupation_has_a_definition_titles_needs_and_sound_references() {
    let taxonomy = catalogue();
    for occupation in taxonomy.occupations() {
        let code = &occupation.code;
        assert!(!occupation.definition.trim().is_empty() && !occupation.titles.is_empty(), "{code}");
        assert!(occupation.needs.iter().any(|need| need.core), "{code} has no core concept");
        assert!(occupation.neighbours.iter().all(|n| n != code), "{code} is its own neighbour");
        let distinct: HashSet<ConceptIx> = occupation.needs.iter().map(|need| need.concept).collect();
        assert_eq!(distinct.len(), occupation.needs.len(), "{code} asks for a concept twice");
    }
}

#[test]
fn few_wordings_stand_for_two_concepts_of_the_same_kind() {
    let taxonomy = catalogue();
    let mut owners: HashMap<(ConceptKind, String), HashSet<&ConceptId>> = HashMap::new();
    for concept in taxonomy.concepts() {
        for wording in concept.alt.iter().chain([&concept.label]) {
            owners.entry((concept.kind, key(wording))).or_default().insert(&concept.id);
        }
    }
    let ambiguous: Vec<_> = owners.iter().filter(|(_, ids)| ids.len() > 1).collect();
    let share = ambiguous.len() as f64 / owners.len() as f64;
    assert!(share <= AMBIGUOUS_SHARE, "{share:.3} of the keys: {ambiguous:?}");
}

const CONCEPT: &str = "[[concept]]\nid = \"sf-x-nouer\"\nfr = \"Nouer\"\nalt = [\"nouage\"]\n";

fn occupation(field: &str, id: &str) -> String {
    format!("[[occupation]]\ncode = \"X1\"\nfr = \"Noueur\"\ndefinition = \"Noue.\"\n{field} = [\"{id}\"]\n")
}

fn error(content: &str) -> String {
    from_files(&[("x.toml", content)]).expect_err("refused").to_string()
}

#[test]
fn a_reference_to_nowhere_names_file_occupation_and_id() {
    let message = error(&format!("{CONCEPT}{}", occupation("core", "sf-x-tisser")));
    for part in ["x.toml", "X1", "core", "sf-x-tisser"] {
        assert!(message.contains(part), "{message}");
    }
    assert!(error(&occupation("neighbours", "X2")).contains("X2"));
}

#[test]
fn a_concept_under_the_wrong_key_is_refused() {
    assert!(error(&format!("{CONCEPT}{}", occupation("contexts", "sf-x-nouer"))).contains("contexts"));
}

#[test]
fn duplicates_unknown_prefixes_and_misspelt_keys_are_refused() {
    assert!(error(&CONCEPT.repeat(2)).contains("sf-x-nouer stands twice"));
    assert!(error(&occupation("titles", "a").repeat(2)).contains("X1 stands twice"));
    assert!(error(&CONCEPT.replace("sf-", "zz-")).contains("zz-x-nouer must begin with"));
    assert!(error(&CONCEPT.replace("alt", "alts")).contains("x.toml"));
}
