//! HTTP: requests in; JSON, problems (RFC 9457), a page and its own documentation out.
//!
//! The routes are listed once, in [`routes`], together with what documents them. A route is one file with
//! its request, its response, its documentation and its handler.

mod body;
pub mod candidates;
mod concepts;
mod docs;
mod docs_types;
mod embed;
mod extract;
mod extract_file;
mod feedback;
mod feedback_types;
pub mod gap_table;
pub mod gaps;
mod health;
mod imports;
pub mod market_types;
pub mod match_types;
pub mod matching;
mod models;
mod observe;
mod occupations;
mod page;
mod page_of;
mod problem;
pub mod segment;
mod serve;
pub mod spans;
mod views;

pub use crate::ops::App;
pub use problem::{ApiError, Fault, Problem};
pub use serve::run;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::any::Any;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Passerelle",
        description = "Reads job offers, CVs and training descriptions, finds the skills in them, links them to a \
            taxonomy, matches people to occupations, offers and courses, and shows what courses miss of what \
            employers ask for. Places are half-open ranges of Unicode code points. Errors are \
            application/problem+json with a title in French and details in English.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(Problem, docs_types::SideName)),
    tags(
        (name = "extract", description = "Skills in texts and files"),
        (name = "match", description = "People and occupations"),
        (name = "taxonomy", description = "Occupations and concepts"),
        (name = "market", description = "Demand, supply and gaps"),
        (name = "import", description = "Offers and courses"),
        (name = "feedback", description = "Corrections of answers"),
        (name = "embed", description = "Vectors"),
        (name = "operations", description = "Health and metrics"),
    )
)]
struct Documentation;

/// All routes with their documentation.
fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::with_openapi(Documentation::openapi())
        .routes(routes!(extract::extract))
        .routes(routes!(extract_file::extract_file))
        .routes(routes!(matching::matching))
        .routes(routes!(occupations::occupations))
        .routes(routes!(occupations::occupation))
        .routes(routes!(occupations::occupation_offers))
        .routes(routes!(occupations::occupation_trainings))
        .routes(routes!(concepts::concepts))
        .routes(routes!(candidates::candidates))
        .routes(routes!(gaps::demand_skills))
        .routes(routes!(gaps::gaps))
        .routes(routes!(gaps::gaps_evidence))
        .routes(routes!(imports::put_offers))
        .routes(routes!(imports::put_trainings))
        .routes(routes!(imports::batch))
        .routes(routes!(feedback::post_feedback, feedback::feedback))
        .routes(routes!(embed::embed))
        .routes(routes!(embed::embed_tei))
        .routes(routes!(embed::embeddings))
        .routes(routes!(models::models))
        .routes(routes!(health::health))
        .routes(routes!(health::ready))
        .routes(routes!(health::metrics))
}

/// The OpenAPI document.
pub fn openapi() -> utoipa::openapi::OpenApi {
    routes().into_openapi()
}

/// The service over an app.
pub fn router(app: Arc<App>) -> Router {
    let (router, openapi) = routes().split_for_parts();
    let docs = docs::Docs::of(&openapi);
    router
        .route("/openapi.json", get(docs::openapi_json).with_state(docs.clone()))
        .route("/docs", get(docs::page).with_state(docs))
        .route("/", get(page::index))
        .route("/page/{file}", get(page::file))
        .fallback(no_route)
        .method_not_allowed_fallback(wrong_method)
        // Handlers read bodies with their own limits; see `body`.
        .layer(DefaultBodyLimit::disable())
        .layer(CatchPanicLayer::custom(|panic: Box<dyn Any + Send>| panicked(panic.as_ref())))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), observe::observe))
        .with_state(app)
}

async fn no_route(request: Request) -> ApiError {
    ApiError::NoRoute(request.uri().path().to_owned())
}

async fn wrong_method(method: Method) -> ApiError {
    ApiError::Method(method.to_string())
}

fn panicked(panic: &(dyn Any + Send)) -> Response {
    let said = panic.downcast_ref::<&str>().copied();
    let said = said.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("nothing");
    tracing::error!(panic = said, "a handler panicked");
    ApiError::Panic.into_response()
}
