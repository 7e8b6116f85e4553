//! The ten occupations with offers and courses near the person, from the store and the index.

use super::constraint::Constraint;
use super::constraints::{Verdict, offer_verdict};
use super::explain::Missing;
use super::matcher::{Conditions, Matcher, OccupationMatch};
use super::profile::{Near, Profile};
use crate::index::{Filter, Hit, IndexError, Query, Value, VectorIndex, key};
use crate::store::{
    DocumentId, Evidence, Mention, Period, Scope, Segment, Session, Side, Store, StoreError, StoredDocument,
    Tenant,
};
use crate::words::stems;
use passerelle_engine::taxonomy::{ConceptId, OccupationCode};
use serde::Serialize;
use std::collections::BTreeSet;

/// Offers and courses shown with an occupation.
const SHOWN: usize = 3;
/// Offers and courses looked at for these, of the nearest.
const LOOKED_AT: usize = 20;
/// Missing concepts that are shown with a sentence of an offer that asks for them.
const EVIDENCED: usize = 5;
/// Occupations ranked before constraints, whose offers are then read for the constraints.
const CANDIDATES: usize = 40;

/// Why there is no suggestion.
#[derive(Debug, thiserror::Error)]
pub enum SuggestError {
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index refused.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// An offer that suits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfferHit {
    /// The offer.
    #[serde(flatten)]
    pub document: StoredDocument,
    /// How near it is to the profile; comparable within one answer.
    pub score: f64,
    /// What it says about the person's constraints; an offer that violates one is not shown.
    pub constraints: Vec<(Constraint, Verdict)>,
}

/// A course that helps.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CourseHit {
    /// The course.
    #[serde(flatten)]
    pub document: StoredDocument,
    /// The missing concepts it teaches.
    pub teaches: Vec<ConceptId>,
    /// Its sessions.
    pub sessions: Vec<Session>,
}

/// A missing concept with a sentence of an offer that asks for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidencedMissing {
    /// The concept.
    pub concept: ConceptId,
    /// Where an offer of the occupation asks for it.
    pub evidence: Evidence,
}

/// An occupation with what can be done about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Suggestion {
    /// The occupation and how it fits.
    #[serde(flatten)]
    pub occupation: OccupationMatch,
    /// Evidence for the weightiest missing concepts, where offers name them.
    pub missing_evidence: Vec<EvidencedMissing>,
    /// Number of the occupation's offers near the person, whatever their conditions.
    pub offer_count: u64,
    /// The best of them.
    pub offers: Vec<OfferHit>,
    /// Courses near the person for the occupation, those first that teach most of what is missing.
    pub courses: Vec<CourseHit>,
}

/// The best occupations first.
pub type Suggestions = Vec<Suggestion>;

/// The `count` best occupations for a profile, each with offers and courses.
pub async fn suggest(
    matcher: &Matcher,
    store: &Store,
    index: &dyn VectorIndex,
    tenant: &Tenant,
    profile: &Profile,
    count: usize,
) -> Result<Suggestions, SuggestError> {
    let search = Search { store, index, tenant, profile };
    let conditions = search.conditions(matcher).await?;
    let mut suggestions = Vec::with_capacity(count);
    for occupation in matcher.rank(profile, &conditions, count) {
        let offers = search.offers(&occupation.code).await?;
        let courses = search.courses(&occupation.code, &occupation.missing).await?;
        let missing_evidence = search.evidence(&occupation.code, &occupation.missing).await?;
        let offer_count = search.count(&occupation.code).await?;
        let offers = offers.into_iter().filter(OfferHit::suits).take(SHOWN).collect();
        suggestions.push(Suggestion { occupation, missing_evidence, offer_count, offers, courses });
    }
    Ok(suggestions)
}

impl OfferHit {
    fn suits(&self) -> bool {
        self.constraints.iter().all(|(_, verdict)| *verdict != Verdict::Violates)
    }
}

struct Search<'a> {
    store: &'a Store,
    index: &'a dyn VectorIndex,
    tenant: &'a Tenant,
    profile: &'a Profile,
}

impl Search<'_> {
    /// What the offers of the likeliest occupations say about the person's constraints.
    async fn conditions(&self, matcher: &Matcher) -> Result<Conditions, SuggestError> {
        let mut conditions = Conditions::new();
        if self.profile.constraints().is_empty() {
            return Ok(conditions);
        }
        let mut free = self.profile.clone();
        free.sought.constraints.clear();
        free.refusals.clear();
        for occupation in matcher.rank(&free, &conditions, CANDIDATES) {
            for offer in self.offers(&occupation.code).await? {
                for (constraint, verdict) in &offer.constraints {
                    let key = (occupation.code.clone(), *constraint);
                    let found = conditions.entry(key).or_default();
                    match verdict {
                        Verdict::Violates => found.violating += 1,
                        Verdict::Satisfies => found.satisfying += 1,
                        Verdict::Unknown => {}
                    }
                }
            }
        }
        Ok(conditions)
    }

    async fn offers(&self, code: &OccupationCode) -> Result<Vec<OfferHit>, SuggestError> {
        let query = self.query(Side::Offer, code, self.profile.vector.clone(), self.profile.words.clone());
        let mut offers = Vec::new();
        for (document, score) in self.found(query).await? {
            let mentions: Vec<Mention> = self.store.mentions(&document.id).await?;
            let all = self.profile.constraints();
            let constraints = all.iter();
            let judged = constraints.map(|c| (*c, offer_verdict(*c, &document.body, &mentions))).collect();
            offers.push(OfferHit { document, score, constraints: judged });
        }
        Ok(offers)
    }

    async fn courses(
        &self,
        code: &OccupationCode,
        missing: &[Missing],
    ) -> Result<Vec<CourseHit>, SuggestError> {
        let words = missing.iter().flat_map(|missing| stems(&missing.label)).collect();
        let asked: BTreeSet<&ConceptId> = missing.iter().map(|missing| &missing.concept).collect();
        let mut courses = Vec::new();
        for (document, score) in self.found(self.query(Side::Course, code, Vec::new(), words)).await? {
            let taught: BTreeSet<ConceptId> = self
                .store
                .mentions(&document.id)
                .await?
                .into_iter()
                .filter_map(|mention| mention.concept)
                .collect();
            let teaches: Vec<ConceptId> =
                taught.into_iter().filter(|concept| asked.contains(concept)).collect();
            let sessions = self.store.sessions(&document.id).await?;
            courses.push((score, CourseHit { document, teaches, sessions }));
        }
        courses.sort_by(|(a_score, a), (b_score, b)| {
            let by_teaching = b.teaches.len().cmp(&a.teaches.len());
            by_teaching.then(b_score.total_cmp(a_score)).then_with(|| a.document.id.cmp(&b.document.id))
        });
        Ok(courses.into_iter().map(|(_, course)| course).take(SHOWN).collect())
    }

    async fn evidence(
        &self,
        code: &OccupationCode,
        missing: &[Missing],
    ) -> Result<Vec<EvidencedMissing>, SuggestError> {
        let segment = Segment { territory: None, ..self.segment(code) };
        let mut found = Vec::new();
        for missing in missing.iter().take(EVIDENCED) {
            let concept = missing.concept.clone();
            let sentences = self.store.evidence(self.tenant, Side::Offer, &segment, &concept, 1).await?;
            found.extend(
                sentences.into_iter().map(|evidence| EvidencedMissing { concept: concept.clone(), evidence }),
            );
        }
        Ok(found)
    }

    async fn count(&self, code: &OccupationCode) -> Result<u64, SuggestError> {
        Ok(self.store.count_documents(self.tenant, Side::Offer, &self.segment(code)).await?)
    }

    fn segment(&self, code: &OccupationCode) -> Segment {
        let territory = self.profile.sought.place.as_ref().and_then(|place| place.territory.clone());
        Segment { scope: Scope::Occupation(code.clone()), territory, period: Period::default() }
    }

    fn query(&self, side: Side, code: &OccupationCode, vector: Vec<f32>, words: Vec<String>) -> Query {
        let eq = |key: &str, value: &str| Filter::Eq(key.into(), Value::Text(value.into()));
        let mut all =
            vec![eq(key::TENANT, &self.tenant.0), eq(key::SIDE, side.name()), eq(key::OCCUPATION, &code.0)];
        all.extend(self.profile.sought.place.as_ref().and_then(near_filter));
        Query { vector, words, filter: Filter::And(all), limit: LOOKED_AT }
    }

    async fn found(&self, query: Query) -> Result<Vec<(StoredDocument, f64)>, SuggestError> {
        let hits: Vec<Hit> = self.index.query_batch(&[query]).await?.into_iter().flatten().collect();
        let mut documents = Vec::with_capacity(hits.len());
        for hit in hits {
            // Deleted since it was indexed: no hit.
            if let Some(document) = self.store.document(self.tenant, &DocumentId(hit.id)).await? {
                documents.push((document, hit.score));
            }
        }
        Ok(documents)
    }
}

/// Within the radius, or in the département: offers without coordinates have only that.
fn near_filter(place: &Near) -> Option<Filter> {
    let radius = place.point.filter(|_| place.radius_km > 0.0).map(|centre| Filter::GeoRadius {
        key: key::PLACE.into(),
        centre,
        km: place.radius_km,
    });
    let territory =
        place.territory.as_ref().map(|code| Filter::Eq(key::TERRITORY.into(), Value::Text(code.clone())));
    let some: Vec<Filter> = radius.into_iter().chain(territory).collect();
    (!some.is_empty()).then_some(Filter::Or(some))
}
