//! The system of record: documents with their mentions in; documents, counts and evidence out.
//!
//! SQL through `sqlx`, an SQLite file by default. [`Store::put`] writes a document, its mentions and
//! the counts in one transaction, so that counts never part from the documents they count.

mod batches;
mod counts;
mod courses;
mod decisions;
mod documents;
mod evidence;
mod feedback;
mod given;
mod model;
mod queue;
mod unlinked;
mod write;

pub use batches::{Batch, BatchState, Rejected, Totals};
pub use counts::{ConceptCount, Recount};
pub use courses::{CourseConcept, CourseOffer};
pub use decisions::{Decision, Verdict};
pub use documents::StoredDocument;
pub use evidence::{ConceptDocuments, Evidence, Expression};
pub use feedback::{Feedback, NewFeedback};
pub use given::{GivenSpan, TextKind};
pub use model::{
    Code, DocumentId, Mention, NewDocument, Period, Place, Requirement, Scheme, Scope, Segment, Session,
    SessionState, Side, Tenant,
};
pub use queue::{NewQueued, QueueFilter, Queued, Reason, WorkState};
pub use unlinked::{MentionAt, Unlinked};
pub use write::Outcome;

pub(crate) use model::hex;

use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::path::Path;
use std::time::Duration;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// What can go wrong in the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("the database answered with an error: {0}; check that its file is writable and not locked")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error(
        "the database could not be brought to this version's schema: {0}; restore a backup or start with a new file"
    )]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A row holds something this version does not know.
    #[error("the database holds {what} `{value}`, which this version does not know; upgrade the program")]
    Unknown {
        /// The column's meaning.
        what: &'static str,
        /// What stands there.
        value: String,
    },
}

/// The database, shared by cloning.
#[derive(Debug, Clone)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens the file at `path`, creates it where absent, and brings its schema up to date.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10));
        Self::with(options, 8).await
    }

    /// A store that lives as long as the value does.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().in_memory(true).foreign_keys(true);
        Self::with(options, 1).await
    }

    async fn with(options: SqliteConnectOptions, connections: u32) -> Result<Self, StoreError> {
        // An in-memory database is gone with its connection: keep it, and keep to one.
        let pool = SqlitePoolOptions::new()
            .max_connections(connections)
            .min_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self { pool })
    }

    /// A value kept by [`Store::set_meta`].
    pub async fn meta(&self, tenant: &Tenant, name: &str) -> Result<Option<String>, StoreError> {
        let value = sqlx::query_scalar("SELECT value FROM meta WHERE tenant = $1 AND name = $2")
            .bind(&tenant.0)
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        Ok(value)
    }

    /// Keeps a small value, such as the taxonomy's tag.
    pub async fn set_meta(&self, tenant: &Tenant, name: &str, value: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO meta (tenant, name, value) VALUES ($1, $2, $3)
                   ON CONFLICT (tenant, name) DO UPDATE SET value = excluded.value";
        sqlx::query(sql).bind(&tenant.0).bind(name).bind(value).execute(&self.pool).await?;
        Ok(())
    }

    /// True where the database answers.
    pub async fn is_ready(&self) -> bool {
        sqlx::query("SELECT 1").execute(&self.pool).await.is_ok()
    }
}

#[cfg(test)]
mod annotation_tests;
#[cfg(test)]
mod tests;
