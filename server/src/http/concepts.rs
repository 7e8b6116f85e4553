//! `GET /v1/concepts`: words in; the concepts they name out.

#![expect(unused_qualifications, reason = "the documentation macro qualifies the parameters it is given")]

use super::App;
use super::body::Params;
use super::docs_types::{Kind, QueryProblems};
use super::page_of::{PageParams, Paged};
use super::problem::ApiError;
use super::views::ConceptView;
use axum::extract::State;
use passerelle_engine::taxonomy::ConceptKind;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Which concepts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ConceptQuery {
    /// Words of a label or of another wording, whatever their case and accents; all where absent.
    #[param(example = "cuisine")]
    q: Option<String>,
    /// One sort only.
    #[param(value_type = Option<Kind>)]
    kind: Option<ConceptKind>,
    /// From the page before.
    cursor: Option<String>,
    /// At most so many, 1 to 100; 20 where absent.
    limit: Option<usize>,
}

/// A page of concepts.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConceptPage {
    /// Best first; in the taxonomy's order where nothing was searched for.
    pub items: Vec<ConceptView>,
    /// Ask for the next page with it; null at the end.
    pub next: Option<String>,
}

/// Concepts of the taxonomy in use
#[utoipa::path(get, path = "/v1/concepts", tag = "taxonomy", params(ConceptQuery),
    responses((status = 200, description = "A page", body = ConceptPage), QueryProblems))]
pub async fn concepts(
    State(app): State<Arc<App>>,
    Params(query): Params<ConceptQuery>,
) -> Result<axum::Json<ConceptPage>, ApiError> {
    let page = PageParams::new(query.cursor.as_deref(), query.limit, &app.taxonomy.tag())?;
    let all = app.taxonomy.concepts();
    let found = app.catalogue.concepts(query.q.as_deref().unwrap_or(""));
    let found = found.into_iter().filter(|&at| query.kind.is_none_or(|kind| all[at].kind == kind));
    let Paged { items, next } = page.cut(found);
    let items = items.into_iter().map(|at| ConceptView::from(&all[at])).collect();
    Ok(axum::Json(ConceptPage { items, next }))
}
