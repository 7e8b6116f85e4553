//! Queued texts in; tasks with what is proposed out.

use super::{CONCEPT, FROM, SORT, TO};
use crate::store::{GivenSpan, Queued, Reason};
use passerelle_engine::text::{CharIndex, CharSpan};
use serde_json::{Value, json};

/// The tasks as one JSON list. A task's prediction holds the proposed spans; its score is how sure the model
/// is (1 − doubt), so that ascending order shows the most doubtful first. Places are code points, as Label
/// Studio counts since its version 1.4; `text` beside them lets the reader check that.
pub fn tasks(queued: &[Queued]) -> Value {
    Value::Array(queued.iter().map(task).collect())
}

fn task(queued: &Queued) -> Value {
    let text = &queued.text;
    let index = CharIndex::new(&text.body);
    let regions: Vec<Value> = text
        .spans
        .iter()
        .enumerate()
        .map(|(number, span)| region(&format!("{}-{number}", queued.id), &text.body, &index, span))
        .collect();
    let (model, sure) = match text.reason {
        Reason::Uncertain => (text.model.clone(), Some(1.0 - text.score)),
        Reason::Feedback => (format!("feedback on {}", text.model), None),
    };
    let mut prediction = json!({"model_version": model, "result": regions});
    if let Some(sure) = sure {
        prediction["score"] = json!(sure);
    }
    json!({
        "data": {
            "id": queued.id,
            "text": text.body,
            "name": text.name,
            "kind": text.kind,
            "lang": text.lang,
            "reason": text.reason,
            "note": text.note,
        },
        "predictions": [prediction],
    })
}

fn region(id: &str, text: &str, index: &CharIndex, span: &GivenSpan) -> Value {
    let place = CharSpan { start: span.start, end: span.end };
    let words = index.to_bytes(place).map_or("", |place| place.slice(text));
    let mut region = json!({
        "id": id,
        "from_name": FROM,
        "to_name": TO,
        "type": SORT,
        "value": {"start": span.start, "end": span.end, "text": words, "labels": [span.label]},
    });
    if let Some(score) = span.score {
        region["score"] = json!(score);
    }
    if let Some(concept) = &span.concept {
        region["meta"] = json!({"text": [format!("{CONCEPT} {concept}")]});
    }
    region
}
