//! `/v1/extract` and `/v1/extract/file`

use crate::harness::Server;
use crate::people::{CV, OFFER};
use serde_json::{Value, json};

/// Every span's places, counted in code points, must cut out exactly its text.
pub fn assert_spans_cut_their_text(text: &str, spans: &Value) -> usize {
    let points: Vec<char> = text.chars().collect();
    let spans = spans.as_array().expect("spans");
    let mut last = 0;
    for span in spans {
        let place = |name: &str| span[name].as_u64().expect("a place") as usize;
        let (start, end) = (place("start"), place("end"));
        assert!(last <= start && start < end, "{span} overlaps or is empty");
        assert_eq!(points[start..end].iter().collect::<String>(), span["text"], "{span}");
        last = end;
    }
    spans.len()
}

#[test]
fn offsets_cut_out_exactly_the_text_whatever_stands_before() {
    let answer = Server::shared().post_json("/v1/extract", &json!({"text": OFFER})).json();
    let document = &answer["documents"][0];
    assert!(assert_spans_cut_their_text(OFFER, &document["spans"]) >= 4, "{document:#}");
    assert_eq!(document["coverage"]["chars"], OFFER.chars().count());
    assert_eq!(document["coverage"]["truncated"], false);
    assert!(answer["versions"]["taxonomy"].as_str().unwrap().starts_with("starter-"));
}

#[test]
fn concepts_sum_up_the_spans_that_name_them() {
    let answer = Server::shared().post_json("/v1/extract", &json!({"text": CV})).json();
    let document = &answer["documents"][0];
    let concepts = document["concepts"].as_array().unwrap();
    assert!(!concepts.is_empty());
    for concept in concepts {
        for at in concept["spans"].as_array().unwrap() {
            let span = &document["spans"][at.as_u64().unwrap() as usize];
            assert_eq!(span["concept"]["id"], concept["id"]);
        }
    }
    let linked = document["spans"].as_array().unwrap().iter().filter(|span| !span["concept"].is_null());
    let counted: usize = concepts.iter().map(|concept| concept["spans"].as_array().unwrap().len()).sum();
    assert_eq!(counted, linked.count());
}

#[test]
fn many_documents_give_what_each_gives_alone_and_keep_their_ids() {
    let server = Server::shared();
    let documents = json!({"documents": [{"id": "a", "text": OFFER}, {"text": CV}]});
    let together = server.post_json("/v1/extract", &documents).json();
    assert_eq!(together["documents"][0]["id"], "a");
    assert!(together["documents"][1].get("id").is_none());
    for (at, text) in [OFFER, CV].into_iter().enumerate() {
        let alone = server.post_json("/v1/extract", &json!({"text": text})).json();
        assert_eq!(together["documents"][at]["spans"], alone["documents"][0]["spans"]);
    }
}

#[test]
fn a_text_file_and_an_html_file_are_read() {
    let server = Server::shared();
    for (name, media_type, content) in [
        ("cv.txt", "text/plain", CV.to_owned()),
        ("cv.html", "text/html", format!("<!doctype html><html><body><p>{CV}</p></body></html>")),
    ] {
        let answer = server.post_file(name, media_type, content.as_bytes()).json();
        let text = answer["text"].as_str().unwrap();
        assert!(assert_spans_cut_their_text(text, &answer["spans"]) > 0, "{name}");
        assert_eq!(answer["quality"]["needs_ocr"], false);
    }
}

#[test]
fn latin_1_in_a_file_is_told_from_utf_8() {
    let latin: Vec<u8> = "Rigueur, permis B, hygiène HACCP, préparation des plats à Sète."
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("Latin-1"))
        .collect();
    let answer = Server::shared().post_file("cv.txt", "text/plain", &latin).json();
    assert!(answer["text"].as_str().unwrap().contains("hygiène"), "{answer:#}");
}
