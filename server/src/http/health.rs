//! `GET /health`, `/ready` and `/metrics`: for load balancers and monitoring.

use super::App;
use super::docs_types::QueryProblems;
use super::problem::ApiError;
use crate::inference::Versions;
use crate::ops::Phase;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// That the process answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    pub status: &'static str,
}

/// What is served.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ready {
    /// `ready`.
    pub status: &'static str,
    /// What answers are made with.
    pub versions: Versions,
}

/// True as long as the process answers
#[utoipa::path(get, path = "/health", tag = "operations",
    responses((status = 200, description = "It does", body = Health)))]
pub async fn health() -> axum::Json<Health> {
    axum::Json(Health { status: "ok" })
}

/// True once everything can be asked
#[utoipa::path(get, path = "/ready", tag = "operations",
    responses((status = 200, description = "It can", body = Ready), QueryProblems))]
pub async fn ready(State(app): State<Arc<App>>) -> Result<axum::Json<Ready>, ApiError> {
    let phase = app.phase();
    if phase != Phase::Ready {
        return Err(ApiError::NotReady(phase.to_string()));
    }
    if !app.store.is_ready().await {
        return Err(ApiError::NotReady("the database does not answer".into()));
    }
    Ok(axum::Json(Ready { status: "ready", versions: app.inference.versions() }))
}

/// Metrics in the text form of Prometheus
#[utoipa::path(get, path = "/metrics", tag = "operations",
    responses((status = 200, description = "Metrics", body = String, content_type = "text/plain")))]
pub async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    app.metrics.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], app.metrics.render())
}
