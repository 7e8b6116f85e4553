//! Vectors in the shapes clients already speak.

use crate::harness::Server;
use serde_json::{Value, json};

fn vector(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

#[test]
fn the_three_shapes_give_the_same_vectors_of_length_one() {
    let server = Server::shared();
    let texts = json!(["Cuisine collective", "Soudage à l'arc"]);
    let own = server.post_json("/v1/embed", &json!({ "texts": texts })).json();
    let tei = server.post_json("/embed", &json!({"inputs": texts, "normalize": true})).json();
    let openai = server.post_json("/v1/embeddings", &json!({"input": texts, "model": "any"})).json();
    for at in 0..2 {
        let expected = vector(&own["vectors"][at]);
        assert!((expected.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-5);
        assert_eq!(vector(&tei[at]), expected);
        assert_eq!(vector(&openai["data"][at]["embedding"]), expected);
        assert_eq!(openai["data"][at]["index"], at);
    }
    assert_eq!((&openai["object"], &openai["model"]), (&json!("list"), &json!("double-1")));
    assert!(openai["usage"]["total_tokens"].as_u64().unwrap() > 0);
}

#[test]
fn one_text_need_not_be_a_list_and_base64_is_spoken() {
    let server = Server::shared();
    assert_eq!(server.post_json("/embed", &json!({"inputs": "Cuisine"})).json().as_array().unwrap().len(), 1);
    let request = json!({"input": "Cuisine", "encoding_format": "base64"});
    let answer = server.post_json("/v1/embeddings", &request).json();
    assert!(answer["data"][0]["embedding"].is_string());
}

#[test]
fn times_are_in_the_headers() {
    let answer = Server::shared().post_json("/embed", &json!({"inputs": "Cuisine"}));
    for name in ["x-total-time", "x-queue-time", "x-inference-time"] {
        assert!(answer.header(name).parse::<u64>().is_ok(), "{name}");
    }
}

#[test]
fn what_cannot_be_embedded_is_named() {
    let server = Server::shared();
    let empty = server.post_json("/v1/embed", &json!({"texts": ["a", ""]})).problem(422, "invalid-request");
    assert_eq!(empty["errors"][0]["pointer"], "/texts/1");
    server.post_json("/embed", &json!({"inputs": []})).problem(422, "invalid-request");
    server
        .post_json("/embed", &json!({"inputs": "a", "prompt_name": "query"}))
        .problem(422, "invalid-request");
    server
        .post_json("/v1/embeddings", &json!({"input": "a", "dimensions": 7}))
        .problem(422, "invalid-request");
    server.post_json("/v1/embeddings", &json!({"input": [1, 2]})).problem(422, "invalid-request");
    let many: Vec<String> = (0..101).map(|n| n.to_string()).collect();
    server.post_json("/v1/embed", &json!({ "texts": many })).problem(422, "invalid-request");
}
