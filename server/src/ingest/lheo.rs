//! Courses in LHEO XML (2.3 and 2.2): a file in; records out. Element order is free, text may be escaped
//! HTML, `-` and runs of 9 are placeholders. Contacts are never read.

use super::formations::Formations;
use super::html::plain;
use super::record::{Body, Parsed, Record, is_rome, territory};
use super::xml::{Node, parse};
use crate::store::{Code, NewDocument, Place, Rejected, Scheme, Session, SessionState, Side, hex};
use passerelle_engine::taxonomy::OccupationCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::{self, BufRead};

/// Reads courses one by one; a broken one is refused by its position, from 1, and the rest goes on.
pub fn read<R: BufRead>(reader: R) -> Courses<R> {
    Courses { formations: Formations::new(reader), position: 0 }
}

/// The courses of a file, one by one.
#[derive(Debug)]
pub struct Courses<R> {
    formations: Formations<R>,
    position: u64,
}

impl<R: BufRead> Courses<R> {
    /// True once the root element `lheo` was seen: false at the end means the file is something else.
    pub fn is_lheo(&self) -> bool {
        self.formations.is_lheo
    }
}

impl<R: BufRead> Iterator for Courses<R> {
    type Item = io::Result<Parsed>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = match self.formations.next()? {
            Ok(text) => text,
            Err(error) => return Some(Err(error)),
        };
        self.position += 1;
        let position = self.position;
        let parsed = text.and_then(|text| parse(&text));
        Some(Ok(match parsed {
            Ok(formation) => record(&formation, position),
            Err(reason) => Err(Rejected { position, id: None, reason }),
        }))
    }
}

/// Text of a field: HTML stripped, placeholders empty.
fn field(node: &Node, path: &[&str]) -> Option<String> {
    let text = plain(&node.at(path)?.text);
    let stands_for_nothing = text.chars().all(|c| matches!(c, '-' | '.' | ' ' | '\u{a0}'))
        || (text.len() >= 8 && text.bytes().all(|byte| byte == b'9'));
    (!stands_for_nothing).then_some(text)
}

fn record(formation: &Node, position: u64) -> Parsed {
    let id = source_id(formation);
    let reject = |reason: &str| Rejected { position, id: Some(id.clone()), reason: reason.into() };
    let Some(title) = field(formation, &["intitule-formation"]) else {
        return Err(reject("the course has no `intitule-formation`; a course needs a title"));
    };
    let mut body = Body::default();
    body.paragraph(&title);
    for part in ["objectif-formation", "resultats-attendus", "contenu-formation"] {
        body.paragraph(&field(formation, &[part]).unwrap_or_default());
    }
    let codes = codes(formation);
    let rome = codes.iter().find(|code| code.scheme == Scheme::Rome).map(|code| code.code.clone());
    let sessions: Vec<Session> = formation.all("action").flat_map(sessions).collect();
    let first = sessions.iter().find(|session| !session.place.territory.is_empty()).or(sessions.first());
    let document = NewDocument {
        side: Side::Course,
        source_id: id,
        title: super::mask::mask(&title),
        body: body.text,
        occupation: rome.map(OccupationCode),
        place: first.map(|session| session.place.clone()).unwrap_or_default(),
        published: ["datemaj", "datecrea"].iter().find_map(|name| day(formation.attribute(name)?)),
        contract: None,
        extra: extra(formation),
        codes,
        sessions,
    };
    Ok(Record { document, declared: body.declared })
}

/// The course's own number where it has one; else made of who teaches what where, which stays the same
/// from one export to the next.
fn source_id(formation: &Node) -> String {
    let own = ["numero", "id", "href"].iter().find_map(|name| formation.attribute(name));
    let own = own.map(str::to_string).or_else(|| field(formation, &["identifiant-module"]));
    own.filter(|id| !id.trim().is_empty()).unwrap_or_else(|| {
        let parts = ["SIRET", "intitule-formation", "code-RNCP", "codepostal", "code-INSEE-commune"];
        let key: Vec<&str> =
            parts.iter().map(|name| formation.find(name).map_or("", |node| node.text.as_str())).collect();
        let hash = Sha256::digest(key.join("\u{1f}").as_bytes());
        format!("lheo-{}", hex(&hash[..8]))
    })
}

fn codes(formation: &Node) -> Vec<Code> {
    let mut codes = Vec::new();
    let mut add = |scheme, text: &str| {
        let text = text.trim();
        let is_code = text.chars().any(|c| c.is_ascii_digit() && c != '9' && c != '0');
        if is_code && (scheme != Scheme::Rome || is_rome(text)) {
            codes.push(Code { scheme, code: text.to_string() });
        }
    };
    for domain in formation.all("domaine-formation") {
        domain.all("code-ROME").for_each(|code| add(Scheme::Rome, &code.text));
        domain.all("code-FORMACODE").for_each(|code| add(Scheme::Formacode, &code.text));
    }
    for certification in formation.all("certification") {
        // LHEO writes 474 or RNCP474: one form.
        certification
            .all("code-RNCP")
            .for_each(|code| add(Scheme::Rncp, code.text.trim_start_matches("RNCP")));
        certification.all("code-RS").for_each(|code| add(Scheme::Rs, code.text.trim_start_matches("RS")));
        certification.all("code-CERTIFINFO").for_each(|code| add(Scheme::Certifinfo, &code.text));
    }
    codes
}

fn sessions(action: &Node) -> Vec<Session> {
    let place = action
        .child("lieu-de-formation")
        .and_then(|place| place.find("adresse"))
        .or_else(|| action.find("adresse"))
        .map(place_of)
        .unwrap_or_default();
    let count = action.all("session").count() as u32;
    let funded: u32 =
        action.all("organisme-financeur").filter_map(|by| whole(by, "nb-places-financees")).sum();
    action
        .all("session")
        .map(|session| {
            let stated: u32 = session.all("recrutement").filter_map(|it| whole(it, "nb-places")).sum();
            let places = if stated > 0 { stated } else { funded.checked_div(count).unwrap_or(0) };
            Session {
                place: place.clone(),
                starts: session.at(&["periode", "debut"]).and_then(|date| day(&date.text)),
                ends: session.at(&["periode", "fin"]).and_then(|date| day(&date.text)),
                state: match session.child("etat-recrutement").map(|state| state.text.as_str()) {
                    Some("1") => SessionState::Open,
                    Some("2") => SessionState::Closed,
                    Some("3") => SessionState::Suspended,
                    _ => SessionState::Unknown,
                },
                places: (places > 0).then_some(places),
            }
        })
        .collect()
}

fn place_of(address: &Node) -> Place {
    let commune = field(address, &["code-INSEE-commune"]);
    let postal = field(address, &["codepostal"]);
    let degrees = |name| {
        let text = field(address, &["geolocalisation", name])?;
        text.replace(',', ".").parse::<f64>().ok().filter(|degrees| degrees.is_finite() && *degrees != 0.0)
    };
    Place {
        territory: field(address, &["departement"])
            .or_else(|| commune.as_deref().and_then(territory))
            .or_else(|| postal.as_deref().and_then(territory))
            .unwrap_or_default(),
        commune,
        name: field(address, &["ville"]),
        point: degrees("latitude").zip(degrees("longitude")),
    }
}

fn whole(node: &Node, name: &str) -> Option<u32> {
    node.child(name)?.text.trim().parse().ok().filter(|number| *number < 99_999)
}

/// `YYYY-MM-DD` of `YYYYMMDD` or of the same with dashes; `None` for placeholders.
fn day(text: &str) -> Option<String> {
    let digits: String = text.trim().chars().take(10).filter(char::is_ascii_digit).take(8).collect();
    let (month, day) = (digits.get(4..6)?, digits.get(6..8)?);
    let dated = ("01"..="12").contains(&month) && ("01"..="31").contains(&day) && &digits[..4] > "1900";
    (dated && &digits[..4] < "9999").then(|| format!("{}-{month}-{day}", &digits[..4]))
}

/// Structured fields worth showing.
fn extra(formation: &Node) -> Value {
    let actions: Vec<&Node> = formation.all("action").collect();
    let hours = |name: &str| actions.iter().find_map(|action| whole(action, name));
    let texts = |of: &str, name: &str| -> Vec<String> {
        let mut found: Vec<String> = actions
            .iter()
            .flat_map(|action| action.all(of))
            .filter_map(|node| field(node, &[name]))
            .collect();
        found.dedup();
        found
    };
    let responsible = formation.child("organisme-formation-responsable");
    json!({
        "organisme": responsible.and_then(|it| field(it, &["nom-organisme"]).or_else(|| field(it, &["raison-sociale"]))),
        "certifiante": field(formation, &["certifiante"]).map(|flag| flag == "1"),
        "niveauEntree": field(formation, &["code-niveau-entree"]),
        "niveauSortie": field(formation, &["code-niveau-sortie"]),
        "heuresCentre": hours("nombre-heures-centre"),
        "heuresEntreprise": hours("nombre-heures-entreprise"),
        "heuresTotal": hours("nombre-heures-total"),
        "modalitesEnseignement": actions.iter().find_map(|action| field(action, &["modalites-enseignement"])),
        "financeurs": texts("organisme-financeur", "code-financeur"),
        "url": formation.child("url-formation").and_then(|it| field(it, &["urlweb"])),
    })
}

#[cfg(test)]
#[path = "lheo_tests.rs"]
mod tests;
