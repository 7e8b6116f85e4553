//! `PUT /v1/offers`, `PUT /v1/trainings`, `GET /v1/batches/{id}`: a file in; a batch with its numbers and
//! the records that were refused out.

#![expect(unused_qualifications, reason = "the documentation macro qualifies the parameters it is given")]

use super::App;
use super::body::{InPath, Params, media_type, read};
use super::docs_types::{BodyProblems, LookupProblems, StateName};
use super::page_of::limit;
use super::problem::ApiError;
use crate::ingest::Format;
use crate::ops::imports::{self, ImportOutcome};
use crate::store::{Batch, BatchState, Rejected, Totals};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use utoipa::{IntoParams, ToSchema};

/// How long a client waits for an import; a longer one goes on and is asked for by its batch.
const PATIENCE: Duration = Duration::from_secs(30);

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub struct BatchView {
    /// Identifier.
    pub id: String,
    /// `offers` or `trainings`.
    pub kind: String,
    /// How far it is.
    #[schema(value_type = StateName)]
    pub state: BatchState,
    /// Records in the file so far, refused ones too.
    pub read: u64,
    /// New or changed.
    pub stored: u64,
    /// Stored before as they are.
    pub unchanged: u64,
    /// Refused.
    pub rejected: u64,
    /// The first of the refused records.
    pub errors: Vec<RejectedView>,
    /// Ask for more refused records with it; null at the end.
    pub next: Option<String>,
}

/// A record that was not stored.
#[derive(Debug, Serialize, ToSchema)]
pub struct RejectedView {
    /// Position in the file, from 1.
    pub position: u64,
    /// Identifier of the record, where it could be read.
    pub id: Option<String>,
    /// Why, and what to do.
    pub reason: String,
}

impl From<Rejected> for RejectedView {
    fn from(rejected: Rejected) -> Self {
        let Rejected { position, id, reason } = rejected;
        Self { position, id, reason }
    }
}

/// Import job offers
///
/// France Travail's JSON: an object a line, an array, or an answer of its search. A record replaces the one
/// of the same identifier; sending a file again changes nothing. Done within 30 s: 200 with the numbers;
/// else 202, and `Location` tells how it goes on. With an `Idempotency-Key` seen before, the batch of then.
#[utoipa::path(put, path = "/v1/offers", tag = "import",
    params(("Idempotency-Key" = Option<String>, Header, description = "Names this import")),
    request_body(content(
        (String = "application/x-ndjson"), (String = "application/json"))),
    responses((status = 200, description = "Done", body = BatchView),
        (status = 202, description = "Going on; see Location", body = BatchView), BodyProblems))]
pub async fn put_offers(State(app): State<Arc<App>>, request: Request) -> Result<Response, ApiError> {
    let known = ["application/json", "application/x-ndjson", "application/jsonl", "application/json-lines"];
    let expected = "application/json or application/x-ndjson";
    import(app, request, Format::FranceTravail, &known, expected).await
}

/// Import courses
///
/// LHEO XML. As for offers.
#[utoipa::path(put, path = "/v1/trainings", tag = "import",
    params(("Idempotency-Key" = Option<String>, Header, description = "Names this import")),
    request_body(content((String = "application/xml"), (String = "text/xml"))),
    responses((status = 200, description = "Done", body = BatchView),
        (status = 202, description = "Going on; see Location", body = BatchView), BodyProblems))]
pub async fn put_trainings(State(app): State<Arc<App>>, request: Request) -> Result<Response, ApiError> {
    import(app, request, Format::Lheo, &["application/xml", "text/xml"], "application/xml").await
}

async fn import(
    app: Arc<App>,
    request: Request,
    format: Format,
    known: &[&str],
    expected: &'static str,
) -> Result<Response, ApiError> {
    if !known.contains(&media_type(request.headers()).as_str()) {
        return Err(ApiError::ContentType { expected });
    }
    let id = batch_id(request.headers(), format)?;
    if let Some(batch) = app.store.batch(&app.tenant, &id).await?
        && batch.state != BatchState::Failed
    {
        return shown(&app, batch, 0, limit(None)?).await;
    }
    let bytes = read(request, app.config.limits.file_bytes).await?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ApiError::invalid("", "the body is empty; send the file"));
    }
    // In a task of its own: the import goes on when the client hangs up.
    let task = tokio::spawn(imports::run(Arc::clone(&app), format, id.clone(), bytes));
    match tokio::time::timeout(PATIENCE, task).await {
        Ok(Ok(Ok(ImportOutcome { batch }))) => shown(&app, batch, 0, limit(None)?).await,
        Ok(Ok(Err(error))) => Err(error.into()),
        Ok(Err(_)) => Err(ApiError::Panic),
        Err(_) => {
            let running = Batch {
                id,
                kind: imports::kind(format).into(),
                state: BatchState::Running,
                totals: Totals::default(),
            };
            let batch = app.store.batch(&app.tenant, &running.id).await?.unwrap_or(running);
            shown(&app, batch, 0, limit(None)?).await
        }
    }
}

fn batch_id(headers: &HeaderMap, format: Format) -> Result<String, ApiError> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(imports::new_id(format)) };
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= 200);
    key.map(|key| imports::id_of(format, key))
        .ok_or_else(|| ApiError::invalid("Idempotency-Key", "must be 1 to 200 visible ASCII characters"))
}

async fn shown(app: &App, batch: Batch, after: u64, limit: usize) -> Result<Response, ApiError> {
    let status = if batch.state == BatchState::Running { StatusCode::ACCEPTED } else { StatusCode::OK };
    let location =
        HeaderValue::from_str(&format!("/v1/batches/{}", batch.id)).map_err(|_| ApiError::Panic)?;
    let view = view(app, batch, after, limit).await?;
    Ok((status, [(header::LOCATION, location)], axum::Json(view)).into_response())
}

async fn view(app: &App, batch: Batch, after: u64, limit: usize) -> Result<BatchView, ApiError> {
    let errors = app.store.batch_errors(&app.tenant, &batch.id, after, limit as u32 + 1).await?;
    let next = (errors.len() > limit).then(|| errors[limit - 1].position.to_string());
    let Totals { read, stored, unchanged, rejected } = batch.totals;
    let errors = errors.into_iter().take(limit).map(RejectedView::from).collect();
    let (id, kind, state) = (batch.id, batch.kind, batch.state);
    Ok(BatchView { id, kind, state, read, stored, unchanged, rejected, errors, next })
}

/// Which refused records.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BatchQuery {
    /// From the page before.
    cursor: Option<u64>,
    /// At most so many, 1 to 100; 20 where absent.
    limit: Option<usize>,
}

/// How an import went
#[utoipa::path(get, path = "/v1/batches/{id}", tag = "import",
    params(("id" = String, Path, description = "Identifier of the batch"), BatchQuery),
    responses((status = 200, description = "The batch", body = BatchView), LookupProblems))]
pub async fn batch(
    State(app): State<Arc<App>>,
    InPath(id): InPath,
    Params(query): Params<BatchQuery>,
) -> Result<axum::Json<BatchView>, ApiError> {
    let limit = limit(query.limit)?;
    let found = app.store.batch(&app.tenant, &id).await?;
    let batch = found.ok_or(ApiError::UnknownBatch(id))?;
    Ok(axum::Json(view(&app, batch, query.cursor.unwrap_or(0), limit).await?))
}
