//! `POST /v1/extract`: texts in; their skills with places, concepts and coverage out.

use super::App;
use super::body::Json;
use super::docs_types::BodyProblems;
use super::problem::{ApiError, Fault};
use super::spans::{ConceptSummary, CoverageReport, Span, concepts, spans};
use crate::inference::Versions;
use axum::extract::State;
use passerelle_engine::pipeline::Analysis;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;

/// Texts to read: `documents`, or one `text`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtractRequest {
    /// Up to 100 documents.
    pub documents: Option<Vec<DocumentInput>>,
    /// A single text, instead of `documents`.
    #[schema(example = "Vous conduisez des chariots élévateurs (CACES 3) et tenez l'inventaire à jour.")]
    pub text: Option<String>,
}

/// A text with the name it has for the client.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentInput {
    /// Given back in the answer.
    pub id: Option<String>,
    /// The text; places in the answer refer to it.
    pub text: String,
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtractResponse {
    /// One a document, in the order of the request.
    pub documents: Vec<ExtractedDocument>,
    /// What it was found with.
    pub versions: Versions,
}

/// What was found in one text.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtractedDocument {
    /// The client's name for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Tagged spans, in the order of the text, without overlap.
    pub spans: Vec<Span>,
    /// The concepts among them, surest first.
    pub concepts: Vec<ConceptSummary>,
    /// How much of the text was read.
    pub coverage: CoverageReport,
}

/// Find the skills in texts
///
/// Tags skills, knowledge, attitudes, languages, certifications, occupations and working conditions, and
/// links them to the taxonomy in use. Places are half-open ranges of Unicode code points of the text as it
/// was sent. A long text is read in overlapping windows; `coverage` says whether all of it was.
#[utoipa::path(post, path = "/v1/extract", tag = "extract", request_body = ExtractRequest,
    responses((status = 200, description = "What was found", body = ExtractResponse), BodyProblems))]
pub async fn extract(
    State(app): State<Arc<App>>,
    Json(request): Json<ExtractRequest>,
) -> Result<axum::Json<ExtractResponse>, ApiError> {
    let documents = inputs(request, app.config.limits.documents)?;
    let (ids, texts): (Vec<_>, Vec<_>) = documents.into_iter().map(|d| (d.id, d.text)).unzip();
    let answer = app.inference.analyse(texts.clone()).await?;
    let found = ids.into_iter().zip(&texts).zip(&answer.items);
    let documents = found.map(|((id, text), analysis)| extracted(&app, id, text, analysis)).collect();
    Ok(axum::Json(ExtractResponse { documents, versions: app.inference.versions() }))
}

/// One text's answer.
pub fn extracted(app: &App, id: Option<String>, text: &str, analysis: &Analysis) -> ExtractedDocument {
    ExtractedDocument {
        id,
        spans: spans(text, analysis, &app.taxonomy),
        concepts: concepts(analysis, &app.taxonomy),
        coverage: analysis.coverage.into(),
    }
}

fn inputs(request: ExtractRequest, most: usize) -> Result<Vec<DocumentInput>, ApiError> {
    let documents = match (request.documents, request.text) {
        (Some(documents), None) => documents,
        (None, Some(text)) if text.trim().is_empty() => {
            return Err(ApiError::invalid("/text", "is empty; send a text"));
        }
        (None, Some(text)) => vec![DocumentInput { id: None, text }],
        (Some(_), Some(_)) => return Err(ApiError::invalid("", "send either documents or text, not both")),
        (None, None) => {
            return Err(ApiError::invalid("", "send {\"documents\": [{\"text\": …}]} or {\"text\": …}"));
        }
    };
    checked(&documents, most)?;
    Ok(documents)
}

/// Refuses no documents, too many, and empty ones.
pub fn checked(documents: &[DocumentInput], most: usize) -> Result<(), ApiError> {
    if documents.is_empty() {
        return Err(ApiError::invalid("/documents", "is empty; send at least one document"));
    }
    if documents.len() > most {
        let detail = format!("has {} documents; send at most {most} at once", documents.len());
        return Err(ApiError::invalid("/documents", detail));
    }
    let empty = documents.iter().enumerate().filter(|(_, document)| document.text.trim().is_empty());
    let faults: Vec<Fault> =
        empty.map(|(at, _)| Fault::new(format!("/documents/{at}/text"), "is empty; send a text")).collect();
    if faults.is_empty() { Ok(()) } else { Err(ApiError::Invalid(faults)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(json: &str) -> Result<Vec<DocumentInput>, ApiError> {
        inputs(serde_json::from_str(json).unwrap(), 2)
    }

    #[test]
    fn one_text_or_documents_but_not_both_and_not_none() {
        assert_eq!(request(r#"{"text": "a"}"#).unwrap().len(), 1);
        assert_eq!(request(r#"{"documents": [{"text": "a"}, {"id": "x", "text": "b"}]}"#).unwrap().len(), 2);
        for refused in [
            r"{}",
            r#"{"text": " "}"#,
            r#"{"documents": []}"#,
            r#"{"text": "a", "documents": []}"#,
            r#"{"documents": [{"text": "a"}, {"text": "b"}, {"text": "c"}]}"#,
        ] {
            assert!(matches!(request(refused), Err(ApiError::Invalid(_))), "{refused}");
        }
    }

    #[test]
    fn every_empty_document_is_named() {
        let error = request(r#"{"documents": [{"text": ""}, {"text": "\n"}]}"#).unwrap_err();
        let pointers: Vec<String> = error.problem().errors.into_iter().map(|fault| fault.pointer).collect();
        assert_eq!(pointers, ["/documents/0/text", "/documents/1/text"]);
    }
}
