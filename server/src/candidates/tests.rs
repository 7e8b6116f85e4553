use super::*;
use crate::inference::Situated;
use crate::ingest::double::{Words, taxonomy};
use crate::ingest::{Format, Importer};
use crate::store::{Store, StoreError, Tenant};
use passerelle_engine::pipeline::{Link, LinkMethod};
use passerelle_engine::taxonomy::{ConceptIx, ConceptKind};
use std::sync::Arc;

const SETTINGS: Settings = Settings { at_least: 2, most_forms: 100, label: None };

/// A store with offers that name a new thing in three spellings, one of them mistyped.
async fn store() -> (Store, Tenant) {
    let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
    let taxonomy = Arc::new(taxonomy());
    let mut words = Words::of(&taxonomy);
    for unknown in ["jumeau numérique", "jumeaux-numériques", "jumeau numérqiue", "sertissage"] {
        words.0.push((unknown.into(), None, ConceptKind::Knowledge));
    }
    let importer = Importer::new(store.clone(), taxonomy, Arc::new(words), tenant.clone());
    let offers = r#"{"id":"1","intitule":"Cuisinier","description":"Vous tenez le jumeau numérique du site. HACCP exigé."}
{"id":"2","intitule":"Cuisinier","description":"Pratique des jumeaux-numériques. Sertissage."}
{"id":"3","intitule":"Cuisinier","description":"Le jumeau numérqiue est un plus ; HACCP."}
{"id":"4","intitule":"Cuisinier","description":"Jumeau numérique, encore."}
"#;
    importer.import(Format::FranceTravail, offers.as_bytes(), |_| {}).await.unwrap();
    (store, tenant)
}

/// Everything lies in one place, near the concepts of two kinds.
async fn situate(wordings: Vec<String>) -> Result<Vec<Situated>, StoreError> {
    let near = |at: u32, score: f32| Link { concept: ConceptIx(at), score, method: LinkMethod::Dense };
    let one = |wording: &String| Situated {
        vector: if wording.contains("jum") || wording.contains("Jum") {
            vec![1.0, 0.0]
        } else {
            vec![0.0, 1.0]
        },
        nearest: vec![near(5, 0.5), near(2, 0.4), near(8, 0.3)],
    };
    Ok(wordings.iter().map(one).collect())
}

#[tokio::test]
async fn a_new_expression_in_three_spellings_is_one_candidate() {
    let ((store, tenant), taxonomy) = (store().await, taxonomy());
    let found = candidates(&store, &tenant, &taxonomy, SETTINGS, 0..9, situate).await.unwrap();
    assert_eq!((found.mentions, found.forms, found.left_out), (5, 3, 0));
    assert_eq!(found.items.len(), 1, "{:?}", found.items);
    let item = &found.items[0];
    assert_eq!((item.documents, item.mentions, item.forms.len()), (4, 4, 4));
    assert_eq!(item.wording.to_lowercase(), "jumeau numérique");
    let sentences: Vec<&str> = item.examples.iter().map(|example| example.sentence.as_str()).collect();
    assert!(sentences.len() == 3 && sentences.iter().any(|s| s.contains("numérqiue")), "{sentences:?}");
    // An attitude is nothing a KNOWLEDGE mention may be; a skill is.
    let nearest: Vec<&str> = item.nearest.iter().map(|(at, _)| taxonomy.concept(*at).id.0.as_str()).collect();
    assert_eq!(nearest, ["sv-haccp", "sf-sql"]);
}

#[tokio::test]
async fn of_too_many_forms_the_rarest_are_left_out_and_told() {
    let ((store, tenant), taxonomy) = (store().await, taxonomy());
    let few = Settings { at_least: 1, most_forms: 2, ..SETTINGS };
    let found = candidates(&store, &tenant, &taxonomy, few, 0..0, situate).await.unwrap();
    assert_eq!((found.forms, found.left_out), (3, 1));
    assert!(found.items.iter().all(|item| item.examples.is_empty()), "only what is shown has sentences");
    let other = candidates(&store, &Tenant("other".into()), &taxonomy, few, 0..9, situate).await.unwrap();
    assert_eq!(other.mentions, 0);
}
