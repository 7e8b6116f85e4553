//! Whatever is sent: a clear problem, and the server goes on.

use crate::double::{PANIC, WAIT};
use crate::harness::{Answer, Server};
use passerelle::config::Layer;
use serde_json::json;
use std::io::{Cursor, Write};
use std::thread::ScopedJoinHandle;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn goes_on(server: &Server) {
    assert_eq!(server.get("/health").json()["status"], "ok");
    assert_eq!(server.post_json("/v1/extract", &json!({"text": "Permis B"})).status, 200);
}

#[test]
fn empty_texts_and_odd_requests_are_named() {
    let server = Server::shared();
    for body in [json!({"text": ""}), json!({"documents": []}), json!({}), json!({"texte": "Permis B"})] {
        server.post_json("/v1/extract", &body).problem(422, "invalid-request");
    }
    let several = json!({"documents": [{"text": "Permis B"}, {"text": "  "}]});
    let problem = server.post_json("/v1/extract", &several).problem(422, "invalid-request");
    assert_eq!(problem["errors"][0]["pointer"], "/documents/1/text");
    server.post("/v1/extract", "application/json", b"").problem(400, "invalid-json");
    server.post("/v1/extract", "application/json", b"{\"text\": ").problem(400, "invalid-json");
    goes_on(server);
}

#[test]
fn text_that_is_not_utf_8_is_refused() {
    let server = Server::shared();
    let problem = server.post("/v1/extract", "application/json", b"{\"text\": \"caf\xe9\"}");
    assert!(problem.problem(400, "not-utf8")["detail"].as_str().unwrap().contains("byte 13"));
    goes_on(server);
}

#[test]
fn another_content_type_is_refused() {
    let server = Server::shared();
    server.post("/v1/extract", "text/plain", b"Permis B").problem(415, "wrong-content-type");
    server.post("/v1/extract/file", "application/json", b"{}").problem(415, "wrong-content-type");
    server.put("/v1/offers", "text/csv", b"a,b").problem(415, "wrong-content-type");
    goes_on(server);
}

#[test]
fn ten_megabytes_of_text_are_too_large() {
    let server = Server::shared();
    let text = "Permis B. ".repeat(1_000_000);
    server.post_json("/v1/extract", &json!({ "text": text })).problem(413, "too-large");
    goes_on(server);
}

#[test]
fn a_file_over_the_limit_is_too_large() {
    let server = Server::start(Layer { demo: Some(false), file_limit: Some(100_000), ..Layer::default() });
    server.post_file("cv.txt", "text/plain", &vec![b'x'; 200_000]).problem(413, "too-large");
    goes_on(&server);
}

#[test]
fn unknown_paths_methods_and_things_are_problems_too() {
    let server = Server::shared();
    server.get("/nothing").problem(404, "not-found");
    server.get("/page/nothing.js").problem(404, "not-found");
    server.get("/v1/extract").problem(405, "method-not-allowed");
    server.delete("/v1/offers").problem(405, "method-not-allowed");
    server.get("/v1/occupations/Z9999").problem(404, "unknown-occupation");
    server.get("/v1/occupations/Z9999/offers").problem(404, "unknown-occupation");
    server.get("/v1/occupations/%FF").problem(422, "invalid-request");
    server.get("/v1/gaps?occupation=Z9999").problem(404, "unknown-occupation");
    server.get("/v1/batches/none").problem(404, "unknown-batch");
    server.get("/v1/gaps?teritory=31").problem(422, "invalid-request");
    server.get("/v1/gaps?since=yesterday").problem(422, "invalid-request");
    server.get("/v1/concepts?limit=-1").problem(422, "invalid-request");
    goes_on(server);
}

fn docx(document: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let types = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    for (name, content) in [("[Content_Types].xml", types.as_bytes()), ("word/document.xml", document)] {
        writer.start_file(name, SimpleFileOptions::default()).expect("a new entry");
        writer.write_all(content).expect("memory takes all");
    }
    writer.finish().expect("a complete archive").into_inner()
}

#[test]
fn a_zip_bomb_named_docx_is_too_large() {
    let server = Server::shared();
    let bomb = docx(&vec![b' '; 100 << 20]);
    assert!(bomb.len() < 1 << 20);
    server.post_file("cv.docx", "application/octet-stream", &bomb).problem(413, "too-large");
    goes_on(server);
}

/// A PDF that opens with a password only.
fn encrypted_pdf() -> Vec<u8> {
    use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};
    let mut pdf = Document::with_version("1.5");
    let pages = pdf.new_object_id();
    let content = pdf.add_object(Stream::new(dictionary! {}, b"BT (Permis B) Tj ET".to_vec()));
    let page = pdf.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content });
    let list = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    pdf.objects.insert(pages, Object::Dictionary(list));
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalog);
    let id = Object::string_literal("0123456789abcdef");
    pdf.trailer.set("ID", Object::Array(vec![id.clone(), id]));
    let version = EncryptionVersion::V2 {
        document: &pdf,
        owner_password: "owner",
        user_password: "secret",
        key_length: 128,
        permissions: Permissions::all(),
    };
    let state = EncryptionState::try_from(version).expect("a valid request");
    pdf.encrypt(&state).expect("not encrypted before");
    let mut bytes = Vec::new();
    pdf.save_to(&mut bytes).expect("memory takes all");
    bytes
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let server = Server::shared();
    server.post_file("cv.pdf", "application/pdf", &encrypted_pdf()).problem(422, "encrypted-file");
    server.post_file("cv.pdf", "application/pdf", b"%PDF-1.4\nnothing").problem(422, "damaged-file");
    server.post_file("cv.txt", "text/plain", b"").problem(422, "empty-file");
    server.post_file("photo.png", "image/png", b"\x89PNG\r\n\x1a\n\0\0").problem(415, "unsupported-format");
    server.post_file("cv.docx", "", &docx(b"<w:document")).problem(422, "damaged-file");
    let no_file = b"--f\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--f--\r\n";
    let answer = server.post("/v1/extract/file", "multipart/form-data; boundary=f", no_file);
    assert_eq!(answer.problem(422, "invalid-request")["errors"][0]["pointer"], "file");
    server.post("/v1/extract/file", "multipart/form-data", b"x").problem(400, "unreadable-body");
    goes_on(server);
}

#[test]
fn a_panic_in_the_model_is_an_internal_error_and_the_next_request_is_answered() {
    let server = Server::empty();
    let answer = server.post_json("/v1/extract", &json!({ "text": PANIC }));
    let problem = answer.problem(500, "internal");
    assert!(!problem["detail"].as_str().unwrap().contains("asked to"));
    goes_on(&server);
}

#[test]
fn a_full_queue_sheds_load_and_recovers() {
    let server = Server::start(Layer { demo: Some(false), queue: Some(1), ..Layer::default() });
    let send = |text: &str| server.post_json("/v1/embed", &json!({ "texts": text }));
    std::thread::scope(|scope| {
        let held = scope.spawn(|| send(WAIT));
        server.gate.wait_for_someone();
        // One of the three finds the place in the queue, whichever comes first.
        let three: Vec<_> = (0..3).map(|_| scope.spawn(|| send("Permis B"))).collect();
        let mut running = three;
        let mut shed: Vec<Answer> = Vec::new();
        while shed.len() < 2 {
            let (done, open): (Vec<_>, Vec<_>) = running.into_iter().partition(ScopedJoinHandle::is_finished);
            shed.extend(done.into_iter().map(|one| one.join().expect("an answer")));
            running = open;
            std::thread::yield_now();
        }
        for answer in &shed {
            answer.problem(429, "overloaded");
            assert!(answer.header("retry-after").parse::<u64>().expect("seconds") >= 1);
        }
        server.gate.open();
        assert_eq!(held.join().expect("an answer").status, 200);
        for last in running {
            assert_eq!(last.join().expect("an answer").status, 200);
        }
    });
    goes_on(&server);
}

#[test]
fn requests_carry_an_id_theirs_where_they_have_one() {
    let server = Server::shared();
    let first = server.get("/health").header("x-request-id").to_owned();
    assert!(!first.is_empty());
    assert_ne!(server.get("/nothing").header("x-request-id"), first);
}
