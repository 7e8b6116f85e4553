//! An export of Label Studio and the queue in; annotated documents, and what was not taken with the reason, out.

use super::guide::GuideDocument;
use super::label_studio::choice::{Chosen, Take, choose};
use super::label_studio::export::{AnnotatedTask, TaskData, read};
use crate::ingest::mask_places;
use crate::store::{GivenSpan, Rejected, Store, StoreError, Tenant, TextKind};
use passerelle_engine::taxonomy::Taxonomy;
use passerelle_engine::text::{CharIndex, CharSpan};
use std::collections::HashMap;

/// What an export holds.
#[derive(Debug, Default)]
pub struct Imported {
    /// What was annotated.
    pub taken: Vec<Taken>,
    /// Tasks nobody has looked at yet.
    pub waiting: usize,
    /// Tasks whose annotations were all cancelled or skipped.
    pub skipped: usize,
    /// Tasks that were not taken, with their position in the export, from 1.
    pub refused: Vec<Rejected>,
    /// Places whose numbers were wrong: position of the task, what was done.
    pub repaired: Vec<(u64, String)>,
}

/// An annotated document.
#[derive(Debug)]
pub struct Taken {
    /// Identifier in the queue; `None` for a task that is not of this queue.
    pub queued: Option<String>,
    /// Number of the annotator in Label Studio.
    pub annotator: String,
    /// The document.
    pub document: GuideDocument,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file is no export.
    #[error("{0}")]
    Form(String),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads an export; the store is only asked, see [`close`].
pub async fn import(
    store: &Store,
    tenant: &Tenant,
    taxonomy: &Taxonomy,
    json: &str,
    take: Take,
) -> Result<Imported, ImportError> {
    let (mut found, mut names) = (Imported::default(), HashMap::new());
    let tasks = read(json, taxonomy).map_err(ImportError::Form)?;
    for (task, position) in tasks.into_iter().zip(1_u64..) {
        let id = task.as_ref().ok().and_then(|task| task.data.name.clone().or_else(|| task.data.id.clone()));
        let taken = match task {
            Ok(task) if task.annotations.is_empty() => {
                found.skipped += usize::from(task.skipped);
                found.waiting += usize::from(!task.skipped);
                continue;
            }
            Ok(task) => taken(store, tenant, task, take, position).await?,
            Err(reason) => Err(reason),
        };
        let unseen =
            taken.and_then(|(taken, repaired)| match names.insert(taken.document.id.clone(), position) {
                None => Ok((taken, repaired)),
                Some(first) => Err(format!("task {first} is of the same document; leave one of them")),
            });
        match unseen {
            Ok((taken, repaired)) => {
                found.repaired.extend(repaired.into_iter().map(|what| (position, what)));
                found.taken.push(taken);
            }
            Err(reason) => found.refused.push(Rejected { position, id, reason }),
        }
    }
    Ok(found)
}

/// Closes what was annotated in the queue; how many texts.
pub async fn close(store: &Store, tenant: &Tenant, imported: &Imported) -> Result<usize, StoreError> {
    let mut closed = 0;
    for taken in &imported.taken {
        if let Some(id) = &taken.queued {
            let done = store.mark_done(tenant, id, &taken.document.spans, &taken.annotator).await?;
            closed += usize::from(done);
        }
    }
    Ok(closed)
}

type Attempt = Result<(Taken, Vec<String>), String>;

async fn taken(
    store: &Store,
    tenant: &Tenant,
    task: AnnotatedTask,
    take: Take,
    position: u64,
) -> Result<Attempt, StoreError> {
    let chosen = match choose(&task.annotations, take) {
        Ok(chosen) => chosen,
        Err(reason) => return Ok(Err(reason)),
    };
    let queued = match &task.data.id {
        Some(id) => store.queued_one(tenant, id).await?,
        None => None,
    };
    let Chosen { spans, annotator, repaired } = chosen;
    Ok(match queued {
        Some(queued) if queued.text.body == task.data.text => {
            let (text, source) = (queued.text, "label-studio");
            let (kind, lang) = (text.kind, text.lang);
            let document = GuideDocument { id: text.name, kind, lang, text: text.body, spans, source };
            Ok((Taken { queued: Some(queued.id), annotator, document }, repaired))
        }
        Some(_) => Err("its text is not the one that was exported; export it again".into()),
        None => foreign(task.data, &spans, position)
            .map(|document| (Taken { queued: None, annotator, document }, repaired)),
    })
}

/// A task that did not come from this queue: contact data is masked as everywhere.
fn foreign(data: TaskData, spans: &[GivenSpan], position: u64) -> Result<GuideDocument, String> {
    let before = CharIndex::new(&data.text);
    let places: Vec<_> =
        spans.iter().filter_map(|s| before.to_bytes(CharSpan { start: s.start, end: s.end })).collect();
    let (text, moved) = mask_places(&data.text, &places);
    let after = CharIndex::new(&text);
    let moved = spans.iter().zip(moved).map(|(span, place)| {
        let place = place.ok_or("a span holds an e-mail address or a telephone number, which is not kept")?;
        let CharSpan { start, end } = after.to_chars(place);
        Ok(GivenSpan { start, end, ..span.clone() })
    });
    let spans = moved.collect::<Result<Vec<_>, &str>>()?;
    let kind = data.kind.as_deref().and_then(TextKind::from_name).unwrap_or(TextKind::Offer);
    let lang = data.lang.filter(|lang| lang == "en").unwrap_or_else(|| "fr".into());
    let id = data.name.or(data.id).unwrap_or_else(|| format!("task-{position}"));
    Ok(GuideDocument { id, kind, lang, text, spans, source: "label-studio" })
}
