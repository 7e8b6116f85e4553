use super::*;
use crate::datasets::inline;
use passerelle_engine::tagging::Label;
use proptest::prelude::*;

fn document() -> Document {
    let marked = "### d offer fr\nCuisinier(ère)\n\n- [[SKILL|Préparer les œufs]], [[ATTITUDE|rigueur]] ; \
                  [[KNOWLEDGE|C++]] et [[CERTIFICATION|CAP/BEP]] !\n";
    inline::parse(marked).expect("a document").remove(0)
}

fn spans(document: &Document) -> Vec<&str> {
    document.spans.iter().map(|gold| gold.span.slice(&document.text)).collect()
}

#[test]
fn accents_go_and_spans_stay() {
    let changed = Perturbation::NoAccents.apply(&document(), SEED);
    assert_eq!(spans(&changed), ["Preparer les oeufs", "rigueur", "C++", "CAP/BEP"]);
    assert!(changed.text.starts_with("Cuisinier(ere)\n\n- "));
}

#[test]
fn capitals_keep_accents() {
    let changed = Perturbation::UpperCase.apply(&document(), SEED);
    assert_eq!(spans(&changed), ["PRÉPARER LES ŒUFS", "RIGUEUR", "C++", "CAP/BEP"]);
}

#[test]
fn speech_has_no_punctuation_and_fillers_stand_between_spans_only() {
    let changed = Perturbation::Speech.apply(&document(), SEED);
    assert_eq!(spans(&changed), ["préparer les œufs", "rigueur", "c++", "cap bep"]);
    assert!(!changed.text.contains(['\n', ',', ';', '!', '(', '-']), "{}", changed.text);
    let long = Document { text: "un mot puis un autre ".repeat(50), spans: vec![], ..document() };
    let spoken = Perturbation::Speech.apply(&long, SEED).text;
    assert!(["euh", "voilà", "ben"].iter().any(|filler| spoken.contains(filler)), "{spoken}");
}

#[test]
fn about_one_word_in_twelve_is_mistyped_and_the_same_ones_again() {
    let text = "préparation ".repeat(1200);
    let long = Document { text, spans: vec![], ..document() };
    let changed = Perturbation::Typos.apply(&long, SEED);
    let wrong = changed.text.split(' ').filter(|word| !word.is_empty() && *word != "préparation").count();
    assert!((70..130).contains(&wrong), "{wrong}");
    assert_eq!(Perturbation::Typos.apply(&long, SEED), changed);
    assert_ne!(Perturbation::Typos.apply(&long, SEED + 1), changed);
}

proptest! {
    #[test]
    fn spans_stay_sorted_disjoint_and_inside(text in "[a-zé0-9 œß,.\\n'()-]{0,80}", cuts in prop::collection::btree_set(0usize..80, 0..8)) {
        let places: Vec<usize> = cuts.into_iter().filter(|&at| text.is_char_boundary(at) && at <= text.len()).collect();
        let gold = places.chunks_exact(2).map(|two| crate::datasets::GoldSpan {
            span: passerelle_engine::text::ByteSpan::new(two[0], two[1]),
            label: Label::Skill,
        });
        let document = Document { spans: gold.collect(), text, ..document() };
        for perturbation in Perturbation::ALL {
            let changed = perturbation.apply(&document, SEED);
            for gold in &changed.spans {
                prop_assert!(changed.text.get(gold.span.start..gold.span.end).is_some_and(|s| !s.trim().is_empty()));
            }
            prop_assert!(changed.spans.windows(2).all(|two| two[0].span.end <= two[1].span.start));
        }
    }
}
