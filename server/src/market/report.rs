//! The figures of a segment, from the store.

use super::demand::{Demand, SegmentCounts, demands};
use super::expressions::{RankedExpression, previous, ranked};
use super::gaps::{Compatibility, Gap, Surplus, compatibilities, gaps, surpluses};
use super::modules::{Module, modules};
use super::supply::Supply;
use crate::matching::Nearness;
use crate::store::{CourseConcept, Evidence, Period, Scope, Segment, Side, Store, StoreError, Tenant};
use passerelle_engine::taxonomy::{ConceptId, OccupationCode, Taxonomy};
use serde::Serialize;
use std::sync::Arc;

/// Offers below which a segment has no figures: the interval of a share of four offers is wider than what
/// one wants to know.
pub const LEAST_OFFERS: u64 = 5;
/// Offers below which a wording is no expression.
const LEAST_NAMING: u64 = 2;

/// Figures, or that there are too few offers for any.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Figures<T> {
    /// The sample is large enough.
    Known {
        /// Offers of the segment.
        offers: u64,
        /// Courses of the segment, where they matter.
        courses: u64,
        /// The figures.
        figures: T,
    },
    /// It is not: no number is given.
    InsufficientData {
        /// Offers of the segment.
        offers: u64,
        /// Offers it takes.
        needed: u64,
    },
}

/// Everything about supply and demand in a segment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GapReport {
    /// What is asked for and how far it is taught, widest gap first.
    pub gaps: Vec<Gap>,
    /// What is taught beyond demand.
    pub surpluses: Vec<Surplus>,
    /// How well each course serves the segment.
    pub courses: Vec<Compatibility>,
}

/// The market of one tenant.
#[derive(Debug, Clone)]
pub struct Market {
    store: Store,
    taxonomy: Arc<Taxonomy>,
    near: Nearness,
    tenant: Tenant,
}

impl Market {
    /// The market in a store, in the terms of a taxonomy; `near` as in matching.
    pub fn new(store: Store, taxonomy: Arc<Taxonomy>, near: Nearness, tenant: Tenant) -> Self {
        Self { store, taxonomy, near, tenant }
    }

    /// The concepts a segment's offers ask for, working conditions among them, strongest first.
    pub async fn demand(&self, segment: &Segment) -> Result<Figures<Vec<Demand>>, StoreError> {
        let offers = self.store.count_documents(&self.tenant, Side::Offer, segment).await?;
        if offers < LEAST_OFFERS {
            return Ok(Figures::InsufficientData { offers, needed: LEAST_OFFERS });
        }
        let parent = match segment.territory {
            Some(_) => Some(self.counts(&segment.parent()).await?),
            None => None,
        };
        let figures = demands(&self.counts(segment).await?, parent.as_ref(), &self.taxonomy);
        Ok(Figures::Known { offers, courses: 0, figures })
    }

    /// Gaps, surpluses and the compatibility of courses in a segment.
    pub async fn gaps(&self, segment: &Segment) -> Result<Figures<GapReport>, StoreError> {
        let taught = self.store.course_concepts(&self.tenant).await?;
        self.gaps_with(segment, &taught).await
    }

    /// The same for every occupation with offers in a territory and period, by code.
    pub async fn gaps_by_occupation(
        &self,
        territory: Option<&str>,
        period: &Period,
    ) -> Result<Vec<(OccupationCode, Figures<GapReport>)>, StoreError> {
        let taught = self.store.course_concepts(&self.tenant).await?;
        let mut reports = Vec::new();
        for code in self.store.count_occupations(&self.tenant, Side::Offer, territory).await?.into_keys() {
            let code = OccupationCode(code);
            let scope = Scope::Occupation(code.clone());
            let segment = Segment { scope, territory: territory.map(Into::into), period: period.clone() };
            let report = self.gaps_with(&segment, &taught).await?;
            if report != (Figures::InsufficientData { offers: 0, needed: LEAST_OFFERS }) && !code.0.is_empty()
            {
                reports.push((code, report));
            }
        }
        Ok(reports)
    }

    /// Sentences of the segment's offers (or courses) that name a concept, surest first.
    pub async fn evidence(
        &self,
        side: Side,
        segment: &Segment,
        concept: &ConceptId,
        limit: u32,
    ) -> Result<Vec<Evidence>, StoreError> {
        self.store.evidence(&self.tenant, side, segment, concept, limit).await
    }

    /// Wordings of several words without a concept, most frequent first; against the period before where
    /// the segment's period has both bounds.
    pub async fn expressions(
        &self,
        segment: &Segment,
        limit: u32,
    ) -> Result<Figures<Vec<RankedExpression>>, StoreError> {
        let offers = self.store.count_documents(&self.tenant, Side::Offer, segment).await?;
        if offers < LEAST_OFFERS {
            return Ok(Figures::InsufficientData { offers, needed: LEAST_OFFERS });
        }
        let now = self.store.expressions(&self.tenant, segment, LEAST_NAMING, limit).await?;
        let before = match previous(&segment.period) {
            Some(period) => {
                let segment = Segment { period, ..segment.clone() };
                let total = self.store.count_documents(&self.tenant, Side::Offer, &segment).await?;
                // All of them: one that is rare there may be frequent now.
                Some((self.store.expressions(&self.tenant, &segment, 1, u32::MAX).await?, total))
            }
            None => None,
        };
        let before = before.as_ref().map(|(expressions, total)| (expressions.as_slice(), *total));
        Ok(Figures::Known { offers, courses: 0, figures: ranked(now, offers, before) })
    }

    /// Proposed modules for a segment, those first that would cover most demand.
    pub async fn modules(&self, segment: &Segment) -> Result<Figures<Vec<Module>>, StoreError> {
        let taught = self.store.course_concepts(&self.tenant).await?;
        let (offers, courses, report) = match self.gaps_with(segment, &taught).await? {
            Figures::Known { offers, courses, figures } => (offers, courses, figures),
            Figures::InsufficientData { offers, needed } => {
                return Ok(Figures::InsufficientData { offers, needed });
            }
        };
        let supply = self.supply(segment, &taught).await?;
        let documents = self.store.documents_by_concept(&self.tenant, segment).await?;
        let figures = modules(&report.gaps, &documents, &supply, &report.courses, &self.taxonomy, &self.near);
        Ok(Figures::Known { offers, courses, figures })
    }

    async fn gaps_with(
        &self,
        segment: &Segment,
        taught: &[CourseConcept],
    ) -> Result<Figures<GapReport>, StoreError> {
        let (offers, demands) = match self.demand(segment).await? {
            Figures::Known { offers, figures, .. } => (offers, figures),
            Figures::InsufficientData { offers, needed } => {
                return Ok(Figures::InsufficientData { offers, needed });
            }
        };
        let supply = self.supply(segment, taught).await?;
        let figures = GapReport {
            gaps: gaps(&demands, &supply, &self.taxonomy),
            surpluses: surpluses(&demands, &supply, &self.taxonomy),
            courses: compatibilities(&demands, &supply, &self.taxonomy),
        };
        Ok(Figures::Known { offers, courses: supply.courses().len() as u64, figures })
    }

    async fn supply(&self, segment: &Segment, taught: &[CourseConcept]) -> Result<Supply<'_>, StoreError> {
        let offers = self.store.course_offers(&self.tenant, segment).await?;
        Ok(Supply::of(offers, taught, &self.taxonomy, &self.near))
    }

    async fn counts(&self, segment: &Segment) -> Result<SegmentCounts, StoreError> {
        let offers = self.store.count_documents(&self.tenant, Side::Offer, segment).await?;
        Ok(SegmentCounts {
            offers,
            concepts: self.store.count_concepts(&self.tenant, Side::Offer, segment).await?,
        })
    }
}
