//! Vectors of texts in three shapes: our own, that of text-embeddings-inference, that of OpenAI.

use super::App;
use super::body::Json;
use super::docs_types::BodyProblems;
use super::problem::{ApiError, Fault};
use crate::inference::{Answer, Versions};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::{Duration, Instant};
use utoipa::ToSchema;

/// One text or several.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Texts {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Texts {
    fn checked(self, pointer: &str, most: usize) -> Result<Vec<String>, ApiError> {
        let texts = match self {
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        };
        if texts.is_empty() || texts.len() > most {
            let detail = format!("has {} texts; send 1 to {most} at once", texts.len());
            return Err(ApiError::invalid(pointer, detail));
        }
        let empty = texts.iter().enumerate().filter(|(_, text)| text.trim().is_empty());
        let faults: Vec<Fault> =
            empty.map(|(at, _)| Fault::new(format!("{pointer}/{at}"), "is empty; send a text")).collect();
        if faults.is_empty() { Ok(texts) } else { Err(ApiError::Invalid(faults)) }
    }
}

/// Texts to embed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmbedRequest {
    /// Up to 100 texts.
    pub texts: Texts,
}

/// Vectors.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmbedResponse {
    /// One a text, of length 1: their dot product is their cosine.
    pub vectors: Vec<Vec<f32>>,
    /// What they were made with; vectors of different models do not compare.
    pub versions: Versions,
}

/// Vectors of texts
#[utoipa::path(post, path = "/v1/embed", tag = "embed", request_body = EmbedRequest,
    responses((status = 200, description = "One vector a text", body = EmbedResponse), BodyProblems))]
pub async fn embed(
    State(app): State<Arc<App>>,
    Json(request): Json<EmbedRequest>,
) -> Result<axum::Json<EmbedResponse>, ApiError> {
    let texts = request.texts.checked("/texts", app.config.limits.documents)?;
    let vectors = app.inference.embed(texts).await?.items;
    Ok(axum::Json(EmbedResponse { vectors, versions: app.inference.versions() }))
}

/// The request of text-embeddings-inference.
#[derive(Debug, Deserialize, ToSchema)]
pub struct TeiRequest {
    /// One text or several.
    pub inputs: Texts,
    /// Vectors have length 1 whatever is said here.
    #[serde(default = "yes")]
    #[expect(dead_code, reason = "clients send it; vectors always have length 1")]
    normalize: bool,
    /// Nothing is ever cut off: a long text is read in windows.
    #[serde(default)]
    #[expect(dead_code, reason = "clients send it; nothing is ever cut off")]
    truncate: bool,
    /// This model has no prompts: must be absent.
    pub prompt_name: Option<String>,
}

fn yes() -> bool {
    true
}

/// Vectors, as text-embeddings-inference gives them
///
/// Times are in the headers `x-total-time`, `x-queue-time` and `x-inference-time`, milliseconds.
#[utoipa::path(post, path = "/embed", tag = "embed", request_body = TeiRequest,
    responses((status = 200, description = "One vector a text", body = Vec<Vec<f32>>), BodyProblems))]
pub async fn embed_tei(
    State(app): State<Arc<App>>,
    Json(request): Json<TeiRequest>,
) -> Result<(HeaderMap, axum::Json<Vec<Vec<f32>>>), ApiError> {
    let started = Instant::now();
    if request.prompt_name.is_some() {
        return Err(ApiError::invalid(
            "/prompt_name",
            "is not known: this model has no prompts; leave it out",
        ));
    }
    let texts = request.inputs.checked("/inputs", app.config.limits.documents)?;
    let answer = app.inference.embed(texts).await?;
    Ok((times(&answer, started.elapsed()), axum::Json(answer.items)))
}

fn times(answer: &Answer<Vec<f32>>, total: Duration) -> HeaderMap {
    let list = [
        (HeaderName::from_static("x-total-time"), total),
        (HeaderName::from_static("x-queue-time"), answer.waited),
        (HeaderName::from_static("x-inference-time"), answer.computed),
    ];
    list.into_iter().map(|(name, time)| (name, HeaderValue::from(time.as_millis() as u64))).collect()
}

/// The request of OpenAI's embeddings.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OpenAiRequest {
    /// One text or several; lists of tokens are not read.
    pub input: Texts,
    /// Given back as it is served; there is one model.
    #[expect(dead_code, reason = "clients send it; there is one model")]
    model: Option<String>,
    /// How vectors are written.
    #[serde(default)]
    pub encoding_format: Encoding,
    /// Where stated, the length that vectors have.
    pub dimensions: Option<usize>,
}

/// How vectors are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Numbers.
    #[default]
    Float,
    /// Base64 of little-endian 32-bit floats.
    Base64,
}

/// The answer of OpenAI's embeddings.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenAiResponse {
    /// `list`.
    pub object: &'static str,
    /// One a text.
    pub data: Vec<OpenAiEmbedding>,
    /// The model in service.
    pub model: String,
    /// Tokens read.
    pub usage: Usage,
}

/// One vector.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenAiEmbedding {
    /// `embedding`.
    pub object: &'static str,
    /// Position of its text.
    pub index: usize,
    /// The vector.
    pub embedding: Vector,
}

/// A vector in one of the two encodings.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Vector {
    /// Numbers.
    Float(Vec<f32>),
    /// Base64 of little-endian 32-bit floats.
    Base64(String),
}

impl Vector {
    fn of(vector: Vec<f32>, encoding: Encoding) -> Self {
        match encoding {
            Encoding::Float => Self::Float(vector),
            Encoding::Base64 => {
                let bytes: Vec<u8> = vector.iter().flat_map(|x| x.to_le_bytes()).collect();
                Self::Base64(STANDARD.encode(bytes))
            }
        }
    }
}

/// Tokens read.
#[derive(Debug, Serialize, ToSchema)]
pub struct Usage {
    /// Of all texts, estimated from their length.
    pub prompt_tokens: usize,
    /// The same.
    pub total_tokens: usize,
}

/// Vectors, as OpenAI's API gives them
#[utoipa::path(post, path = "/v1/embeddings", tag = "embed", request_body = OpenAiRequest,
    responses((status = 200, description = "One vector a text", body = OpenAiResponse), BodyProblems))]
pub async fn embeddings(
    State(app): State<Arc<App>>,
    Json(request): Json<OpenAiRequest>,
) -> Result<axum::Json<OpenAiResponse>, ApiError> {
    let texts = request.input.checked("/input", app.config.limits.documents)?;
    let answer = app.inference.embed(texts).await?;
    let length = answer.items.first().map_or(0, Vec::len);
    if request.dimensions.is_some_and(|wanted| wanted != length) {
        return Err(ApiError::invalid("/dimensions", format!("must be {length} or absent for this model")));
    }
    let usage = Usage { prompt_tokens: answer.tokens, total_tokens: answer.tokens };
    let data = answer.items.into_iter().enumerate().map(|(index, vector)| OpenAiEmbedding {
        object: "embedding",
        index,
        embedding: Vector::of(vector, request.encoding_format),
    });
    let (data, model) = (data.collect(), app.inference.versions().model);
    Ok(axum::Json(OpenAiResponse { object: "list", data, model, usage }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_little_endian_floats() {
        let json = serde_json::to_value(Vector::of(vec![1.0, -2.0], Encoding::Base64)).unwrap();
        assert_eq!(json, "AACAPwAAAMA=");
    }
}
