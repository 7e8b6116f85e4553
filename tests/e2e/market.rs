//! The taxonomy and the demonstration market over HTTP.

use crate::harness::Server;
use serde_json::Value;
use std::collections::BTreeSet;

#[test]
fn pages_of_concepts_follow_each_other_without_gap_or_repetition() {
    let server = Server::shared();
    let (mut path, mut seen) = ("/v1/concepts?q=travail&limit=7".to_owned(), BTreeSet::new());
    let mut pages = 0;
    loop {
        let page = server.get(&path).json();
        for item in page["items"].as_array().unwrap() {
            assert!(seen.insert(item["id"].as_str().unwrap().to_owned()), "{item} came twice");
        }
        pages += 1;
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/concepts?q=travail&limit=7&cursor={next}");
    }
    assert!(pages > 1 && seen.len() > 7);
    server.get("/v1/concepts?cursor=other-9.3").problem(422, "invalid-request");
}

#[test]
fn an_occupation_says_what_it_asks_for() {
    let server = Server::shared();
    let cook = server.get("/v1/occupations/G1609").json();
    assert!(!cook["core"].as_array().unwrap().is_empty());
    assert!(!cook["definition"].as_str().unwrap().is_empty());
    let found = server.get("/v1/occupations?q=cuisini%C3%A8re").json();
    assert!(found["items"].as_array().unwrap().iter().any(|item| item["code"] == "G1609"));
    let domain = server.get("/v1/occupations?domain=G&limit=100").json();
    assert!(domain["items"].as_array().unwrap().iter().all(|o| o["code"].as_str().unwrap().starts_with('G')));
}

#[test]
fn an_occupation_has_offers_and_courses_in_a_territory() {
    let server = Server::shared();
    let offers = server.get("/v1/occupations/G1609/offers?territory=31").json();
    let offers = offers["items"].as_array().unwrap().clone();
    assert!(!offers.is_empty());
    assert!(offers.iter().all(|offer| offer["place"]["territory"] == "31"));
    let courses = server.get("/v1/occupations/G1609/trainings").json();
    assert!(!courses["items"][0]["sessions"].as_array().unwrap().is_empty());
}

#[test]
fn demand_has_figures_where_there_are_offers_and_none_where_there_are_too_few() {
    let server = Server::shared();
    let all = server.get("/v1/demand/skills?limit=5").json();
    assert_eq!(all["status"], "known");
    assert!(all["offers"].as_u64().unwrap() >= 150);
    let demands: Vec<f64> =
        all["items"].as_array().unwrap().iter().map(|i| i["demand"].as_f64().unwrap()).collect();
    assert!(demands.len() == 5 && demands.is_sorted_by(|a, b| a >= b));
    let few = server.get("/v1/demand/skills?territory=75").json();
    assert_eq!((&few["status"], &few["offers"]), (&Value::from("insufficient_data"), &Value::from(0)));
    assert!(few["items"].as_array().unwrap().is_empty() && few["needed"].as_u64().unwrap() > 0);
}

#[test]
fn gaps_of_a_territory_come_by_occupation_with_intervals() {
    let server = Server::shared();
    let answer = server.get("/v1/gaps?territory=31&limit=3").json();
    let segments = answer["segments"].as_array().unwrap();
    assert!(segments.len() > 3);
    let statuses: BTreeSet<&str> = segments.iter().map(|s| s["status"].as_str().unwrap()).collect();
    assert!(statuses.contains("known"), "{statuses:?}");
    for gap in segments.iter().flat_map(|segment| segment["gaps"].as_array().unwrap()) {
        let number = |name: &str| gap[name].as_f64().unwrap();
        assert!((number("gap") - number("demand") * (1.0 - number("coverage"))).abs() < 1e-9);
        let interval = |end: &str| gap["gap_interval"][end].as_f64().unwrap();
        assert!(interval("low") <= number("gap") + 1e-9 && number("gap") <= interval("high") + 1e-9);
    }
}

#[test]
fn gaps_come_as_csv_where_that_is_accepted() {
    let answer = Server::shared().get_accepting("/v1/gaps?occupation=G1609", "text/csv");
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-type").starts_with("text/csv"));
    let lines: Vec<&str> = answer.text().lines().collect();
    assert!(lines[0].starts_with("occupation,occupation_label,status,") && lines.len() > 1);
    assert!(lines[1].starts_with("G1609,"));
}

#[test]
fn a_figure_drills_down_to_sentences() {
    let server = Server::shared();
    let demand = server.get("/v1/demand/skills?occupation=G1609").json();
    let id = demand["items"][0]["id"].as_str().unwrap();
    let found = server.get(&format!("/v1/gaps/evidence?occupation=G1609&concept={id}&limit=5")).json();
    let sentences = found["items"].as_array().unwrap();
    assert!(!sentences.is_empty());
    for item in sentences {
        let points: Vec<char> = item["sentence"].as_str().unwrap().chars().collect();
        let place = |name: &str| item[name].as_u64().unwrap() as usize;
        let cut: String = points[place("start")..place("end")].iter().collect();
        assert_eq!(cut, item["words"]);
    }
}
