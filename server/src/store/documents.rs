//! Reading documents back.

use super::{
    DocumentId, Mention, Place, Requirement, Session, SessionState, Side, Store, StoreError, Tenant,
};
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptId, OccupationCode};
use passerelle_engine::text::CharSpan;
use serde::Serialize;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// A document as stored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoredDocument {
    /// Identifier in the store.
    pub id: DocumentId,
    /// Offer or course.
    pub side: Side,
    /// Identifier in the source.
    pub source_id: String,
    /// Title.
    pub title: String,
    /// The text that offsets refer to.
    pub body: String,
    /// Main occupation.
    pub occupation: Option<OccupationCode>,
    /// Main place.
    pub place: Place,
    /// Day of publication.
    pub published: Option<String>,
    /// Contract, as the source codes it.
    pub contract: Option<String>,
    /// Other structured fields.
    pub extra: serde_json::Value,
    /// Document vector; empty where there is none.
    #[serde(skip)]
    pub vector: Vec<f32>,
}

/// The columns of [`StoredDocument`], in the order [`document_of`] reads them.
macro_rules! document_columns {
    () => {
        "id, side, source_id, title, body, occupation, territory, commune, place, lat, lon, published, \
         contract, extra, vector"
    };
}

impl Store {
    /// One document.
    pub async fn document(
        &self,
        tenant: &Tenant,
        id: &DocumentId,
    ) -> Result<Option<StoredDocument>, StoreError> {
        let sql = concat!("SELECT ", document_columns!(), " FROM documents WHERE tenant = $1 AND id = $2");
        let row = sqlx::query(sql).bind(&tenant.0).bind(&id.0).fetch_optional(&self.pool).await?;
        row.as_ref().map(document_of).transpose()
    }

    /// Up to `limit` documents of one side behind `after`, by id: a page; `None` begins.
    pub async fn documents(
        &self,
        tenant: &Tenant,
        side: Side,
        after: Option<&DocumentId>,
        limit: u32,
    ) -> Result<Vec<StoredDocument>, StoreError> {
        let sql = concat!(
            "SELECT ",
            document_columns!(),
            " FROM documents WHERE tenant = $1 AND side = $2 AND id > $3 ORDER BY id LIMIT $4"
        );
        let rows = sqlx::query(sql)
            .bind(&tenant.0)
            .bind(side.name())
            .bind(after.map_or("", |id| id.0.as_str()))
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(document_of).collect()
    }

    /// Documents that carry an occupation's code, main or not, newest first.
    pub async fn documents_of_occupation(
        &self,
        tenant: &Tenant,
        side: Side,
        code: &OccupationCode,
        territory: Option<&str>,
        limit: u32,
    ) -> Result<Vec<StoredDocument>, StoreError> {
        let sql = concat!(
            "SELECT ",
            document_columns!(),
            " FROM documents WHERE tenant = $1 AND side = $2
               AND EXISTS (SELECT 1 FROM document_codes c WHERE c.document = documents.id
                           AND c.scheme = 'ROME' AND c.code = $3)
               AND ($4 = '' OR territory = $4
                    OR EXISTS (SELECT 1 FROM sessions s WHERE s.document = documents.id AND s.territory = $4))
             ORDER BY COALESCE(published, '') DESC, id LIMIT $5"
        );
        let rows = sqlx::query(sql)
            .bind(&tenant.0)
            .bind(side.name())
            .bind(&code.0)
            .bind(territory.unwrap_or(""))
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(document_of).collect()
    }

    /// The mentions of a document, in the order of its text.
    pub async fn mentions(&self, id: &DocumentId) -> Result<Vec<Mention>, StoreError> {
        let rows = sqlx::query(
            "SELECT concept, label, surface, requirement, confidence, starts, ends, sentence_starts,
                    sentence_ends FROM mentions WHERE document = $1 ORDER BY position",
        )
        .bind(&id.0)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(mention_of).collect()
    }

    /// The codes of one scheme that a document carries, most important first.
    pub async fn codes(&self, id: &DocumentId, scheme: super::Scheme) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT code FROM document_codes WHERE document = $1 AND scheme = $2 ORDER BY rank";
        Ok(sqlx::query_scalar(sql).bind(&id.0).bind(scheme.name()).fetch_all(&self.pool).await?)
    }

    /// The sessions of a course.
    pub async fn sessions(&self, id: &DocumentId) -> Result<Vec<Session>, StoreError> {
        let rows = sqlx::query(
            "SELECT territory, commune, place, lat, lon, starts, ends, state, places
             FROM sessions WHERE document = $1 ORDER BY position",
        )
        .bind(&id.0)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(session_of).collect()
    }
}

fn unknown(what: &'static str, value: String) -> StoreError {
    StoreError::Unknown { what, value }
}

fn place_of(row: &SqliteRow, at: usize) -> Result<Place, StoreError> {
    let (lat, lon): (Option<f64>, Option<f64>) = (row.try_get(at + 3)?, row.try_get(at + 4)?);
    let (territory, commune, name) = (row.try_get(at)?, row.try_get(at + 1)?, row.try_get(at + 2)?);
    Ok(Place { territory, commune, name, point: lat.zip(lon) })
}

fn document_of(row: &SqliteRow) -> Result<StoredDocument, StoreError> {
    let side: String = row.try_get(1)?;
    let occupation: String = row.try_get(5)?;
    let bytes: Option<Vec<u8>> = row.try_get(14)?;
    let floats = bytes.iter().flatten().copied().collect::<Vec<u8>>();
    Ok(StoredDocument {
        id: DocumentId(row.try_get(0)?),
        side: Side::from_name(&side).ok_or_else(|| unknown("the side", side))?,
        source_id: row.try_get(2)?,
        title: row.try_get(3)?,
        body: row.try_get(4)?,
        occupation: (!occupation.is_empty()).then_some(OccupationCode(occupation)),
        place: place_of(row, 6)?,
        published: row.try_get(11)?,
        contract: row.try_get(12)?,
        extra: serde_json::from_str(&row.try_get::<String, _>(13)?).unwrap_or_default(),
        vector: floats
            .chunks_exact(4)
            .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]))
            .collect(),
    })
}

fn session_of(row: &SqliteRow) -> Result<Session, StoreError> {
    let state: String = row.try_get(7)?;
    Ok(Session {
        place: place_of(row, 0)?,
        starts: row.try_get(5)?,
        ends: row.try_get(6)?,
        state: SessionState::from_name(&state).ok_or_else(|| unknown("the session state", state))?,
        places: row.try_get::<Option<i64>, _>(8)?.map(|places| places as u32),
    })
}

fn mention_of(row: &SqliteRow) -> Result<Mention, StoreError> {
    let (label, requirement): (String, String) = (row.try_get(1)?, row.try_get(3)?);
    Ok(Mention {
        concept: row.try_get::<Option<String>, _>(0)?.map(ConceptId),
        label: Label::from_name(&label).ok_or_else(|| unknown("the label", label))?,
        surface: row.try_get(2)?,
        requirement: Requirement::from_name(&requirement)
            .ok_or_else(|| unknown("the requirement", requirement))?,
        confidence: row.try_get(4)?,
        span: span_of(row, 5)?,
        sentence: span_of(row, 7)?,
    })
}

fn span_of(row: &SqliteRow, at: usize) -> Result<CharSpan, StoreError> {
    Ok(CharSpan { start: row.try_get::<i64, _>(at)? as usize, end: row.try_get::<i64, _>(at + 1)? as usize })
}
