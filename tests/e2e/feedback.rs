//! Corrections of answers over HTTP.

use crate::harness::{Answer, Server};
use serde_json::{Value, json};

const TEXT: &str = "👩‍🍳 Vous dressez les assiettes et tenez la caisse.\nContact : rh@brasserie.invalid, 05 61 00 00 00. Permis B.";

/// The place of words in a text, in code points.
fn place(text: &str, words: &str) -> (usize, usize) {
    let start = text[..text.find(words).unwrap()].chars().count();
    (start, start + words.chars().count())
}

fn span(text: &str, words: &str, label: &str) -> Value {
    let (start, end) = place(text, words);
    json!({"start": start, "end": end, "label": label})
}

fn correction() -> Value {
    json!({
        "text": TEXT,
        "spans": [span(TEXT, "Permis B", "CERTIFICATION"), span(TEXT, "dressez les assiettes", "SKILL")],
        "model": "double-1",
        "kind": "answer",
        "comment": "Appelez-moi au 05 61 00 00 00.",
    })
}

fn cut(text: &str, span: &Value) -> String {
    let (start, end) = (span["start"].as_u64().unwrap() as usize, span["end"].as_u64().unwrap() as usize);
    text.chars().skip(start).take(end - start).collect()
}

fn body(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_correction_is_kept_once_without_contact_data_and_its_places_still_fit() {
    let server = Server::empty();
    let kept = body(&server.post_json("/v1/feedback", &correction()), 201);
    let text = kept["text"].as_str().unwrap();
    assert!(!text.contains('@') && !text.contains("05 61") && text.contains("masqué"), "{text}");
    assert_eq!(kept["comment"], "Appelez-moi au [téléphone masqué].");
    let words: Vec<String> = kept["spans"].as_array().unwrap().iter().map(|span| cut(text, span)).collect();
    assert_eq!(words, ["dressez les assiettes", "Permis B"]);
    assert_eq!(
        (&kept["kind"], &kept["lang"], &kept["document"]),
        (&json!("answer"), &json!("fr"), &json!(null))
    );
    let again = body(&server.post_json("/v1/feedback", &correction()), 200);
    assert_eq!(again, kept);
    assert_eq!(server.get("/v1/feedback").json(), json!({"items": [kept], "next": null}));
}

#[test]
fn corrections_are_listed_newest_first_page_by_page() {
    let server = Server::empty();
    for number in 0..3 {
        let request = json!({"text": format!("Texte {number}"), "spans": [], "model": "double-1"});
        body(&server.post_json("/v1/feedback", &request), 201);
    }
    let texts = |page: &Value| -> Vec<String> {
        page["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap().into()).collect()
    };
    let first = server.get("/v1/feedback?limit=2").json();
    assert_eq!(texts(&first), ["Texte 2", "Texte 1"]);
    let second =
        server.get(&format!("/v1/feedback?limit=2&cursor={}", first["next"].as_str().unwrap())).json();
    assert_eq!((texts(&second), &second["next"]), (vec!["Texte 0".to_owned()], &json!(null)));
    server.get("/v1/feedback?limit=0").problem(422, "invalid-request");
    server.get("/v1/feedback?cursor=x").problem(422, "invalid-request");
}

#[test]
fn a_stored_document_is_corrected_by_its_identifier() {
    let server = Server::empty();
    let offer = r#"{"id":"INV1","intitule":"Cuisinier","description":"Préparation des plats. Permis B.","romeCode":"G1609"}"#;
    server.put("/v1/offers", "application/x-ndjson", offer.as_bytes()).json();
    let offers = server.get("/v1/occupations/G1609/offers").json();
    let id = offers["items"][0]["id"].as_str().unwrap();
    let kept =
        body(&server.post_json("/v1/feedback", &json!({"document": id, "spans": [], "model": "m 1"})), 201);
    assert_eq!((&kept["document"], &kept["kind"]), (&json!(id), &json!("offer")));
    assert!(kept["text"].as_str().unwrap().contains("Préparation des plats"));
    let unknown = server.post_json("/v1/feedback", &json!({"document": "none", "spans": [], "model": "m 1"}));
    assert_eq!(unknown.problem(422, "invalid-request")["errors"][0]["pointer"], "/document");
}

#[test]
fn what_is_wrong_with_a_correction_is_named_by_place() {
    let server = Server::empty();
    let with = |spans: Value| json!({"text": TEXT, "spans": spans, "model": "double-1"});
    let pointer = |request: &Value| {
        let problem = server.post_json("/v1/feedback", request).problem(422, "invalid-request");
        problem["errors"][0]["pointer"].as_str().unwrap().to_owned()
    };
    let one =
        |start: usize, end: usize, label: &str| with(json!([{"start": start, "end": end, "label": label}]));
    assert_eq!(pointer(&one(0, 9_999, "SKILL")), "/spans/0/end");
    assert_eq!(pointer(&one(9, 4, "SKILL")), "/spans/0/end");
    assert_eq!(pointer(&one(4, 9, "skill")), "/spans/0/label");
    let (start, _) = place(TEXT, "caisse");
    assert_eq!(pointer(&one(start, start + 12, "SKILL")), "/spans/0/end");
    let unknown = json!([{"start": 4, "end": 8, "label": "SKILL", "concept": "sf-nothing"}]);
    assert_eq!(pointer(&with(unknown)), "/spans/0/concept");
    let both = json!([span(TEXT, "dressez les", "SKILL"), span(TEXT, "les assiettes", "SKILL")]);
    assert_eq!(pointer(&with(both)), "/spans/1/start");
    assert_eq!(pointer(&with(json!([span(TEXT, "rh@brasserie", "SKILL")]))), "/spans");
    assert_eq!(pointer(&json!({"text": " ", "spans": [], "model": "m"})), "/text");
    assert_eq!(pointer(&json!({"spans": [], "model": "m"})), "");
    assert_eq!(pointer(&json!({"text": "a", "document": "b", "spans": [], "model": "m"})), "");
    assert_eq!(pointer(&json!({"text": "a", "spans": [], "model": " "})), "/model");
    assert_eq!(pointer(&json!({"text": "a", "spans": [], "model": "m", "lang": "de"})), "/lang");
    assert_eq!(pointer(&json!({"text": "a", "spans": [], "model": "m", "kind": "poem"})), "");
    assert_eq!(server.get("/v1/feedback").json()["items"], json!([]));
}
