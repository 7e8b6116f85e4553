//! `POST /v1/match`: a person in; the occupations that fit, each with offers and courses, out.

use super::App;
use super::body::Json;
use super::docs_types::BodyProblems;
use super::extract::{checked, extracted};
use super::match_types::{
    GivenConcept, MatchRequest, MatchResponse, OccupationView, PlaceInput, RefusalView,
};
use super::problem::{ApiError, Fault};
use crate::matching::{Given, Near, Profile, Read, Sought, suggest};
use axum::extract::State;
use passerelle_engine::pipeline::Analysis;
use passerelle_engine::taxonomy::{ConceptId, Taxonomy};
use std::sync::Arc;

/// Occupations in an answer where the client does not say.
const USUAL: usize = 10;
/// Most occupations in an answer.
const MOST: usize = 50;
/// Kilometres around a point where the client does not say.
const RADIUS_KM: f64 = 30.0;

/// Find the occupations that fit a person
///
/// Each comes with what matches (and where that stands in the texts), what is missing, what the person has
/// besides, and with offers and courses. Nothing of the request is stored.
#[utoipa::path(post, path = "/v1/match", tag = "match", request_body = MatchRequest,
    responses((status = 200, description = "Occupations, best first", body = MatchResponse), BodyProblems))]
pub async fn matching(
    State(app): State<Arc<App>>,
    Json(request): Json<MatchRequest>,
) -> Result<axum::Json<MatchResponse>, ApiError> {
    let wish = Wish::of(&request, &app.taxonomy)?;
    let (ids, texts) = texts(request, app.config.limits.documents)?;
    answer(&app, ids, texts, wish).await.map(axum::Json)
}

/// What the person said beside the texts.
pub struct Wish {
    given: Vec<Given>,
    sought: Sought,
    count: usize,
}

impl Wish {
    fn of(request: &MatchRequest, taxonomy: &Taxonomy) -> Result<Self, ApiError> {
        let mut faults = Vec::new();
        let given = given(&request.concepts, taxonomy, &mut faults);
        let domain = request.domain.clone().filter(|domain| !domain.is_empty());
        if let Some(domain) = &domain
            && !taxonomy.occupations().iter().any(|occupation| occupation.code.0.starts_with(domain))
        {
            faults
                .push(Fault::new("/domain", "is the beginning of no occupation's code; send e.g. G or G16"));
        }
        let place = request.place.as_ref().and_then(|place| near(place, &mut faults));
        let count = request.limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&count) {
            faults.push(Fault::new("/limit", format!("must be 1 to {MOST}")));
        }
        let mut constraints = request.constraints.clone();
        constraints.sort_unstable();
        constraints.dedup();
        if !faults.is_empty() {
            return Err(ApiError::Invalid(faults));
        }
        let ignore_refusals = request.ignore_refusals;
        Ok(Self { given, sought: Sought { domain, place, constraints, ignore_refusals }, count })
    }

    /// No wishes: the usual number of occupations, anywhere.
    pub fn none() -> Self {
        Self { given: Vec::new(), sought: Sought::default(), count: USUAL }
    }
}

fn given(concepts: &[GivenConcept], taxonomy: &Taxonomy, faults: &mut Vec<Fault>) -> Vec<Given> {
    let mut found = Vec::with_capacity(concepts.len());
    for (at, concept) in concepts.iter().enumerate() {
        if !(0.0..=3.0).contains(&concept.weight) {
            faults.push(Fault::new(format!("/concepts/{at}/weight"), "must be 0 to 3"));
        }
        if let Some(ix) = taxonomy.find_concept(&ConceptId(concept.id.clone())) {
            found.push(Given { concept: ix, weight: concept.weight, excluded: concept.excluded });
        } else {
            let detail = format!("is no concept of {}; GET /v1/concepts?q= finds them", taxonomy.tag());
            faults.push(Fault::new(format!("/concepts/{at}/id"), detail));
        }
    }
    found
}

fn near(place: &PlaceInput, faults: &mut Vec<Fault>) -> Option<Near> {
    let within = |value: f64, bound: f64| (-bound..=bound).contains(&value);
    let point = match (place.latitude, place.longitude) {
        (Some(latitude), Some(longitude)) if within(latitude, 90.0) && within(longitude, 180.0) => {
            Some((latitude, longitude))
        }
        (None, None) if place.territory.is_some() => None,
        _ => {
            let detail = "needs a territory, or a latitude and a longitude in degrees";
            faults.push(Fault::new("/place", detail));
            return None;
        }
    };
    let radius_km = place.radius_km.unwrap_or(RADIUS_KM);
    if radius_km.is_nan() || radius_km <= 0.0 {
        faults.push(Fault::new("/place/radius_km", "must be above 0"));
    }
    Some(Near { territory: place.territory.clone(), point, radius_km })
}

type Named = (Vec<Option<String>>, Vec<String>);

fn texts(request: MatchRequest, most: usize) -> Result<Named, ApiError> {
    if request.documents.is_empty() && request.answers.is_empty() && request.concepts.is_empty() {
        return Err(ApiError::invalid("", "send documents, answers or concepts; there is nothing to match"));
    }
    if !request.documents.is_empty() {
        checked(&request.documents, most)?;
    }
    // A question left unanswered is no mistake.
    let answers = request.answers.into_iter().filter(|answer| !answer.trim().is_empty());
    let documents = request.documents.into_iter().map(|document| (document.id, document.text));
    Ok(documents.chain(answers.map(|answer| (None, answer))).unzip())
}

/// The answer to texts and wishes; the command line asks for it too.
pub async fn answer(
    app: &App,
    ids: Vec<Option<String>>,
    texts: Vec<String>,
    wish: Wish,
) -> Result<MatchResponse, ApiError> {
    let matcher = app.matcher()?;
    let read: Vec<Read> = texts.iter().map(|text| Read::of(text)).collect();
    let masculine = read.iter().map(|read| read.text().to_owned()).collect();
    let analyses: Vec<Analysis> =
        if read.is_empty() { Vec::new() } else { app.inference.analyse(masculine).await?.items };
    let analysed: Vec<(&Read, &Analysis)> = read.iter().zip(&analyses).collect();
    let profile = Profile::of(&app.taxonomy, &analysed, &wish.given, wish.sought);
    let index = app.index.as_ref();
    let suggestions = suggest(matcher, &app.store, index, &app.tenant, &profile, wish.count).await?;
    let occupations = suggestions.into_iter().map(|found| OccupationView::of(found, &app.taxonomy)).collect();
    let refusals = profile.refusals.iter().map(|refusal| RefusalView::of(refusal, &app.taxonomy)).collect();
    let led = analysed.iter().map(|(read, analysis)| read.lead_back(analysis));
    let documents = ids
        .into_iter()
        .zip(&texts)
        .zip(led)
        .map(|((id, text), analysis)| extracted(app, id, text, &analysis))
        .collect();
    Ok(MatchResponse { occupations, refusals, documents, versions: app.inference.versions() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::double::taxonomy;

    fn wish(json: &str) -> Result<Wish, ApiError> {
        Wish::of(&serde_json::from_str(json).unwrap(), &taxonomy())
    }

    #[test]
    fn what_cannot_be_acted_on_is_named_place_by_place() {
        let json = r#"{"concepts": [{"id": "sf-plats"}, {"id": "nowhere"}, {"id": "sf-sql", "weight": 9}],
            "domain": "Z", "place": {"latitude": 43.6}, "limit": 0}"#;
        let problem = wish(json).err().unwrap().problem();
        let pointers: Vec<&str> = problem.errors.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/concepts/1/id", "/concepts/2/weight", "/domain", "/place", "/limit"]);
    }

    #[test]
    fn wishes_are_taken_over() {
        let json = r#"{"concepts": [{"id": "sf-plats", "excluded": true}], "constraints": ["sunday", "night"],
            "domain": "G", "place": {"territory": "31"}}"#;
        let wish = wish(json).unwrap();
        assert!(wish.given[0].excluded && wish.count == USUAL);
        assert_eq!(wish.sought.constraints.len(), 2);
        assert_eq!(wish.sought.place.unwrap().territory.as_deref(), Some("31"));
    }

    #[test]
    fn nothing_at_all_is_refused() {
        assert!(matches!(texts(MatchRequest::default(), 9), Err(ApiError::Invalid(_))));
    }
}
