//! Every error a client can meet: one exhaustive table from error to status, and its form (RFC 9457).

use crate::index::IndexError;
use crate::inference::InferenceError;
use crate::ingest::IngestError;
use crate::matching::SuggestError;
use crate::ops::registry::RegistryError;
use crate::store::StoreError;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use passerelle_engine::document::DocumentError;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Media type of a [`Problem`].
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What is wrong with one part of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fault {
    /// JSON pointer into the body, or the name of a parameter.
    #[schema(example = "/documents/0/text")]
    pub pointer: String,
    /// What is wrong and what to do.
    pub detail: String,
}

impl Fault {
    /// A fault at a place.
    pub fn new(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), detail: detail.into() }
    }
}

/// An error as RFC 9457 problem details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// What sort of problem it is.
    #[serde(rename = "type")]
    #[schema(example = "urn:passerelle:problem:invalid-request")]
    pub kind: String,
    /// The same for people, in French.
    #[schema(example = "Requête incorrecte")]
    pub title: String,
    /// HTTP status.
    #[schema(example = 422)]
    pub status: u16,
    /// What happened and what to do, in English.
    pub detail: String,
    /// Faults by place, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Fault>,
}

/// Why a request is not answered as asked.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// The body is no JSON. The client's mistake in form: 400.
    #[error("the body is not JSON: {0}")]
    Syntax(serde_json::Error),
    /// The body is not UTF-8: 400.
    #[error("the body is not UTF-8 (byte {0}); send UTF-8, or upload the file to /v1/extract/file")]
    NotUtf8(usize),
    /// The body could not be received, or is no multipart message: 400.
    #[error("the body could not be read: {0}")]
    Body(String),
    /// JSON that says something we cannot act on: 422.
    #[error("{}", faults(.0))]
    Invalid(Vec<Fault>),
    /// Another content type than the route reads: 415.
    #[error("this route reads {expected}; set Content-Type accordingly")]
    ContentType {
        /// What it reads.
        expected: &'static str,
    },
    /// A format that no reader takes: 415. Damaged or locked files are 422: the type is right.
    #[error(transparent)]
    File(#[from] DocumentError),
    /// More than the configured limit: 413.
    #[error("the body is larger than {limit} bytes; split it")]
    TooLarge {
        /// Bytes.
        limit: usize,
    },
    /// No such occupation: 404.
    #[error("there is no occupation {code} in taxonomy {taxonomy}; GET /v1/occupations lists them")]
    UnknownOccupation {
        /// The code asked for.
        code: String,
        /// Tag of the taxonomy in use.
        taxonomy: String,
    },
    /// No such batch: 404.
    #[error("there is no batch {0}")]
    UnknownBatch(String),
    /// No such route: 404.
    #[error("there is nothing at {0}; GET /docs describes what there is")]
    NoRoute(String),
    /// The route has other methods: 405.
    #[error("{0} is not possible here; GET /docs describes what is")]
    Method(String),
    /// The imported file is of another form: 422.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// Queue full: 429, and it is not the client's fault alone; stopping: 503; the model failed: 500.
    #[error(transparent)]
    Inference(#[from] InferenceError),
    /// Still starting: 503.
    #[error("the server is still starting: {0}; try again in a moment")]
    NotReady(String),
    /// Took too long: 503, because trying again later may work.
    #[error("no answer after {} s; send less at once or try again later", .0.as_secs())]
    Timeout(Duration),
    /// The database failed: 500.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The list of activated models cannot be read: 500.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// Matching failed: as its cause.
    #[error(transparent)]
    Suggest(#[from] SuggestError),
    /// A defect: 500.
    #[error("an unexpected error; it was logged under the request id in the x-request-id header")]
    Panic,
}

fn faults(faults: &[Fault]) -> String {
    faults.iter().map(|fault| format!("{}: {}", fault.pointer, fault.detail)).collect::<Vec<_>>().join("; ")
}

/// Sort, status and French title.
struct Class(&'static str, StatusCode, &'static str);

const INTERNAL: Class = Class("internal", StatusCode::INTERNAL_SERVER_ERROR, "Erreur interne du serveur");
const STARTING: Class = Class("not-ready", StatusCode::SERVICE_UNAVAILABLE, "Le service démarre ou s'arrête");

impl ApiError {
    /// A request with one fault.
    pub fn invalid(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Invalid(vec![Fault::new(pointer, detail)])
    }

    fn class(&self) -> Class {
        use StatusCode as S;
        match self {
            Self::Syntax(_) => Class("invalid-json", S::BAD_REQUEST, "JSON illisible"),
            Self::NotUtf8(_) => Class("not-utf8", S::BAD_REQUEST, "Texte qui n'est pas en UTF-8"),
            Self::Body(_) => Class("unreadable-body", S::BAD_REQUEST, "Requête illisible"),
            Self::Invalid(_) => Class("invalid-request", S::UNPROCESSABLE_ENTITY, "Requête incorrecte"),
            Self::ContentType { .. } => {
                Class("wrong-content-type", S::UNSUPPORTED_MEDIA_TYPE, "Type de contenu non pris en charge")
            }
            Self::File(error) => file_class(error),
            Self::TooLarge { .. } => {
                Class("too-large", S::PAYLOAD_TOO_LARGE, "Requête ou fichier trop volumineux")
            }
            Self::UnknownOccupation { .. } => Class("unknown-occupation", S::NOT_FOUND, "Métier inconnu"),
            Self::UnknownBatch(_) => Class("unknown-batch", S::NOT_FOUND, "Import inconnu"),
            Self::NoRoute(_) => Class("not-found", S::NOT_FOUND, "Page introuvable"),
            Self::Method(_) => {
                Class("method-not-allowed", S::METHOD_NOT_ALLOWED, "Méthode non prise en charge")
            }
            Self::Ingest(error) => ingest_class(error),
            Self::Inference(error) => inference_class(error),
            Self::NotReady(_) => STARTING,
            Self::Timeout(_) => Class("timeout", S::SERVICE_UNAVAILABLE, "Délai de réponse dépassé"),
            Self::Suggest(error) => suggest_class(error),
            Self::Store(_) | Self::Registry(_) | Self::Panic => INTERNAL,
        }
    }

    fn retry_after(&self) -> Option<u64> {
        if let Self::Inference(InferenceError::Overloaded { retry_after }) = self {
            return Some(retry_after.as_secs().max(1));
        }
        (self.class().1 == StatusCode::SERVICE_UNAVAILABLE).then_some(5)
    }

    /// The problem as it is sent.
    pub fn problem(&self) -> Problem {
        let Class(slug, status, title) = self.class();
        let errors = if let Self::Invalid(faults) = self { faults.clone() } else { Vec::new() };
        // What the database or the model said is for the log, not for the client.
        let detail = if status == StatusCode::INTERNAL_SERVER_ERROR {
            Self::Panic.to_string()
        } else {
            self.to_string()
        };
        let kind = format!("urn:passerelle:problem:{slug}");
        Problem { kind, title: title.into(), status: status.as_u16(), detail, errors }
    }
}

fn file_class(error: &DocumentError) -> Class {
    use StatusCode as S;
    match error {
        DocumentError::Empty => Class("empty-file", S::UNPROCESSABLE_ENTITY, "Fichier sans texte"),
        DocumentError::TooLarge { .. } => {
            Class("too-large", S::PAYLOAD_TOO_LARGE, "Requête ou fichier trop volumineux")
        }
        DocumentError::Encrypted { .. } => {
            Class("encrypted-file", S::UNPROCESSABLE_ENTITY, "Fichier protégé par un mot de passe")
        }
        DocumentError::Unsupported { .. } => {
            Class("unsupported-format", S::UNSUPPORTED_MEDIA_TYPE, "Format de fichier non pris en charge")
        }
        DocumentError::Corrupt { .. } => Class("damaged-file", S::UNPROCESSABLE_ENTITY, "Fichier endommagé"),
        DocumentError::NeedsOcr { .. } => {
            Class("needs-ocr", S::UNPROCESSABLE_ENTITY, "Document numérisé sans texte")
        }
    }
}

fn ingest_class(error: &IngestError) -> Class {
    match error {
        IngestError::Read(_) | IngestError::NotLheo => {
            Class("unreadable-import", StatusCode::UNPROCESSABLE_ENTITY, "Fichier d'import illisible")
        }
        IngestError::Store(_) | IngestError::Index(_) | IngestError::Analyse(_) => INTERNAL,
    }
}

fn inference_class(error: &InferenceError) -> Class {
    match error {
        InferenceError::Overloaded { .. } => {
            Class("overloaded", StatusCode::TOO_MANY_REQUESTS, "Service très sollicité, réessayez bientôt")
        }
        InferenceError::Closed => STARTING,
        InferenceError::Engine(_) => INTERNAL,
    }
}

fn suggest_class(error: &SuggestError) -> Class {
    match error {
        SuggestError::Index(IndexError::NothingPublished) => STARTING,
        SuggestError::Store(_)
        | SuggestError::Index(
            IndexError::NoGeneration(_) | IndexError::Dimensions { .. } | IndexError::Unavailable(_),
        ) => INTERNAL,
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = self.problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            tracing::error!(error = %self, "a request failed");
        }
        let mut response = (status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_queue_says_when_to_come_back() {
        let error = ApiError::from(InferenceError::Overloaded { retry_after: Duration::from_secs(7) });
        let response = error.into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "7");
        assert_eq!(response.headers()[header::CONTENT_TYPE], MEDIA_TYPE);
    }

    #[test]
    fn what_the_database_said_is_not_told() {
        let error = ApiError::from(StoreError::Unknown { what: "the side", value: "secret".into() });
        let problem = error.problem();
        assert_eq!(problem.status, 500);
        assert!(!problem.detail.contains("secret"));
    }

    #[test]
    fn faults_are_listed_by_place() {
        let error = ApiError::invalid("/documents/1/text", "is empty; send a text");
        let json = serde_json::to_value(error.problem()).unwrap();
        assert_eq!(json["errors"][0]["pointer"], "/documents/1/text");
        assert_eq!(json["type"], "urn:passerelle:problem:invalid-request");
    }
}
