//! Label Studio's JSON export in; the annotations of every task, each place checked, out.

use super::places::{Way, locate};
use super::{CONCEPT, SORT};
use crate::store::GivenSpan;
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptId, Taxonomy};
use passerelle_engine::text::{ByteSpan, CharIndex, CharSpan};
use serde::Deserialize;
use serde_json::Value;

/// A task of the export.
#[derive(Debug, Clone, PartialEq)]
pub struct AnnotatedTask {
    /// What the task is about.
    pub data: TaskData,
    /// Annotations that were not cancelled, in the order of the export.
    pub annotations: Vec<Annotation>,
    /// True where it was looked at and every annotation was cancelled or skipped.
    pub skipped: bool,
}

/// The data of a task; all but the text may be missing where the task was not made by [`super::tasks`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TaskData {
    /// The text.
    pub text: String,
    /// Identifier in the queue.
    #[serde(default)]
    pub id: Option<String>,
    /// Name of the document.
    #[serde(default)]
    pub name: Option<String>,
    /// Sort of text.
    #[serde(default)]
    pub kind: Option<String>,
    /// Language.
    #[serde(default)]
    pub lang: Option<String>,
}

/// What one annotator said of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    /// Number of the annotator in Label Studio; never a name or an address.
    pub annotator: String,
    /// When it was changed last, as the export writes it.
    pub updated: String,
    /// True where it was marked as the right one.
    pub ground_truth: bool,
    /// The spans, sorted; or why they cannot be taken.
    pub spans: Result<Vec<GivenSpan>, String>,
    /// Places whose numbers were wrong, and what was done.
    pub repaired: Vec<String>,
}

#[derive(Deserialize)]
struct RawTask {
    data: Value,
    annotations: Option<Vec<RawAnnotation>>,
}

#[derive(Deserialize)]
struct RawAnnotation {
    #[serde(default)]
    completed_by: Value,
    #[serde(default)]
    result: Vec<Value>,
    #[serde(default)]
    was_cancelled: bool,
    #[serde(default)]
    ground_truth: bool,
    #[serde(default)]
    updated_at: Option<String>,
}

#[derive(Deserialize)]
struct RawValue {
    start: usize,
    end: usize,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    labels: Vec<String>,
}

/// Every task of an export, or for each that cannot be read its number and the reason. The whole is refused
/// where it is no list.
pub fn read(json: &str, taxonomy: &Taxonomy) -> Result<Vec<Result<AnnotatedTask, String>>, String> {
    let value: Value = serde_json::from_str(json.trim_start_matches('\u{feff}'))
        .map_err(|error| format!("not JSON: {error}; export the project as `JSON`"))?;
    match value {
        Value::Array(tasks) => Ok(tasks.into_iter().map(|task| self::task(task, taxonomy)).collect()),
        Value::Object(_) => Ok(vec![task(value, taxonomy)]),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Err("no list of tasks; export the project as `JSON`".into())
        }
    }
}

fn task(task: Value, taxonomy: &Taxonomy) -> Result<AnnotatedTask, String> {
    if task.get("annotation_id").is_some() && task.get("annotations").is_none() {
        return Err("this is the form `JSON-MIN`; export the project as `JSON`".into());
    }
    let raw: RawTask = serde_json::from_value(task).map_err(|error| format!("no task: {error}"))?;
    let data: TaskData = serde_json::from_value(raw.data)
        .map_err(|error| format!("its data is not that of a text task: {error}"))?;
    let all = raw.annotations.unwrap_or_default();
    let looked_at = !all.is_empty();
    let kept = all.into_iter().filter(|annotation| !annotation.was_cancelled);
    let annotations: Vec<Annotation> =
        kept.map(|annotation| self::annotation(&data.text, annotation, taxonomy)).collect();
    Ok(AnnotatedTask { skipped: looked_at && annotations.is_empty(), data, annotations })
}

fn annotation(text: &str, raw: RawAnnotation, taxonomy: &Taxonomy) -> Annotation {
    let mut repaired = Vec::new();
    let regions = raw.result.iter().filter(|region| region["type"] == SORT);
    let spans: Result<Vec<_>, String> =
        regions.map(|region| self::region(text, region, taxonomy, &mut repaired)).collect();
    Annotation {
        annotator: annotator(&raw.completed_by),
        updated: raw.updated_at.unwrap_or_default(),
        ground_truth: raw.ground_truth,
        spans: spans.and_then(|spans| sorted(text, spans)),
        repaired,
    }
}

/// A number, or the number within an object; names and addresses beside it are not kept.
fn annotator(by: &Value) -> String {
    let number = by.as_i64().or_else(|| by["id"].as_i64());
    number.map_or_else(|| "?".into(), |number| number.to_string())
}

type Found = (ByteSpan, Label, Option<ConceptId>);

fn region(
    text: &str,
    region: &Value,
    taxonomy: &Taxonomy,
    repaired: &mut Vec<String>,
) -> Result<Found, String> {
    let raw: RawValue = serde_json::from_value(region["value"].clone())
        .map_err(|error| format!("a region is not that of a text: {error}"))?;
    let (place, way) = locate(text, raw.start, raw.end, raw.text.as_deref())?;
    let words = place.slice(text);
    match way {
        Way::AsGiven => {}
        Way::Utf16 => repaired.push(format!("`{words}`: UTF-16 units were turned into code points")),
        Way::Moved(by) => repaired.push(format!("`{words}`: found {by} characters off its numbers")),
    }
    if words.contains(['\n', '\r', '\u{2028}']) {
        return Err(format!("`{words}` crosses a line break; end it at the end of the line"));
    }
    let label = match raw.labels.as_slice() {
        [name] => {
            Label::from_name(name).ok_or_else(|| format!("`{words}` is labelled {name}, which is none"))?
        }
        [] => return Err(format!("`{words}` has no label; give it one or delete it")),
        _ => return Err(format!("`{words}` has {} labels; leave one", raw.labels.len())),
    };
    Ok((place, label, concept(region, taxonomy)?))
}

/// The concept in the notes of a region, where one is named there.
fn concept(region: &Value, taxonomy: &Taxonomy) -> Result<Option<ConceptId>, String> {
    let mut notes = region["meta"]["text"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let Some(id) = notes.find_map(|note| note.trim().strip_prefix(CONCEPT)) else {
        return Ok(None);
    };
    let id = ConceptId(id.trim().to_owned());
    if taxonomy.find_concept(&id).is_some() {
        Ok(Some(id))
    } else {
        Err(format!("a note names concept {id}, which taxonomy {} does not have", taxonomy.tag()))
    }
}

/// In the order of the text, the same twice kept once; refused where two overlap.
fn sorted(text: &str, mut spans: Vec<Found>) -> Result<Vec<GivenSpan>, String> {
    spans.sort_by_key(|(place, label, concept)| (place.start, place.end, *label, concept.is_none()));
    spans.dedup_by_key(|(place, label, _)| (*place, *label));
    if let Some(pair) = spans.windows(2).find(|pair| pair[0].0.overlaps(pair[1].0)) {
        let (one, other) = (pair[0].0.slice(text), pair[1].0.slice(text));
        return Err(format!("`{one}` and `{other}` overlap; spans do not overlap or nest, keep one"));
    }
    let index = CharIndex::new(text);
    let given = |(place, label, concept): Found| {
        let CharSpan { start, end } = index.to_chars(place);
        GivenSpan { start, end, label, concept, score: None }
    };
    Ok(spans.into_iter().map(given).collect())
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
