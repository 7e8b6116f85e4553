use super::*;
use proptest::prelude::*;

const COURSE: &str = r#"<formation numero="K1" datemaj="20260115">
<action><session><etat-recrutement>1</etat-recrutement><periode><debut>20260301</debut><fin>99999999</fin></periode>
<adresse-inscription><adresse><codepostal>75001</codepostal></adresse></adresse-inscription></session>
<session><periode><debut>20260901</debut><fin>20261231</fin></periode><recrutement><nb-places>9</nb-places></recrutement></session>
<organisme-financeur><code-financeur>2</code-financeur><nb-places-financees>24</nb-places-financees></organisme-financeur>
<nombre-heures-total>350</nombre-heures-total>
<lieu-de-formation><coordonnees><nom>Rivoire</nom><adresse><ligne>1 rue</ligne><ville>Albi</ville><codepostal>81000</codepostal>
<geolocalisation><latitude>43.93</latitude><longitude>2.15</longitude></geolocalisation></adresse></coordonnees></lieu-de-formation></action>
<contenu-formation>-</contenu-formation>
<objectif-formation>&lt;ul&gt;&lt;li&gt;Souder &amp;agrave; l&apos;arc&lt;/li&gt;&lt;/ul&gt; Contact : a@b.invalid</objectif-formation>
<intitule-formation>Soudeur</intitule-formation>
<contact-formation><coordonnees><nom>Rivoire</nom><courriel>x@y.invalid</courriel></coordonnees></contact-formation>
<domaine-formation><code-FORMACODE>23026</code-FORMACODE><code-ROME>H2913</code-ROME><code-ROME>99999</code-ROME></domaine-formation>
<certification><code-RNCP>RNCP474</code-RNCP></certification>
<organisme-formation-responsable><numero-activite>99999999999</numero-activite><nom-organisme>Centre des Métaux</nom-organisme></organisme-formation-responsable>
<extras><extra><intitule-formation>autre</intitule-formation></extra></extras>
</formation>"#;

fn all(xml: &str) -> Vec<Parsed> {
    read(xml.as_bytes()).map(Result::unwrap).collect()
}

fn file(formations: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><lheo xmlns="http://lheo.gouv.fr/2.3"><offres>{formations}</offres></lheo>"#
    )
}

#[test]
fn a_course_is_read_in_any_order_of_its_elements() {
    let record = all(&file(COURSE)).remove(0).unwrap();
    let course = record.document;
    assert_eq!(course.body, "Soudeur\n- Souder à l'arc\nContact : [courriel masqué]");
    assert_eq!(course.source_id, "K1");
    assert_eq!(course.published.as_deref(), Some("2026-01-15"));
    let codes: Vec<_> = course.codes.iter().map(|code| (code.scheme, code.code.as_str())).collect();
    assert_eq!(codes, [(Scheme::Rome, "H2913"), (Scheme::Formacode, "23026"), (Scheme::Rncp, "474")]);
    assert_eq!(course.occupation, Some(OccupationCode("H2913".into())));
    assert_eq!(course.extra["heuresTotal"], 350);
    assert_eq!(course.extra["financeurs"][0], "2");
    assert!(!format!("{course:?}").contains("Rivoire"));
}

#[test]
fn sessions_have_their_place_their_state_and_their_places() {
    let course = all(&file(COURSE)).remove(0).unwrap().document;
    assert_eq!(course.place.territory, "81");
    assert_eq!(course.place.point, Some((43.93, 2.15)));
    let sessions: Vec<_> =
        course.sessions.iter().map(|s| (s.starts.as_deref(), s.ends.as_deref(), s.state, s.places)).collect();
    assert_eq!(
        sessions,
        [
            (Some("2026-03-01"), None, SessionState::Open, Some(12)),
            (Some("2026-09-01"), Some("2026-12-31"), SessionState::Unknown, Some(9)),
        ]
    );
}

#[test]
fn both_namespaces_and_prefixes_are_accepted() {
    let old = file(COURSE).replace("http://lheo.gouv.fr/2.3", "http://www.lheo.org/2.2");
    let prefixed = COURSE.replace("</", "\u{1}").replace('<', "<l:").replace('\u{1}', "</l:");
    assert_eq!(all(&old), all(&file(COURSE)));
    assert_eq!(
        all(&format!("<l:lheo xmlns:l='http://lheo.gouv.fr/2.3'>{prefixed}</l:lheo>")),
        all(&file(COURSE))
    );
}

#[test]
fn a_broken_course_is_refused_by_position_and_the_rest_is_read() {
    let broken = format!(
        "<formation><a></b></formation>{COURSE}<formation numero='3'><intitule-formation>-</intitule-formation></formation>"
    );
    let records = all(&file(&broken));
    let refused: Vec<_> =
        records.iter().filter_map(|r| r.as_ref().err()).map(|r| (r.position, r.id.clone())).collect();
    assert_eq!(refused, [(1, None), (3, Some("3".into()))]);
    assert!(records[1].is_ok());
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end(bytes in prop::collection::vec(any::<u8>(), 0..40), at in 0usize..2000) {
        let mut file = file(COURSE).into_bytes();
        let at = at.min(file.len());
        file.splice(at..at, bytes);
        prop_assert!(read(file.as_slice()).count() < 10);
    }
}

#[test]
fn the_official_example_is_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/lheo_schema/exemple-bts-onisep.xml");
    let Ok(bytes) = std::fs::read(path) else {
        eprintln!("skipped: the official LHEO example is not on this machine");
        return;
    };
    let records: Vec<Parsed> = read(bytes.as_slice()).map(Result::unwrap).collect();
    let course = records[0].as_ref().unwrap();
    assert_eq!(course.document.codes.iter().filter(|code| code.scheme == Scheme::Rome).count(), 3);
    assert!(!course.document.body.contains('<'));
    assert!(!course.document.sessions.is_empty());
}
