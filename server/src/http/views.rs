//! What is shown of concepts, offers and courses.

use super::docs_types::{Availability, ConstraintName, Kind, VerdictName};
use crate::matching::{Constraint, Verdict};
use crate::store::{Place, Session, SessionState, StoredDocument};
use passerelle_engine::taxonomy::{Concept, ConceptId, ConceptIx, ConceptKind, Taxonomy};
use serde::Serialize;
use utoipa::ToSchema;

/// A concept in short.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ConceptView {
    /// Identifier in the taxonomy in use.
    pub id: String,
    /// French label.
    pub label: String,
    /// English label, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_en: Option<String>,
    /// What sort of thing it is.
    #[schema(value_type = Kind)]
    pub kind: ConceptKind,
}

impl From<&Concept> for ConceptView {
    fn from(concept: &Concept) -> Self {
        let (label, label_en) = (concept.label.clone(), concept.label_en.clone());
        Self { id: concept.id.0.clone(), label, label_en, kind: concept.kind }
    }
}

/// The concepts at these places.
pub fn concept_views(taxonomy: &Taxonomy, places: impl IntoIterator<Item = ConceptIx>) -> Vec<ConceptView> {
    places.into_iter().map(|at| taxonomy.concept(at).into()).collect()
}

/// The label of a concept; its id where the taxonomy in use does not know it.
pub fn label_of(taxonomy: &Taxonomy, id: &ConceptId) -> String {
    taxonomy.find_concept(id).map_or_else(|| id.0.clone(), |at| taxonomy.concept(at).label.clone())
}

/// Where something is.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PlaceView {
    /// Code of the département, empty where not stated.
    #[schema(example = "31")]
    pub territory: String,
    /// Name.
    pub name: Option<String>,
    /// Latitude and longitude, degrees.
    pub point: Option<(f64, f64)>,
}

impl From<Place> for PlaceView {
    fn from(place: Place) -> Self {
        Self { territory: place.territory, name: place.name, point: place.point }
    }
}

/// An offer or a course in short.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DocumentView {
    /// Identifier in the store.
    pub id: String,
    /// Identifier in its source.
    pub source_id: String,
    /// Title.
    pub title: String,
    /// Code of its main occupation.
    pub occupation: Option<String>,
    /// Where it is.
    pub place: PlaceView,
    /// Day of publication, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// Contract, as the source codes it.
    pub contract: Option<String>,
}

impl From<StoredDocument> for DocumentView {
    fn from(document: StoredDocument) -> Self {
        Self {
            id: document.id.0,
            source_id: document.source_id,
            title: document.title,
            occupation: document.occupation.map(|code| code.0),
            place: document.place.into(),
            published: document.published,
            contract: document.contract,
        }
    }
}

/// A session of a course.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SessionView {
    /// Where.
    pub place: PlaceView,
    /// First day, `YYYY-MM-DD`.
    pub starts: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    pub ends: Option<String>,
    /// Whether it takes people.
    #[schema(value_type = Availability)]
    pub state: SessionState,
    /// Places, where stated.
    pub places: Option<u32>,
}

impl From<Session> for SessionView {
    fn from(session: Session) -> Self {
        let Session { place, starts, ends, state, places } = session;
        Self { place: place.into(), starts, ends, state, places }
    }
}

impl ConstraintView {
    /// What was found about a constraint.
    pub fn of(constraint: Constraint, verdict: Verdict) -> Self {
        Self { constraint, label: constraint.label(), verdict }
    }
}

/// What is known about one constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ConstraintView {
    /// Which.
    #[schema(value_type = ConstraintName)]
    pub constraint: Constraint,
    /// Its French label.
    #[schema(example = "travail de nuit")]
    pub label: &'static str,
    /// What was found.
    #[schema(value_type = VerdictName)]
    pub verdict: Verdict,
}
