use super::*;
use crate::index::{ExactIndex, Generation, VectorIndex};
use crate::ingest::double::{Words, taxonomy};
use crate::ingest::{Analyse, Format, Importer};
use crate::store::{Store, Tenant};
use passerelle_engine::pipeline::{Analysis, Mention};
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptIx, OccupationCode};
use passerelle_engine::text::{ByteSpan, neutral};
use std::sync::Arc;

fn analysis(text: &str, title: Option<&str>) -> Analysis {
    let text = &neutral(text).text;
    let mut analysis = Words::of(&taxonomy()).analyse(&[text]).unwrap().remove(0);
    let title = title.map(|title| neutral(title).text.into_owned());
    let at = title.map(|title| (text.find(&title).unwrap(), title.len()));
    analysis.mentions.extend(at.map(|(at, len)| Mention {
        span: ByteSpan::new(at, at + len),
        label: Label::Occupation,
        confidence: 0.9,
        link: None,
    }));
    analysis.vector.clear();
    analysis
}

fn matcher() -> Matcher {
    let taxonomy = Arc::new(taxonomy());
    let near = Nearness::of(&taxonomy);
    Matcher::new(taxonomy, near, OccupationVectors::default(), Weights::default())
}

fn profile(text: &str, title: Option<&str>, sought: Sought) -> Profile {
    Profile::of(&taxonomy(), &[(&Read::of(text), &analysis(text, title))], &[], sought)
}

fn codes(found: &[OccupationMatch]) -> Vec<&str> {
    found.iter().map(|found| found.code.0.as_str()).collect()
}

const COOK: &str = "Cuisinière pendant deux ans. Préparer des plats, préparer des desserts, rigueur, SQL.";

#[test]
fn a_cook_is_matched_to_cooking_with_reasons() {
    let found = matcher().rank(&profile(COOK, Some("Cuisinière"), Sought::default()), &Conditions::new(), 10);
    let best = &found[0];
    assert_eq!(best.code.0, "G1602");
    assert!(best.percent > found[1].percent && best.percent < 100.0);
    assert!((best.parts.title - 0.9).abs() < 1e-6);
    let plats = best.matched.iter().find(|matched| matched.concept.0 == "sf-plats").unwrap();
    assert_eq!(plats.via, Via::Same);
    let quote = &plats.evidence[0];
    let cut: String = COOK.chars().skip(quote.span.start).take(quote.span.end - quote.span.start).collect();
    assert_eq!(cut, quote.surface);
    assert_eq!(
        best.missing.iter().map(|missing| missing.concept.0.as_str()).collect::<Vec<_>>(),
        ["sv-haccp"]
    );
    let extra: Vec<_> = best.extra.iter().map(|extra| extra.concept.0.as_str()).collect();
    assert!(extra.contains(&"sf-sql"));
}

#[test]
fn a_near_concept_counts_in_part_and_says_so() {
    let found =
        matcher().rank(&profile("Préparer des desserts.", None, Sought::default()), &Conditions::new(), 1);
    let matched = &found[0].matched[0];
    assert_eq!(matched.concept.0, "sf-plats");
    assert_eq!(matched.via, Via::Near(passerelle_engine::taxonomy::ConceptId("sf-desserts".into())));
    assert!(matched.credit < 0.5);
}

#[test]
fn the_gender_of_words_changes_nothing() {
    let woman = profile(COOK, Some("Cuisinière"), Sought::default());
    let man_text = COOK.replace("Cuisinière", "Cuisinier");
    let man = profile(&man_text, Some("Cuisinier"), Sought::default());
    let matcher = matcher();
    let percents = |profile| -> Vec<(String, u64)> {
        let found = matcher.rank(profile, &Conditions::new(), 10);
        found.into_iter().map(|found| (found.code.0, found.percent.to_bits())).collect()
    };
    assert_eq!(percents(&woman), percents(&man));
}

#[test]
fn ties_break_by_code_and_nothing_matches_little() {
    let found = matcher().rank(&Profile::default(), &Conditions::new(), 10);
    assert_eq!(codes(&found), ["G1602", "H2913", "M1805"]);
    assert!(found.iter().all(|found| found.percent < 10.0));
}

#[test]
fn what_is_refused_takes_an_occupation_down() {
    let text = "Souder à l'arc et lire un plan. SQL.";
    let (taxonomy, matcher) = (taxonomy(), matcher());
    let of = |given: &[Given]| {
        let profile =
            Profile::of(&taxonomy, &[(&Read::of(text), &analysis(text, None))], given, Sought::default());
        matcher.rank(&profile, &Conditions::new(), 10)
    };
    assert_eq!(of(&[]).first().map(|found| found.code.0.clone()).as_deref(), Some("H2913"));
    let refused = of(&[Given { concept: ConceptIx(3), weight: 1.0, excluded: true }]);
    assert_eq!(refused[0].code.0, "M1805");
    let welder = refused.iter().find(|found| found.code.0 == "H2913").unwrap();
    assert!(welder.parts.exclusion > 0.0);
    assert!(welder.missing.iter().any(|missing| missing.concept.0 == "sf-souder"));
}

#[test]
fn a_sought_domain_is_preferred() {
    let sought = Sought { domain: Some("M18".into()), ..Sought::default() };
    let found = matcher().rank(&profile("Rigueur", None, sought), &Conditions::new(), 10);
    assert_eq!(found[0].code.0, "M1805");
}

#[test]
fn a_violated_constraint_leaves_an_occupation_out_unless_offers_show_otherwise() {
    let sought = Sought { constraints: vec![Constraint::Sunday], ..Sought::default() };
    let profile = profile(COOK, None, sought);
    let matcher = matcher();
    assert!(!codes(&matcher.rank(&profile, &Conditions::new(), 10)).contains(&"G1602"));
    let offers = OfferConditions { violating: 3, satisfying: 1 };
    let conditions = Conditions::from([((OccupationCode("G1602".into()), Constraint::Sunday), offers)]);
    let found = matcher.rank(&profile, &conditions, 10);
    assert_eq!(found[0].code.0, "G1602");
    assert_eq!(found[0].constraints[0].verdict, Verdict::Unknown);
    assert_eq!(found[0].constraints[0].contexts, ["travail le dimanche"]);
}

const OFFERS: &str = r#"{"id":"far","intitule":"Soudeur","description":"Souder à l'arc.","romeCode":"H2913","lieuTravail":{"commune":"75101"}}
{"id":"night","intitule":"Soudeur","description":"Souder à l'arc. Travail de nuit.","romeCode":"H2913","lieuTravail":{"commune":"31555"}}
{"id":"day","intitule":"Soudeur","description":"Lire un plan. Travail en journée.","romeCode":"H2913","lieuTravail":{"commune":"31555"}}"#;

const COURSES: &str = "<lheo><formation numero='k'><intitule-formation>Plans</intitule-formation>\
<objectif-formation>Lire un plan</objectif-formation><domaine-formation><code-ROME>H2913</code-ROME></domaine-formation>\
<action><session><etat-recrutement>1</etat-recrutement></session><lieu-de-formation><coordonnees><adresse>\
<codepostal>31000</codepostal></adresse></coordonnees></lieu-de-formation></action></formation></lheo>";

#[tokio::test]
async fn suggestions_carry_offers_that_suit_and_courses_that_teach_what_is_missing() {
    let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
    let (index, generation) = (Arc::new(ExactIndex::default()), Generation("g".into()));
    index.ensure(&generation).await.unwrap();
    let taxonomy = Arc::new(taxonomy());
    let words = Arc::new(Words::of(&taxonomy));
    let importer = Importer::new(store.clone(), taxonomy, words, tenant.clone())
        .with_index(index.clone(), generation.clone());
    importer.import(Format::FranceTravail, OFFERS.as_bytes(), |_| ()).await.unwrap();
    importer.import(Format::Lheo, COURSES.as_bytes(), |_| ()).await.unwrap();
    index.publish(&generation).await.unwrap();
    let sought = Sought {
        constraints: vec![Constraint::Night],
        place: Some(Near { territory: Some("31".into()), ..Near::default() }),
        domain: None,
        ignore_refusals: false,
    };
    let profile = profile("Souder à l'arc", None, sought);
    let task = async move { suggest(&matcher(), &store, index.as_ref(), &tenant, &profile, 10).await };
    let found = tokio::spawn(task).await.unwrap().unwrap();
    let welder = found.iter().find(|found| found.occupation.code.0 == "H2913").unwrap();
    assert_eq!(welder.occupation.constraints[0].offers, OfferConditions { violating: 1, satisfying: 1 });
    assert_eq!(welder.offer_count, 2);
    assert_eq!(
        welder.offers.iter().map(|offer| offer.document.source_id.as_str()).collect::<Vec<_>>(),
        ["day"]
    );
    assert_eq!(welder.courses[0].teaches.iter().map(|id| id.0.as_str()).collect::<Vec<_>>(), ["sf-plan"]);
    assert!(welder.missing_evidence.iter().any(|missing| missing.evidence.sentence == "Lire un plan."));
}

#[test]
fn what_is_refused_in_words_is_no_skill_and_says_where_it_stands() {
    let text = "Préparer des plats. Je ne veux plus souder à l'arc ni lire un plan la nuit.";
    let profile = profile(text, None, Sought::default());
    assert_eq!(profile.held.len(), 1);
    assert_eq!(profile.excluded, [ConceptIx(3), ConceptIx(4)]);
    assert_eq!(profile.constraints(), [Constraint::Night]);
    assert!(profile.refusals[0].quote.surface.starts_with("veux plus souder"));
    assert!(!profile.words.contains(&"plan".to_owned()) && profile.refused_keys.contains(&"plan".to_owned()));
    let found = matcher().rank(&profile, &Conditions::new(), 10);
    assert!(!codes(&found).contains(&"H2913"));
}

#[test]
fn a_refused_title_is_left_out_unless_refusals_are_ignored() {
    let text = "Cuisinière pendant dix ans, surtout pas retourner soudeuse.";
    let all = |ignore_refusals| {
        let sought = Sought { ignore_refusals, ..Sought::default() };
        let found = matcher().rank(&profile(text, None, sought), &Conditions::new(), 10);
        found.into_iter().map(|found| found.code.0).collect::<Vec<_>>()
    };
    assert_eq!(all(false), ["G1602", "M1805"]);
    assert_eq!(all(true).len(), 3);
}

#[test]
fn times_refused_in_words_count_against_and_times_ruled_out_leave_out() {
    let text = "Cuisinière pendant dix ans. Préparer des plats. Pas de travail le dimanche.";
    let read = profile(text, None, Sought::default());
    let found = matcher().rank(&read, &Conditions::new(), 10);
    let cook = found.iter().find(|found| found.code.0 == "G1602").unwrap();
    assert_eq!(cook.constraints[0].verdict, Verdict::Violates);
    assert!((cook.parts.against - 1.0).abs() < 1e-12);
    let set = Sought { constraints: vec![Constraint::Sunday], ..Sought::default() };
    let found = matcher().rank(&profile(text, None, set), &Conditions::new(), 10);
    assert!(!codes(&found).contains(&"G1602"));
}
