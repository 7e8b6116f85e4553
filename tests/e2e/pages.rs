//! The page, the documentation and what monitoring reads.

use crate::harness::Server;

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let server = Server::shared();
    let page = server.get("/");
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    let docs = server.get("/docs");
    for text in [page.text(), docs.text()] {
        for attribute in ["src=\"", "href=\""] {
            for target in text.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
                let own = target.starts_with('#') || target.starts_with("data:");
                assert!(own || target.starts_with('/'), "{target}");
                if target.starts_with('/') {
                    assert_eq!(server.get(target).status, 200, "{target}");
                }
            }
        }
    }
    for script in ["/page/app.js", "/page/words.js", "/page/style.css"] {
        let file = server.get(script);
        assert!(!file.text().contains("http://") && !file.text().contains("https://"), "{script}");
    }
}

#[test]
fn every_word_that_the_page_shows_is_there_in_both_languages() {
    let server = Server::shared();
    let (page, words) = (server.get("/"), server.get("/page/words.js"));
    let (french, english) = words.text().split_once("  en: {").expect("two languages");
    for name in page.text().split("data-word=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let key = format!("{name}: ");
        assert!(french.contains(&key) && english.contains(&key), "{name}");
    }
}

#[test]
fn metrics_count_requests_by_route() {
    let server = Server::shared();
    server.get("/v1/occupations/G1609");
    let metrics = server.get("/metrics");
    assert!(metrics.header("content-type").starts_with("text/plain"));
    let text = metrics.text();
    assert!(text.contains("passerelle_http_requests_total"), "{text}");
    assert!(text.contains("route=\"/v1/occupations/{code}\""));
    assert!(text.contains("passerelle_batch_seconds_bucket"));
    assert!(!text.contains("G1609"));
}

#[test]
fn readiness_tells_what_answers_are_made_with() {
    let ready = Server::shared().get("/ready").json();
    assert_eq!(ready["versions"]["model"], "double-1");
}
