//! Why an occupation fits: what matches, what is missing, what the person has besides.

use super::features::{Credits, need_weight};
use super::profile::{Held, Profile, Quote};
use super::weights::Weights;
use passerelle_engine::taxonomy::{ConceptId, ConceptIx, Occupation, Taxonomy};
use serde::Serialize;

/// How the person has what is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Via {
    /// The concept itself.
    Same,
    /// A near one.
    Near(ConceptId),
}

/// A concept the occupation asks for and the person has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Matched {
    /// Which.
    pub concept: ConceptId,
    /// Its label.
    pub label: String,
    /// Whether everyone in the trade needs it.
    pub core: bool,
    /// How far the person has it, 0 to 1.
    pub credit: f64,
    /// How.
    pub via: Via,
    /// Where it stands; empty where the person named the concept itself.
    pub evidence: Vec<Quote>,
}

/// A concept the occupation asks for and the person has not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Missing {
    /// Which.
    pub concept: ConceptId,
    /// Its label.
    pub label: String,
    /// Whether everyone in the trade needs it.
    pub core: bool,
    /// What it counts in the occupation.
    pub weight: f64,
}

/// A concept the person has and the occupation does not ask for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Extra {
    /// Which.
    pub concept: ConceptId,
    /// Its label.
    pub label: String,
    /// Where it stands.
    pub evidence: Vec<Quote>,
}

/// Matched and missing needs, weightiest first, and the rest of what the person has.
pub(super) fn explain(
    taxonomy: &Taxonomy,
    occupation: &Occupation,
    profile: &Profile,
    credits: &Credits,
    specific: &[f64],
    weights: &Weights,
) -> (Vec<Matched>, Vec<Missing>, Vec<Extra>) {
    let (mut matched, mut missing) = (Vec::new(), Vec::new());
    let mut used = vec![false; profile.held.len()];
    for need in &occupation.needs {
        let weight = need_weight(need.core, specific[need.concept.0 as usize], weights);
        if let Some((credit, number)) = credits.get(need.concept) {
            used[number] = true;
            let held = &profile.held[number];
            matched.push((weight * credit, matched_by(taxonomy, need.concept, need.core, credit, held)));
        } else {
            let concept = taxonomy.concept(need.concept);
            let (id, label) = (concept.id.clone(), concept.label.clone());
            missing.push(Missing { concept: id, label, core: need.core, weight });
        }
    }
    matched.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.concept.cmp(&b.1.concept)));
    missing.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.concept.cmp(&b.concept)));
    let unused =
        profile.held.iter().zip(used).filter(|(_, used)| !used).map(|(held, _)| extra(taxonomy, held));
    (matched.into_iter().map(|(_, matched)| matched).collect(), missing, unused.collect())
}

fn matched_by(taxonomy: &Taxonomy, asked: ConceptIx, core: bool, credit: f64, held: &Held) -> Matched {
    let concept = taxonomy.concept(asked);
    let via =
        if held.concept == asked { Via::Same } else { Via::Near(taxonomy.concept(held.concept).id.clone()) };
    let evidence = held.evidence.clone();
    Matched { concept: concept.id.clone(), label: concept.label.clone(), core, credit, via, evidence }
}

fn extra(taxonomy: &Taxonomy, held: &Held) -> Extra {
    let concept = taxonomy.concept(held.concept);
    Extra { concept: concept.id.clone(), label: concept.label.clone(), evidence: held.evidence.clone() }
}
