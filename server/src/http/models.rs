//! `GET /v1/models`: which model answers, which one will after a restart, and which were activated, out.

use super::App;
use super::docs_types::QueryProblems;
use super::problem::ApiError;
use crate::ops::registry;
use axum::extract::State;
use passerelle_models::ModelFiles;
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Models of this server.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModelsResponse {
    /// Name and version of the model that answers.
    #[schema(example = "passerelle-small 1")]
    pub in_service: String,
    /// Name and version of the model that answers after the next start.
    pub next_start: String,
    /// True where the two differ: `passerelle models activate` or `rollback` came after the start.
    pub restart_needed: bool,
    /// The model that ships with the program.
    pub built_in: String,
    /// What was activated, oldest first; a rollback takes the last one away.
    pub activated: Vec<String>,
}

/// Models
///
/// A model is put in service by `passerelle models activate`, which asks for a verdict of the evaluation gate, and
/// taken over when the server is started again.
#[utoipa::path(get, path = "/v1/models", tag = "operations",
    responses((status = 200, description = "The models", body = ModelsResponse), QueryProblems))]
pub async fn models(State(app): State<Arc<App>>) -> Result<axum::Json<ModelsResponse>, ApiError> {
    let in_service = app.inference.versions().model;
    let built_in = ModelFiles::shipped().map_err(registry::RegistryError::from)?.name();
    let activated: Vec<String> = match &app.config.model {
        // The configured model goes before all of them.
        Some(_) => Vec::new(),
        None => {
            registry::activated(&app.config.data_dir)?.models.into_iter().map(|entry| entry.name).collect()
        }
    };
    let next_start = match (&app.config.model, activated.last()) {
        (Some(_), _) => in_service.clone(),
        (None, Some(last)) => last.clone(),
        (None, None) => built_in.clone(),
    };
    let restart_needed = next_start != in_service;
    Ok(axum::Json(ModelsResponse { in_service, next_start, restart_needed, built_in, activated }))
}
