//! From the store to the index.

use super::{Generation, IndexError, Payload, Point, Value, VectorIndex};
use crate::store::{
    DocumentId, Place, Scheme, SessionState, Side, Store, StoreError, StoredDocument, Tenant,
};
use crate::words::stems;

/// Names of the payload fields.
pub mod key {
    /// Whose document it is.
    pub const TENANT: &str = "tenant";
    /// `offer` or `course`.
    pub const SIDE: &str = "side";
    /// ROME codes, all the document carries.
    pub const OCCUPATION: &str = "occupation";
    /// Départements: of the offer, of the course's open sessions.
    pub const TERRITORY: &str = "territory";
    /// Points on the map.
    pub const PLACE: &str = "place";
}

/// Documents read from the store at a time.
const PAGE: u32 = 500;

/// What went wrong between store and index.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index refused.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// Writes all documents of a tenant to a generation, which must have been ensured; how many.
pub async fn fill(
    store: &Store,
    tenant: &Tenant,
    index: &dyn VectorIndex,
    generation: &Generation,
) -> Result<usize, FillError> {
    let mut written = 0;
    for side in [Side::Offer, Side::Course] {
        let mut after = None;
        loop {
            let page = store.documents(tenant, side, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id.clone());
            let mut points = Vec::with_capacity(page.len());
            for document in page {
                points.push(point(store, tenant, document).await?);
            }
            written += points.len();
            index.upsert(generation, points).await?;
        }
    }
    Ok(written)
}

/// The point of a stored document; `None` where there is no such document.
pub async fn point_of(store: &Store, tenant: &Tenant, id: &DocumentId) -> Result<Option<Point>, StoreError> {
    match store.document(tenant, id).await? {
        Some(document) => point(store, tenant, document).await.map(Some),
        None => Ok(None),
    }
}

async fn point(store: &Store, tenant: &Tenant, document: StoredDocument) -> Result<Point, StoreError> {
    let codes = store.codes(&document.id, Scheme::Rome).await?;
    let sessions = store.sessions(&document.id).await?;
    let open = |state: SessionState| matches!(state, SessionState::Open | SessionState::Unknown);
    let held: Vec<&Place> =
        sessions.iter().filter(|session| open(session.state)).map(|session| &session.place).collect();
    let places = if sessions.is_empty() { vec![&document.place] } else { held };
    let text = |value: &str| Value::Text(value.into());
    let payload = Payload::from([
        (key::TENANT.into(), vec![text(&tenant.0)]),
        (key::SIDE.into(), vec![text(document.side.name())]),
        (key::OCCUPATION.into(), codes.iter().map(|code| text(code)).collect()),
        (key::TERRITORY.into(), places.iter().map(|place| text(&place.territory)).collect()),
        (
            key::PLACE.into(),
            places.iter().filter_map(|p| p.point).map(|(lat, lon)| Value::Geo(lat, lon)).collect(),
        ),
    ]);
    Ok(Point { id: document.id.0, words: stems(&document.body), vector: document.vector, payload })
}
