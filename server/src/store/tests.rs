use super::*;
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptId, OccupationCode};
use passerelle_engine::text::CharSpan;
use proptest::prelude::*;

fn offer(id: &str, occupation: &str, territory: &str, month: &str) -> NewDocument {
    NewDocument {
        side: Side::Offer,
        source_id: id.into(),
        title: "Cuisinier H/F".into(),
        body: "Préparer les plats. Hygiène souhaitée.".into(),
        occupation: Some(OccupationCode(occupation.into())),
        place: Place { territory: territory.into(), ..Place::default() },
        published: Some(format!("{month}-03")),
        contract: Some("CDI".into()),
        extra: serde_json::json!({}),
        codes: vec![Code { scheme: Scheme::Rome, code: occupation.into() }],
        sessions: Vec::new(),
    }
}

fn mention(concept: Option<&str>, requirement: Requirement, confidence: f64) -> Mention {
    Mention {
        concept: concept.map(|id| ConceptId(id.into())),
        label: Label::Skill,
        surface: "Préparer les plats".into(),
        requirement,
        confidence,
        span: CharSpan { start: 0, end: 18 },
        sentence: CharSpan { start: 0, end: 19 },
    }
}

#[tokio::test]
async fn a_second_import_of_the_same_document_changes_nothing() {
    let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
    let entry =
        (offer("1", "G1602", "31", "2026-01"), vec![mention(Some("c"), Requirement::Required, 0.5)], vec![]);
    assert_eq!(store.put(&tenant, std::slice::from_ref(&entry), "m1").await.unwrap(), [Outcome::Stored]);
    let before = store.counts(&tenant).await.unwrap();
    assert_eq!(store.put(&tenant, std::slice::from_ref(&entry), "m1").await.unwrap(), [Outcome::Unchanged]);
    assert_eq!(store.unchanged(&tenant, &[&entry.0], "m1").await.unwrap(), [true]);
    assert_eq!(store.unchanged(&tenant, &[&entry.0], "m2").await.unwrap(), [false]);
    assert_eq!(store.counts(&tenant).await.unwrap(), before);
}

#[tokio::test]
async fn a_document_counts_a_concept_once_at_its_strongest() {
    let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
    let mentions = vec![
        mention(Some("c"), Requirement::Wished, 0.9),
        mention(Some("c"), Requirement::Required, 0.8),
        mention(None, Requirement::Required, 1.0),
    ];
    store.put(&tenant, &[(offer("1", "G1602", "31", "2026-01"), mentions, vec![])], "m").await.unwrap();
    let counted = store.count_concepts(&tenant, Side::Offer, &Segment::default()).await.unwrap();
    assert_eq!(counted, [ConceptCount { concept: ConceptId("c".into()), documents: 1, weight: 0.8 }]);
}

#[tokio::test]
async fn a_segment_holds_its_own_documents_only() {
    let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
    for (id, occupation, territory, month) in
        [("1", "G1602", "31", "2026-01"), ("2", "G1603", "31", "2026-02"), ("3", "G1602", "81", "2026-02")]
    {
        store.put(&tenant, &[(offer(id, occupation, territory, month), vec![], vec![])], "m").await.unwrap();
    }
    let count = async |scope, territory: Option<&str>, since: Option<&str>| {
        let period = Period { since: since.map(Into::into), until: None };
        let segment = Segment { scope, territory: territory.map(Into::into), period };
        store.count_documents(&tenant, Side::Offer, &segment).await.unwrap()
    };
    assert_eq!(count(Scope::All, None, None).await, 3);
    assert_eq!(count(Scope::Domain("G16".into()), Some("31"), None).await, 2);
    assert_eq!(count(Scope::Occupation(OccupationCode("G1602".into())), None, None).await, 2);
    assert_eq!(count(Scope::Domain("G".into()), None, Some("2026-02")).await, 2);
    assert_eq!(count(Scope::Domain("M".into()), None, None).await, 0);
    let other = Tenant("other".into());
    assert_eq!(store.count_documents(&other, Side::Offer, &Segment::default()).await.unwrap(), 0);
}

#[tokio::test]
async fn evidence_is_the_sentence_at_its_code_points() {
    let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
    let entry = (
        offer("1", "G1602", "31", "2026-01"),
        vec![mention(Some("c"), Requirement::Required, 0.5)],
        vec![0.5],
    );
    store.put(&tenant, &[entry], "m").await.unwrap();
    let found =
        store.evidence(&tenant, Side::Offer, &Segment::default(), &ConceptId("c".into()), 9).await.unwrap();
    assert_eq!(found[0].sentence, "Préparer les plats.");
    assert_eq!(found.len(), 1);
    let read = store.document(&tenant, &found[0].document).await.unwrap().unwrap();
    assert_eq!((read.source_id.as_str(), read.vector), ("1", vec![0.5]));
    assert_eq!(store.mentions(&read.id).await.unwrap()[0].surface, "Préparer les plats");
}

#[tokio::test]
async fn a_closed_session_is_no_supply() {
    let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
    let session = |territory: &str, state| Session {
        place: Place { territory: territory.into(), ..Place::default() },
        starts: Some("2026-02-01".into()),
        ends: Some("2026-06-30".into()),
        state,
        places: Some(12),
    };
    let mut course = offer("k", "G1602", "31", "2026-01");
    course.side = Side::Course;
    course.sessions = vec![session("31", SessionState::Open), session("81", SessionState::Closed)];
    store.put(&tenant, &[(course, vec![], vec![])], "m").await.unwrap();
    let offers = async |territory: &str, since: &str| {
        let period = Period { since: Some(since.into()), until: None };
        let segment = Segment { scope: Scope::Domain("G".into()), territory: Some(territory.into()), period };
        store.course_offers(&tenant, &segment).await.unwrap()
    };
    assert_eq!(
        offers("31", "2026-03").await.iter().map(|o| (o.sessions, o.places)).collect::<Vec<_>>(),
        [(1, Some(12))]
    );
    assert_eq!(offers("81", "2026-03").await, []);
    assert_eq!(offers("31", "2026-07").await, []);
}

#[tokio::test]
async fn batches_and_decisions_are_kept() {
    let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
    let mut batch = Batch {
        id: "b".into(),
        kind: "offers".into(),
        state: BatchState::Running,
        totals: Totals::default(),
    };
    store.put_batch(&tenant, &batch).await.unwrap();
    (batch.state, batch.totals.read) = (BatchState::Done, 7);
    store.put_batch(&tenant, &batch).await.unwrap();
    assert_eq!(store.batch(&tenant, "b").await.unwrap(), Some(batch));
    let error = Rejected { position: 3, id: None, reason: "no text".into() };
    store.put_batch_errors(&tenant, "b", std::slice::from_ref(&error)).await.unwrap();
    assert_eq!(store.batch_errors(&tenant, "b", 0, 9).await.unwrap(), [error]);
    let decision = Decision {
        module: "m".into(),
        verdict: Verdict::Ordered,
        note: String::new(),
        decided: "2026-03-01".into(),
    };
    store.put_decision(&tenant, &decision).await.unwrap();
    assert_eq!(store.decisions(&tenant).await.unwrap(), [decision]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn counts_equal_a_recount_after_any_writes(
        steps in prop::collection::vec((0u8..6, 0u8..4, 0u8..3, any::<bool>(), 0.0f64..1.0), 1..25)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
            for (id, kind, cell, wished, confidence) in steps {
                let id = id.to_string();
                if kind == 0 {
                    store.delete(&tenant, Side::Offer, &id).await.unwrap();
                    continue;
                }
                let requirement = if wished { Requirement::Wished } else { Requirement::Required };
                let occupation = ["G1602", "G1603", "J1501"][cell as usize];
                let document = offer(&id, occupation, ["31", "81", ""][kind as usize - 1], "2026-02");
                let mentions = vec![
                    mention(Some(&kind.to_string()), requirement, confidence),
                    mention(Some(&cell.to_string()), Requirement::Required, confidence),
                ];
                store.put(&tenant, &[(document, mentions, vec![])], "m").await.unwrap();
            }
            assert_eq!(store.counts(&tenant).await.unwrap(), store.recount(&tenant).await.unwrap());
        });
    }
}
