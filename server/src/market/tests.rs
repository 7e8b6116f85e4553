use super::*;
use crate::ingest::double::{Words, taxonomy};
use crate::ingest::{Format, Importer};
use crate::matching::Nearness;
use crate::store::{Period, Scope, Segment, Side, Store, Tenant};
use passerelle_engine::taxonomy::{ConceptId, ConceptKind, OccupationCode};
use std::sync::Arc;

/// Six welding offers in 31 and one in 81; a wording no concept has in three of them.
fn offers() -> String {
    let offer = |id: usize, commune: &str, words: &str| {
        format!(
            r#"{{"id":"{id}","intitule":"Soudeur","description":"{words}","romeCode":"H2913","dateCreation":"2026-0{}-05","lieuTravail":{{"commune":"{commune}"}}}}"#,
            1 + id % 2
        )
    };
    let mut lines: Vec<String> =
        (0..3).map(|id| offer(id, "31555", "Souder à l'arc, lire un plan. Robot collaboratif.")).collect();
    lines.extend((3..6).map(|id| offer(id, "31555", "Lire un plan. HACCP.")));
    lines.push(offer(6, "81004", "Souder à l'arc."));
    lines.join("\n")
}

const COURSE: &str = "<lheo><formation numero='k'><intitule-formation>Plans</intitule-formation>\
<objectif-formation>Lire un plan</objectif-formation><domaine-formation><code-ROME>H2913</code-ROME></domaine-formation>\
<action><session><etat-recrutement>1</etat-recrutement></session><lieu-de-formation><coordonnees><adresse>\
<codepostal>31000</codepostal></adresse></coordonnees></lieu-de-formation></action></formation></lheo>";

async fn market() -> Market {
    let (store, tenant, taxonomy) =
        (Store::in_memory().await.unwrap(), Tenant::default(), Arc::new(taxonomy()));
    let mut words = Words::of(&taxonomy);
    words.0.push(("robot collaboratif".into(), None, ConceptKind::Knowledge));
    let importer = Importer::new(store.clone(), Arc::clone(&taxonomy), Arc::new(words), tenant.clone());
    importer.import(Format::FranceTravail, offers().as_bytes(), |_| ()).await.unwrap();
    importer.import(Format::Lheo, COURSE.as_bytes(), |_| ()).await.unwrap();
    let near = Nearness::of(&taxonomy);
    Market::new(store, taxonomy, near, tenant)
}

fn segment(territory: &str) -> Segment {
    let scope = Scope::Occupation(OccupationCode("H2913".into()));
    Segment { scope, territory: Some(territory.into()), period: Period::default() }
}

fn known<T>(figures: Figures<T>) -> (u64, u64, T) {
    match figures {
        Figures::Known { offers, courses, figures } => (offers, courses, figures),
        Figures::InsufficientData { offers, .. } => panic!("only {offers} offers"),
    }
}

#[tokio::test]
async fn a_gap_is_computed_from_files_to_figures() {
    let market = market().await;
    let (offers, courses, report) = known(market.gaps(&segment("31")).await.unwrap());
    assert_eq!((offers, courses), (6, 1));
    let row = |id: &str| report.gaps.iter().find(|gap| gap.demand.concept.0 == id).unwrap();
    // Confidence of the double: 0.9. Souder: 3 of 6 here, 4 of 7 everywhere.
    let souder = (0.9 * 3.0 + 10.0 * 0.9 * 4.0 / 7.0) / 16.0;
    assert!((row("sf-souder").gap - souder).abs() < 1e-6);
    assert!((row("sf-plan").coverage - 0.9).abs() < 1e-6);
    assert_eq!(report.gaps[0].demand.concept.0, "sf-souder");
    assert_eq!(report.courses[0].title, "Plans");
}

#[tokio::test]
async fn too_few_offers_give_no_number() {
    let market = market().await;
    let expected = Figures::InsufficientData { offers: 1, needed: LEAST_OFFERS };
    assert_eq!(market.gaps(&segment("81")).await.unwrap(), expected);
    assert!(matches!(
        market.modules(&segment("81")).await.unwrap(),
        Figures::InsufficientData { offers: 1, .. }
    ));
    let all = market.gaps_by_occupation(Some("81"), &Period::default()).await.unwrap();
    assert_eq!(all, [(OccupationCode("H2913".into()), expected)]);
    let json = serde_json::to_value(&all[0].1).unwrap();
    assert_eq!(json["status"], "insufficient_data");
}

#[tokio::test]
async fn every_figure_leads_to_its_sentences() {
    let market = market().await;
    let found =
        market.evidence(Side::Offer, &segment("31"), &ConceptId("sf-souder".into()), 10).await.unwrap();
    assert_eq!(found.len(), 3);
    assert_eq!(found[0].sentence, "Souder à l'arc, lire un plan.");
    let taught =
        market.evidence(Side::Course, &segment("31"), &ConceptId("sf-plan".into()), 10).await.unwrap();
    assert_eq!(taught[0].sentence, "Lire un plan");
}

#[tokio::test]
async fn unlinked_wordings_are_expressions() {
    let market = market().await;
    let (_, _, found) = known(market.expressions(&segment("31"), 10).await.unwrap());
    assert_eq!(
        found.iter().map(|e| (e.expression.folded.as_str(), e.expression.documents)).collect::<Vec<_>>(),
        [("robot collaboratif", 3)]
    );
}

#[tokio::test]
async fn modules_hold_what_is_missing_and_keep_their_id() {
    let market = market().await;
    let (_, _, found) = known(market.modules(&segment("31")).await.unwrap());
    let subjects: Vec<_> =
        found.iter().flat_map(|m| &m.concepts).map(|gap| gap.demand.concept.0.as_str()).collect();
    assert!(subjects.contains(&"sf-souder") && subjects.contains(&"sv-haccp"));
    assert!(!subjects.contains(&"sf-plan"), "the course teaches it");
    assert_eq!(found[0].offers, 3);
    assert!(matches!(&found[0].form, Form::Complement { title, .. } if title == "Plans"));
    let (_, _, again) = known(market.modules(&segment("31")).await.unwrap());
    assert_eq!(found, again);
}
