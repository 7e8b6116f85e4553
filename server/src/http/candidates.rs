//! `GET /v1/concepts/candidates`: wordings that no concept was found for, grouped and counted, out.

#![expect(unused_qualifications, reason = "the documentation macro qualifies the parameters it is given")]

use super::App;
use super::body::Params;
use super::docs_types::{Kind, QueryProblems, SpanLabel};
use super::page_of::{PageParams, Paged};
use super::problem::ApiError;
use crate::candidates::{Candidate, Settings, candidates as look};
use axum::extract::State;
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptKind, Taxonomy};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Forms grouped while a client waits; the command line takes more.
const MOST_FORMS: usize = 2_000;
/// Documents a candidate must stand in where nothing else is asked for.
const AT_LEAST: u64 = 2;

/// Which candidates.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CandidateQuery {
    /// One label only.
    #[param(value_type = Option<SpanLabel>)]
    label: Option<Label>,
    /// Offers and courses it must stand in; 2 where absent.
    at_least: Option<u64>,
    /// From the page before.
    cursor: Option<String>,
    /// At most so many, 1 to 100; 20 where absent.
    limit: Option<usize>,
}

/// A page of candidates.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidatePage {
    /// Mentions without a concept, all of them.
    pub mentions: u64,
    /// Normal forms among them.
    pub forms: usize,
    /// The rarest forms, which were not grouped; `passerelle concepts candidates` takes more.
    pub left_out: usize,
    /// Those in the most offers and courses first.
    pub items: Vec<CandidateView>,
    /// Ask for the next page with it; null at the end.
    pub next: Option<String>,
}

/// A wording that may deserve a concept.
#[derive(Debug, Serialize, ToSchema)]
pub struct CandidateView {
    /// Its most frequent wording.
    pub wording: String,
    /// What it is tagged as.
    #[schema(value_type = SpanLabel)]
    pub label: Label,
    /// Mentions in offers and courses.
    pub mentions: u64,
    /// Offers and courses that have it.
    pub documents: u64,
    /// Every wording, most frequent first.
    pub forms: Vec<FormView>,
    /// Sentences it stands in.
    pub examples: Vec<ExampleView>,
    /// The concepts most like it; none of them is like enough to be linked to.
    pub nearest: Vec<NearConcept>,
}

/// A wording of a candidate.
#[derive(Debug, Serialize, ToSchema)]
pub struct FormView {
    /// The wording.
    pub text: String,
    /// Its mentions.
    pub mentions: u64,
}

/// A sentence with a candidate in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExampleView {
    /// Identifier of the document in the store.
    pub document: String,
    /// The sentence.
    pub sentence: String,
}

/// A concept that is like a candidate.
#[derive(Debug, Serialize, ToSchema)]
pub struct NearConcept {
    /// Identifier in the taxonomy in use.
    pub id: String,
    /// French label.
    pub label: String,
    /// What sort of thing it is.
    #[schema(value_type = Kind)]
    pub kind: ConceptKind,
    /// How like, 0 to 1.
    pub score: f32,
}

impl CandidateView {
    /// The view of a candidate in the terms of a taxonomy.
    pub fn of(candidate: Candidate, taxonomy: &Taxonomy) -> Self {
        let Candidate { wording, label, mentions, documents, forms, examples, nearest } = candidate;
        let near = |(at, score)| {
            let concept = taxonomy.concept(at);
            NearConcept { id: concept.id.0.clone(), label: concept.label.clone(), kind: concept.kind, score }
        };
        Self {
            wording,
            label,
            mentions,
            documents,
            forms: forms.into_iter().map(|(text, mentions)| FormView { text, mentions }).collect(),
            examples: examples
                .into_iter()
                .map(|example| ExampleView { document: example.document.0, sentence: example.sentence })
                .collect(),
            nearest: nearest.into_iter().map(near).collect(),
        }
    }
}

/// Candidates for new concepts
///
/// What offers and courses name and the taxonomy does not: mentions without a concept, grouped by their normal
/// form and then by how alike they are in letters and vector. A person decides which of them deserve a concept.
#[utoipa::path(get, path = "/v1/concepts/candidates", tag = "taxonomy", params(CandidateQuery),
    responses((status = 200, description = "A page", body = CandidatePage), QueryProblems))]
pub async fn candidates(
    State(app): State<Arc<App>>,
    Params(query): Params<CandidateQuery>,
) -> Result<axum::Json<CandidatePage>, ApiError> {
    let page = PageParams::new(query.cursor.as_deref(), query.limit, "candidates")?;
    let settings =
        Settings { at_least: query.at_least.unwrap_or(AT_LEAST), most_forms: MOST_FORMS, label: query.label };
    let inference = Arc::clone(&app.inference);
    let situate = |wordings: Vec<String>| async move {
        // Behind the requests of clients, as imports are.
        let work = move || {
            let wordings: Vec<&str> = wordings.iter().map(String::as_str).collect();
            inference.situate_blocking(&wordings)
        };
        let joined = tokio::task::spawn_blocking(work).await.map_err(|_| ApiError::Panic)?;
        joined.map_err(ApiError::from)
    };
    let found = look(&app.store, &app.tenant, &app.taxonomy, settings, page.range(), situate).await?;
    let Paged { items, next } = page.cut(found.items);
    let items = items.into_iter().map(|item| CandidateView::of(item, &app.taxonomy)).collect();
    let (mentions, forms, left_out) = (found.mentions, found.forms, found.left_out);
    Ok(axum::Json(CandidatePage { mentions, forms, left_out, items, next }))
}
