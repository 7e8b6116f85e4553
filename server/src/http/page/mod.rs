//! The page at `/`: paste a text or choose a file; see skills, occupations, offers and courses. Its files
//! are part of the program and need nothing from elsewhere.

use super::body::InPath;
use super::problem::ApiError;
use axum::http::{HeaderName, header};
use axum::response::IntoResponse;

/// Nothing but this server may be asked for anything, and nobody may frame the page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A file of the program as it is sent.
pub(super) fn served<T>(media_type: &'static str, content: T) -> ([(HeaderName, &'static str); 4], T) {
    let headers = [
        (header::CONTENT_TYPE, media_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Small files; an upgrade must show at once.
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, content)
}

/// The page.
pub async fn index() -> impl IntoResponse {
    served("text/html; charset=utf-8", include_str!("index.html"))
}

/// The files the page and the documentation use.
pub async fn file(InPath(file): InPath) -> Result<impl IntoResponse, ApiError> {
    match file.as_str() {
        "style.css" => Ok(served("text/css; charset=utf-8", include_str!("style.css"))),
        "app.js" => Ok(served("text/javascript; charset=utf-8", include_str!("app.js"))),
        "words.js" => Ok(served("text/javascript; charset=utf-8", include_str!("words.js"))),
        "docs.css" => Ok(served("text/css; charset=utf-8", include_str!("docs.css"))),
        _ => Err(ApiError::NoRoute(format!("/page/{file}"))),
    }
}
