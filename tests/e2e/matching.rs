//! `/v1/match`

use crate::extract::assert_spans_cut_their_text;
use crate::harness::Server;
use crate::people::{CV, CV_OTHER_GENDER};
use serde_json::{Value, json};

fn codes(answer: &Value) -> Vec<&str> {
    answer["occupations"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect()
}

#[test]
fn a_cv_gets_ten_occupations_with_reasons_offers_and_courses() {
    let request = json!({"documents": [{"id": "cv", "text": CV}]});
    let answer = Server::shared().post_json("/v1/match", &request).json();
    assert_eq!(codes(&answer).len(), 10);
    let best = &answer["occupations"][0];
    assert_eq!(best["code"], "G1609", "{best:#}");
    assert!(!best["matched"].as_array().unwrap().is_empty());
    assert!(!best["missing"].as_array().unwrap().is_empty());
    assert!(!best["offers"].as_array().unwrap().is_empty());
    assert!(!best["courses"].as_array().unwrap().is_empty());
    let percents: Vec<f64> = answer["occupations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["percent"].as_f64().unwrap())
        .collect();
    assert!(percents.is_sorted_by(|a, b| a >= b) && percents.iter().all(|p| (0.0..=100.0).contains(p)));
    assert!(assert_spans_cut_their_text(CV, &answer["documents"][0]["spans"]) > 0);
}

#[test]
fn evidence_points_at_the_words_in_the_text() {
    let answer = Server::shared().post_json("/v1/match", &json!({"answers": ["  ", CV]})).json();
    let points: Vec<char> = CV.chars().collect();
    let mut quotes = 0;
    for matched in answer["occupations"][0]["matched"].as_array().unwrap() {
        for quote in matched["evidence"].as_array().unwrap() {
            let place = |name: &str| quote[name].as_u64().unwrap() as usize;
            let cut: String = points[place("start")..place("end")].iter().collect();
            assert_eq!(cut, quote["text"]);
            assert_eq!(place("document"), 0);
            quotes += 1;
        }
    }
    assert!(quotes > 0);
}

#[test]
fn the_gender_of_the_words_does_not_change_the_ten() {
    let server = Server::shared();
    let ten = |text: &str| {
        let answer = server.post_json("/v1/match", &json!({"documents": [{"text": text}]})).json();
        codes(&answer).into_iter().map(ToOwned::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ten(CV), ten(CV_OTHER_GENDER));
}

#[test]
fn concepts_alone_are_enough_and_wishes_are_honoured() {
    let server = Server::shared();
    let found = server.get("/v1/concepts?q=permis+b").json();
    let id = found["items"][0]["id"].as_str().unwrap().to_owned();
    let request = json!({"concepts": [{"id": id}], "domain": "N", "limit": 3, "constraints": ["night"]});
    let answer = server.post_json("/v1/match", &request).json();
    let codes = codes(&answer);
    assert_eq!(codes.len(), 3);
    assert!(codes[0].starts_with('N'), "{codes:?}");
    for found in answer["occupations"].as_array().unwrap() {
        assert_eq!(found["constraints"][0]["constraint"], "night");
        assert_ne!(found["constraints"][0]["verdict"], "violates");
    }
}

#[test]
fn a_request_that_cannot_be_acted_on_names_every_fault() {
    let server = Server::shared();
    server.post_json("/v1/match", &json!({})).problem(422, "invalid-request");
    let request = json!({"concepts": [{"id": "no-such"}], "limit": 0, "place": {"latitude": 91.0}});
    let problem = server.post_json("/v1/match", &request).problem(422, "invalid-request");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 3);
    let constraint = json!({"answers": ["Permis B"], "constraints": ["monday"]});
    server.post_json("/v1/match", &constraint).problem(422, "invalid-request");
}
