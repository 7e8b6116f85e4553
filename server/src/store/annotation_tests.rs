use super::*;
use passerelle_engine::tagging::Label;

fn correction(body: &str, comment: &str) -> NewFeedback {
    NewFeedback {
        document: None,
        kind: TextKind::Cv,
        lang: "fr".into(),
        body: body.into(),
        spans: vec![GivenSpan { start: 0, end: 4, label: Label::Skill, concept: None, score: None }],
        model: "m 1".into(),
        taxonomy: "t-1".into(),
        comment: comment.into(),
    }
}

fn doubtful(body: &str, score: f64) -> NewQueued {
    NewQueued {
        reason: Reason::Uncertain,
        name: body.into(),
        kind: TextKind::Offer,
        lang: "fr".into(),
        body: body.into(),
        spans: Vec::new(),
        model: "m 1".into(),
        score,
        note: String::new(),
    }
}

#[tokio::test]
async fn corrections_belong_to_their_tenant_and_are_kept_once() {
    let (store, tenant, other) =
        (Store::in_memory().await.unwrap(), Tenant::default(), Tenant("other".into()));
    let (first, outcome) = store.put_feedback(&tenant, &correction("Soude", "a")).await.unwrap();
    assert_eq!((first.position, outcome), (1, Outcome::Stored));
    let again = store.put_feedback(&tenant, &correction("Soude", "a")).await.unwrap();
    assert_eq!(again, (first.clone(), Outcome::Unchanged));
    store.put_feedback(&tenant, &correction("Soude", "b")).await.unwrap();
    let theirs = store.put_feedback(&other, &correction("Soude", "a")).await.unwrap().0;
    assert_eq!(theirs.position, 1);
    assert_ne!(theirs.id, first.id);
    let positions = |found: Vec<Feedback>| found.iter().map(|one| one.position).collect::<Vec<_>>();
    assert_eq!(positions(store.feedback(&tenant, None, 9).await.unwrap()), [2, 1]);
    assert_eq!(positions(store.feedback(&tenant, Some(2), 9).await.unwrap()), [1]);
    assert_eq!(store.queued(&other, QueueFilter::default(), 9).await.unwrap().len(), 1);
    assert_eq!(store.queued_one(&other, &"x".repeat(36)).await.unwrap(), None);
}

#[tokio::test]
async fn feedback_goes_before_doubt_and_opens_what_was_done() {
    let (store, tenant) = (Store::in_memory().await.unwrap(), Tenant::default());
    let texts = [doubtful("a", 0.2), doubtful("b", 0.6), doubtful("c", 0.4)];
    assert_eq!(store.put_queued(&tenant, &texts).await.unwrap(), 3);
    assert_eq!(store.put_queued(&tenant, &[doubtful("a", 0.5)]).await.unwrap(), 1);
    let open = QueueFilter { state: Some(WorkState::Open), reason: None };
    let names = |found: &[Queued]| found.iter().map(|one| one.text.body.clone()).collect::<Vec<_>>();
    let waiting = store.queued(&tenant, open, 9).await.unwrap();
    assert_eq!(names(&waiting), ["b", "a", "c"]);
    let b = waiting[0].id.as_str();
    store.mark_exported(&tenant, &[b]).await.unwrap();
    let spans = [GivenSpan { start: 0, end: 1, label: Label::Skill, concept: None, score: None }];
    assert!(store.mark_done(&tenant, b, &spans, "1").await.unwrap());
    assert!(!store.mark_done(&Tenant("other".into()), b, &spans, "1").await.unwrap());
    // What a person has annotated is no longer doubtful.
    assert_eq!(store.put_queued(&tenant, &[doubtful("b", 0.9)]).await.unwrap(), 0);
    let done = store.queued_one(&tenant, b).await.unwrap().unwrap();
    assert_eq!((done.state, done.annotated.as_deref()), (WorkState::Done, Some(&spans[..])));
    store.put_feedback(&tenant, &correction("b", "")).await.unwrap();
    let waiting = store.queued(&tenant, open, 9).await.unwrap();
    assert_eq!(
        (names(&waiting), waiting[0].text.reason),
        (vec!["b".into(), "a".into(), "c".into()], Reason::Feedback)
    );
    assert_eq!(store.put_queued(&tenant, &[doubtful("b", 0.9)]).await.unwrap(), 0);
}
