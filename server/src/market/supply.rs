//! Supply: how far a segment's courses teach a concept. Courses and what they teach in; coverage out.

use crate::matching::Nearness;
use crate::store::{CourseConcept, CourseOffer, DocumentId};
use passerelle_engine::taxonomy::{ConceptIx, Taxonomy};
use std::collections::BTreeMap;

/// The courses of a segment with their weights.
#[derive(Debug, Clone)]
pub struct Supply<'t> {
    near: &'t Nearness,
    courses: Vec<Course>,
}

/// A course, its share of the segment's supply and what it teaches.
#[derive(Debug, Clone)]
pub struct Course {
    /// Which.
    pub offer: CourseOffer,
    /// Its share of all places, or of all sessions where not every course states its places; Σ = 1.
    pub share: f64,
    /// What it teaches and how surely.
    pub concepts: Vec<(ConceptIx, f64)>,
}

impl<'t> Supply<'t> {
    /// The supply of these courses; of `concepts`, those of other courses are passed over.
    pub fn of(
        offers: Vec<CourseOffer>,
        concepts: &[CourseConcept],
        taxonomy: &Taxonomy,
        near: &'t Nearness,
    ) -> Self {
        let by_places = offers.iter().all(|offer| offer.places.is_some());
        let weigh = |offer: &CourseOffer| {
            let places = offer.places.filter(|_| by_places);
            f64::from(places.unwrap_or(offer.sessions))
        };
        let total: f64 = offers.iter().map(weigh).sum();
        let mut taught: BTreeMap<&DocumentId, Vec<(ConceptIx, f64)>> = BTreeMap::new();
        for concept in concepts {
            if let Some(at) = taxonomy.find_concept(&concept.concept) {
                taught.entry(&concept.course).or_default().push((at, concept.confidence));
            }
        }
        let courses = offers
            .into_iter()
            .map(|offer| {
                let share = if total > 0.0 { weigh(&offer) / total } else { 0.0 };
                let concepts = taught.get(&offer.id).cloned().unwrap_or_default();
                Course { offer, share, concepts }
            })
            .collect();
        Self { near, courses }
    }

    /// The courses, by id.
    pub fn courses(&self) -> &[Course] {
        &self.courses
    }

    /// How far a course teaches a concept, 0 to 1: itself, or a near one as far as it stands in for it.
    pub fn teaches(&self, course: &Course, concept: ConceptIx) -> f64 {
        let best = course.concepts.iter().map(|(taught, sure)| sure * self.near.relation(*taught, concept));
        best.fold(0.0, f64::max)
    }

    /// How far the courses together teach a concept, 0 to 1: the mean over courses by their share.
    pub fn coverage(&self, concept: ConceptIx) -> f64 {
        // A sum of no floats is −0, which people would see.
        self.courses.iter().map(|course| course.share * self.teaches(course, concept)).fold(0.0, |a, b| a + b)
    }

    /// The concepts any of the courses teaches.
    pub fn taught(&self) -> Vec<ConceptIx> {
        let mut all: Vec<ConceptIx> =
            self.courses.iter().flat_map(|course| course.concepts.iter().map(|(at, _)| *at)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
