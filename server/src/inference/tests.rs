use super::*;
use passerelle_engine::pipeline::Coverage;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts code points; fails on "bad", panics on "panic", waits at the gate on "wait".
struct Counting {
    gate: Barrier,
    calls: AtomicUsize,
    texts: AtomicUsize,
}

impl Counting {
    fn new() -> Arc<Self> {
        Arc::new(Self { gate: Barrier::new(2), calls: AtomicUsize::new(0), texts: AtomicUsize::new(0) })
    }
}

impl Engine for Counting {
    fn analyse(&self, texts: &[&str]) -> Result<Vec<Analysis>, EngineError> {
        let coverage = |text: &str| Coverage { chars: text.chars().count(), windows: 1, truncated: false };
        let analysis =
            |text: &&str| Analysis { mentions: Vec::new(), vector: Vec::new(), coverage: coverage(text) };
        Ok(texts.iter().map(analysis).collect())
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EngineError> {
        if texts.contains(&"wait") {
            self.gate.wait();
            self.gate.wait();
        }
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.texts.fetch_add(texts.len(), Ordering::SeqCst);
        assert!(!texts.contains(&"panic"), "asked to");
        if texts.contains(&"bad") {
            return Err(EngineError::Failed("a bad text".into()));
        }
        Ok(texts.iter().map(|text| vec![text.chars().count() as f32]).collect())
    }

    fn tokens(&self, text: &str) -> usize {
        text.len()
    }

    fn versions(&self) -> Versions {
        Versions { model: "counting-1".into(), taxonomy: "none".into() }
    }
}

fn start(engine: &Arc<Counting>, queue: usize) -> Arc<Inference> {
    let limits = InferenceLimits { queue, batch_tokens: 1000 };
    let engine: Arc<dyn Engine> = Arc::<Counting>::clone(engine);
    Arc::new(Inference::start(engine, limits).unwrap())
}

fn ask(
    inference: &Arc<Inference>,
    text: &str,
) -> tokio::task::JoinHandle<Result<Answer<Vec<f32>>, InferenceError>> {
    let (inference, text) = (Arc::clone(inference), text.to_owned());
    tokio::spawn(async move { inference.embed(vec![text]).await })
}

/// Lets spawned requests reach the queue.
async fn until_waiting(inference: &Inference, count: usize) {
    while inference.shared.lanes().waiting() != count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn waiting_requests_share_a_batch_and_get_their_own_answers() {
    let engine = Counting::new();
    let inference = start(&engine, 9);
    let first = ask(&inference, "wait");
    engine.gate.wait();
    let two = ask(&inference, "éé");
    let three = ask(&inference, "abc");
    until_waiting(&inference, 2).await;
    engine.gate.wait();
    assert_eq!(first.await.unwrap().unwrap().items, [[4.0]]);
    assert_eq!(two.await.unwrap().unwrap().items, [[2.0]]);
    assert_eq!(three.await.unwrap().unwrap().items, [[3.0]]);
    assert_eq!(engine.calls.load(Ordering::SeqCst), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_queue_refuses_and_says_when_to_come_back() {
    let engine = Counting::new();
    let inference = start(&engine, 1);
    let first = ask(&inference, "wait");
    engine.gate.wait();
    let waiting = ask(&inference, "a");
    until_waiting(&inference, 1).await;
    let refused = inference.embed(vec!["b".into()]).await;
    let Err(InferenceError::Overloaded { retry_after }) = refused else { panic!("{refused:?}") };
    assert!(retry_after >= Duration::from_secs(1));
    engine.gate.wait();
    assert!(first.await.unwrap().is_ok() && waiting.await.unwrap().is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_whose_client_has_gone_is_not_computed() {
    let engine = Counting::new();
    let inference = start(&engine, 9);
    let first = ask(&inference, "wait");
    engine.gate.wait();
    let gone = ask(&inference, "gone");
    until_waiting(&inference, 1).await;
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    engine.gate.wait();
    assert!(first.await.unwrap().is_ok());
    assert_eq!(inference.embed(vec!["x".into()]).await.unwrap().items, [[1.0]]);
    assert_eq!(engine.texts.load(Ordering::SeqCst), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_bad_text_fails_alone_and_a_panic_is_survived() {
    let engine = Counting::new();
    let inference = start(&engine, 9);
    let first = ask(&inference, "wait");
    engine.gate.wait();
    let good = ask(&inference, "good");
    let bad = ask(&inference, "bad");
    let panics = ask(&inference, "panic");
    until_waiting(&inference, 3).await;
    engine.gate.wait();
    assert!(first.await.unwrap().is_ok());
    assert_eq!(good.await.unwrap().unwrap().items, [[4.0]]);
    assert!(matches!(bad.await.unwrap(), Err(InferenceError::Engine(EngineError::Failed(_)))));
    assert!(matches!(panics.await.unwrap(), Err(InferenceError::Engine(EngineError::Panicked))));
    assert!(inference.embed(vec!["still there".into()]).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_gets_all_its_texts_back_in_order() {
    let inference = start(&Counting::new(), 1);
    let texts: Vec<String> = (1..60).map(|n| "é".repeat(n)).collect();
    let work = move || {
        let refs: Vec<&str> = texts.iter().map(String::as_str).collect();
        inference.analyse_blocking(&refs).unwrap()
    };
    let analyses = tokio::task::spawn_blocking(work).await.unwrap();
    let chars: Vec<usize> = analyses.iter().map(|analysis| analysis.coverage.chars).collect();
    assert_eq!(chars, (1..60).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_queue_takes_nothing_in() {
    let inference = start(&Counting::new(), 1);
    inference.close();
    assert!(matches!(inference.embed(vec!["a".into()]).await, Err(InferenceError::Closed)));
}
