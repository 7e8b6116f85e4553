//! Corrections of answers: kept as they came, and put into the queue of documents to annotate.

use super::given::{of_column, to_column};
use super::model::uuid;
use super::queue::{self, NewQueued, Reason};
use super::{DocumentId, GivenSpan, Outcome, Store, StoreError, Tenant, TextKind};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A correction to be stored. It holds no personal data of contacts: the caller has masked text and comment.
#[derive(Debug, Clone, PartialEq)]
pub struct NewFeedback {
    /// The stored document it is about, if it is about one.
    pub document: Option<DocumentId>,
    /// What sort of text it is.
    pub kind: TextKind,
    /// Language: `fr` or `en`.
    pub lang: String,
    /// The text.
    pub body: String,
    /// The spans as they should be, sorted, without overlap.
    pub spans: Vec<GivenSpan>,
    /// Name and version of the model that gave the answer.
    pub model: String,
    /// Tag of the taxonomy that the concepts are of.
    pub taxonomy: String,
    /// What the person adds.
    pub comment: String,
}

/// A correction as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback {
    /// Made of its content: the same correction sent again is the same row.
    pub id: String,
    /// Its number among the tenant's corrections, from 1.
    pub position: i64,
    /// When it came, UTC, `YYYY-MM-DD HH:MM:SS`.
    pub received: String,
    /// What was said.
    pub said: NewFeedback,
}

/// The columns of [`Feedback`], in the order [`feedback_of`] reads them.
macro_rules! feedback_columns {
    () => {
        "id, position, received, document, kind, lang, body, spans, model, taxonomy, comment"
    };
}

impl Store {
    /// Stores a correction and queues its text, in one transaction. `Unchanged`: it was there already.
    pub async fn put_feedback(
        &self,
        tenant: &Tenant,
        said: &NewFeedback,
    ) -> Result<(Feedback, Outcome), StoreError> {
        let (spans, document) = (to_column(&said.spans), said.document.as_ref().map(|id| id.0.as_str()));
        let content = [&tenant.0, "feedback", document.unwrap_or(""), &said.body, &spans, &said.model];
        let id = uuid(&[&content[..], &[&said.comment]].concat());
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let sql = "INSERT INTO feedback (id, tenant, position, document, kind, lang, body, spans, model,
                       taxonomy, comment)
                   SELECT $1, $2, COALESCE(MAX(position), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10
                   FROM feedback WHERE tenant = $2
                   ON CONFLICT (id) DO NOTHING";
        let written = sqlx::query(sql)
            .bind(&id)
            .bind(&tenant.0)
            .bind(document)
            .bind(said.kind.name())
            .bind(&said.lang)
            .bind(&said.body)
            .bind(&spans)
            .bind(&said.model)
            .bind(&said.taxonomy)
            .bind(&said.comment)
            .execute(&mut *tx)
            .await?;
        let outcome = if written.rows_affected() == 0 { Outcome::Unchanged } else { Outcome::Stored };
        if outcome == Outcome::Stored {
            queue::put(&mut tx, tenant, &queued(&id, said)).await?;
        }
        let sql = concat!("SELECT ", feedback_columns!(), " FROM feedback WHERE id = $1");
        let row = sqlx::query(sql).bind(&id).fetch_one(&mut *tx).await?;
        tx.commit().await?;
        Ok((feedback_of(&row)?, outcome))
    }

    /// Corrections, newest first, at most `limit`; those before position `before`, or from the newest on.
    pub async fn feedback(
        &self,
        tenant: &Tenant,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<Feedback>, StoreError> {
        let sql = concat!(
            "SELECT ",
            feedback_columns!(),
            " FROM feedback WHERE tenant = $1 AND position < $2 ORDER BY position DESC LIMIT $3"
        );
        let rows = sqlx::query(sql)
            .bind(&tenant.0)
            .bind(before.unwrap_or(i64::MAX))
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(feedback_of).collect()
    }
}

fn queued(id: &str, said: &NewFeedback) -> NewQueued {
    NewQueued {
        reason: Reason::Feedback,
        name: said.document.as_ref().map_or_else(|| format!("feedback-{id}"), |document| document.0.clone()),
        kind: said.kind,
        lang: said.lang.clone(),
        body: said.body.clone(),
        spans: said.spans.clone(),
        model: said.model.clone(),
        score: 1.0,
        note: said.comment.clone(),
    }
}

fn feedback_of(row: &SqliteRow) -> Result<Feedback, StoreError> {
    let kind: String = row.try_get(4)?;
    Ok(Feedback {
        id: row.try_get(0)?,
        position: row.try_get(1)?,
        received: row.try_get(2)?,
        said: NewFeedback {
            document: row.try_get::<Option<String>, _>(3)?.map(DocumentId),
            kind: TextKind::from_name(&kind)
                .ok_or(StoreError::Unknown { what: "the kind of text", value: kind })?,
            lang: row.try_get(5)?,
            body: row.try_get(6)?,
            spans: of_column(row.try_get(7)?)?,
            model: row.try_get(8)?,
            taxonomy: row.try_get(9)?,
            comment: row.try_get(10)?,
        },
    })
}
