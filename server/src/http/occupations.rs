//! `GET /v1/occupations`, one of them, its offers and its courses.

#![expect(unused_qualifications, reason = "the documentation macro qualifies the parameters it is given")]

use super::App;
use super::body::{InPath, Params};
use super::docs_types::{LookupProblems, QueryProblems};
use super::page_of::{PageParams, Paged};
use super::problem::ApiError;
use super::views::{ConceptView, DocumentView, SessionView, concept_views};
use crate::store::Side;
use axum::extract::State;
use passerelle_engine::taxonomy::{Occupation, OccupationCode};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Which occupations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OccupationQuery {
    /// Words of the name, of another name or of the code; all of them where absent.
    q: Option<String>,
    /// First characters of the code.
    domain: Option<String>,
    /// From the page before.
    cursor: Option<String>,
    /// At most so many, 1 to 100; 20 where absent.
    limit: Option<usize>,
}

/// An occupation in short.
#[derive(Debug, Serialize, ToSchema)]
pub struct OccupationItem {
    /// Code.
    #[schema(example = "G1609")]
    pub code: String,
    /// French name.
    pub label: String,
    /// English name, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_en: Option<String>,
}

impl From<&Occupation> for OccupationItem {
    fn from(occupation: &Occupation) -> Self {
        let (label, label_en) = (occupation.label.clone(), occupation.label_en.clone());
        Self { code: occupation.code.0.clone(), label, label_en }
    }
}

/// A page of occupations.
#[derive(Debug, Serialize, ToSchema)]
pub struct OccupationPage {
    /// Best first; by code where nothing was searched for.
    pub items: Vec<OccupationItem>,
    /// Ask for the next page with it; null at the end.
    pub next: Option<String>,
}

/// An occupation.
#[derive(Debug, Serialize, ToSchema)]
pub struct OccupationDetail {
    /// Code and names.
    #[serde(flatten)]
    pub item: OccupationItem,
    /// What one does in it.
    pub definition: String,
    /// How one comes into it.
    pub access: Option<String>,
    /// Other names.
    pub titles: Vec<String>,
    /// What everyone in the trade needs.
    pub core: Vec<ConceptView>,
    /// What some in the trade need.
    pub optional: Vec<ConceptView>,
    /// Working conditions it comes with.
    pub contexts: Vec<ConceptView>,
    /// Where one moves to from here, nearest first.
    pub neighbours: Vec<OccupationItem>,
}

/// Which offers or courses.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NearQuery {
    /// Code of the département; everywhere where absent.
    territory: Option<String>,
    /// At most so many, 1 to 100; 20 where absent.
    limit: Option<usize>,
}

/// Offers.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferList {
    /// Newest first.
    pub items: Vec<DocumentView>,
}

/// Courses.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseList {
    /// Newest first.
    pub items: Vec<CourseItem>,
}

/// A course with its sessions.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseItem {
    /// The course.
    #[serde(flatten)]
    pub course: DocumentView,
    /// Its sessions.
    pub sessions: Vec<SessionView>,
}

/// Occupations of the taxonomy in use
#[utoipa::path(get, path = "/v1/occupations", tag = "taxonomy", params(OccupationQuery),
    responses((status = 200, description = "A page", body = OccupationPage), QueryProblems))]
pub async fn occupations(
    State(app): State<Arc<App>>,
    Params(query): Params<OccupationQuery>,
) -> Result<axum::Json<OccupationPage>, ApiError> {
    let page = PageParams::new(query.cursor.as_deref(), query.limit, &app.taxonomy.tag())?;
    let domain = query.domain.unwrap_or_default();
    let all = app.taxonomy.occupations();
    let found = app.catalogue.occupations(query.q.as_deref().unwrap_or(""));
    let found = found.into_iter().filter(|&at| all[at].code.0.starts_with(&domain));
    let Paged { items, next } = page.cut(found);
    let items = items.into_iter().map(|at| OccupationItem::from(&all[at])).collect();
    Ok(axum::Json(OccupationPage { items, next }))
}

/// An occupation with what it asks for
#[utoipa::path(get, path = "/v1/occupations/{code}", tag = "taxonomy",
    params(("code" = String, Path, description = "Its code", example = "G1609")),
    responses((status = 200, description = "The occupation", body = OccupationDetail), LookupProblems))]
pub async fn occupation(
    State(app): State<Arc<App>>,
    InPath(code): InPath,
) -> Result<axum::Json<OccupationDetail>, ApiError> {
    let occupation = find(&app, code)?;
    let taxonomy = &app.taxonomy;
    let needs = |core: bool| {
        let those = occupation.needs.iter().filter(move |need| need.core == core);
        concept_views(taxonomy, those.map(|need| need.concept))
    };
    let neighbours = occupation.neighbours.iter().filter_map(|code| taxonomy.occupation(code));
    Ok(axum::Json(OccupationDetail {
        item: occupation.into(),
        definition: occupation.definition.clone(),
        access: occupation.access.clone(),
        titles: occupation.titles.iter().map(|title| title.label.clone()).collect(),
        core: needs(true),
        optional: needs(false),
        contexts: concept_views(taxonomy, occupation.contexts.iter().copied()),
        neighbours: neighbours.map(OccupationItem::from).collect(),
    }))
}

/// Offers of an occupation
#[utoipa::path(get, path = "/v1/occupations/{code}/offers", tag = "taxonomy",
    params(("code" = String, Path, description = "Its code", example = "G1609"), NearQuery),
    responses((status = 200, description = "Offers", body = OfferList), LookupProblems))]
pub async fn occupation_offers(
    State(app): State<Arc<App>>,
    InPath(code): InPath,
    Params(query): Params<NearQuery>,
) -> Result<axum::Json<OfferList>, ApiError> {
    let code = find(&app, code)?.code.clone();
    let limit = limit(query.limit)?;
    let territory = query.territory.as_deref();
    let found = app.store.documents_of_occupation(&app.tenant, Side::Offer, &code, territory, limit).await?;
    Ok(axum::Json(OfferList { items: found.into_iter().map(DocumentView::from).collect() }))
}

/// Courses for an occupation
#[utoipa::path(get, path = "/v1/occupations/{code}/trainings", tag = "taxonomy",
    params(("code" = String, Path, description = "Its code", example = "G1609"), NearQuery),
    responses((status = 200, description = "Courses", body = CourseList), LookupProblems))]
pub async fn occupation_trainings(
    State(app): State<Arc<App>>,
    InPath(code): InPath,
    Params(query): Params<NearQuery>,
) -> Result<axum::Json<CourseList>, ApiError> {
    let code = find(&app, code)?.code.clone();
    let limit = limit(query.limit)?;
    let territory = query.territory.as_deref();
    let found = app.store.documents_of_occupation(&app.tenant, Side::Course, &code, territory, limit).await?;
    let mut items = Vec::with_capacity(found.len());
    for document in found {
        let sessions = app.store.sessions(&document.id).await?;
        let sessions = sessions.into_iter().map(SessionView::from).collect();
        items.push(CourseItem { course: document.into(), sessions });
    }
    Ok(axum::Json(CourseList { items }))
}

fn find(app: &App, code: String) -> Result<&Occupation, ApiError> {
    let code = OccupationCode(code);
    app.taxonomy
        .occupation(&code)
        .ok_or_else(|| ApiError::UnknownOccupation { code: code.0.clone(), taxonomy: app.taxonomy.tag() })
}

fn limit(asked: Option<usize>) -> Result<u32, ApiError> {
    super::page_of::limit(asked).map(|limit| limit as u32)
}
