//! `passerelle queue`: texts for annotators out, annotated documents in.

mod add;
pub mod args;
mod exchange;

use super::output::{json, print};
use super::{Exit, Failure, runtime};
use crate::config::Config;
use crate::store::{QueueFilter, Queued, Reason, Store, Tenant, WorkState};
use args::{Queue, ReasonArg, StateArg, Which};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Characters of a text that the table shows.
const SHOWN: usize = 60;

/// Does what was asked with the queue.
pub fn queue(config: &Config, what: &Queue) -> Result<Exit, Failure> {
    match what {
        Queue::List { which, json } => list(config, which, *json),
        Queue::Export { file, config_out, which } => {
            exchange::export(config, file, config_out.as_deref(), which)
        }
        Queue::Import { file, out, take } => exchange::import(config, file, out, *take),
        Queue::Add(args) => add::add(config, args),
    }
}

/// The database, created where absent; the model is not loaded.
async fn store(config: &Config) -> Result<(Store, Tenant), Failure> {
    if let Some(folder) = config.database.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::of(format!("the data folder {} cannot be used: {error}", folder.display()))
        })?;
    }
    Ok((Store::open(&config.database).await.map_err(Failure::of)?, Tenant::default()))
}

fn filter(which: &Which) -> QueueFilter {
    QueueFilter {
        reason: which.reason.map(|reason| match reason {
            ReasonArg::Feedback => Reason::Feedback,
            ReasonArg::Uncertain => Reason::Uncertain,
        }),
        state: match which.state {
            StateArg::Open => Some(WorkState::Open),
            StateArg::Exported => Some(WorkState::Exported),
            StateArg::Done => Some(WorkState::Done),
            StateArg::All => None,
        },
    }
}

fn list(config: &Config, which: &Which, as_json: bool) -> Result<Exit, Failure> {
    let found = runtime()?.block_on(async {
        let (store, tenant) = store(config).await?;
        store.queued(&tenant, filter(which), which.limit).await.map_err(Failure::of)
    })?;
    print(&if as_json { json(&found.iter().map(item).collect::<Vec<_>>())? } else { table(&found) })?;
    Ok(Exit::Done)
}

fn item(queued: &Queued) -> Value {
    let text = &queued.text;
    json!({
        "id": queued.id,
        "name": text.name,
        "reason": text.reason,
        "state": queued.state,
        "score": text.score,
        "model": text.model,
        "kind": text.kind,
        "lang": text.lang,
        "queued": queued.queued,
        "note": text.note,
        "text": text.body,
        "proposed": text.spans,
        "annotated": queued.annotated,
    })
}

fn table(queued: &[Queued]) -> String {
    let mut out = String::new();
    for one in queued {
        let (reason, state) = (one.text.reason.name(), one.state.name());
        let begins: String = one.text.body.split_whitespace().collect::<Vec<_>>().join(" ");
        let begins: String = begins.chars().take(SHOWN).collect();
        let _ =
            writeln!(out, "{reason:<9}  {state:<8}  {:>5.3}  {}  {begins}", one.text.score, one.text.name);
    }
    if queued.is_empty() {
        out.push_str("nothing waits; `passerelle queue add` looks for texts the model is unsure of\n");
    }
    out
}
