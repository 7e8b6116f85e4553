//! Around every request: its id, its trace, its time, its limit of time.

use super::App;
use super::problem::ApiError;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id (its own, where it has a sane one), traces and measures it, and gives it up when
/// its time is over.
pub async fn observe(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let id = request_id(request.headers().get(REQUEST_ID));
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let method = request.method().clone();
    let span =
        tracing::info_span!("request", id = %id.to_str().unwrap_or(""), %method, path = request.uri().path());
    let started = Instant::now();
    let limit = app.config.timeouts.request;
    let work = tokio::time::timeout(limit, next.run(request)).instrument(span.clone());
    let mut response = work.await.unwrap_or_else(|_| ApiError::Timeout(limit).into_response());
    let took = started.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    span.in_scope(|| tracing::debug!(status, seconds = took, "answered"));
    // Routes, not paths: a scanner must not make a metric of every address it tries.
    let route = route.unwrap_or_else(|| "none".into());
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    metrics::counter!("passerelle_http_requests_total", &labels).increment(1);
    metrics::histogram!("passerelle_http_seconds", &labels[1..2]).record(took);
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

fn request_id(given: Option<&HeaderValue>) -> HeaderValue {
    let sane = given.filter(|value| {
        let bytes = value.as_bytes();
        (1..=64).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
    });
    sane.cloned().unwrap_or_else(new_id)
}

/// Unique within a process by its count, between processes by chance.
fn new_id() -> HeaderValue {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let chance = RandomState::new().build_hasher().finish();
    HeaderValue::from_str(&format!("{chance:016x}-{count:x}")).unwrap_or(HeaderValue::from_static("none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sane_id_is_kept_and_any_other_replaced() {
        let given = HeaderValue::from_static("abc-1");
        assert_eq!(request_id(Some(&given)), "abc-1");
        let long = HeaderValue::from_str(&"x".repeat(65)).unwrap();
        assert_ne!(request_id(Some(&long)), long);
        assert_ne!(request_id(None), request_id(None));
    }
}
