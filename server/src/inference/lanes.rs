//! Who waits for the model: two bounded lanes, and which of them go next.

use super::InferenceError;
use super::engine::{EngineError, Situated};
use passerelle_engine::pipeline::Analysis;
use std::collections::VecDeque;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// Batches of requests after which imports get one, however many requests wait.
const PATIENCE: u32 = 8;
/// Entries of an import that may wait; more would only fill memory.
pub const BULK_ENTRIES: usize = 8;

/// An answer and where its time went.
#[derive(Debug, Clone)]
pub struct Answer<T> {
    /// One item a text.
    pub items: Vec<T>,
    /// Time in the queue.
    pub waited: Duration,
    /// Time of the batch it was part of.
    pub computed: Duration,
    /// What the texts cost.
    pub tokens: usize,
}

/// Texts and whom to answer.
pub struct Request<T> {
    pub texts: Vec<String>,
    pub tokens: usize,
    pub queued: Instant,
    pub reply: oneshot::Sender<Result<Answer<T>, EngineError>>,
}

/// What is asked.
pub enum Entry {
    Analyse(Request<Analysis>),
    Embed(Request<Vec<f32>>),
    Situate(Request<Situated>),
}

impl Entry {
    fn tokens(&self) -> usize {
        match self {
            Self::Analyse(request) => request.tokens,
            Self::Embed(request) => request.tokens,
            Self::Situate(request) => request.tokens,
        }
    }

    /// True where nobody waits for the answer any more.
    fn is_abandoned(&self) -> bool {
        match self {
            Self::Analyse(request) => request.reply.is_closed(),
            Self::Embed(request) => request.reply.is_closed(),
            Self::Situate(request) => request.reply.is_closed(),
        }
    }
}

/// What waits.
#[derive(Default)]
pub struct Lanes {
    requests: VecDeque<Entry>,
    bulk: VecDeque<Entry>,
    since_bulk: u32,
    /// True once nothing more is taken in.
    pub closed: bool,
}

impl Lanes {
    /// Takes a client's request in, where there is room for it.
    pub fn push(&mut self, entry: Entry, room: usize) -> Result<(), InferenceError> {
        if self.closed {
            return Err(InferenceError::Closed);
        }
        if self.requests.len() >= room {
            // Those whose client has gone make room.
            self.requests.retain(|entry| !entry.is_abandoned());
        }
        if self.requests.len() >= room {
            return Err(InferenceError::Overloaded { retry_after: Duration::ZERO });
        }
        self.requests.push_back(entry);
        Ok(())
    }

    /// Takes part of an import in; the caller has seen to it that there is room.
    pub fn push_bulk(&mut self, entry: Entry) {
        self.bulk.push_back(entry);
    }

    /// True where an import must wait.
    pub fn is_bulk_full(&self) -> bool {
        self.bulk.len() >= BULK_ENTRIES
    }

    /// Client requests that wait.
    pub fn waiting(&self) -> usize {
        self.requests.len()
    }

    /// Tokens of client requests that wait.
    pub fn waiting_tokens(&self) -> usize {
        self.requests.iter().map(Entry::tokens).sum()
    }

    /// The next batch: as many as fit `budget` tokens, at least one; and how many were dropped because
    /// nobody waits for them. Clients come first; an import gets smaller batches, so that a client who
    /// comes meanwhile waits less.
    pub fn next(&mut self, budget: usize) -> (Vec<Entry>, usize) {
        let imports_turn = self.requests.is_empty() || self.since_bulk >= PATIENCE;
        if imports_turn && !self.bulk.is_empty() {
            self.since_bulk = 0;
            return take(&mut self.bulk, budget / 4);
        }
        self.since_bulk += u32::from(!self.bulk.is_empty());
        take(&mut self.requests, budget)
    }
}

fn take(lane: &mut VecDeque<Entry>, budget: usize) -> (Vec<Entry>, usize) {
    let (mut batch, mut tokens, mut dropped) = (Vec::new(), 0, 0);
    while let Some(entry) = lane.pop_front() {
        if entry.is_abandoned() {
            dropped += 1;
        } else if batch.is_empty() || tokens + entry.tokens() <= budget {
            tokens += entry.tokens();
            batch.push(entry);
        } else {
            lane.push_front(entry);
            break;
        }
    }
    (batch, dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Receiver = oneshot::Receiver<Result<Answer<Vec<f32>>, EngineError>>;

    fn entry(tokens: usize) -> (Entry, Receiver) {
        let (reply, receiver) = oneshot::channel();
        let texts = vec![String::new()];
        (Entry::Embed(Request { texts, tokens, queued: Instant::now(), reply }), receiver)
    }

    fn tokens(batch: &[Entry]) -> Vec<usize> {
        batch.iter().map(Entry::tokens).collect()
    }

    #[test]
    fn a_batch_holds_what_fits_the_budget_and_at_least_one() {
        let mut lanes = Lanes::default();
        let entries: Vec<_> = [900, 40, 50, 60].into_iter().map(entry).collect();
        let mut receivers = Vec::new();
        for (entry, receiver) in entries {
            lanes.push(entry, 9).unwrap();
            receivers.push(receiver);
        }
        assert_eq!(tokens(&lanes.next(100).0), [900]);
        assert_eq!(tokens(&lanes.next(100).0), [40, 50]);
        assert_eq!(tokens(&lanes.next(100).0), [60]);
    }

    #[test]
    fn an_entry_whose_client_has_gone_is_dropped_and_makes_room() {
        let mut lanes = Lanes::default();
        let (gone, receiver) = entry(1);
        drop(receiver);
        lanes.push(gone, 2).unwrap();
        let (kept, _kept) = entry(2);
        lanes.push(kept, 2).unwrap();
        let (third, _third) = entry(3);
        lanes.push(third, 2).unwrap();
        let (fourth, _fourth) = entry(4);
        assert!(matches!(lanes.push(fourth, 2), Err(InferenceError::Overloaded { .. })));
        assert_eq!(tokens(&lanes.next(100).0), [2, 3]);
    }

    #[test]
    fn imports_wait_for_clients_but_not_for_ever() {
        let mut lanes = Lanes::default();
        let mut receivers = Vec::new();
        for _ in 0..PATIENCE + 2 {
            let (client, receiver) = entry(100);
            lanes.push(client, 99).unwrap();
            receivers.push(receiver);
        }
        let (bulk, _bulk) = entry(7);
        lanes.push_bulk(bulk);
        let order: Vec<usize> = (0..=PATIENCE).map(|_| tokens(&lanes.next(100).0)[0]).collect();
        assert_eq!(order.iter().position(|&tokens| tokens == 7), Some(PATIENCE as usize));
    }
}
