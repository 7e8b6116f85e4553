use super::*;
use Requirement::{Required, Wished};

const OFFER: &str = r#"{"id": 42, "intitule": "Soudeur / Soudeuse (H/F)", "description": "Appelez Mme Rivoire, Alix Rivoire, au 05 61 00 00 00.",
"dateCreation": "2026-02-03T07:34:58.000Z", "romeCode": "H2913", "typeContrat": "CDI",
"lieuTravail": {"libelle": "31 - TOULOUSE", "latitude": "43,6", "longitude": 1.44, "commune": "31555"},
"competences": [{"code": "123", "libelle": "Souder à l'arc", "exigence": "E"}, {"libelle": "Lire un plan", "exigence": "S"}],
"qualitesProfessionnelles": ["Rigueur"], "permis": {"libelle": "Permis B", "exigence": "S"},
"contexteTravail": {"horaires": ["35H/semaine\nTravail en 2x8"]}, "salaire": [{"libelle": "2100 euros"}],
"contact": {"nom": "Alix Rivoire", "courriel": "alix@atelier.invalid"}, "agence": [{"courriel": "a@b.invalid"}]}"#;

fn all(input: &str) -> Vec<Parsed> {
    read(input.as_bytes()).unwrap().map(Result::unwrap).collect()
}

fn line() -> String {
    OFFER.replace('\n', " ")
}

#[test]
fn an_offer_becomes_a_record_without_its_contact() {
    let record = all(OFFER).remove(0).unwrap();
    let document = &record.document;
    assert_eq!(document.source_id, "42");
    assert_eq!(document.occupation, Some(OccupationCode("H2913".into())));
    assert_eq!(document.month(), "2026-02");
    assert_eq!((document.place.territory.as_str(), document.place.point), ("31", Some((43.6, 1.44))));
    assert_eq!(document.extra["salaire"], "2100 euros");
    let everything = format!("{record:?}");
    for personal in ["Alix", "Rivoire", "alix@", "05 61"] {
        assert!(!everything.contains(personal), "{personal} is kept");
    }
}

#[test]
fn structured_fields_are_lines_with_their_requirement() {
    let record = all(OFFER).remove(0).unwrap();
    let lines: Vec<_> = record
        .declared
        .iter()
        .map(|d| (d.span.slice(&record.document.body), d.requirement, d.code.as_deref()))
        .collect();
    assert_eq!(
        lines,
        [
            ("Souder à l'arc", Required, Some("123")),
            ("Lire un plan", Wished, None),
            ("Rigueur", Required, None),
            ("Permis B", Wished, None),
            ("35H/semaine", Required, None),
            ("Travail en 2x8", Required, None),
        ]
    );
}

#[test]
fn every_container_gives_the_same_records() {
    let one = all(OFFER);
    for input in [
        line(),
        format!("\u{feff}{}\n\n", line()),
        format!("[{OFFER}]"),
        format!(r#"{{"resultats": [{OFFER}], "filtresPossibles": []}}"#),
        format!("{{\n\"resultats\": [{OFFER}]}}"),
    ] {
        assert_eq!(all(&input), one, "{input}");
    }
}

#[test]
fn a_broken_line_is_reported_and_the_rest_is_read() {
    let lines = format!("{}\n{{oops\n[]\n{{\"id\": \"x\"}}\n{{\"intitule\": \"y\"}}\n{}", line(), line());
    let records = all(&lines);
    let refused: Vec<_> =
        records.iter().filter_map(|r| r.as_ref().err()).map(|r| (r.position, r.id.clone())).collect();
    assert_eq!(refused, [(2, None), (3, None), (4, Some("x".into())), (5, None)]);
    assert_eq!(records.len(), 6);
    assert_eq!(all(&format!("{{oops\n{}", line())).iter().filter(|r| r.is_ok()).count(), 1);
}

#[test]
fn bytes_that_are_no_utf8_are_refused_alone() {
    let mut bytes = line().into_bytes();
    bytes.extend(b"\n{\"id\": \"\xe9\"}\n");
    let records: Vec<_> = read(bytes.as_slice()).unwrap().map(Result::unwrap).collect();
    assert!(records[0].is_ok());
    assert!(records[1].as_ref().unwrap_err().reason.contains("no JSON"));
}

#[test]
fn nothing_gives_no_records() {
    assert!(all("").is_empty());
    assert!(all("[]").is_empty());
    assert!(all("\n \n").is_empty());
}

#[test]
fn real_offers_are_read_without_a_refusal() {
    for file in ["offers_general.jsonl", "offers_M1805.jsonl"] {
        let path = format!("{}/../../shared/data/ft_offers_fr/{file}", env!("CARGO_MANIFEST_DIR"));
        let Ok(bytes) = std::fs::read(path) else {
            eprintln!("skipped: the real offers are not on this machine");
            return;
        };
        let records: Vec<Parsed> = read(bytes.as_slice()).unwrap().map(Result::unwrap).collect();
        let read: Vec<&Record> = records.iter().filter_map(|record| record.as_ref().ok()).collect();
        assert_eq!(read.len(), records.len());
        assert!(read.len() > 100);
        let placed = read.iter().filter(|record| !record.document.place.territory.is_empty()).count();
        assert!(placed * 10 > read.len() * 8, "{placed} of {} have a territory", read.len());
        for record in &read {
            // `C@rte` and `@marque` are no addresses; a name, the sign and a domain with a dot are.
            for (before, after) in
                record.document.body.match_indices('@').map(|(at, _)| record.document.body.split_at(at))
            {
                let domain = after[1..].split_whitespace().next().unwrap_or_default();
                let address =
                    before.ends_with(char::is_alphanumeric) && domain.trim_end_matches('.').contains('.');
                assert!(!address, "an address is left in {}", record.document.source_id);
            }
        }
    }
}
