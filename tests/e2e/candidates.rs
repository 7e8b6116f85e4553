//! Candidates for new concepts over HTTP.

use crate::harness::Server;
use serde_json::{Value, json};

const OFFERS: &str = r#"{"id":"INV1","intitule":"Cuisinier","description":"Vous déployez avec GitOps. Permis B.","romeCode":"G1609"}
{"id":"INV2","intitule":"Cuisinière","description":"La pratique de git-ops est attendue ; Git Ops au quotidien.","romeCode":"G1609"}
{"id":"INV3","intitule":"Cuisinier","description":"Connaissance de GitOps. Permis B exigé.","romeCode":"G1609"}
"#;

#[test]
fn a_new_expression_in_three_spellings_is_one_candidate_with_its_sentences() {
    let server = Server::empty();
    server.put("/v1/offers", "application/x-ndjson", OFFERS.as_bytes()).json();
    let page = server.get("/v1/concepts/candidates?label=KNOWLEDGE").json();
    let found: Vec<&Value> =
        page["items"].as_array().unwrap().iter().filter(|item| item["wording"] == "GitOps").collect();
    assert_eq!(found.len(), 1, "{page:#}");
    assert_eq!((&found[0]["documents"], &found[0]["mentions"]), (&json!(3), &json!(4)));
    let forms = json!([
        {"text": "GitOps", "mentions": 2}, {"text": "Git Ops", "mentions": 1}, {"text": "git-ops", "mentions": 1}
    ]);
    assert_eq!(found[0]["forms"], forms);
    let sentences: Vec<&str> =
        found[0]["examples"].as_array().unwrap().iter().map(|e| e["sentence"].as_str().unwrap()).collect();
    assert_eq!(sentences.len(), 3);
    assert!(sentences.contains(&"Vous déployez avec GitOps."), "{sentences:?}");
    assert!(page["items"].as_array().unwrap().iter().all(|item| item["wording"] != "Permis B"));
}

#[test]
fn too_rare_and_other_labels_are_left_out_and_odd_questions_refused() {
    let server = Server::empty();
    server.put("/v1/offers", "application/x-ndjson", OFFERS.as_bytes()).json();
    let wordings = |query: &str| -> Vec<Value> {
        let page = server.get(&format!("/v1/concepts/candidates{query}")).json();
        page["items"].as_array().unwrap().iter().map(|item| item["wording"].clone()).collect()
    };
    assert!(wordings("?at_least=3").contains(&json!("GitOps")));
    assert!(!wordings("?at_least=4").contains(&json!("GitOps")));
    assert!(!wordings("?label=ATTITUDE").contains(&json!("GitOps")));
    server.get("/v1/concepts/candidates?label=skill").problem(422, "invalid-request");
    server.get("/v1/concepts/candidates?limit=0").problem(422, "invalid-request");
    server.get("/v1/concepts/candidates?cursor=x").problem(422, "invalid-request");
}
