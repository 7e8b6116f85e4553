//! Bodies and parameters in; typed values or an [`ApiError`] out.

use super::App;
use super::problem::ApiError;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;

/// A body over the limit is read to this many times the limit before it is answered: a client that is
/// still sending would otherwise see a broken connection instead of the answer.
const PATIENCE: usize = 8;

/// A JSON body within the limit for texts.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(ApiError::ContentType { expected: "application/json" });
        }
        let bytes = read(request, app.config.limits.text_bytes).await?;
        let text = std::str::from_utf8(&bytes).map_err(|error| ApiError::NotUtf8(error.valid_up_to()))?;
        serde_json::from_str(text).map(Self).map_err(|error| {
            if error.is_data() { ApiError::invalid("", error.to_string()) } else { ApiError::Syntax(error) }
        })
    }
}

/// The one parameter within the path of a route.
#[derive(Debug)]
pub struct InPath(pub String);

impl<S: Send + Sync> FromRequestParts<S> for InPath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let found = Path::<String>::from_request_parts(parts, state).await;
        found.map(|Path(value)| Self(value)).map_err(|error| ApiError::invalid("path", error.body_text()))
    }
}

/// Parameters after the question mark.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        let query = Query::<T>::try_from_uri(&parts.uri);
        query.map(|Query(params)| Self(params)).map_err(|error| ApiError::invalid("?", error.body_text()))
    }
}

/// The media type of a request, lower case, without parameters; empty where none is stated.
pub fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = media_type(headers);
    media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

/// The whole body, at most `limit` bytes.
pub async fn read(request: Request, limit: usize) -> Result<Bytes, ApiError> {
    let stated = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let stated: Option<usize> = stated.and_then(|length| length.parse().ok());
    // Whoever asks first, or means to send far too much, is told before sending it.
    let asks = request.headers().contains_key(header::EXPECT);
    if stated.is_some_and(|length| length > limit && (asks || length / PATIENCE > limit)) {
        return Err(ApiError::TooLarge { limit });
    }
    let mut body = request.into_body();
    let mut kept = Vec::with_capacity(stated.unwrap_or(0).min(limit));
    let mut seen = 0;
    while let Some(chunk) = next_chunk(&mut body).await? {
        seen += chunk.len();
        if seen <= limit {
            kept.extend_from_slice(&chunk);
        } else if seen / PATIENCE > limit {
            break;
        } else {
            kept = Vec::new();
        }
    }
    if seen > limit { Err(ApiError::TooLarge { limit }) } else { Ok(Bytes::from(kept)) }
}

async fn next_chunk(body: &mut Body) -> Result<Option<Bytes>, ApiError> {
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
        match frame {
            None => return Ok(None),
            Some(Err(error)) => return Err(ApiError::Body(error.to_string())),
            // Trailers say nothing we need.
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(size: usize) -> Request {
        Request::new(Body::from(vec![b'x'; size]))
    }

    #[tokio::test]
    async fn a_body_at_the_limit_is_read_and_one_byte_more_is_not() {
        assert_eq!(read(request(10), 10).await.unwrap().len(), 10);
        assert!(matches!(read(request(11), 10).await, Err(ApiError::TooLarge { limit: 10 })));
        assert!(matches!(read(request(1000), 10).await, Err(ApiError::TooLarge { .. })));
    }

    #[test]
    fn json_is_known_by_its_media_type() {
        let with = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(value));
            is_json(&headers)
        };
        assert!(with("application/json; charset=utf-8") && with("application/ld+json"));
        assert!(!with("text/plain") && !is_json(&HeaderMap::new()));
    }
}
