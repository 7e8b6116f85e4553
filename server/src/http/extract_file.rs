//! `POST /v1/extract/file`: a PDF, DOCX, ODT, HTML or text file in; its text with skills, and how far that
//! text can be trusted, out.

use super::App;
use super::body::{media_type, read};
use super::docs_types::BodyProblems;
use super::extract::{ExtractedDocument, extracted};
use super::problem::ApiError;
use crate::inference::Versions;
use axum::body::Body;
use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request, State};
use passerelle_engine::document::{self, Extracted, Limits, Quality};
use serde::Serialize;
use std::sync::Arc;
use utoipa::ToSchema;

/// Room for the frame of a multipart message around the file.
const FRAME: usize = 64 * 1024;

/// The form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the form; it is read field by field")]
pub struct FileForm {
    /// The file.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What was found in a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileResponse {
    /// The text that was taken out of the file; places refer to it.
    pub text: String,
    /// What the file was read as.
    #[schema(example = "PDF")]
    pub format: String,
    /// How far the text can be trusted.
    pub quality: QualityReport,
    /// What was found in the text.
    #[serde(flatten)]
    pub found: ExtractedDocument,
    /// What it was found with.
    pub versions: Versions,
}

/// How far the text of a file can be trusted.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct QualityReport {
    /// Pages, for formats that have them.
    pub pages: Option<usize>,
    /// Characters that are not white space, by page.
    pub chars_per_page: Option<f32>,
    /// Pages are images without text.
    pub needs_ocr: bool,
    /// The order of the text or its words look broken (columns, letter spacing).
    pub suspect_layout: bool,
    /// Pages were read by OCR: expect wrong letters.
    pub ocr_used: bool,
    /// What else a reader should know.
    pub warnings: Vec<String>,
}

impl From<Quality> for QualityReport {
    fn from(quality: Quality) -> Self {
        let Quality { pages, chars_per_page, needs_ocr, suspect_layout, ocr_used, warnings } = quality;
        Self { pages, chars_per_page, needs_ocr, suspect_layout, ocr_used, warnings }
    }
}

/// Find the skills in a file
///
/// The format is told from the content, whatever the name says: PDF, DOCX, ODT, HTML or plain text.
/// Scanned pages are read by OCR where the server has it.
#[utoipa::path(post, path = "/v1/extract/file", tag = "extract",
    request_body(content = FileForm, content_type = "multipart/form-data"),
    responses((status = 200, description = "What was found", body = FileResponse), BodyProblems))]
pub async fn extract_file(
    State(app): State<Arc<App>>,
    request: Request,
) -> Result<axum::Json<FileResponse>, ApiError> {
    let file = received(&app, request).await?;
    let limits = Limits { max_bytes: app.config.limits.file_bytes, ..Limits::default() };
    let Extracted { text, format, quality } = opened(file, limits).await?;
    if text.len() > app.config.limits.text_bytes {
        return Err(ApiError::TooLarge { limit: app.config.limits.text_bytes });
    }
    let answer = app.inference.analyse(vec![text.clone()]).await?;
    let analysis = answer.items.first().ok_or(ApiError::Panic)?;
    let found = extracted(&app, None, &text, analysis);
    let (format, versions) = (format.name.to_owned(), app.inference.versions());
    Ok(axum::Json(FileResponse { text, format, quality: quality.into(), found, versions }))
}

/// A file as it was sent.
struct Received {
    bytes: Bytes,
    name: Option<String>,
    media_type: Option<String>,
}

async fn received(app: &App, request: Request) -> Result<Received, ApiError> {
    if media_type(request.headers()) != "multipart/form-data" {
        return Err(ApiError::ContentType { expected: "multipart/form-data with the field `file`" });
    }
    let (parts, body) = request.into_parts();
    let limit = app.config.limits.file_bytes + FRAME;
    let mut frame = Request::new(body);
    frame.headers_mut().clone_from(&parts.headers);
    let bytes = read(frame, limit).await?;
    let whole = Request::from_parts(parts, Body::from(bytes));
    let mut form =
        Multipart::from_request(whole, &()).await.map_err(|error| ApiError::Body(error.body_text()))?;
    while let Some(field) = form.next_field().await.map_err(|error| ApiError::Body(error.body_text()))? {
        if field.name() == Some("file") {
            let name = field.file_name().map(ToOwned::to_owned);
            let media_type = field.content_type().map(ToOwned::to_owned);
            let bytes = field.bytes().await.map_err(|error| ApiError::Body(error.body_text()))?;
            return Ok(Received { bytes, name, media_type });
        }
    }
    Err(ApiError::invalid("file", "is missing; send the file in a form field of that name"))
}

/// Files are opened off the threads that serve requests, and a reader that panics on a strange file is a
/// damaged file to the client.
async fn opened(file: Received, limits: Limits) -> Result<Extracted, ApiError> {
    let work = move || document::read(&file.bytes, file.name.as_deref(), file.media_type.as_deref(), &limits);
    let joined = tokio::task::spawn_blocking(work).await;
    joined.map_err(|_| ApiError::Panic)?.map_err(ApiError::from)
}
