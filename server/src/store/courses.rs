//! The courses of a segment: how much of each is on offer in the period, and what they teach.

use super::{DocumentId, Segment, Store, StoreError, Tenant};
use passerelle_engine::taxonomy::ConceptId;
use serde::Serialize;
use sqlx::Row;

/// A course that takes people in the segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CourseOffer {
    /// Which course.
    pub id: DocumentId,
    /// Its title.
    pub title: String,
    /// Sessions that take people there and then; a course without any dates counts as one.
    pub sessions: u32,
    /// Places in these sessions; `None` where one of them does not say.
    pub places: Option<u32>,
}

/// A concept that a course teaches.
#[derive(Debug, Clone, PartialEq)]
pub struct CourseConcept {
    /// Which course.
    pub course: DocumentId,
    /// Which concept.
    pub concept: ConceptId,
    /// How sure, 0 to 1: the surest of its mentions.
    pub confidence: f64,
}

impl Store {
    /// The segment's courses by id. A course belongs to every occupation whose ROME code it carries and
    /// to every territory it has a session in; closed sessions and sessions outside the period are left out.
    pub async fn course_offers(
        &self,
        tenant: &Tenant,
        segment: &Segment,
    ) -> Result<Vec<CourseOffer>, StoreError> {
        let binds = segment.binds();
        let rows = sqlx::query(
            "SELECT d.id, d.title, COUNT(s.position), CAST(COALESCE(SUM(s.places), 0) AS BIGINT), COUNT(s.places)
             FROM documents d
             LEFT JOIN sessions s ON s.document = d.id AND s.state IN ('open', 'unknown')
                  AND ($5 = '' OR s.territory = $5)
                  AND COALESCE(substr(s.starts, 1, 7), '0000-00') <= $7
                  AND COALESCE(substr(s.ends, 1, 7), '9999-99') >= $6
             WHERE d.tenant = $1 AND d.side = 'course'
               AND ($2 = 'all' OR EXISTS (SELECT 1 FROM document_codes c WHERE c.document = d.id
                    AND c.scheme = 'ROME' AND c.code >= $3 AND c.code < $4))
               AND (s.document IS NOT NULL OR (($5 = '' OR d.territory = $5)
                    AND NOT EXISTS (SELECT 1 FROM sessions x WHERE x.document = d.id)))
             GROUP BY d.id, d.title ORDER BY d.id",
        )
        .bind(&tenant.0)
        .bind(if segment.scope == super::Scope::All { "all" } else { "some" })
        .bind(binds.from)
        .bind(binds.to)
        .bind(binds.territory)
        .bind(binds.since)
        .bind(binds.until)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                let (sessions, places, said): (i64, i64, i64) =
                    (row.try_get(2)?, row.try_get(3)?, row.try_get(4)?);
                Ok(CourseOffer {
                    id: DocumentId(row.try_get(0)?),
                    title: row.try_get(1)?,
                    sessions: sessions.max(1) as u32,
                    places: (said > 0 && said == sessions).then_some(places as u32),
                })
            })
            .collect()
    }

    /// What the tenant's courses teach, by course and concept.
    pub async fn course_concepts(&self, tenant: &Tenant) -> Result<Vec<CourseConcept>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.document, m.concept, MAX(m.confidence) FROM mentions m
             JOIN documents d ON d.id = m.document
             WHERE d.tenant = $1 AND d.side = 'course' AND m.concept IS NOT NULL
             GROUP BY m.document, m.concept ORDER BY m.document, m.concept",
        )
        .bind(&tenant.0)
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(CourseConcept {
                    course: DocumentId(row.try_get(0)?),
                    concept: ConceptId(row.try_get(1)?),
                    confidence: row.try_get(2)?,
                })
            })
            .collect()
    }
}
