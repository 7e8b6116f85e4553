//! Offers in the form of France Travail's "Offres d'emploi v2": an envelope, an array or JSON Lines in;
//! records out. Contacts and agencies are never kept; their names, addresses and numbers in the text are masked.

use super::json::{flag, items, label, number, text};
use super::record::{Body, Declared, Parsed, Record, is_rome, territory};
use crate::store::{Code, NewDocument, Place, Rejected, Requirement, Scheme, Side};
use passerelle_engine::taxonomy::OccupationCode;
use serde_json::{Map, Value, json};
use std::io::{self, BufRead};

/// Reads offers one by one. JSON Lines are streamed; an envelope or an array is one JSON value and is
/// held in memory. Each record comes with its position, from 1.
pub fn read<R: BufRead>(mut reader: R) -> io::Result<Offers<R>> {
    let first = next_line(&mut reader)?.unwrap_or_default();
    if first.trim_ascii_start().starts_with(b"{") && opens_an_envelope(&first) == Some(false) {
        return Ok(Offers {
            lines: Some(reader),
            pending: Some(first),
            values: Vec::new().into_iter(),
            position: 0,
        });
    }
    let mut whole = first;
    whole.push(b'\n');
    reader.read_to_end(&mut whole)?;
    let values = if let Ok(value) = serde_json::from_slice::<Value>(&whole) {
        unwrapped(value)
    } else {
        // Lines after all, the first of them broken: line by line they are reported.
        whole.split(|byte| *byte == b'\n').filter_map(line_value).collect()
    };
    Ok(Offers { lines: None, pending: None, values: values.into_iter(), position: 0 })
}

/// The offers of a file, one by one.
#[derive(Debug)]
pub struct Offers<R> {
    lines: Option<R>,
    pending: Option<Vec<u8>>,
    values: std::vec::IntoIter<Value>,
    position: u64,
}

impl<R: BufRead> Iterator for Offers<R> {
    type Item = io::Result<Parsed>;

    fn next(&mut self) -> Option<Self::Item> {
        let value = match &mut self.lines {
            None => self.values.next()?,
            Some(reader) => loop {
                let line = match self.pending.take() {
                    Some(line) => line,
                    None => match next_line(reader) {
                        Ok(line) => line?,
                        Err(error) => return Some(Err(error)),
                    },
                };
                if let Some(value) = line_value(&line) {
                    break value;
                }
            },
        };
        self.position += 1;
        Some(Ok(record(&value, self.position)))
    }
}

/// `None` where the line is no JSON by itself.
fn opens_an_envelope(line: &[u8]) -> Option<bool> {
    serde_json::from_slice::<Value>(line).ok().map(|value| value.get("resultats").is_some())
}

fn next_line(reader: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let bare = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
        if !bare.is_empty() {
            return Ok(Some(bare.to_vec()));
        }
    }
}

/// The value of a line; a broken line becomes a string that says what is wrong with it.
fn line_value(line: &[u8]) -> Option<Value> {
    let line = line.trim_ascii();
    (!line.is_empty()).then(|| {
        serde_json::from_slice(line)
            .unwrap_or_else(|error| Value::String(format!("the line is no JSON: {error}")))
    })
}

fn unwrapped(value: Value) -> Vec<Value> {
    match value {
        Value::Array(offers) => offers,
        Value::Object(mut envelope) => match envelope.remove("resultats") {
            Some(Value::Array(offers)) => offers,
            Some(other) => vec![other],
            None => vec![Value::Object(envelope)],
        },
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => vec![other],
    }
}

fn record(value: &Value, position: u64) -> Parsed {
    let reject = |id: Option<String>, reason: &str| Rejected { position, id, reason: reason.into() };
    let Value::Object(offer) = value else {
        let reason = value.as_str().unwrap_or("the record is no JSON object; an offer is expected here");
        return Err(reject(None, reason));
    };
    let Some(id) = text(offer, "id") else {
        return Err(reject(None, "the offer has no `id`; give it one, so that it can be updated"));
    };
    let title = text(offer, "intitule").or_else(|| text(offer, "appellationlibelle")).unwrap_or_default();
    let description = text(offer, "description").unwrap_or_default();
    if title.is_empty() && description.is_empty() {
        return Err(reject(Some(id), "the offer has neither `intitule` nor `description`: nothing to read"));
    }
    let (body, declared) = body_of(offer, &title, &description);
    let rome = text(offer, "romeCode").filter(|code| is_rome(code));
    let document = NewDocument {
        side: Side::Offer,
        source_id: id,
        title: super::mask::mask(&title),
        body,
        codes: rome.iter().map(|code| Code { scheme: Scheme::Rome, code: code.clone() }).collect(),
        occupation: rome.map(OccupationCode),
        place: place_of(offer),
        published: text(offer, "dateCreation").and_then(|date| day(&date)),
        contract: text(offer, "typeContrat"),
        extra: extra_of(offer),
        sessions: Vec::new(),
    };
    Ok(Record { document, declared })
}

/// The text for the tagger: title, description, then the structured fields, an item a line.
fn body_of(offer: &Map<String, Value>, title: &str, description: &str) -> (String, Vec<Declared>) {
    let mut body = Body::default();
    let contact = offer.get("contact").and_then(Value::as_object).and_then(|contact| text(contact, "nom"));
    body.paragraph(title);
    body.paragraph(&super::mask::mask_name(description, contact.as_deref().unwrap_or("")));
    body.list("Compétences :", &asked(offer, "competences"));
    body.list("Qualités :", &asked(offer, "qualitesProfessionnelles"));
    body.list("Formation :", &schooling(offer));
    body.list("Langues :", &asked(offer, "langues"));
    body.list("Permis :", &asked(offer, "permis"));
    body.list("Contexte de travail :", &contexts(offer));
    (body.text, body.declared)
}

fn exigence(item: &Value) -> Requirement {
    match item.get("exigence").and_then(Value::as_str).map(str::trim) {
        Some("S" | "s") => Requirement::Wished,
        _ => Requirement::Required,
    }
}

fn asked(offer: &Map<String, Value>, key: &str) -> Vec<(String, Requirement, Option<String>)> {
    items(offer, key)
        .filter_map(|item| {
            Some((label(item)?, exigence(item), item.as_object().and_then(|it| text(it, "code"))))
        })
        .collect()
}

fn schooling(offer: &Map<String, Value>) -> Vec<(String, Requirement, Option<String>)> {
    let words = |item: &Value| {
        let item = item.as_object()?;
        let parts: Vec<String> =
            ["niveauLibelle", "domaineLibelle"].iter().filter_map(|key| text(item, key)).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    };
    items(offer, "formations").filter_map(|item| Some((words(item)?, exigence(item), None))).collect()
}

fn contexts(offer: &Map<String, Value>) -> Vec<(String, Requirement, Option<String>)> {
    let Some(Value::Object(context)) = offer.get("contexteTravail") else { return Vec::new() };
    ["horaires", "conditionsExercice"]
        .iter()
        .flat_map(|key| items(context, key))
        .filter_map(label)
        .flat_map(|item| item.lines().map(|line| line.trim().to_string()).collect::<Vec<_>>())
        .filter(|line| !line.is_empty())
        .map(|line| (line, Requirement::Required, None))
        .collect()
}

fn place_of(offer: &Map<String, Value>) -> Place {
    let empty = Map::new();
    let place = offer.get("lieuTravail").and_then(Value::as_object).unwrap_or(&empty);
    let (commune, name) = (text(place, "commune"), text(place, "libelle"));
    let named = name.as_deref().and_then(|name| name.split(" - ").next()).map(str::trim);
    let department =
        named.filter(|code| (2..=3).contains(&code.len()) && code.starts_with(|c: char| c.is_ascii_digit()));
    let territory = commune
        .as_deref()
        .and_then(territory)
        .or_else(|| text(place, "codePostal").as_deref().and_then(territory))
        .or_else(|| department.map(Into::into))
        .or_else(|| text(offer, "departement"));
    let point = number(place, "latitude").zip(number(place, "longitude"));
    // 0, 0 lies in the Gulf of Guinea and stands for "not known".
    let point =
        point.filter(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0 && (*lat != 0.0 || *lon != 0.0));
    Place { territory: territory.unwrap_or_default(), commune, name, point }
}

/// Structured fields worth showing. A list of what is kept: contacts cannot slip in.
fn extra_of(offer: &Map<String, Value>) -> Value {
    let mut kept = Map::new();
    for key in [
        "appellationlibelle",
        "romeLibelle",
        "typeContratLibelle",
        "natureContrat",
        "experienceExige",
        "experienceLibelle",
        "dureeTravailLibelle",
        "qualificationLibelle",
        "secteurActiviteLibelle",
        "codeNAF",
        "deplacementCode",
        "deplacementLibelle",
        "dateActualisation",
    ] {
        if let Some(value) = text(offer, key) {
            kept.insert(key.into(), Value::String(super::mask::mask(&value)));
        }
    }
    if let Some(salary) = items(offer, "salaire").find_map(label) {
        kept.insert("salaire".into(), Value::String(salary));
    }
    if let Some(name) = offer.get("entreprise").and_then(Value::as_object).and_then(|it| text(it, "nom")) {
        kept.insert("entreprise".into(), Value::String(name));
    }
    let lines: Vec<String> = contexts(offer).into_iter().map(|(line, ..)| line).collect();
    kept.insert("contexteTravail".into(), json!(lines));
    kept.insert("alternance".into(), flag(offer, "alternance").into());
    kept.insert("nombrePostes".into(), number(offer, "nombrePostes").map_or(1, |n| n as u64).into());
    Value::Object(kept)
}

/// `YYYY-MM-DD` of an ISO date.
fn day(date: &str) -> Option<String> {
    let day = date.get(..10)?;
    let shaped = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    shaped.then(|| day.to_string())
}

#[cfg(test)]
#[path = "france_travail_tests.rs"]
mod tests;
