use super::*;
use crate::ingest::double::taxonomy;
use serde_json::json;

const TEXT: &str = "👩‍🍳 préparer des plats, HACCP";

fn region(start: usize, end: usize, text: &str, labels: &[&str]) -> Value {
    json!({"id": "r", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual",
        "value": {"start": start, "end": end, "text": text, "labels": labels}})
}

fn read_one(annotations: &Value) -> Result<AnnotatedTask, String> {
    let task = json!({"id": 7, "data": {"text": TEXT, "id": "q"}, "annotations": annotations, "project": 1});
    read(&json!([task]).to_string(), &taxonomy()).unwrap().remove(0)
}

fn reason(result: &[Value]) -> String {
    let task = read_one(&json!([{"completed_by": 1, "result": result}])).unwrap();
    task.annotations[0].spans.clone().unwrap_err()
}

#[test]
fn regions_become_spans_with_their_concept_and_other_results_are_left_out() {
    let mut plats = region(4, 22, "préparer des plats", &["SKILL"]);
    plats["meta"] = json!({"text": ["vu avec Y", "concept: sf-plats"]});
    let rating =
        json!({"id": "n", "from_name": "n", "to_name": "text", "type": "rating", "value": {"rating": 3}});
    let haccp = region(26, 31, "HACCP", &["KNOWLEDGE"]);
    let by = json!({"id": 3, "email": "someone@example.invalid", "first_name": "A", "last_name": "B"});
    let task =
        read_one(&json!([{"completed_by": by, "result": [haccp, rating, plats.clone(), plats]}])).unwrap();
    let annotation = &task.annotations[0];
    assert_eq!(annotation.annotator, "3");
    let spans = annotation.spans.as_ref().unwrap();
    assert_eq!(
        spans.iter().map(|s| (s.start, s.end, s.label)).collect::<Vec<_>>(),
        [(4, 22, Label::Skill), (24, 29, Label::Knowledge),]
    );
    assert_eq!(spans[0].concept, Some(ConceptId("sf-plats".into())));
    assert_eq!(annotation.repaired.len(), 1, "HACCP was counted in UTF-16: {:?}", annotation.repaired);
}

#[test]
fn cancelled_annotations_do_not_count_and_empty_ones_do() {
    let task = read_one(&json!([{"result": [], "was_cancelled": true}])).unwrap();
    assert!(task.skipped && task.annotations.is_empty());
    let task = read_one(&json!([])).unwrap();
    assert!(!task.skipped && task.annotations.is_empty());
    let task =
        read_one(&json!([{"result": [], "was_cancelled": true}, {"completed_by": 2, "result": []}])).unwrap();
    assert!(!task.skipped);
    assert_eq!(task.annotations[0].spans, Ok(Vec::new()));
}

#[test]
fn what_the_guide_does_not_allow_is_refused_with_its_words() {
    let plats = || region(4, 22, "préparer des plats", &["SKILL"]);
    assert!(reason(&[plats(), region(13, 22, "des plats", &["SKILL"])]).contains("overlap"));
    assert!(reason(&[region(4, 22, "préparer des plats", &[])]).contains("no label"));
    assert!(reason(&[region(4, 22, "préparer des plats", &["SKILL", "KNOWLEDGE"])]).contains("2 labels"));
    assert!(reason(&[region(4, 22, "préparer des plats", &["PER"])]).contains("PER"));
    assert!(reason(&[region(4, 22, "servir des plats", &["SKILL"])]).contains("does not stand"));
    let mut unknown = plats();
    unknown["meta"] = json!({"text": ["concept: sf-nothing"]});
    assert!(reason(&[unknown]).contains("sf-nothing"));
    let image = json!({"type": "labels", "value": {"x": 1}});
    assert!(reason(&[image]).contains("not that of a text"));
}

#[test]
fn other_forms_of_export_are_named() {
    let taxonomy = taxonomy();
    let min = json!([{"id": 1, "text": TEXT, "label": [], "annotator": 1, "annotation_id": 4}]).to_string();
    assert!(read(&min, &taxonomy).unwrap()[0].as_ref().unwrap_err().contains("JSON-MIN"));
    assert!(read("{oops", &taxonomy).unwrap_err().contains("not JSON"));
    assert!(read("3", &taxonomy).unwrap_err().contains("no list"));
    let image = json!([{"data": {"image": "x.png"}, "annotations": []}]).to_string();
    assert!(read(&image, &taxonomy).unwrap()[0].is_err());
}
