//! The queue in front of the model: texts of many requests in; batches through one worker thread; each
//! request's answers out.
//!
//! The queue is bounded: a full one refuses at once, with the time after which trying again makes sense.
//! Entries whose client has gone are dropped unread. Imports wait in a lane of their own behind requests.

mod engine;
mod lanes;
mod pipeline;
mod speed;
mod worker;

pub use engine::{Engine, EngineError, Situated, Versions};
pub use lanes::Answer;

use crate::config::InferenceLimits;
use lanes::{Entry, Lanes, Request};
use metrics::counter;
use passerelle_engine::pipeline::Analysis;
use speed::Speed;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Texts of an import that go through the model as one entry.
const BULK_TEXTS: usize = 4;
/// Wordings that go through the model as one entry: they have a few tokens each.
const BULK_WORDINGS: usize = 128;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum InferenceError {
    /// Too many wait already.
    #[error("too many requests wait for the model; try again in {} s", retry_after.as_secs())]
    Overloaded {
        /// When the queue is likely to have room.
        retry_after: Duration,
    },
    /// The program is ending.
    #[error("the server is stopping; try again once it is back")]
    Closed,
    /// The model failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// What callers and worker share.
struct Shared {
    lanes: Mutex<Lanes>,
    /// Rings when something was put in.
    bell: Condvar,
    /// Rings when something was taken out.
    room: Condvar,
    limits: InferenceLimits,
    speed: Speed,
}

impl Shared {
    // A panic while the lock was held leaves whole entries behind: the queue stays usable.
    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The model and its queue. Dropping it lets what waits finish and ends the worker.
pub struct Inference {
    shared: Arc<Shared>,
    engine: Arc<dyn Engine>,
    worker: Option<JoinHandle<()>>,
}

impl Inference {
    /// Starts the worker.
    pub fn start(engine: Arc<dyn Engine>, limits: InferenceLimits) -> std::io::Result<Self> {
        let shared = Arc::new(Shared {
            lanes: Mutex::default(),
            bell: Condvar::new(),
            room: Condvar::new(),
            limits,
            speed: Speed::default(),
        });
        let (theirs, model) = (Arc::clone(&shared), Arc::clone(&engine));
        let worker = std::thread::Builder::new()
            .name("inference".into())
            .spawn(move || worker::work(&theirs, model.as_ref()))?;
        Ok(Self { shared, engine, worker: Some(worker) })
    }

    /// Analyses texts for a client.
    pub async fn analyse(&self, texts: Vec<String>) -> Result<Answer<Analysis>, InferenceError> {
        let (request, receiver) = self.request(texts);
        self.push(Entry::Analyse(request))?;
        Ok(receiver.await.map_err(|_| InferenceError::Closed)??)
    }

    /// Embeds texts for a client.
    pub async fn embed(&self, texts: Vec<String>) -> Result<Answer<Vec<f32>>, InferenceError> {
        let (request, receiver) = self.request(texts);
        self.push(Entry::Embed(request))?;
        Ok(receiver.await.map_err(|_| InferenceError::Closed)??)
    }

    /// Analyses texts of an import: waits for room instead of being refused. Blocks the thread.
    pub fn analyse_blocking(&self, texts: &[&str]) -> Result<Vec<Analysis>, InferenceError> {
        self.bulk(texts, BULK_TEXTS, Entry::Analyse)
    }

    /// Situates wordings among the concepts, in the lane of imports. Blocks the thread.
    pub fn situate_blocking(&self, wordings: &[&str]) -> Result<Vec<Situated>, InferenceError> {
        self.bulk(wordings, BULK_WORDINGS, Entry::Situate)
    }

    fn bulk<T>(
        &self,
        texts: &[&str],
        few: usize,
        entry: impl Fn(Request<T>) -> Entry,
    ) -> Result<Vec<T>, InferenceError> {
        let mut receivers = Vec::new();
        for few in texts.chunks(few) {
            let (request, receiver) = self.request(few.iter().map(|&text| text.to_owned()).collect());
            self.push_bulk(entry(request))?;
            receivers.push(receiver);
        }
        let mut items = Vec::with_capacity(texts.len());
        for receiver in receivers {
            let answer = receiver.blocking_recv().map_err(|_| InferenceError::Closed)??;
            items.extend(answer.items);
        }
        Ok(items)
    }

    /// What answers are made with.
    pub fn versions(&self) -> Versions {
        self.engine.versions()
    }

    /// Takes nothing more in; what waits is still answered.
    pub fn close(&self) {
        self.shared.lanes().closed = true;
        self.shared.bell.notify_all();
        self.shared.room.notify_all();
    }

    fn request<T>(
        &self,
        texts: Vec<String>,
    ) -> (Request<T>, oneshot::Receiver<Result<Answer<T>, EngineError>>) {
        let tokens = texts.iter().map(|text| self.engine.tokens(text).max(1)).sum();
        let (reply, receiver) = oneshot::channel();
        (Request { texts, tokens, queued: Instant::now(), reply }, receiver)
    }

    fn push(&self, entry: Entry) -> Result<(), InferenceError> {
        let mut lanes = self.shared.lanes();
        let pushed = lanes.push(entry, self.shared.limits.queue);
        if let Err(InferenceError::Overloaded { .. }) = pushed {
            counter!("passerelle_inference_shed_total").increment(1);
            let retry_after = self.shared.speed.time_for(lanes.waiting_tokens());
            return Err(InferenceError::Overloaded { retry_after });
        }
        drop(lanes);
        self.shared.bell.notify_one();
        pushed
    }

    fn push_bulk(&self, entry: Entry) -> Result<(), InferenceError> {
        let mut lanes = self.shared.lanes();
        while lanes.is_bulk_full() && !lanes.closed {
            lanes = self.shared.room.wait(lanes).unwrap_or_else(PoisonError::into_inner);
        }
        if lanes.closed {
            return Err(InferenceError::Closed);
        }
        lanes.push_bulk(entry);
        drop(lanes);
        self.shared.bell.notify_one();
        Ok(())
    }
}

impl Drop for Inference {
    fn drop(&mut self) {
        self.close();
        if let Some(worker) = self.worker.take() {
            // The worker catches panics of the engine; its own would be a defect that was logged.
            let _ = worker.join();
        }
    }
}

#[cfg(test)]
mod tests;
