//! The stages together, over the model that ships and the starter catalogue.

use passerelle_engine::embedding::dot;
use passerelle_engine::pipeline::{Analysis, Pipeline};
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::starter::starter;
use std::sync::{Arc, OnceLock};

fn pipeline() -> &'static Pipeline {
    static SHARED: OnceLock<Pipeline> = OnceLock::new();
    SHARED.get_or_init(|| {
        let taxonomy = Arc::new(starter().expect("the catalogue is valid"));
        Pipeline::shipped(taxonomy).expect("the model that ships loads")
    })
}

const OFFER: &str = "RECRUTE BOULANGER (H/F)\r\n\r\nVous assurez le pétrissage et la cuisson des pains 🥖.\r\n\
    Rigueur et esprit d’équipe. Permis B exigé. Travail de nuit.";

fn texts<'a>(text: &'a str, analysis: &Analysis, label: Label) -> Vec<&'a str> {
    let of_label = analysis.mentions.iter().filter(|mention| mention.label == label);
    of_label.map(|mention| mention.span.slice(text)).collect()
}

#[test]
fn an_offer_gives_its_title_permit_qualities_and_hours() {
    let analysis = pipeline().analyse(&[OFFER]).expect("an analysis").remove(0);
    assert_eq!(texts(OFFER, &analysis, Label::Occupation), ["BOULANGER"]);
    assert_eq!(texts(OFFER, &analysis, Label::Certification), ["Permis B"]);
    assert!(texts(OFFER, &analysis, Label::Attitude).contains(&"esprit d’équipe"));
    assert_eq!(texts(OFFER, &analysis, Label::Condition), ["Travail de nuit"]);
    let permit = analysis.mentions.iter().find(|m| m.label == Label::Certification).expect("the permit");
    let link = permit.link.expect("the catalogue has the permit");
    assert_eq!(pipeline().taxonomy().concept(link.concept).id.0, "cf-permis-b");
}

#[test]
fn a_batch_of_many_equals_batches_of_one() {
    let others = ["Anglais courant", "", OFFER, "Développeur Rust, télétravail"];
    let together = pipeline().analyse(&others).expect("analyses");
    for (text, analysis) in others.iter().zip(&together) {
        let alone = pipeline().analyse(&[text]).expect("an analysis").remove(0);
        let places = |a: &Analysis| a.mentions.iter().map(|m| (m.span, m.label)).collect::<Vec<_>>();
        assert_eq!(places(&alone), places(analysis), "{text}");
        assert!(text.is_empty() || dot(&alone.vector, &analysis.vector) > 0.9999);
    }
}

#[test]
fn an_empty_text_has_no_mentions_and_no_vector() {
    let analysis = pipeline().analyse(&[""]).expect("an analysis").remove(0);
    assert!(analysis.mentions.is_empty() && analysis.vector.is_empty());
    assert_eq!((analysis.coverage.chars, analysis.coverage.windows), (0, 0));
}

#[test]
fn a_long_text_is_read_to_its_end() {
    let filler = "La société accueille ses visiteurs dans des locaux rénovés au bord du canal. ".repeat(60);
    let text = format!("{filler}\nPermis B exigé.\n{filler}\nPermis B exigé.");
    let analysis = pipeline().analyse(&[&text]).expect("an analysis").remove(0);
    let permits: Vec<usize> = analysis
        .mentions
        .iter()
        .filter(|m| m.label == Label::Certification && m.span.slice(&text) == "Permis B")
        .map(|m| m.span.start)
        .collect();
    let expected: Vec<usize> = text.match_indices("Permis B").map(|(at, _)| at).collect();
    assert_eq!(permits, expected);
    assert!(analysis.coverage.windows > 4 && !analysis.coverage.truncated);
    assert_eq!(analysis.coverage.chars, text.chars().count());
}

#[test]
fn vectors_have_length_one_and_like_texts_are_near() {
    let texts = [
        "cuisinier, préparation des plats",
        "chef de cuisine, dressage des assiettes",
        "comptable, saisie des factures",
    ];
    let vectors = pipeline().embed(&texts).expect("vectors");
    assert!(vectors.iter().all(|vector| (dot(vector, vector) - 1.0).abs() < 1e-4));
    assert!(dot(&vectors[0], &vectors[1]) > dot(&vectors[0], &vectors[2]));
}
