//! Mentions without a concept, and the sentences around some of them.

use super::{DocumentId, Store, StoreError, Tenant};
use passerelle_engine::tagging::Label;
use sqlx::Row;

/// Where a mention stands: its document and its number there.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MentionAt {
    /// The document.
    pub document: DocumentId,
    /// Its number among the mentions of the document.
    pub position: i64,
}

/// A mention that was linked to no concept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlinked {
    /// Where it stands.
    pub at: MentionAt,
    /// What it is.
    pub label: Label,
    /// The words.
    pub surface: String,
}

impl Store {
    /// Mentions without a concept behind `after`, by document and number, at most `limit`; `None` begins. Job
    /// titles are left out: they are no concepts.
    pub async fn unlinked(
        &self,
        tenant: &Tenant,
        after: Option<&MentionAt>,
        limit: u32,
    ) -> Result<Vec<Unlinked>, StoreError> {
        let rows = sqlx::query(
            "SELECT document, position, label, surface FROM mentions
             WHERE tenant = $1 AND concept IS NULL AND label <> 'OCCUPATION'
               AND (document > $2 OR (document = $2 AND position > $3))
             ORDER BY document, position LIMIT $4",
        )
        .bind(&tenant.0)
        .bind(after.map_or("", |at| at.document.0.as_str()))
        .bind(after.map_or(-1, |at| at.position))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let label: String = row.try_get(2)?;
                Ok(Unlinked {
                    at: MentionAt { document: DocumentId(row.try_get(0)?), position: row.try_get(1)? },
                    label: Label::from_name(&label)
                        .ok_or(StoreError::Unknown { what: "the label", value: label })?,
                    surface: row.try_get(3)?,
                })
            })
            .collect()
    }

    /// The sentence around a mention; `None` where it is no longer there.
    pub async fn sentence_of(&self, tenant: &Tenant, at: &MentionAt) -> Result<Option<String>, StoreError> {
        let sql = "SELECT substr(d.body, CAST(m.sentence_starts + 1 AS INTEGER),
                          CAST(m.sentence_ends - m.sentence_starts AS INTEGER))
                   FROM mentions m JOIN documents d ON d.id = m.document
                   WHERE m.tenant = $1 AND m.document = $2 AND m.position = $3";
        let query = sqlx::query_scalar(sql).bind(&tenant.0).bind(&at.document.0).bind(at.position);
        Ok(query.fetch_optional(&self.pool).await?)
    }
}
