//! The way of corrections and doubtful texts to annotators and back: export, an export of Label Studio by the form
//! of its documentation, import, and what evaluation reads of it.

use crate::command_line::{code, has_model, run, said};
use crate::harness::Server;
use passerelle::config::Layer;
use passerelle_engine::tagging::Label;
use passerelle_eval::datasets::{Document, read_jsonl};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

const BAKER: &str = "👩‍🍳 Vous pétrissez la pâte à la main.\nVous tenez la caisse ; anglais apprécié.";
const WELDER: &str = "Soudure TIG, lecture de plans. Travail de nuit.";
const DRIVER: &str = "Permis C et FIMO à jour.";
const GARDENER: &str = "Taille des haies et entretien des massifs.";

const DATABASE: [&str; 2] = ["--database", "market.sqlite"];

fn place(text: &str, words: &str) -> (usize, usize) {
    let start = text[..text.find(words).unwrap()].chars().count();
    (start, start + words.chars().count())
}

fn corrected(text: &str, spans: &[(&str, &str)]) -> Value {
    let spans: Vec<Value> = spans
        .iter()
        .map(|(words, label)| {
            let (start, end) = place(text, words);
            json!({"start": start, "end": end, "label": label})
        })
        .collect();
    json!({"text": text, "spans": spans, "model": "double-1", "comment": "à revoir"})
}

/// A folder with a database in which four corrections wait.
fn waiting() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let settings =
        Layer { demo: Some(false), database: Some(folder.path().join("market.sqlite")), ..Layer::default() };
    let mut server = Server::start(settings);
    for said in [
        corrected(BAKER, &[("pétrissez la pâte", "SKILL"), ("anglais", "LANGUAGE")]),
        corrected(WELDER, &[("Soudure TIG", "KNOWLEDGE")]),
        corrected(DRIVER, &[("Permis C", "CERTIFICATION")]),
        corrected(GARDENER, &[]),
    ] {
        assert_eq!(server.post_json("/v1/feedback", &said).status, 201);
    }
    server.stop();
    folder
}

fn queue(folder: &Path, args: &[&str]) -> std::process::Output {
    run(folder, &[&["queue"], args, &DATABASE].concat())
}

fn read(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(name)).unwrap()).unwrap()
}

fn region(id: &str, start: usize, end: usize, text: &str, label: &str) -> Value {
    json!({"value": {"start": start, "end": end, "text": text, "labels": [label]}, "id": id,
        "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual"})
}

fn annotation(id: u64, by: u64, result: &Value) -> Value {
    let count = result.as_array().unwrap().len();
    json!({
        "id": id, "completed_by": by, "result": result, "was_cancelled": false, "ground_truth": false,
        "created_at": "2026-03-02T09:15:00.000000Z", "updated_at": "2026-03-02T09:16:00.000000Z",
        "draft_created_at": null, "lead_time": 41.2, "prediction": {}, "result_count": count,
        "unique_id": format!("unique-{id}"), "import_id": null, "last_action": null, "task": id, "project": 1,
        "updated_by": by, "parent_prediction": null, "parent_annotation": null, "last_created_by": null,
    })
}

/// The task as Label Studio exports it, with these annotations.
fn exported(number: u64, task: &Value, annotations: &Value) -> Value {
    let total = annotations.as_array().unwrap().len();
    json!({
        "id": number, "annotations": annotations, "file_upload": "tasks.json", "drafts": [],
        "predictions": task["predictions"], "data": task["data"], "meta": {}, "inner_id": number,
        "created_at": "2026-03-01T10:00:00.000000Z", "updated_at": "2026-03-02T09:16:00.000000Z",
        "total_annotations": total, "cancelled_annotations": 0, "total_predictions": 1, "comment_count": 0,
        "unresolved_comment_count": 0, "last_comment_updated_at": null, "project": 1, "updated_by": 1,
        "comment_authors": [],
    })
}

fn task_of<'t>(tasks: &'t Value, text: &str) -> &'t Value {
    tasks.as_array().unwrap().iter().find(|task| task["data"]["text"] == text).unwrap()
}

fn spans(document: &Document) -> Vec<(&str, Label)> {
    document.spans.iter().map(|gold| (gold.span.slice(&document.text), gold.label)).collect()
}

#[test]
fn what_is_exported_is_a_task_with_the_proposed_spans() {
    let folder = waiting();
    let output = queue(folder.path(), &["export", "tasks.json"]);
    assert_eq!(code(&output), 0, "{}", said(&output.stderr));
    let tasks = read(folder.path(), "tasks.json");
    assert_eq!(tasks.as_array().unwrap().len(), 4);
    let baker = task_of(&tasks, BAKER);
    assert_eq!((&baker["data"]["reason"], &baker["data"]["note"]), (&json!("feedback"), &json!("à revoir")));
    let prediction = &baker["predictions"][0];
    assert_eq!(prediction["model_version"], "feedback on double-1");
    let first = &prediction["result"][0];
    assert_eq!(
        (&first["from_name"], &first["to_name"], &first["type"]),
        (&json!("label"), &json!("text"), &json!("labels"))
    );
    let (start, end) = place(BAKER, "pétrissez la pâte");
    let expected = json!({"start": start, "end": end, "text": "pétrissez la pâte", "labels": ["SKILL"]});
    assert_eq!(first["value"], expected);
    let xml = std::fs::read_to_string(folder.path().join("tasks.xml")).unwrap();
    assert!(
        xml.contains("<Text name=\"text\" value=\"$text\"") && xml.contains("value=\"CONDITION\""),
        "{xml}"
    );
    let again = queue(folder.path(), &["export", "tasks.json"]);
    assert!(said(&again.stdout).contains("nothing to export"), "{}", said(&again.stdout));
}

#[test]
fn an_annotated_export_becomes_documents_that_evaluation_reads() {
    let folder = waiting();
    queue(folder.path(), &["export", "tasks.json"]);
    let tasks = read(folder.path(), "tasks.json");
    let (baker, welder, driver, gardener) =
        (task_of(&tasks, BAKER), task_of(&tasks, WELDER), task_of(&tasks, DRIVER), task_of(&tasks, GARDENER));
    // The first proposal is kept, the second relabelled, a third added by an old version that counts UTF-16.
    let mut kept = baker["predictions"][0]["result"].clone();
    kept[0]["origin"] = json!("prediction");
    kept[1]["value"]["labels"] = json!(["KNOWLEDGE"]);
    kept[1]["origin"] = json!("prediction-changed");
    kept[1]["meta"] = json!({"text": ["vu à deux"]});
    let (start, end) = place(BAKER, "tenez la caisse");
    kept.as_array_mut().unwrap().push(region("n1", start + 2, end + 2, "tenez la caisse", "SKILL"));
    let cancelled = {
        let mut one = annotation(12, 2, &json!([]));
        one["was_cancelled"] = json!(true);
        one
    };
    let (start, end) = place(WELDER, "Soudure TIG");
    let welding = region("w", start, end, "Soudure TIG", "KNOWLEDGE");
    let (start, end) = place(WELDER, "Travail de nuit");
    let night = region("x", start, end, "Travail de nuit", "CONDITION");
    let export = json!([
        exported(1, baker, &json!([annotation(11, 1, &kept), cancelled.clone()])),
        exported(
            2,
            welder,
            &json!([annotation(21, 1, &json!([welding])), annotation(22, 2, &json!([welding, night]))])
        ),
        exported(3, driver, &json!([cancelled])),
        exported(4, gardener, &json!([annotation(41, 1, &json!([]))])),
        exported(
            5,
            &json!({"data": {"text": "Autre texte", "id": "elsewhere"}, "predictions": []}),
            &json!([])
        ),
    ]);
    std::fs::write(folder.path().join("export.json"), export.to_string()).unwrap();

    let output = queue(folder.path(), &["import", "export.json", "--out", "guide.jsonl"]);
    let told = said(&output.stdout);
    assert_eq!(code(&output), 3, "{told}{}", said(&output.stderr));
    assert!(told.contains("2 annotated documents") && told.contains("2 of them closed"), "{told}");
    assert!(told.contains("1 tasks wait, 1 were skipped, 1 refused"), "{told}");
    assert!(told.contains("annotators 1 and 2 disagree") && told.contains("UTF-16"), "{told}");
    let documents = read_jsonl(&folder.path().join("guide.jsonl")).expect("the form evaluation reads");
    assert_eq!(documents.len(), 2);
    let baker = documents.iter().find(|document| document.text == BAKER).unwrap();
    assert_eq!(
        spans(baker),
        [
            ("pétrissez la pâte", Label::Skill),
            ("tenez la caisse", Label::Skill),
            ("anglais", Label::Knowledge),
        ]
    );
    assert!(documents.iter().any(|document| document.text == GARDENER && document.spans.is_empty()));

    let listed = queue(folder.path(), &["list", "--state", "done", "--json"]);
    let done: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let done: Vec<&Value> = done.as_array().unwrap().iter().map(|item| &item["text"]).collect();
    assert!(done.len() == 2 && done.contains(&&json!(BAKER)), "{done:?}");

    let output = queue(folder.path(), &["import", "export.json", "--out", "all.jsonl", "--take", "latest"]);
    assert_eq!(code(&output), 0, "{}", said(&output.stdout));
    assert_eq!(read_jsonl(&folder.path().join("all.jsonl")).unwrap().len(), 3);
}

#[test]
fn a_file_that_is_no_export_is_unreadable_input_and_writes_nothing() {
    let folder = waiting();
    std::fs::write(folder.path().join("export.json"), "a,b").unwrap();
    let output = queue(folder.path(), &["import", "export.json", "--out", "guide.jsonl"]);
    assert_eq!(code(&output), 4);
    assert!(said(&output.stderr).contains("export the project as `JSON`"), "{}", said(&output.stderr));
    assert!(!folder.path().join("guide.jsonl").exists());
}

#[test]
fn the_texts_the_model_is_least_sure_of_are_queued() {
    if !has_model() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let line = |id: &str, text: &str| json!({"id": id, "text": text, "kind": "cv"}).to_string();
    let lines = [
        line("sûr", "Permis B. Permis B. Permis B."),
        line(
            "douteux",
            "Brumeur de lisières, pose de vérilles au grondin, écrire à x@y.invalid ; blème de nuit.",
        ),
        "{\"id\": 1}".to_owned(),
    ];
    std::fs::write(folder.path().join("texts.jsonl"), lines.join("\n")).unwrap();
    let output = queue(folder.path(), &["add", "texts.jsonl", "--limit", "1"]);
    assert_eq!(code(&output), 3, "{}", said(&output.stderr));
    let listed = queue(folder.path(), &["list", "--json"]);
    let items: Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!(items.as_array().unwrap().len(), 1);
    assert_eq!((&items[0]["name"], &items[0]["kind"]), (&json!("douteux"), &json!("cv")));
    assert!(!items[0]["text"].as_str().unwrap().contains('@'));
    let doubt = items[0]["score"].as_f64().unwrap();
    assert!(doubt > 0.0 && doubt < 1.0, "{doubt}");
}
