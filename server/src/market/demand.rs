//! Demand: what share of a segment's offers ask for a concept. Counts in; shares with intervals out.

use super::stats::{Interval, Z95, shrunk, wilson};
use crate::store::ConceptCount;
use passerelle_engine::taxonomy::{ConceptId, ConceptKind, Taxonomy};
use serde::Serialize;
use std::collections::HashMap;

/// Offers the parent territory lends a segment: with ten of its own, half of the figure is its own.
pub const LENT_OFFERS: f64 = 10.0;

/// Counts of one segment.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SegmentCounts {
    /// Offers in it.
    pub offers: u64,
    /// What they name.
    pub concepts: Vec<ConceptCount>,
}

/// Demand for a concept in a segment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Demand {
    /// Which concept.
    pub concept: ConceptId,
    /// Its label; the id where the taxonomy in use does not know it.
    pub label: String,
    /// What sort of thing it is, where known.
    pub kind: Option<ConceptKind>,
    /// Offers of the segment.
    pub offers: u64,
    /// Offers that name it.
    pub naming: u64,
    /// Share of the offers that ask for it, as counted: required 1, wished 0.5, × confidence.
    pub counted: f64,
    /// The same drawn towards the parent territory; the figure to use.
    pub demand: f64,
    /// 95 % interval of `demand` at the segment's own sample size.
    pub interval: Interval,
}

/// Demand for every concept the segment's offers name, strongest first, ties by id.
///
/// `parent` is the same segment everywhere; `None` where the segment is that already. The interval keeps
/// the width of the segment's own sample: what the parent lends makes no figure look surer.
pub fn demands(segment: &SegmentCounts, parent: Option<&SegmentCounts>, taxonomy: &Taxonomy) -> Vec<Demand> {
    let lent: HashMap<&ConceptId, f64> = parent
        .filter(|parent| parent.offers > 0)
        .map(|parent| parent.concepts.iter().map(|c| (&c.concept, c.weight / parent.offers as f64)).collect())
        .unwrap_or_default();
    let offers = segment.offers as f64;
    let mut demands: Vec<Demand> = segment
        .concepts
        .iter()
        .map(|count| {
            let counted = count.weight / offers.max(1.0);
            let demand = match parent {
                Some(_) => {
                    shrunk(counted, offers, lent.get(&count.concept).copied().unwrap_or(0.0), LENT_OFFERS)
                }
                None => counted,
            };
            let concept = taxonomy.find_concept(&count.concept).map(|at| taxonomy.concept(at));
            Demand {
                concept: count.concept.clone(),
                label: concept.map_or_else(|| count.concept.0.clone(), |concept| concept.label.clone()),
                kind: concept.map(|concept| concept.kind),
                offers: segment.offers,
                naming: count.documents,
                counted,
                demand,
                interval: wilson(demand, offers, Z95),
            }
        })
        .collect();
    demands.sort_by(|a, b| b.demand.total_cmp(&a.demand).then_with(|| a.concept.cmp(&b.concept)));
    demands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::double::taxonomy;

    fn counts(offers: u64, concepts: &[(&str, u64, f64)]) -> SegmentCounts {
        let concept = |(id, documents, weight): &(&str, u64, f64)| ConceptCount {
            concept: ConceptId((*id).into()),
            documents: *documents,
            weight: *weight,
        };
        SegmentCounts { offers, concepts: concepts.iter().map(concept).collect() }
    }

    #[test]
    fn demand_is_the_weighted_share_drawn_to_the_parent() {
        let segment = counts(10, &[("sf-sql", 4, 3.0), ("sf-plats", 9, 8.0)]);
        let parent = counts(100, &[("sf-sql", 80, 70.0)]);
        let found = demands(&segment, Some(&parent), &taxonomy());
        assert_eq!(found[0].concept.0, "sf-sql");
        // (0.3 · 10 + 0.7 · 10) / 20 and (0.8 · 10 + 0) / 20
        assert!((found[0].demand - 0.5).abs() < 1e-12 && (found[1].demand - 0.4).abs() < 1e-12);
        assert!((found[0].counted - 0.3).abs() < 1e-12);
        assert_eq!((found[0].naming, found[0].offers), (4, 10));
        assert!(found[0].interval.low < 0.5 && 0.5 < found[0].interval.high);
    }

    #[test]
    fn without_a_parent_demand_is_as_counted() {
        let found = demands(&counts(4, &[("unknown", 4, 2.0)]), None, &taxonomy());
        assert_eq!((found[0].demand, found[0].label.as_str(), found[0].kind), (0.5, "unknown", None));
    }
}
