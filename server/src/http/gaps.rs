//! `GET /v1/demand/skills`, `/v1/gaps` and `/v1/gaps/evidence`: a part of the market in; its figures, and
//! the sentences they come from, out.

#![expect(unused_qualifications, reason = "the documentation macro qualifies the parameters it is given")]

use super::App;
use super::body::Params;
use super::docs_types::{LookupProblems, SideName};
use super::market_types::{DemandView, GapSegment, Status};
use super::page_of::limit;
use super::problem::ApiError;
use super::segment::SegmentQuery;
use crate::market::Figures;
use crate::store::{Evidence, Scope, Side};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use passerelle_engine::taxonomy::{ConceptId, OccupationCode};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Demand in a segment.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemandResponse {
    /// Whether there are figures.
    pub status: Status,
    /// Offers of the segment.
    pub offers: u64,
    /// Offers it takes for figures, where there are none.
    pub needed: Option<u64>,
    /// Strongest first.
    pub items: Vec<DemandView>,
}

/// Gaps, one segment an occupation.
#[derive(Debug, Serialize, ToSchema)]
pub struct GapsResponse {
    /// The segment asked for; without occupation and domain, one for every occupation with offers.
    pub segments: Vec<GapSegment>,
}

/// What employers ask for
#[utoipa::path(get, path = "/v1/demand/skills", tag = "market", params(SegmentQuery),
    responses((status = 200, description = "Demand by concept", body = DemandResponse), LookupProblems))]
pub async fn demand_skills(
    State(app): State<Arc<App>>,
    Params(query): Params<SegmentQuery>,
) -> Result<axum::Json<DemandResponse>, ApiError> {
    let (segment, limit) = (query.segment(&app.taxonomy)?, limit(query.limit)?);
    Ok(axum::Json(match app.market.demand(&segment).await? {
        Figures::Known { offers, figures, .. } => {
            let items = figures.into_iter().take(limit).map(DemandView::from).collect();
            DemandResponse { status: Status::Known, offers, needed: None, items }
        }
        Figures::InsufficientData { offers, needed } => DemandResponse {
            status: Status::InsufficientData,
            offers,
            needed: Some(needed),
            items: Vec::new(),
        },
    }))
}

/// Where the courses on offer miss what employers ask for
///
/// JSON, or CSV with one line a gap where `Accept` is `text/csv`.
#[utoipa::path(get, path = "/v1/gaps", tag = "market", params(SegmentQuery),
    responses(
        (status = 200, description = "Gaps by segment",
            content((GapsResponse = "application/json"), (String = "text/csv"))),
        LookupProblems
    ))]
pub async fn gaps(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Params(query): Params<SegmentQuery>,
) -> Result<Response, ApiError> {
    let segments = segments(&app, &query).await?;
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
    if accept.contains("text/csv") {
        let csv = super::gap_table::csv(&segments).map_err(|_| ApiError::Panic)?;
        return Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], csv).into_response());
    }
    Ok(axum::Json(GapsResponse { segments }).into_response())
}

/// The gaps of a query; the command line asks for them too.
pub async fn segments(app: &App, query: &SegmentQuery) -> Result<Vec<GapSegment>, ApiError> {
    let (segment, limit) = (query.segment(&app.taxonomy)?, limit(query.limit)?);
    let taxonomy = &app.taxonomy;
    let named = |code: &OccupationCode| {
        let label = taxonomy.occupation(code).map(|occupation| occupation.label.clone());
        Some((code.0.clone(), label))
    };
    let reports = match &segment.scope {
        Scope::All => {
            let territory = segment.territory.as_deref();
            let found = app.market.gaps_by_occupation(territory, &segment.period).await?;
            found.into_iter().map(|(code, figures)| (named(&code), figures)).collect()
        }
        Scope::Occupation(code) => vec![(named(code), app.market.gaps(&segment).await?)],
        Scope::Domain(_) => vec![(None, app.market.gaps(&segment).await?)],
    };
    Ok(reports
        .into_iter()
        .map(|(occupation, figures)| GapSegment::of(occupation, figures, limit, taxonomy))
        .collect())
}

/// Which sentences.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EvidenceQuery {
    /// Identifier of the concept.
    concept: String,
    /// Sentences of offers or of courses; offers where absent.
    #[param(value_type = Option<SideName>)]
    side: Option<Side>,
    /// Code of an occupation.
    occupation: Option<String>,
    /// First characters of the codes of a domain, instead of `occupation`.
    domain: Option<String>,
    /// Code of a département.
    territory: Option<String>,
    /// First month, `YYYY-MM`.
    since: Option<String>,
    /// Last month, `YYYY-MM`.
    until: Option<String>,
    /// At most so many, 1 to 100; 20 where absent.
    limit: Option<usize>,
}

/// Sentences behind a figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceResponse {
    /// Surest first.
    pub items: Vec<EvidenceView>,
}

/// A sentence that names the concept.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceView {
    /// Identifier of the document in the store.
    pub document: String,
    /// Identifier of the document in its source.
    pub source_id: String,
    /// Title of the document.
    pub title: String,
    /// The sentence.
    pub sentence: String,
    /// The words that name the concept.
    pub words: String,
    /// First code point of the words, within the sentence.
    pub start: usize,
    /// One past their last code point, within the sentence.
    pub end: usize,
    /// How sure the tagger is, 0 to 1.
    pub confidence: f64,
}

impl From<Evidence> for EvidenceView {
    fn from(evidence: Evidence) -> Self {
        let offset = evidence.sentence_span.start;
        Self {
            document: evidence.document.0,
            source_id: evidence.source_id,
            title: evidence.title,
            sentence: evidence.sentence,
            words: evidence.surface,
            start: evidence.span.start.saturating_sub(offset),
            end: evidence.span.end.saturating_sub(offset),
            confidence: evidence.confidence,
        }
    }
}

/// The sentences a figure comes from
#[utoipa::path(get, path = "/v1/gaps/evidence", tag = "market", params(EvidenceQuery),
    responses((status = 200, description = "Sentences", body = EvidenceResponse), LookupProblems))]
pub async fn gaps_evidence(
    State(app): State<Arc<App>>,
    Params(query): Params<EvidenceQuery>,
) -> Result<axum::Json<EvidenceResponse>, ApiError> {
    let EvidenceQuery { concept, side, occupation, domain, territory, since, until, limit: asked } = query;
    let segment = SegmentQuery { occupation, domain, territory, since, until, limit: asked };
    let (segment, limit) = (segment.segment(&app.taxonomy)?, limit(asked)?);
    let (side, concept) = (side.unwrap_or(Side::Offer), ConceptId(concept));
    let found = app.market.evidence(side, &segment, &concept, limit as u32).await?;
    Ok(axum::Json(EvidenceResponse { items: found.into_iter().map(EvidenceView::from).collect() }))
}
