use super::double::{Words, taxonomy};
use super::*;
use crate::index::{ExactIndex, Generation, VectorIndex};
use crate::store::{Requirement, Segment, Side, Store, Tenant, Totals};
use std::sync::Arc;

const LINES: &str = r#"{"id":"1","intitule":"Cuisinier","description":"Préparer des plats. HACCP souhaité.","romeCode":"G1602","dateCreation":"2026-01-05","lieuTravail":{"commune":"31555"}}
{"id":"2","intitule":"Soudeur","description":"Atelier.","competences":[{"code":"123","libelle":"Soudage électrique","exigence":"S"}],"romeCode":"H2913"}
{"id":"1","intitule":"Encore","description":"le même"}
oops
"#;

async fn importer() -> (Importer, Store, Tenant) {
    let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
    let taxonomy = Arc::new(taxonomy());
    let words = Arc::new(Words::of(&taxonomy));
    (Importer::new(store.clone(), taxonomy, words, tenant.clone()), store, tenant)
}

#[tokio::test]
async fn an_import_can_run_as_a_task_of_its_own() {
    let (importer, ..) = importer().await;
    let task = async move { importer.import(Format::FranceTravail, LINES.as_bytes(), |_| ()).await };
    assert_eq!(tokio::spawn(task).await.unwrap().unwrap().totals.stored, 2);
}

#[tokio::test]
async fn every_record_is_stored_or_named() {
    let (importer, ..) = importer().await;
    let report = importer.import(Format::FranceTravail, LINES.as_bytes(), |_| ()).await.unwrap();
    assert_eq!(report.totals, Totals { read: 4, stored: 2, unchanged: 0, rejected: 2 });
    assert_eq!(report.rejected.iter().map(|r| r.position).collect::<Vec<_>>(), [3, 4]);
}

#[tokio::test]
async fn a_second_import_of_the_same_file_changes_nothing() {
    let (importer, store, tenant) = importer().await;
    importer.import(Format::FranceTravail, LINES.as_bytes(), |_| ()).await.unwrap();
    let counts = store.counts(&tenant).await.unwrap();
    let again = importer.import(Format::FranceTravail, LINES.as_bytes(), |_| ()).await.unwrap();
    assert_eq!((again.totals.stored, again.totals.unchanged), (0, 2));
    assert_eq!(store.counts(&tenant).await.unwrap(), counts);
    assert_eq!(store.recount(&tenant).await.unwrap(), counts);
}

#[tokio::test]
async fn wishes_and_structured_codes_are_kept() {
    let (importer, store, tenant) = importer().await;
    importer.import(Format::FranceTravail, LINES.as_bytes(), |_| ()).await.unwrap();
    let mut found = Vec::new();
    for document in store.documents(&tenant, Side::Offer, None, 9).await.unwrap() {
        for mention in store.mentions(&document.id).await.unwrap() {
            let cut: String = document
                .body
                .chars()
                .skip(mention.span.start)
                .take(mention.span.end - mention.span.start)
                .collect();
            assert_eq!(cut, mention.surface);
            found.push((mention.concept.unwrap().0, mention.requirement));
        }
    }
    found.sort();
    let expected = [
        ("sf-plats", Requirement::Required),
        ("sf-souder", Requirement::Wished),
        ("sv-haccp", Requirement::Wished),
    ];
    assert_eq!(found, expected.map(|(id, requirement)| (id.to_string(), requirement)));
}

#[tokio::test]
async fn what_is_stored_can_be_found_in_the_index() {
    let (importer, ..) = importer().await;
    let (index, generation) = (Arc::new(ExactIndex::default()), Generation("g".into()));
    index.ensure(&generation).await.unwrap();
    let importer = importer.with_index(index.clone(), generation.clone());
    importer.import(Format::FranceTravail, LINES.as_bytes(), |_| ()).await.unwrap();
    assert_eq!(index.count(&generation).await.unwrap(), 2);
}

#[tokio::test]
async fn a_file_that_is_no_lheo_is_an_error() {
    let (importer, ..) = importer().await;
    let result = importer.import(Format::Lheo, "<html></html>".as_bytes(), |_| ()).await;
    assert!(matches!(result, Err(IngestError::NotLheo)));
}

#[tokio::test]
async fn the_demonstration_market_is_read_without_a_refusal() {
    let (importer, store, tenant) = importer().await;
    assert!(demo::is_empty(&store, &tenant).await.unwrap());
    let reports = demo::load(&importer, |_| ()).await.unwrap();
    for report in &reports {
        assert_eq!(report.rejected, []);
        assert!(report.totals.stored > 0);
    }
    let offers = store.count_documents(&tenant, Side::Offer, &Segment::default()).await.unwrap();
    assert_eq!(demo::is_empty(&store, &tenant).await.unwrap(), offers == 0);
}
