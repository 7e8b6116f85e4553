//! What was decided about proposed modules.

use super::model::named;
use super::{Store, StoreError, Tenant};
use serde::{Deserialize, Serialize};
use sqlx::Row;

named! {
    /// What was decided.
    Verdict {
        /// The module was ordered.
        Ordered = "ordered",
        /// Perhaps later.
        Postponed = "postponed",
        /// No.
        Refused = "refused",
    }
}

/// A decision about a module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Identifier of the module.
    pub module: String,
    /// What was decided.
    pub verdict: Verdict,
    /// Why, in the words of whoever decided.
    pub note: String,
    /// Day, `YYYY-MM-DD`.
    pub decided: String,
}

impl Store {
    /// Records a decision; a later one about the same module takes its place.
    pub async fn put_decision(&self, tenant: &Tenant, decision: &Decision) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO decisions (tenant, module, decision, note, decided) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (tenant, module) DO UPDATE SET decision = excluded.decision,
                       note = excluded.note, decided = excluded.decided";
        sqlx::query(sql)
            .bind(&tenant.0)
            .bind(&decision.module)
            .bind(decision.verdict.name())
            .bind(&decision.note)
            .bind(&decision.decided)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// All decisions, by module.
    pub async fn decisions(&self, tenant: &Tenant) -> Result<Vec<Decision>, StoreError> {
        let sql = "SELECT module, decision, note, decided FROM decisions WHERE tenant = $1 ORDER BY module";
        let rows = sqlx::query(sql).bind(&tenant.0).fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| {
                let verdict: String = row.try_get(1)?;
                Ok(Decision {
                    module: row.try_get(0)?,
                    verdict: Verdict::from_name(&verdict)
                        .ok_or(StoreError::Unknown { what: "the decision", value: verdict })?,
                    note: row.try_get(2)?,
                    decided: row.try_get(3)?,
                })
            })
            .collect()
    }
}
