//! Writing documents: the rows, their mentions and the counts, in one transaction.

use super::counts::{Contribution, Sign, adjust, contributions};
use super::{Code, DocumentId, Mention, NewDocument, Requirement, Session, Side, Store, StoreError, Tenant};
use sqlx::{Row, Sqlite, Transaction};

type Tx<'c> = Transaction<'c, Sqlite>;

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The document is new or has changed.
    Stored,
    /// The same document, read by the same analysis, was there already.
    Unchanged,
}

impl Store {
    /// For each document: true where it is stored already as it is, read by the same `analysis`.
    /// An importer asks this before it pays for the tagger.
    pub async fn unchanged(
        &self,
        tenant: &Tenant,
        documents: &[&NewDocument],
        analysis: &str,
    ) -> Result<Vec<bool>, StoreError> {
        let mut known = Vec::with_capacity(documents.len());
        for document in documents {
            let id = DocumentId::of(tenant, document.side, &document.source_id);
            let row = sqlx::query("SELECT checksum, analysis FROM documents WHERE id = $1")
                .bind(&id.0)
                .fetch_optional(&self.pool)
                .await?;
            known.push(match row {
                Some(row) => {
                    row.try_get::<String, _>(0)? == document.checksum()
                        && row.try_get::<String, _>(1)? == analysis
                }
                None => false,
            });
        }
        Ok(known)
    }

    /// Stores documents with their mentions and vectors (empty: none) in one transaction; what was
    /// stored under the same source id is replaced.
    pub async fn put(
        &self,
        tenant: &Tenant,
        documents: &[(NewDocument, Vec<Mention>, Vec<f32>)],
        analysis: &str,
    ) -> Result<Vec<Outcome>, StoreError> {
        let mut outcomes = Vec::with_capacity(documents.len());
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        for (document, mentions, vector) in documents {
            let id = DocumentId::of(tenant, document.side, &document.source_id);
            let checksum = document.checksum();
            if is_stored(&mut tx, &id, &checksum, analysis).await? {
                outcomes.push(Outcome::Unchanged);
                continue;
            }
            remove(&mut tx, tenant, &id).await?;
            insert_document(&mut tx, tenant, &id, document, &checksum, analysis, vector).await?;
            insert_codes(&mut tx, tenant, &id, &document.codes).await?;
            insert_sessions(&mut tx, tenant, &id, &document.sessions).await?;
            insert_mentions(&mut tx, tenant, &id, mentions).await?;
            let cell = contribution(tenant, document, mentions);
            adjust(&mut tx, &cell, Sign::Add).await?;
            outcomes.push(Outcome::Stored);
        }
        tx.commit().await?;
        Ok(outcomes)
    }

    /// Removes a document with all that hangs on it; false where there is none.
    pub async fn delete(&self, tenant: &Tenant, side: Side, source_id: &str) -> Result<bool, StoreError> {
        let mut tx = self.pool.begin_with("BEGIN IMMEDIATE").await?;
        let removed = remove(&mut tx, tenant, &DocumentId::of(tenant, side, source_id)).await?;
        tx.commit().await?;
        Ok(removed)
    }
}

async fn is_stored(tx: &mut Tx<'_>, id: &DocumentId, sum: &str, analysis: &str) -> Result<bool, StoreError> {
    let found: i64 = sqlx::query_scalar(
        "SELECT COUNT(*) FROM documents WHERE id = $1 AND checksum = $2 AND analysis = $3",
    )
    .bind(&id.0)
    .bind(sum)
    .bind(analysis)
    .fetch_one(&mut **tx)
    .await?;
    Ok(found > 0)
}

fn contribution(tenant: &Tenant, document: &NewDocument, mentions: &[Mention]) -> Contribution {
    let found = mentions.iter().filter_map(|mention| {
        let concept = mention.concept.as_ref()?;
        Some((concept.0.clone(), mention.requirement, mention.confidence))
    });
    Contribution {
        tenant: tenant.0.clone(),
        side: document.side.name().into(),
        occupation: document.occupation.as_ref().map(|code| code.0.clone()).unwrap_or_default(),
        territory: document.place.territory.clone(),
        month: document.month().into(),
        concepts: contributions(found),
    }
}

/// Takes a stored document out of the counts and deletes it.
async fn remove(tx: &mut Tx<'_>, tenant: &Tenant, id: &DocumentId) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT side, occupation, territory, month FROM documents WHERE id = $1")
        .bind(&id.0)
        .fetch_optional(&mut **tx)
        .await?;
    let Some(row) = row else { return Ok(false) };
    let found = sqlx::query(
        "SELECT concept, requirement, confidence FROM mentions WHERE document = $1 AND concept IS NOT NULL",
    )
    .bind(&id.0)
    .fetch_all(&mut **tx)
    .await?;
    let mut concepts = Vec::with_capacity(found.len());
    for mention in &found {
        let name: String = mention.try_get(1)?;
        let requirement = Requirement::from_name(&name)
            .ok_or(StoreError::Unknown { what: "the requirement", value: name })?;
        concepts.push((mention.try_get(0)?, requirement, mention.try_get(2)?));
    }
    let cell = Contribution {
        tenant: tenant.0.clone(),
        side: row.try_get(0)?,
        occupation: row.try_get(1)?,
        territory: row.try_get(2)?,
        month: row.try_get(3)?,
        concepts: contributions(concepts),
    };
    adjust(tx, &cell, Sign::Remove).await?;
    sqlx::query("DELETE FROM documents WHERE id = $1").bind(&id.0).execute(&mut **tx).await?;
    Ok(true)
}

async fn insert_document(
    tx: &mut Tx<'_>,
    tenant: &Tenant,
    id: &DocumentId,
    document: &NewDocument,
    checksum: &str,
    analysis: &str,
    vector: &[f32],
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO documents (id, tenant, side, source_id, checksum, analysis, title, body, occupation,
                   territory, commune, place, lat, lon, published, month, contract, extra, vector)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
    let bytes: Option<Vec<u8>> =
        (!vector.is_empty()).then(|| vector.iter().flat_map(|x| x.to_le_bytes()).collect());
    sqlx::query(sql)
        .bind(&id.0)
        .bind(&tenant.0)
        .bind(document.side.name())
        .bind(&document.source_id)
        .bind(checksum)
        .bind(analysis)
        .bind(&document.title)
        .bind(&document.body)
        .bind(document.occupation.as_ref().map_or("", |code| code.0.as_str()))
        .bind(&document.place.territory)
        .bind(&document.place.commune)
        .bind(&document.place.name)
        .bind(document.place.point.map(|point| point.0))
        .bind(document.place.point.map(|point| point.1))
        .bind(&document.published)
        .bind(document.month())
        .bind(&document.contract)
        .bind(document.extra.to_string())
        .bind(bytes)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn insert_codes(
    tx: &mut Tx<'_>,
    tenant: &Tenant,
    id: &DocumentId,
    codes: &[Code],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO document_codes (document, tenant, scheme, code, rank) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (document, scheme, code) DO NOTHING";
    for (rank, code) in codes.iter().enumerate() {
        sqlx::query(sql)
            .bind(&id.0)
            .bind(&tenant.0)
            .bind(code.scheme.name())
            .bind(&code.code)
            .bind(rank as i64)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

async fn insert_sessions(
    tx: &mut Tx<'_>,
    tenant: &Tenant,
    id: &DocumentId,
    sessions: &[Session],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO sessions (document, tenant, position, territory, commune, place, lat, lon, starts,
                   ends, state, places)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    for (position, session) in sessions.iter().enumerate() {
        sqlx::query(sql)
            .bind(&id.0)
            .bind(&tenant.0)
            .bind(position as i64)
            .bind(&session.place.territory)
            .bind(&session.place.commune)
            .bind(&session.place.name)
            .bind(session.place.point.map(|point| point.0))
            .bind(session.place.point.map(|point| point.1))
            .bind(&session.starts)
            .bind(&session.ends)
            .bind(session.state.name())
            .bind(session.places.map(i64::from))
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

async fn insert_mentions(
    tx: &mut Tx<'_>,
    tenant: &Tenant,
    id: &DocumentId,
    mentions: &[Mention],
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO mentions (document, tenant, position, concept, label, surface, folded, requirement,
                   confidence, starts, ends, sentence_starts, sentence_ends)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    for (position, mention) in mentions.iter().enumerate() {
        sqlx::query(sql)
            .bind(&id.0)
            .bind(&tenant.0)
            .bind(position as i64)
            .bind(mention.concept.as_ref().map(|concept| &concept.0))
            .bind(mention.label.name())
            .bind(&mention.surface)
            .bind(crate::words::folded(&mention.surface))
            .bind(mention.requirement.name())
            .bind(mention.confidence)
            .bind(mention.span.start as i64)
            .bind(mention.span.end as i64)
            .bind(mention.sentence.start as i64)
            .bind(mention.sentence.end as i64)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
