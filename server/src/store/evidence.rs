//! The sentences behind a figure, and the expressions no concept was found for.

use super::{DocumentId, Requirement, Segment, Side, Store, StoreError, Tenant};
use passerelle_engine::taxonomy::ConceptId;
use passerelle_engine::text::CharSpan;
use serde::Serialize;
use sqlx::Row;
use std::collections::BTreeSet;

/// A sentence that names a concept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// The document it stands in.
    pub document: DocumentId,
    /// Identifier of the document in its source.
    pub source_id: String,
    /// Title of the document.
    pub title: String,
    /// The sentence.
    pub sentence: String,
    /// Place of the sentence in the document, code points.
    pub sentence_span: CharSpan,
    /// The words that name the concept.
    pub surface: String,
    /// Place of the words in the document, code points.
    pub span: CharSpan,
    /// How strongly it is asked for.
    pub requirement: Requirement,
    /// How sure the tagger is.
    pub confidence: f64,
}

/// An unlinked wording and in how many of a segment's documents it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Expression {
    /// The wording, folded: lower case, no accents.
    pub folded: String,
    /// The first of its surface forms.
    pub surface: String,
    /// Documents that have it.
    pub documents: u64,
}

/// Which documents of a segment name a concept; the co-occurrence modules are built from.
pub type ConceptDocuments = Vec<(ConceptId, BTreeSet<DocumentId>)>;

impl Store {
    /// Up to `limit` sentences of the segment that name `concept`, surest first.
    pub async fn evidence(
        &self,
        tenant: &Tenant,
        side: Side,
        segment: &Segment,
        concept: &ConceptId,
        limit: u32,
    ) -> Result<Vec<Evidence>, StoreError> {
        let binds = segment.binds();
        let rows = sqlx::query(
            "SELECT d.id, d.source_id, d.title,
                    substr(d.body, CAST(m.sentence_starts + 1 AS INTEGER),
                           CAST(m.sentence_ends - m.sentence_starts AS INTEGER)),
                    m.sentence_starts, m.sentence_ends, m.surface, m.starts, m.ends, m.requirement, m.confidence
             FROM mentions m JOIN documents d ON d.id = m.document
             WHERE d.tenant = $1 AND d.side = $2 AND m.concept = $3
               AND (d.side = 'offer' AND d.occupation >= $4 AND d.occupation < $5
                    AND ($6 = '' OR d.territory = $6) AND d.month >= $7 AND d.month <= $8
                 OR d.side = 'course' AND ($4 = '' OR EXISTS (SELECT 1 FROM document_codes c
                    WHERE c.document = d.id AND c.scheme = 'ROME' AND c.code >= $4 AND c.code < $5))
                    AND ($6 = '' OR d.territory = $6 OR EXISTS (SELECT 1 FROM sessions s
                    WHERE s.document = d.id AND s.territory = $6)))
             ORDER BY m.confidence DESC, d.id, m.position LIMIT $9",
        )
        .bind(&tenant.0)
        .bind(side.name())
        .bind(&concept.0)
        .bind(binds.from)
        .bind(binds.to)
        .bind(binds.territory)
        .bind(binds.since)
        .bind(binds.until)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        let span = |row: &sqlx::sqlite::SqliteRow, at: usize| -> Result<CharSpan, StoreError> {
            Ok(CharSpan {
                start: row.try_get::<i64, _>(at)? as usize,
                end: row.try_get::<i64, _>(at + 1)? as usize,
            })
        };
        rows.iter()
            .map(|row| {
                let name: String = row.try_get(9)?;
                Ok(Evidence {
                    document: DocumentId(row.try_get(0)?),
                    source_id: row.try_get(1)?,
                    title: row.try_get(2)?,
                    sentence: row.try_get(3)?,
                    sentence_span: span(row, 4)?,
                    surface: row.try_get(6)?,
                    span: span(row, 7)?,
                    requirement: Requirement::from_name(&name)
                        .ok_or(StoreError::Unknown { what: "the requirement", value: name })?,
                    confidence: row.try_get(10)?,
                })
            })
            .collect()
    }

    /// Unlinked wordings of at least two words in the segment's offers, in at least `at_least` of them,
    /// most frequent first. Working conditions and job titles are left out: they are no skills.
    pub async fn expressions(
        &self,
        tenant: &Tenant,
        segment: &Segment,
        at_least: u64,
        limit: u32,
    ) -> Result<Vec<Expression>, StoreError> {
        let binds = segment.binds();
        let rows = sqlx::query(
            "SELECT m.folded, MIN(m.surface), COUNT(DISTINCT m.document)
             FROM mentions m JOIN documents d ON d.id = m.document
             WHERE d.tenant = $1 AND d.side = 'offer' AND m.concept IS NULL
               AND m.label NOT IN ('CONDITION', 'OCCUPATION') AND m.folded LIKE '% %'
               AND d.occupation >= $2 AND d.occupation < $3 AND ($4 = '' OR d.territory = $4)
               AND d.month >= $5 AND d.month <= $6
             GROUP BY m.folded HAVING COUNT(DISTINCT m.document) >= $7
             ORDER BY COUNT(DISTINCT m.document) DESC, m.folded LIMIT $8",
        )
        .bind(&tenant.0)
        .bind(binds.from)
        .bind(binds.to)
        .bind(binds.territory)
        .bind(binds.since)
        .bind(binds.until)
        .bind(at_least as i64)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let (folded, surface) = (row.try_get(0)?, row.try_get(1)?);
                Ok(Expression { folded, surface, documents: row.try_get::<i64, _>(2)? as u64 })
            })
            .collect()
    }

    /// For every concept of the segment's offers the documents that name it, by concept.
    pub async fn documents_by_concept(
        &self,
        tenant: &Tenant,
        segment: &Segment,
    ) -> Result<ConceptDocuments, StoreError> {
        let binds = segment.binds();
        let rows = sqlx::query(
            "SELECT DISTINCT m.concept, d.id FROM mentions m JOIN documents d ON d.id = m.document
             WHERE d.tenant = $1 AND d.side = 'offer' AND m.concept IS NOT NULL
               AND d.occupation >= $2 AND d.occupation < $3 AND ($4 = '' OR d.territory = $4)
               AND d.month >= $5 AND d.month <= $6 ORDER BY m.concept, d.id",
        )
        .bind(&tenant.0)
        .bind(binds.from)
        .bind(binds.to)
        .bind(binds.territory)
        .bind(binds.since)
        .bind(binds.until)
        .fetch_all(&self.pool)
        .await?;
        let mut concepts: ConceptDocuments = Vec::new();
        for row in &rows {
            let (concept, document) = (ConceptId(row.try_get(0)?), DocumentId(row.try_get(1)?));
            match concepts.last_mut() {
                Some((last, documents)) if *last == concept => {
                    documents.insert(document);
                }
                _ => concepts.push((concept, BTreeSet::from([document]))),
            }
        }
        Ok(concepts)
    }
}
