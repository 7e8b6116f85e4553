//! The counts: what one document adds to its cell, how a cell is adjusted, what a segment sums to.

use super::{Requirement, Segment, Side, Store, StoreError, Tenant};
use passerelle_engine::taxonomy::ConceptId;
use sqlx::{Row, Sqlite, Transaction};
use std::collections::BTreeMap;

/// Weights are whole millionths, so that adding and removing a document is exact.
const MILLIONTHS: f64 = 1_000_000.0;

/// A linked mention: concept, requirement, confidence.
type Found = (String, Requirement, f64);

/// Adding a document or taking it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Add,
    Remove,
}

/// What one document adds: its cell, and per concept the weight in millionths.
pub(super) struct Contribution {
    pub tenant: String,
    pub side: String,
    pub occupation: String,
    pub territory: String,
    pub month: String,
    pub concepts: BTreeMap<String, i64>,
}

/// Per concept the strongest of its mentions: a document counts once however often it says a thing.
pub(super) fn contributions(mentions: impl IntoIterator<Item = Found>) -> BTreeMap<String, i64> {
    let mut weights = BTreeMap::new();
    for (concept, requirement, confidence) in mentions {
        let weight = (requirement.weight() * confidence.clamp(0.0, 1.0) * MILLIONTHS).round() as i64;
        let strongest = weights.entry(concept).or_insert(0);
        *strongest = weight.max(*strongest);
    }
    weights
}

/// Adds a document to the counts of its cell, or takes it out.
pub(super) async fn adjust(
    tx: &mut Transaction<'_, Sqlite>,
    cell: &Contribution,
    sign: Sign,
) -> Result<(), StoreError> {
    let by = match sign {
        Sign::Add => 1,
        Sign::Remove => -1,
    };
    let sql = "INSERT INTO counts (tenant, side, occupation, territory, month, concept, documents, weight)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
               ON CONFLICT (tenant, side, occupation, territory, month, concept)
               DO UPDATE SET documents = counts.documents + excluded.documents,
                             weight = counts.weight + excluded.weight";
    // '' stands for the documents of the cell themselves.
    let whole = (String::new(), MILLIONTHS as i64);
    let rows = cell.concepts.iter().map(|(concept, weight)| (concept, *weight));
    for (concept, weight) in rows.chain([(&whole.0, whole.1)]) {
        sqlx::query(sql)
            .bind(&cell.tenant)
            .bind(&cell.side)
            .bind(&cell.occupation)
            .bind(&cell.territory)
            .bind(&cell.month)
            .bind(concept)
            .bind(by)
            .bind(by * weight)
            .execute(&mut **tx)
            .await?;
    }
    if sign == Sign::Remove {
        let sql = "DELETE FROM counts WHERE tenant = $1 AND side = $2 AND occupation = $3 AND territory = $4
                   AND month = $5 AND documents = 0";
        sqlx::query(sql)
            .bind(&cell.tenant)
            .bind(&cell.side)
            .bind(&cell.occupation)
            .bind(&cell.territory)
            .bind(&cell.month)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// How often a segment's documents name a concept.
#[derive(Debug, Clone, PartialEq)]
pub struct ConceptCount {
    /// Which concept.
    pub concept: ConceptId,
    /// Documents that name it.
    pub documents: u64,
    /// Σ over these documents of requirement × confidence.
    pub weight: f64,
}

/// Cells of the counts, as kept or as counted anew from the mentions: the two must be equal.
pub type Recount = BTreeMap<[String; 5], (i64, i64)>;

impl Store {
    /// Number of documents of a segment.
    pub async fn count_documents(
        &self,
        tenant: &Tenant,
        side: Side,
        segment: &Segment,
    ) -> Result<u64, StoreError> {
        let binds = segment.binds();
        let total: i64 = sqlx::query_scalar(
            "SELECT CAST(COALESCE(SUM(documents), 0) AS BIGINT) FROM counts
             WHERE tenant = $1 AND side = $2 AND concept = '' AND occupation >= $3 AND occupation < $4
               AND ($5 = '' OR territory = $5) AND month >= $6 AND month <= $7",
        )
        .bind(&tenant.0)
        .bind(side.name())
        .bind(binds.from)
        .bind(binds.to)
        .bind(binds.territory)
        .bind(binds.since)
        .bind(binds.until)
        .fetch_one(&self.pool)
        .await?;
        Ok(total as u64)
    }

    /// The concepts named by a segment's documents, by id.
    pub async fn count_concepts(
        &self,
        tenant: &Tenant,
        side: Side,
        segment: &Segment,
    ) -> Result<Vec<ConceptCount>, StoreError> {
        let binds = segment.binds();
        let rows = sqlx::query(
            "SELECT concept, CAST(SUM(documents) AS BIGINT), CAST(SUM(weight) AS BIGINT) FROM counts
             WHERE tenant = $1 AND side = $2 AND concept <> '' AND occupation >= $3 AND occupation < $4
               AND ($5 = '' OR territory = $5) AND month >= $6 AND month <= $7
             GROUP BY concept ORDER BY concept",
        )
        .bind(&tenant.0)
        .bind(side.name())
        .bind(binds.from)
        .bind(binds.to)
        .bind(binds.territory)
        .bind(binds.since)
        .bind(binds.until)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let (documents, weight): (i64, i64) = (row.try_get(1)?, row.try_get(2)?);
                let concept = ConceptId(row.try_get(0)?);
                Ok(ConceptCount { concept, documents: documents as u64, weight: weight as f64 / MILLIONTHS })
            })
            .collect()
    }

    /// The occupations of a tenant's documents with how many there are, by code.
    pub async fn count_occupations(
        &self,
        tenant: &Tenant,
        side: Side,
        territory: Option<&str>,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let rows = sqlx::query(
            "SELECT occupation, CAST(SUM(documents) AS BIGINT) FROM counts
             WHERE tenant = $1 AND side = $2 AND concept = '' AND ($3 = '' OR territory = $3)
             GROUP BY occupation",
        )
        .bind(&tenant.0)
        .bind(side.name())
        .bind(territory.unwrap_or(""))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get::<i64, _>(1)? as u64))).collect()
    }

    /// The counts as they are kept: `[side, occupation, territory, month, concept]` → documents, weight.
    pub async fn counts(&self, tenant: &Tenant) -> Result<Recount, StoreError> {
        let rows = sqlx::query(
            "SELECT side, occupation, territory, month, concept, documents, weight FROM counts WHERE tenant = $1",
        )
        .bind(&tenant.0)
        .fetch_all(&self.pool)
        .await?;
        let mut cells = Recount::new();
        for row in &rows {
            let key = [row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?];
            cells.insert(key, (row.try_get(5)?, row.try_get(6)?));
        }
        Ok(cells)
    }

    /// The same, counted anew from documents and mentions.
    pub async fn recount(&self, tenant: &Tenant) -> Result<Recount, StoreError> {
        let rows = sqlx::query(
            "SELECT d.side, d.occupation, d.territory, d.month, d.id, m.concept, m.requirement, m.confidence
             FROM documents d LEFT JOIN mentions m ON m.document = d.id AND m.concept IS NOT NULL
             WHERE d.tenant = $1",
        )
        .bind(&tenant.0)
        .fetch_all(&self.pool)
        .await?;
        let mut documents: BTreeMap<String, ([String; 4], Vec<Found>)> = BTreeMap::new();
        for row in &rows {
            let cell = [row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?];
            let (_, found) = documents.entry(row.try_get(4)?).or_insert_with(|| (cell, Vec::new()));
            if let Some(concept) = row.try_get::<Option<String>, _>(5)? {
                let name: String = row.try_get(6)?;
                let requirement = Requirement::from_name(&name)
                    .ok_or(StoreError::Unknown { what: "the requirement", value: name })?;
                found.push((concept, requirement, row.try_get(7)?));
            }
        }
        let mut cells = Recount::new();
        for (cell, found) in documents.into_values() {
            let whole = (String::new(), MILLIONTHS as i64);
            for (concept, weight) in contributions(found).into_iter().chain([whole]) {
                let [side, occupation, territory, month] = cell.clone();
                let total = cells.entry([side, occupation, territory, month, concept]).or_insert((0, 0));
                *total = (total.0 + 1, total.1 + weight);
            }
        }
        Ok(cells)
    }
}
