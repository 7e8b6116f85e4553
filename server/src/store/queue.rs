//! Texts that wait for a person's annotation: why they wait, what is proposed, and what was annotated.

use super::given::{of_column, to_column};
use super::model::{named, uuid};
use super::{GivenSpan, Store, StoreError, Tenant, TextKind};
use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, Sqlite, Transaction};

named! {
    /// Why a text waits.
    Reason {
        /// Somebody corrected an answer about it.
        Feedback = "feedback",
        /// The model is unsure of it.
        Uncertain = "uncertain",
    }
}

named! {
    /// How far it is.
    WorkState {
        /// Nobody has it.
        Open = "open",
        /// It was given out for annotation.
        Exported = "exported",
        /// It came back annotated.
        Done = "done",
    }
}

/// A text for the queue. It holds no personal data of contacts: the caller has masked it.
#[derive(Debug, Clone, PartialEq)]
pub struct NewQueued {
    /// Why it waits.
    pub reason: Reason,
    /// Its identifier where it comes from; the annotated document is called so.
    pub name: String,
    /// What sort of text it is.
    pub kind: TextKind,
    /// Language: `fr` or `en`.
    pub lang: String,
    /// The text.
    pub body: String,
    /// What is proposed to the annotator, sorted, without overlap.
    pub spans: Vec<GivenSpan>,
    /// Name and version of the model it is about.
    pub model: String,
    /// How urgent among those of its reason, 0 to 1: 1 for feedback, the doubt of the model else.
    pub score: f64,
    /// For the annotator.
    pub note: String,
}

/// A text of the queue.
#[derive(Debug, Clone, PartialEq)]
pub struct Queued {
    /// Made of the text: a text stands in the queue once.
    pub id: String,
    /// How far it is.
    pub state: WorkState,
    /// When it came, UTC, `YYYY-MM-DD HH:MM:SS`.
    pub queued: String,
    /// What it is.
    pub text: NewQueued,
    /// The spans a person gave, once it is done.
    pub annotated: Option<Vec<GivenSpan>>,
}

/// Which texts of the queue; absent: all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueueFilter {
    /// Those that wait for this reason.
    pub reason: Option<Reason>,
    /// Those so far.
    pub state: Option<WorkState>,
}

/// The columns of [`Queued`], in the order [`queued_of`] reads them.
macro_rules! queue_columns {
    () => {
        "id, state, queued, reason, name, kind, lang, body, spans, model, score, note, annotated"
    };
}

impl Store {
    /// Queues texts in one transaction; how many are new or wait again. Feedback takes the place of what
    /// waits for the same text and opens it again; doubt of the model changes nothing but other doubt that
    /// is still open.
    pub async fn put_queued(&self, tenant: &Tenant, texts: &[NewQueued]) -> Result<u64, StoreError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let mut written = 0;
        for text in texts {
            written += put(&mut tx, tenant, text).await?;
        }
        tx.commit().await?;
        Ok(written)
    }

    /// Texts of the queue, feedback first, then by falling score, at most `limit`.
    pub async fn queued(
        &self,
        tenant: &Tenant,
        filter: QueueFilter,
        limit: u32,
    ) -> Result<Vec<Queued>, StoreError> {
        let sql = concat!(
            "SELECT ",
            queue_columns!(),
            " FROM queue WHERE tenant = $1 AND ($2 = '' OR reason = $2) AND ($3 = '' OR state = $3)
              ORDER BY reason, score DESC, id LIMIT $4"
        );
        let rows = sqlx::query(sql)
            .bind(&tenant.0)
            .bind(filter.reason.map_or("", Reason::name))
            .bind(filter.state.map_or("", WorkState::name))
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(queued_of).collect()
    }

    /// One text of the queue.
    pub async fn queued_one(&self, tenant: &Tenant, id: &str) -> Result<Option<Queued>, StoreError> {
        let sql = concat!("SELECT ", queue_columns!(), " FROM queue WHERE tenant = $1 AND id = $2");
        let row = sqlx::query(sql).bind(&tenant.0).bind(id).fetch_optional(&self.pool).await?;
        row.as_ref().map(queued_of).transpose()
    }

    /// Notes that open texts were given out.
    pub async fn mark_exported(&self, tenant: &Tenant, ids: &[&str]) -> Result<(), StoreError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let sql = "UPDATE queue SET state = 'exported' WHERE tenant = $1 AND id = $2 AND state = 'open'";
        for id in ids {
            sqlx::query(sql).bind(&tenant.0).bind(*id).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Keeps what a person annotated and closes the text; false where the queue does not have it.
    pub async fn mark_done(
        &self,
        tenant: &Tenant,
        id: &str,
        annotated: &[GivenSpan],
        annotator: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE queue SET state = 'done', annotated = $3, annotator = $4
                   WHERE tenant = $1 AND id = $2";
        let query = sqlx::query(sql).bind(&tenant.0).bind(id).bind(to_column(annotated)).bind(annotator);
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }
}

/// Queues one text: 1 where that changed something.
pub(super) async fn put(
    tx: &mut Transaction<'_, Sqlite>,
    tenant: &Tenant,
    text: &NewQueued,
) -> Result<u64, StoreError> {
    let sql = "INSERT INTO queue (id, tenant, reason, name, kind, lang, body, spans, model, score, note)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
               ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, state = 'open', name = excluded.name,
                   kind = excluded.kind, lang = excluded.lang, spans = excluded.spans, model = excluded.model,
                   score = excluded.score, note = excluded.note
               WHERE excluded.reason = 'feedback'
                  OR (queue.reason = 'uncertain' AND queue.state = 'open')";
    let query = sqlx::query(sql)
        .bind(uuid(&[&tenant.0, "queue", &text.body]))
        .bind(&tenant.0)
        .bind(text.reason.name())
        .bind(&text.name)
        .bind(text.kind.name())
        .bind(&text.lang)
        .bind(&text.body)
        .bind(to_column(&text.spans))
        .bind(&text.model)
        .bind(text.score)
        .bind(&text.note);
    Ok(query.execute(&mut **tx).await?.rows_affected())
}

fn queued_of(row: &SqliteRow) -> Result<Queued, StoreError> {
    let unknown = |what: &'static str, value: String| StoreError::Unknown { what, value };
    let (state, reason, kind): (String, String, String) = (row.try_get(1)?, row.try_get(3)?, row.try_get(5)?);
    Ok(Queued {
        id: row.try_get(0)?,
        state: WorkState::from_name(&state).ok_or_else(|| unknown("the state of a queued text", state))?,
        queued: row.try_get(2)?,
        text: NewQueued {
            reason: Reason::from_name(&reason).ok_or_else(|| unknown("the reason to queue", reason))?,
            name: row.try_get(4)?,
            kind: TextKind::from_name(&kind).ok_or_else(|| unknown("the kind of text", kind))?,
            lang: row.try_get(6)?,
            body: row.try_get(7)?,
            spans: of_column(row.try_get(8)?)?,
            model: row.try_get(9)?,
            score: row.try_get(10)?,
            note: row.try_get(11)?,
        },
        annotated: row.try_get::<Option<String>, _>(12)?.map(of_column).transpose()?,
    })
}
