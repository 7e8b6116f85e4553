//! `GET /openapi.json` and `GET /docs`: the routes in; their description for machines and for people out.
//!
//! The page is made from the OpenAPI document alone, without JavaScript, and needs nothing from elsewhere.

use super::page::served;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::Value;
use std::fmt::Write as _;
use std::sync::Arc;
use utoipa::openapi::OpenApi;

/// Both forms, made once.
#[derive(Clone)]
pub struct Docs {
    json: Arc<str>,
    html: Arc<str>,
}

impl Docs {
    /// The documentation of an API.
    pub fn of(api: &OpenApi) -> Self {
        // A document built from types is always JSON.
        let value = serde_json::to_value(api).unwrap_or_default();
        let json = serde_json::to_string_pretty(&value).unwrap_or_default();
        Self { json: json.into(), html: html(&value).into() }
    }
}

/// The OpenAPI document.
pub async fn openapi_json(State(docs): State<Docs>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], docs.json.to_string()).into_response()
}

/// The documentation page.
pub async fn page(State(docs): State<Docs>) -> Response {
    if docs.html.is_empty() {
        return Redirect::to("/openapi.json").into_response();
    }
    served("text/html; charset=utf-8", docs.html.to_string()).into_response()
}

fn html(api: &Value) -> String {
    let mut out = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Passerelle: API</title><link rel=\"stylesheet\" href=\"/page/docs.css\"><main>",
    );
    let info = &api["info"];
    let _ = write!(
        out,
        "<h1>Passerelle API <small>{}</small></h1><p>{}</p>\
         <p><a href=\"/\">Page</a> · <a href=\"/openapi.json\">openapi.json</a></p>",
        text(&info["version"]),
        text(&info["description"])
    );
    let tags = api["tags"].as_array().into_iter().flatten();
    for tag in tags {
        let _ = write!(out, "<h2>{}</h2>", text(&tag["description"]));
        for (path, method, operation) in operations(api) {
            if operation["tags"][0] == tag["name"] {
                describe(&mut out, path, method, operation);
            }
        }
    }
    out.push_str("<h2>Types</h2>");
    for (name, schema) in api["components"]["schemas"].as_object().into_iter().flatten() {
        let _ = write!(out, "<details id=\"{0}\"><summary>{0}</summary>", escaped(name));
        fields(&mut out, schema);
        out.push_str("</details>");
    }
    out.push_str("</main></html>");
    out
}

fn operations(api: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    api["paths"].as_object().into_iter().flatten().flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn describe(out: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = write!(
        out,
        "<details class=\"route\"><summary><b>{}</b> <code>{}</code> {}</summary><p>{}</p>",
        method.to_uppercase(),
        escaped(path),
        text(&operation["summary"]),
        text(&operation["description"])
    );
    if let Some(parameters) = operation["parameters"].as_array() {
        out.push_str("<h3>Parameters</h3><dl>");
        for parameter in parameters {
            let required = if parameter["required"] == true { ", required" } else { "" };
            let _ = write!(
                out,
                "<dt><code>{}</code> <small>{}{required}, {}</small></dt><dd>{}</dd>",
                text(&parameter["name"]),
                text(&parameter["in"]),
                kind(&parameter["schema"]),
                text(&parameter["description"])
            );
        }
        out.push_str("</dl>");
    }
    if let Some(content) = operation["requestBody"]["content"].as_object() {
        out.push_str("<h3>Body</h3>");
        bodies(out, content);
    }
    out.push_str("<h3>Answers</h3><dl>");
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let _ = write!(out, "<dt>{}</dt><dd>{}", escaped(status), text(&response["description"]));
        if let Some(content) = response["content"].as_object() {
            bodies(out, content);
        }
        out.push_str("</dd>");
    }
    out.push_str("</dl></details>");
}

fn bodies(out: &mut String, content: &serde_json::Map<String, Value>) {
    for (media_type, body) in content {
        let _ = write!(out, "<p><code>{}</code>: {}</p>", escaped(media_type), kind(&body["schema"]));
    }
}

/// The fields of a schema, or what it is.
fn fields(out: &mut String, schema: &Value) {
    let _ = write!(out, "<p>{}</p>", text(&schema["description"]));
    for part in schema["allOf"].as_array().into_iter().flatten() {
        if part["$ref"].is_string() {
            let _ = write!(out, "<p>Everything of {}</p>", kind(part));
        } else {
            fields(out, part);
        }
    }
    let Some(properties) = schema["properties"].as_object() else {
        if schema["allOf"].is_null() {
            let _ = write!(out, "<p>{}</p>", kind(schema));
        }
        return;
    };
    let required = schema["required"].as_array();
    out.push_str("<dl>");
    for (name, property) in properties {
        let needed = required.is_some_and(|list| list.iter().any(|field| field == name));
        let _ = write!(
            out,
            "<dt><code>{}</code> <small>{}{}</small></dt><dd>{}</dd>",
            escaped(name),
            kind(property),
            if needed { ", required" } else { "" },
            text(&property["description"])
        );
    }
    out.push_str("</dl>");
}

/// A schema in words, as HTML.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#{0}\">{0}</a>", escaped(name));
    }
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<String> =
            values.iter().map(|value| format!("<code>{}</code>", text(value))).collect();
        return values.join(" | ");
    }
    for alternatives in ["oneOf", "anyOf", "allOf"] {
        if let Some(list) = schema[alternatives].as_array() {
            return list.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(name) => escaped(name),
        Value::Array(names) => {
            let item = |name: &Value| match name.as_str() {
                Some("array") => format!("list of {}", kind(&schema["items"])),
                Some(name) => escaped(name),
                None => String::new(),
            };
            names.iter().map(item).collect::<Vec<_>>().join(" or ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => "any".into(),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => escaped(text),
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => escaped(&value.to_string()),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_and_every_type_is_on_the_page_and_its_links_lead_somewhere() {
        let api = serde_json::to_value(crate::http::openapi()).unwrap();
        let page = html(&api);
        for (path, ..) in operations(&api) {
            assert!(page.contains(&format!("<code>{path}</code>")), "{path}");
        }
        for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(page.contains(&format!("id=\"{link}\"")), "#{link} leads nowhere");
        }
    }

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }
}
