//! Lenient reading of JSON fields: numbers that come as strings, objects where a list is expected.

use serde_json::{Map, Value};

/// A field as trimmed text, whether it is a string, a number or a flag; `None` where empty.
pub fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    let text = match object.get(key)? {
        Value::String(text) => text.trim().to_string(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// A field as a number, whether it comes as one or as text (also with a decimal comma).
pub fn number(object: &Map<String, Value>, key: &str) -> Option<f64> {
    match object.get(key)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().replace(',', ".").parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
    .filter(|number: &f64| number.is_finite())
}

/// A field as a flag; anything but a clear yes is no.
pub fn flag(object: &Map<String, Value>, key: &str) -> bool {
    text(object, key).is_some_and(|text| matches!(text.as_str(), "true" | "1" | "oui" | "O"))
}

/// The items of a field that may hold a list, one item alone, or nothing.
pub fn items<'v>(object: &'v Map<String, Value>, key: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    let items: &[Value] = match object.get(key) {
        Some(Value::Array(items)) => items,
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    };
    items.iter()
}

/// The words of an item that is text or an object with `libelle`.
pub fn label(item: &Value) -> Option<String> {
    let text = match item {
        Value::String(text) => text.trim().to_string(),
        Value::Object(object) => return text(object, "libelle"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}
