//! What `/v1/match` takes and gives.

use super::docs_types::ConstraintName;
use super::extract::{DocumentInput, ExtractedDocument};
use super::views::{ConstraintView, DocumentView, SessionView, label_of};
use crate::inference::Versions;
use crate::matching::{
    Constraint, Extra, Matched, Missing, OccupationMatch, Quote, Refusal, Suggestion, Via,
};
use passerelle_engine::taxonomy::Taxonomy;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A person: texts, confirmed concepts, wishes. Nothing of it is stored.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MatchRequest {
    /// CV, skills assessment, letters: up to 100.
    pub documents: Vec<DocumentInput>,
    /// Written or dictated answers; in quotes they count as documents behind `documents`.
    #[schema(example = json!(["Je cuisine pour 80 couverts et je forme deux apprentis."]))]
    pub answers: Vec<String>,
    /// Concepts the person confirmed, weighted or refused; they go before what is read in the texts.
    pub concepts: Vec<GivenConcept>,
    /// What the work must not ask for. What violates one is left out, what is unknown is shown as such.
    #[schema(value_type = Vec<ConstraintName>)]
    pub constraints: Vec<Constraint>,
    /// True where nothing in the texts is to be taken for a refusal: the person objects to `refusals`.
    pub ignore_refusals: bool,
    /// First characters of the ROME codes sought: `G`, `G16`.
    #[schema(example = "G")]
    pub domain: Option<String>,
    /// Where.
    pub place: Option<PlaceInput>,
    /// Occupations wanted, 1 to 50; 10 where absent.
    pub limit: Option<usize>,
}

/// A concept and what the person says of it.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenConcept {
    /// Identifier in the taxonomy in use.
    pub id: String,
    /// How much it counts, 0 to 3: 1 as usual, 0 takes it out.
    #[serde(default = "one")]
    pub weight: f64,
    /// True where the person does not want to work with it.
    #[serde(default)]
    pub excluded: bool,
}

fn one() -> f64 {
    1.0
}

/// A place: a département, or a point with a radius, or both (either is enough for a hit).
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceInput {
    /// Code of the département.
    #[schema(example = "31")]
    pub territory: Option<String>,
    /// Latitude, degrees.
    pub latitude: Option<f64>,
    /// Longitude, degrees.
    pub longitude: Option<f64>,
    /// Kilometres around the point; 30 where absent.
    pub radius_km: Option<f64>,
}

/// The occupations that fit.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchResponse {
    /// Best first.
    pub occupations: Vec<OccupationView>,
    /// What was read in the texts as a refusal and kept to; `ignore_refusals` takes it back.
    pub refusals: Vec<RefusalView>,
    /// What was read in the texts: `documents`, then `answers`.
    pub documents: Vec<ExtractedDocument>,
    /// What it was made with.
    pub versions: Versions,
}

/// Words that were read as a refusal, and what they were taken to mean.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusalView {
    /// The words; they count neither as skills nor as words of the person.
    #[serde(flatten)]
    pub quote: QuoteView,
    /// What the work must not ask for.
    #[schema(value_type = Vec<ConstraintName>)]
    pub constraints: Vec<Constraint>,
    /// French labels of the same.
    #[schema(example = json!(["travail de nuit"]))]
    pub labels: Vec<&'static str>,
    /// Labels of the concepts the person does not want to work with.
    pub concepts: Vec<String>,
}

impl RefusalView {
    /// A refusal as it is sent.
    pub fn of(refusal: &Refusal, taxonomy: &Taxonomy) -> Self {
        Self {
            quote: refusal.quote.clone().into(),
            constraints: refusal.constraints.clone(),
            labels: refusal.constraints.iter().map(|constraint| constraint.label()).collect(),
            concepts: refusal.concepts.iter().map(|at| taxonomy.concept(*at).label.clone()).collect(),
        }
    }
}

/// An occupation, how it fits and what can be done about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct OccupationView {
    /// Its code.
    #[schema(example = "G1609")]
    pub code: String,
    /// Its name.
    pub label: String,
    /// How well it fits, 0 to 100.
    pub percent: f64,
    /// Asked for and had, weightiest first.
    pub matched: Vec<MatchedView>,
    /// Asked for and not had, weightiest first.
    pub missing: Vec<MissingView>,
    /// Had and not asked for.
    pub extra: Vec<ExtraView>,
    /// The person's constraints.
    pub constraints: Vec<ConstraintView>,
    /// Offers for it near the person, whatever their conditions.
    pub offer_count: u64,
    /// The nearest of them that violate no constraint.
    pub offers: Vec<OfferView>,
    /// Courses near the person, those first that teach most of what is missing.
    pub courses: Vec<CourseView>,
}

/// Words in one of the person's texts.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuoteView {
    /// Position of the text: `documents`, then `answers`.
    pub document: usize,
    /// First code point.
    pub start: usize,
    /// One past the last code point.
    pub end: usize,
    /// The words.
    pub text: String,
}

impl From<Quote> for QuoteView {
    fn from(quote: Quote) -> Self {
        let (start, end) = (quote.span.start, quote.span.end);
        Self { document: quote.document, start, end, text: quote.surface }
    }
}

/// A concept that is asked for and had.
#[derive(Debug, Serialize, ToSchema)]
pub struct MatchedView {
    /// Identifier.
    pub id: String,
    /// Label.
    pub label: String,
    /// Whether everyone in the trade needs it.
    pub core: bool,
    /// How far the person has it, 0 to 1.
    pub credit: f64,
    /// The near concept through which the person has it; null where it is the concept itself.
    pub near: Option<String>,
    /// Where it stands in the texts.
    pub evidence: Vec<QuoteView>,
}

/// A concept that is asked for and not had.
#[derive(Debug, Serialize, ToSchema)]
pub struct MissingView {
    /// Identifier.
    pub id: String,
    /// Label.
    pub label: String,
    /// Whether everyone in the trade needs it.
    pub core: bool,
    /// A sentence of an offer that asks for it.
    pub evidence: Option<String>,
}

/// A concept that is had and not asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExtraView {
    /// Identifier.
    pub id: String,
    /// Label.
    pub label: String,
    /// Where it stands in the texts.
    pub evidence: Vec<QuoteView>,
}

/// An offer that suits.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferView {
    /// The offer.
    #[serde(flatten)]
    pub offer: DocumentView,
    /// How near it is to the person; comparable within one answer.
    pub score: f64,
    /// What it says about the person's constraints.
    pub constraints: Vec<ConstraintView>,
}

/// A course that helps.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseView {
    /// The course.
    #[serde(flatten)]
    pub course: DocumentView,
    /// Labels of the missing concepts it teaches.
    pub teaches: Vec<String>,
    /// Its sessions.
    pub sessions: Vec<SessionView>,
}

fn quotes(quotes: Vec<Quote>) -> Vec<QuoteView> {
    quotes.into_iter().map(QuoteView::from).collect()
}

impl From<Matched> for MatchedView {
    fn from(matched: Matched) -> Self {
        let near = match matched.via {
            Via::Same => None,
            Via::Near(id) => Some(id.0),
        };
        let Matched { label, core, credit, evidence, .. } = matched;
        Self { id: matched.concept.0, label, core, credit, near, evidence: quotes(evidence) }
    }
}

impl From<Extra> for ExtraView {
    fn from(extra: Extra) -> Self {
        Self { id: extra.concept.0, label: extra.label, evidence: quotes(extra.evidence) }
    }
}

impl OccupationView {
    /// A suggestion as it is sent.
    pub fn of(suggestion: Suggestion, taxonomy: &Taxonomy) -> Self {
        let Suggestion { occupation, missing_evidence, offer_count, offers, courses } = suggestion;
        let OccupationMatch { code, label, percent, matched, missing, extra, constraints, .. } = occupation;
        let missing = missing.into_iter().map(|missing: Missing| {
            let sentence = missing_evidence.iter().find(|evidenced| evidenced.concept == missing.concept);
            let evidence = sentence.map(|evidenced| evidenced.evidence.sentence.clone());
            MissingView { id: missing.concept.0, label: missing.label, core: missing.core, evidence }
        });
        let offers = offers.into_iter().map(|hit| OfferView {
            offer: hit.document.into(),
            score: hit.score,
            constraints: hit
                .constraints
                .into_iter()
                .map(|(constraint, verdict)| ConstraintView::of(constraint, verdict))
                .collect(),
        });
        let courses = courses.into_iter().map(|hit| CourseView {
            course: hit.document.into(),
            teaches: hit.teaches.iter().map(|id| label_of(taxonomy, id)).collect(),
            sessions: hit.sessions.into_iter().map(SessionView::from).collect(),
        });
        Self {
            code: code.0,
            label,
            percent,
            matched: matched.into_iter().map(MatchedView::from).collect(),
            missing: missing.collect(),
            extra: extra.into_iter().map(ExtraView::from).collect(),
            constraints: constraints
                .into_iter()
                .map(|found| ConstraintView::of(found.constraint, found.verdict))
                .collect(),
            offer_count,
            offers: offers.collect(),
            courses: courses.collect(),
        }
    }
}
