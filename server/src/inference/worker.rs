//! The thread that runs batches through the engine.

use super::Shared;
use super::engine::{Engine, EngineError};
use super::lanes::{Answer, Entry, Request};
use metrics::{counter, gauge, histogram};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// What the engine does with texts.
type Run<'a, T> = dyn Fn(&[&str]) -> Result<Vec<T>, EngineError> + 'a;

/// Takes batches until the queue is closed and empty.
pub fn work(shared: &Arc<Shared>, engine: &dyn Engine) {
    while let Some(batch) = next(shared) {
        let (mut analyse, mut embed, mut situate) = (Vec::new(), Vec::new(), Vec::new());
        for entry in batch {
            match entry {
                Entry::Analyse(request) => analyse.push(request),
                Entry::Embed(request) => embed.push(request),
                Entry::Situate(request) => situate.push(request),
            }
        }
        run(shared, analyse, &|texts| engine.analyse(texts));
        run(shared, embed, &|texts| engine.embed(texts));
        run(shared, situate, &|texts| engine.situate(texts));
    }
}

fn next(shared: &Shared) -> Option<Vec<Entry>> {
    let mut lanes = shared.lanes.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let (batch, dropped) = lanes.next(shared.limits.batch_tokens);
        counter!("passerelle_inference_abandoned_total").increment(dropped as u64);
        gauge!("passerelle_queue_waiting").set(lanes.waiting() as f64);
        if !batch.is_empty() {
            drop(lanes);
            shared.room.notify_all();
            return Some(batch);
        }
        if dropped == 0 {
            if lanes.closed {
                return None;
            }
            lanes = shared.bell.wait(lanes).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Runs requests together. Where that fails, each by itself, so that one bad text fails alone.
fn run<T>(shared: &Shared, requests: Vec<Request<T>>, engine: &Run<'_, T>) {
    if requests.is_empty() {
        return;
    }
    let started = Instant::now();
    let texts: Vec<&str> = requests.iter().flat_map(|r| r.texts.iter().map(String::as_str)).collect();
    let result = guarded(&texts, engine);
    let computed = started.elapsed();
    match result {
        Ok(items) => {
            let tokens = requests.iter().map(|request| request.tokens).sum();
            measure(shared, texts.len(), tokens, computed);
            drop(texts);
            answer(requests, items, started, computed);
        }
        Err(error) if requests.len() == 1 => {
            counter!("passerelle_inference_failed_total").increment(1);
            if let Some(request) = requests.into_iter().next() {
                // The client may have gone meanwhile; then nobody needs the error.
                let _ = request.reply.send(Err(error));
            }
        }
        Err(error) => {
            tracing::warn!(%error, requests = requests.len(), "a batch failed; running its requests one by one");
            for request in requests {
                run(shared, vec![request], engine);
            }
        }
    }
}

fn guarded<T>(texts: &[&str], engine: &Run<'_, T>) -> Result<Vec<T>, EngineError> {
    // The engine is shared and read only: a panic leaves nothing half done in it.
    let items = catch_unwind(AssertUnwindSafe(|| engine(texts))).map_err(|_| EngineError::Panicked)??;
    if items.len() == texts.len() {
        Ok(items)
    } else {
        Err(EngineError::Count { texts: texts.len(), answers: items.len() })
    }
}

fn answer<T>(requests: Vec<Request<T>>, items: Vec<T>, started: Instant, computed: Duration) {
    let mut items = items.into_iter();
    for request in requests {
        let items = items.by_ref().take(request.texts.len()).collect();
        let waited = started.duration_since(request.queued);
        histogram!("passerelle_queue_seconds").record(waited.as_secs_f64());
        let answer = Answer { items, waited, computed, tokens: request.tokens };
        let _ = request.reply.send(Ok(answer));
    }
}

fn measure(shared: &Shared, texts: usize, tokens: usize, computed: Duration) {
    shared.speed.note(tokens, computed);
    counter!("passerelle_inference_texts_total").increment(texts as u64);
    counter!("passerelle_inference_tokens_total").increment(tokens as u64);
    histogram!("passerelle_batch_tokens").record(tokens as f64);
    histogram!("passerelle_batch_seconds").record(computed.as_secs_f64());
}
