//! Imports over HTTP, and what they change.

use crate::harness::Server;
use passerelle::config::Layer;
use serde_json::json;

const OFFERS: &str = r#"{"id":"INV1","intitule":"Cuisinier","description":"Préparation des plats. Permis B.","romeCode":"G1609","dateCreation":"2026-01-05","lieuTravail":{"commune":"31555"}}
{"id":"INV2","intitule":"Cuisinière","description":"Gestion des stocks.","romeCode":"G1609","dateCreation":"2026-01-06","lieuTravail":{"commune":"31555"}}
{"broken
{"id":"INV1","intitule":"Encore","description":"le même"}
"#;

const COURSES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<lheo xmlns="https://www.of.moncompteformation.gouv.fr"><offres>
<formation><intitule-formation>Cuisine inventée</intitule-formation>
<objectif-formation>Préparation des plats, hygiène HACCP.</objectif-formation>
<contenu-formation>Permis B.</contenu-formation></formation>
<formation><intitule-formation>Sans fin</formation>
</offres></lheo>"#;

#[test]
fn offers_are_imported_and_broken_records_named() {
    let server = Server::empty();
    let answer = server.put("/v1/offers", "application/x-ndjson", OFFERS.as_bytes());
    let batch = answer.json();
    assert_eq!(
        (&batch["state"], &batch["stored"], &batch["rejected"]),
        (&json!("done"), &json!(2), &json!(2))
    );
    let positions: Vec<_> = batch["errors"].as_array().unwrap().iter().map(|e| &e["position"]).collect();
    assert_eq!(positions, [3, 4]);
    let location = answer.header("location").to_owned();
    assert_eq!(server.get(&location).json(), batch);
    let page = server.get(&format!("{location}?limit=1")).json();
    assert_eq!((&page["errors"][0]["position"], &page["next"]), (&json!(3), &json!("3")));
    let offers = server.get("/v1/occupations/G1609/offers").json();
    assert_eq!(offers["items"].as_array().unwrap().len(), 2);
    let again = server.put("/v1/offers", "application/x-ndjson", OFFERS.as_bytes()).json();
    assert_eq!((&again["stored"], &again["unchanged"]), (&json!(0), &json!(2)));
}

#[test]
fn an_imported_offer_is_found_in_the_next_match() {
    let server = Server::empty();
    server.put("/v1/offers", "application/x-ndjson", OFFERS.as_bytes()).json();
    let request = json!({"documents": [{"text": "Cuisinier : préparation des plats, gestion des stocks."}]});
    let answer = server.post_json("/v1/match", &request).json();
    let found = answer["occupations"].as_array().unwrap().iter().find(|o| o["code"] == "G1609").unwrap();
    assert_eq!(found["offers"].as_array().unwrap().len(), 2);
}

#[test]
fn an_idempotency_key_names_one_import() {
    let server = Server::empty();
    let send = || server.put_named("/v1/offers", "application/x-ndjson", "nuit-1", OFFERS.as_bytes()).json();
    let (first, second) = (send(), send());
    assert_eq!(first, second);
    assert_eq!(second["stored"], 2);
    let other = server.put_named("/v1/offers", "application/x-ndjson", "nuit-2", OFFERS.as_bytes()).json();
    assert_eq!(other["unchanged"], 2);
}

#[test]
fn a_lheo_file_with_broken_records_keeps_the_others() {
    let server = Server::empty();
    let batch = server.put("/v1/trainings", "application/xml", COURSES.as_bytes()).json();
    assert_eq!((&batch["state"], &batch["kind"]), (&json!("done"), &json!("trainings")));
    assert!(batch["rejected"].as_u64().unwrap() >= 1, "{batch:#}");
    assert!(!batch["errors"][0]["reason"].as_str().unwrap().is_empty());
    assert_eq!(server.get("/health").status, 200);
}

#[test]
fn files_that_are_no_import_are_refused() {
    let server = Server::empty();
    server.put("/v1/trainings", "application/xml", b"<html/>").problem(422, "unreadable-import");
    server.put("/v1/offers", "application/json", b"  \n").problem(422, "invalid-request");
    let batch = server.put("/v1/offers", "application/json", b"\xff\xfe oops").json();
    assert_eq!(batch["stored"], 0, "{batch:#}");
}

#[test]
fn a_server_that_is_stopped_ends_and_what_it_stored_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let settings = || Layer {
        demo: Some(false),
        database: Some(folder.path().join("market.sqlite")),
        ..Layer::default()
    };
    let mut server = Server::start(settings());
    server.put("/v1/offers", "application/x-ndjson", OFFERS.as_bytes()).json();
    server.stop();
    let again = Server::start(settings());
    let offers = again.get("/v1/occupations/G1609/offers").json();
    assert_eq!(offers["items"].as_array().unwrap().len(), 2);
}
