//! Gaps: where demand and supply part. Demand and supply in; gaps, surpluses and compatibilities out.

use super::demand::Demand;
use super::stats::Interval;
use super::supply::Supply;
use crate::store::DocumentId;
use passerelle_engine::taxonomy::{ConceptId, ConceptKind, Taxonomy};
use serde::Serialize;
use std::collections::HashMap;

/// A concept that is asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gap {
    /// How much it is asked for.
    #[serde(flatten)]
    pub demand: Demand,
    /// How far the courses teach it, 0 to 1.
    pub coverage: f64,
    /// Courses that teach it, itself or a near one.
    pub teaching: u32,
    /// demand · (1 − coverage).
    pub gap: f64,
    /// 95 % interval of the gap; coverage is counted, not estimated, and adds nothing to it.
    pub gap_interval: Interval,
}

/// A concept that is taught more than it is asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Surplus {
    /// Which.
    pub concept: ConceptId,
    /// Its label.
    pub label: String,
    /// How far the courses teach it.
    pub coverage: f64,
    /// How much it is asked for.
    pub demand: f64,
    /// coverage · (1 − demand).
    pub surplus: f64,
}

/// How well a course serves a segment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compatibility {
    /// Which course.
    pub course: DocumentId,
    /// Its title.
    pub title: String,
    /// Σ demand · taught / Σ demand, 0 to 1.
    pub compatibility: f64,
    /// The most demanded concepts it teaches, strongest demand first.
    pub teaches: Vec<ConceptId>,
}

/// True for what a course can teach: a working condition is none.
pub fn is_teachable(kind: Option<ConceptKind>) -> bool {
    kind != Some(ConceptKind::Context)
}

/// The gaps, widest first, ties by id; working conditions are left out.
pub fn gaps(demands: &[Demand], supply: &Supply<'_>, taxonomy: &Taxonomy) -> Vec<Gap> {
    let teachable = demands.iter().filter(|demand| is_teachable(demand.kind));
    let mut gaps: Vec<Gap> = teachable
        .map(|demand| {
            let at = taxonomy.find_concept(&demand.concept);
            let coverage = at.map_or(0.0, |at| supply.coverage(at));
            let teaching = at.map_or(0, |at| {
                supply.courses().iter().filter(|course| supply.teaches(course, at) > 0.0).count()
            });
            let missing = (1.0 - coverage).max(0.0);
            Gap {
                coverage,
                teaching: teaching as u32,
                gap: demand.demand * missing,
                gap_interval: demand.interval.scaled(missing),
                demand: demand.clone(),
            }
        })
        .collect();
    gaps.sort_by(|a, b| b.gap.total_cmp(&a.gap).then_with(|| a.demand.concept.cmp(&b.demand.concept)));
    gaps
}

/// What is taught beyond demand, largest first, ties by id.
pub fn surpluses(demands: &[Demand], supply: &Supply<'_>, taxonomy: &Taxonomy) -> Vec<Surplus> {
    let asked: HashMap<&ConceptId, f64> =
        demands.iter().map(|demand| (&demand.concept, demand.demand)).collect();
    let mut surpluses: Vec<Surplus> = supply
        .taught()
        .into_iter()
        .filter(|at| is_teachable(Some(taxonomy.concept(*at).kind)))
        .map(|at| {
            let concept = taxonomy.concept(at);
            let demand = asked.get(&concept.id).copied().unwrap_or(0.0);
            let coverage = supply.coverage(at);
            let (concept, label) = (concept.id.clone(), concept.label.clone());
            Surplus { concept, label, coverage, demand, surplus: coverage * (1.0 - demand).max(0.0) }
        })
        .collect();
    surpluses.sort_by(|a, b| b.surplus.total_cmp(&a.surplus).then_with(|| a.concept.cmp(&b.concept)));
    surpluses
}

/// How well each course serves the demand, best first, ties by id.
pub fn compatibilities(demands: &[Demand], supply: &Supply<'_>, taxonomy: &Taxonomy) -> Vec<Compatibility> {
    let asked: Vec<_> = demands
        .iter()
        .filter(|demand| is_teachable(demand.kind))
        .filter_map(|demand| Some((taxonomy.find_concept(&demand.concept)?, demand)))
        .collect();
    let total: f64 = asked.iter().map(|(_, demand)| demand.demand).sum();
    let mut found: Vec<Compatibility> = supply
        .courses()
        .iter()
        .map(|course| {
            let served: f64 = asked
                .iter()
                .map(|(at, demand)| demand.demand * supply.teaches(course, *at))
                .fold(0.0, |a, b| a + b);
            let taught = asked.iter().filter(|(at, _)| supply.teaches(course, *at) > 0.0);
            Compatibility {
                course: course.offer.id.clone(),
                title: course.offer.title.clone(),
                compatibility: if total > 0.0 { served / total } else { 0.0 },
                teaches: taught.map(|(_, demand)| demand.concept.clone()).collect(),
            }
        })
        .collect();
    found.sort_by(|a, b| b.compatibility.total_cmp(&a.compatibility).then_with(|| a.course.cmp(&b.course)));
    found
}

#[cfg(test)]
#[path = "gaps_tests.rs"]
mod tests;
