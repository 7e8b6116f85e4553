//! `POST /v1/feedback`: a correction of an answer in; kept, and its text queued for annotation.
//! `GET /v1/feedback`: the corrections, newest first.

#![expect(unused_qualifications, reason = "the documentation macro qualifies the parameters it is given")]

use super::App;
use super::body::{Json, Params};
use super::docs_types::{BodyProblems, QueryProblems};
use super::feedback_types::{FeedbackPage, FeedbackRequest, FeedbackView};
use super::page_of::limit;
use super::problem::{ApiError, Fault};
use crate::annotation::{SpanInput, checked};
use crate::ingest::{mask, mask_places};
use crate::store::{DocumentId, GivenSpan, NewFeedback, Outcome, TextKind};
use axum::extract::State;
use axum::http::StatusCode;
use passerelle_engine::text::{CharIndex, CharSpan};
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;

/// Spans of one correction.
const MOST_SPANS: usize = 5_000;
/// Code points of a comment.
const MOST_COMMENT: usize = 4_000;

/// Correct an answer
///
/// Send the text, or the identifier of a stored document, with its spans as they should be: all of them, those
/// that were right too. E-mail addresses and telephone numbers in text and comment are masked before anything is
/// kept. The text waits in the annotation queue until somebody has looked at it (`passerelle queue`); nothing
/// changes in answers before a model is trained on it. The same correction sent again is kept once.
#[utoipa::path(post, path = "/v1/feedback", tag = "feedback", request_body = FeedbackRequest,
    responses((status = 201, description = "Kept", body = FeedbackView),
        (status = 200, description = "It was there already", body = FeedbackView), BodyProblems))]
pub async fn post_feedback(
    State(app): State<Arc<App>>,
    Json(request): Json<FeedbackRequest>,
) -> Result<(StatusCode, axum::Json<FeedbackView>), ApiError> {
    let said = read(&app, request).await?;
    let (kept, outcome) = app.store.put_feedback(&app.tenant, &said).await?;
    let status = match outcome {
        Outcome::Stored => StatusCode::CREATED,
        Outcome::Unchanged => StatusCode::OK,
    };
    metrics::counter!("passerelle_feedback_total").increment(u64::from(outcome == Outcome::Stored));
    Ok((status, axum::Json(kept.into())))
}

/// Which corrections.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FeedbackQuery {
    /// From the page before.
    cursor: Option<i64>,
    /// At most so many, 1 to 100; 20 where absent.
    limit: Option<usize>,
}

/// Corrections of answers
#[utoipa::path(get, path = "/v1/feedback", tag = "feedback", params(FeedbackQuery),
    responses((status = 200, description = "A page", body = FeedbackPage), QueryProblems))]
pub async fn feedback(
    State(app): State<Arc<App>>,
    Params(query): Params<FeedbackQuery>,
) -> Result<axum::Json<FeedbackPage>, ApiError> {
    let limit = limit(query.limit)?;
    let mut found = app.store.feedback(&app.tenant, query.cursor, limit as u32 + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| last.position.to_string());
    Ok(axum::Json(FeedbackPage { items: found.into_iter().map(FeedbackView::from).collect(), next }))
}

async fn read(app: &App, request: FeedbackRequest) -> Result<NewFeedback, ApiError> {
    let mut faults = Vec::new();
    let (document, usual, text) = source(app, &request).await?;
    let lang = request.lang.unwrap_or_else(|| "fr".into());
    if !matches!(lang.as_str(), "fr" | "en") {
        faults.push(Fault::new("/lang", "must be fr or en"));
    }
    if request.model.trim().is_empty() || request.model.chars().count() > 200 {
        faults.push(Fault::new("/model", "must be versions.model of the answer, 1 to 200 characters"));
    }
    if request.comment.chars().count() > MOST_COMMENT {
        faults.push(Fault::new("/comment", format!("is longer than {MOST_COMMENT} characters; shorten it")));
    }
    if request.spans.len() > MOST_SPANS {
        faults.push(Fault::new("/spans", format!("has more than {MOST_SPANS} spans; split the text")));
    }
    let sent: Vec<SpanInput> = request.spans.into_iter().map(Into::into).collect();
    let masked = match checked(&text, &sent, &app.taxonomy) {
        Ok(spans) => masked(&text, spans, &mut faults),
        Err(wrong) => {
            let fault = |f: crate::annotation::SpanFault| {
                Fault::new(format!("/spans/{}/{}", f.at, f.field), f.detail)
            };
            faults.extend(wrong.into_iter().map(fault));
            return Err(ApiError::Invalid(faults));
        }
    };
    if !faults.is_empty() {
        return Err(ApiError::Invalid(faults));
    }
    let (body, spans) = masked;
    Ok(NewFeedback {
        document,
        kind: request.kind.unwrap_or(usual),
        lang,
        body,
        spans,
        model: request.model,
        taxonomy: app.taxonomy.tag(),
        comment: mask(request.comment.trim()),
    })
}

/// The text a correction is about, the document it is of, and what sort of text that makes it.
async fn source(
    app: &App,
    request: &FeedbackRequest,
) -> Result<(Option<DocumentId>, TextKind, String), ApiError> {
    match (&request.text, &request.document) {
        (Some(text), None) if text.trim().is_empty() => {
            Err(ApiError::invalid("/text", "is empty; send the text that the answer was about"))
        }
        (Some(text), None) => Ok((None, TextKind::Offer, text.clone())),
        (None, Some(id)) => {
            let id = DocumentId(id.clone());
            let found = app.store.document(&app.tenant, &id).await?;
            let found = found.ok_or_else(|| {
                ApiError::invalid("/document", "there is no such document; send its text instead")
            })?;
            Ok((Some(id), found.side.into(), found.body))
        }
        (Some(_), Some(_)) => Err(ApiError::invalid("", "send either text or document, not both")),
        (None, None) => Err(ApiError::invalid("", "send the text, or the identifier of a stored document")),
    }
}

/// Text and spans without addresses and numbers. A span over one is a fault: it would hold personal data.
fn masked(text: &str, spans: Vec<GivenSpan>, faults: &mut Vec<Fault>) -> (String, Vec<GivenSpan>) {
    let before = CharIndex::new(text);
    let places: Vec<_> =
        spans.iter().filter_map(|s| before.to_bytes(CharSpan { start: s.start, end: s.end })).collect();
    let (body, moved) = mask_places(text, &places);
    let after = CharIndex::new(&body);
    let mut kept = Vec::with_capacity(spans.len());
    for (span, moved) in spans.into_iter().zip(moved) {
        if let Some(place) = moved {
            let CharSpan { start, end } = after.to_chars(place);
            kept.push(GivenSpan { start, end, ..span });
        } else {
            let detail = format!(
                "the span from {} holds an e-mail address or a telephone number, which is not kept; leave it out",
                span.start
            );
            faults.push(Fault::new("/spans", detail));
        }
    }
    (body, kept)
}
