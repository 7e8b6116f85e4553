//! Batches: what an import read, stored and refused.

use super::model::named;
use super::{Store, StoreError, Tenant};
use serde::{Deserialize, Serialize};
use sqlx::Row;

named! {
    /// How far a batch is.
    BatchState {
        /// Records are being read.
        Running = "running",
        /// All records were read; some may have been refused.
        Done = "done",
        /// The import broke off.
        Failed = "failed",
    }
}

/// Numbers of records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Records in the file, refused ones too.
    pub read: u64,
    /// New or changed.
    pub stored: u64,
    /// Stored before as they are.
    pub unchanged: u64,
    /// Refused.
    pub rejected: u64,
}

/// A record that was not stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Position in the file, from 1.
    pub position: u64,
    /// Identifier of the record, where it could be read.
    pub id: Option<String>,
    /// Why, and what to do.
    pub reason: String,
}

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// Identifier, chosen by the caller.
    pub id: String,
    /// `offers`, `trainings`.
    pub kind: String,
    /// How far it is.
    pub state: BatchState,
    /// Its numbers.
    pub totals: Totals,
}

impl Store {
    /// Writes a batch, new or as it stands now.
    pub async fn put_batch(&self, tenant: &Tenant, batch: &Batch) -> Result<(), StoreError> {
        let sql = "INSERT INTO batches (id, tenant, kind, state, records_read, records_stored,
                       records_unchanged, records_rejected)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                   ON CONFLICT (id) DO UPDATE SET state = excluded.state, records_read = excluded.records_read,
                       records_stored = excluded.records_stored,
                       records_unchanged = excluded.records_unchanged,
                       records_rejected = excluded.records_rejected
                   WHERE batches.tenant = excluded.tenant";
        sqlx::query(sql)
            .bind(&batch.id)
            .bind(&tenant.0)
            .bind(&batch.kind)
            .bind(batch.state.name())
            .bind(batch.totals.read as i64)
            .bind(batch.totals.stored as i64)
            .bind(batch.totals.unchanged as i64)
            .bind(batch.totals.rejected as i64)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Adds refused records to a batch; a position reported before stays as it was.
    pub async fn put_batch_errors(
        &self,
        tenant: &Tenant,
        batch: &str,
        errors: &[Rejected],
    ) -> Result<(), StoreError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let sql =
            "INSERT INTO batch_errors (batch, tenant, position, record, reason) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (batch, position) DO NOTHING";
        for error in errors {
            sqlx::query(sql)
                .bind(batch)
                .bind(&tenant.0)
                .bind(error.position as i64)
                .bind(&error.id)
                .bind(&error.reason)
                .execute(&mut *tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// A batch by its identifier.
    pub async fn batch(&self, tenant: &Tenant, id: &str) -> Result<Option<Batch>, StoreError> {
        let row = sqlx::query(
            "SELECT id, kind, state, records_read, records_stored, records_unchanged, records_rejected
             FROM batches WHERE tenant = $1 AND id = $2",
        )
        .bind(&tenant.0)
        .bind(id)
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let state: String = row.try_get(2)?;
        let number = |at: usize| row.try_get::<i64, _>(at).map(|n| n as u64);
        Ok(Some(Batch {
            id: row.try_get(0)?,
            kind: row.try_get(1)?,
            state: BatchState::from_name(&state)
                .ok_or(StoreError::Unknown { what: "the batch state", value: state })?,
            totals: Totals {
                read: number(3)?,
                stored: number(4)?,
                unchanged: number(5)?,
                rejected: number(6)?,
            },
        }))
    }

    /// The refused records of a batch behind position `after`, at most `limit`.
    pub async fn batch_errors(
        &self,
        tenant: &Tenant,
        batch: &str,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Rejected>, StoreError> {
        let rows = sqlx::query(
            "SELECT position, record, reason FROM batch_errors
             WHERE tenant = $1 AND batch = $2 AND position > $3 ORDER BY position LIMIT $4",
        )
        .bind(&tenant.0)
        .bind(batch)
        .bind(after as i64)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let position: i64 = row.try_get(0)?;
                Ok(Rejected { position: position as u64, id: row.try_get(1)?, reason: row.try_get(2)? })
            })
            .collect()
    }
}
