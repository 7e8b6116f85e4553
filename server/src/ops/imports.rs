//! An import as a batch: a file in; its numbers and refused records in the store.

use super::App;
use crate::ingest::{BatchReport, Format, IngestError};
use crate::store::{Batch, BatchState, DocumentId, Side, StoreError, Tenant, Totals};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use tokio::sync::watch;

/// A finished import.
#[derive(Debug)]
pub struct ImportOutcome {
    /// The batch as it is stored.
    pub batch: Batch,
}

/// What the batches of a format are called.
pub fn kind(format: Format) -> &'static str {
    match format {
        Format::FranceTravail => "offers",
        Format::Lheo => "trainings",
    }
}

/// A batch that nobody has named.
pub fn new_id(format: Format) -> String {
    // The standard library's only source of randomness; two draws make collisions no concern.
    let draw = || RandomState::new().build_hasher().finish();
    format!("{}-{:016x}{:016x}", kind(format), draw(), draw())
}

/// The batch that a client calls `key`.
pub fn id_of(format: Format, key: &str) -> String {
    let name = format!("{}\u{1f}{key}", kind(format));
    format!("{}-{}", kind(format), DocumentId::of(&Tenant::default(), Side::Offer, &name))
}

/// Imports a file and keeps the batch up to date meanwhile.
pub async fn run(
    app: Arc<App>,
    format: Format,
    id: String,
    file: impl AsRef<[u8]> + Send,
) -> Result<ImportOutcome, IngestError> {
    let mut batch =
        Batch { id, kind: kind(format).into(), state: BatchState::Running, totals: Totals::default() };
    app.store.put_batch(&app.tenant, &batch).await?;
    let (sender, receiver) = watch::channel(Totals::default());
    let progress = tokio::spawn(follow(Arc::clone(&app), batch.clone(), receiver));
    let result = app
        .importer
        .import(format, file.as_ref(), |now| {
            // The reader of the progress ends only with this import.
            let _ = sender.send(now);
        })
        .await;
    drop(sender);
    // What it could not write is written below.
    let _ = progress.await;
    batch.state = if result.is_ok() { BatchState::Done } else { BatchState::Failed };
    if let Ok(report) = &result {
        finish(&app, &mut batch, report).await?;
    }
    app.store.put_batch(&app.tenant, &batch).await?;
    metrics::counter!("passerelle_imported_records_total", "kind" => kind(format))
        .increment(batch.totals.stored);
    result.map(|_| ImportOutcome { batch })
}

async fn finish(app: &App, batch: &mut Batch, report: &BatchReport) -> Result<(), StoreError> {
    batch.totals = report.totals;
    app.store.put_batch_errors(&app.tenant, &batch.id, &report.rejected).await
}

async fn follow(app: Arc<App>, mut batch: Batch, mut receiver: watch::Receiver<Totals>) {
    while receiver.changed().await.is_ok() {
        batch.totals = *receiver.borrow_and_update();
        if let Err(error) = app.store.put_batch(&app.tenant, &batch).await {
            tracing::warn!(%error, batch = batch.id, "the progress of an import could not be noted");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_one_batch_of_its_kind_and_no_other() {
        assert_eq!(id_of(Format::Lheo, "a"), id_of(Format::Lheo, "a"));
        assert_ne!(id_of(Format::Lheo, "a"), id_of(Format::FranceTravail, "a"));
        assert_ne!(id_of(Format::Lheo, "a"), id_of(Format::Lheo, "b"));
        assert_ne!(new_id(Format::Lheo), new_id(Format::Lheo));
    }
}
