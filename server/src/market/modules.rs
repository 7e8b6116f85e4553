//! Proposals of modules, first form: missing concepts that belong together, for a course or as a new one.

use super::gaps::{Compatibility, Gap};
use super::supply::Supply;
use crate::matching::Nearness;
use crate::store::{ConceptDocuments, DocumentId, hex};
use passerelle_engine::taxonomy::{ConceptId, ConceptIx, ConceptKind, Taxonomy};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};

/// A narrower gap is no reason for a module.
const LEAST_GAP: f64 = 0.1;
/// Concepts of one module.
const LARGEST: usize = 6;
/// Offers that name both, of those that name one: from here two concepts belong together.
const TOGETHER: f64 = 0.3;
/// Concepts that stand in for each other this far belong together.
const NEAR: f64 = 0.4;
/// A course that serves its segment less is not worth a complement.
const LEAST_COMPATIBILITY: f64 = 0.15;

/// What a module would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Added to a course.
    Complement {
        /// Which.
        course: DocumentId,
        /// Its title.
        title: String,
    },
    /// A course of its own.
    New,
}

/// A proposed module.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Module {
    /// Made of its concepts: the same proposal has the same id the next time.
    pub id: String,
    /// The label of its widest gap.
    pub title: String,
    /// What it would teach, widest gap first.
    pub concepts: Vec<Gap>,
    /// Σ gap: the demand it would cover, in concepts asked for by an offer.
    pub covers: f64,
    /// Offers of the segment that name at least one of its concepts.
    pub offers: u64,
    /// For a course or new.
    pub form: Form,
}

/// Modules by the demand they would cover, largest first.
///
/// The widest gap opens a module; others join it that are near it or named by the same offers. Attitudes
/// are left out: they are no subject of a module.
pub fn modules(
    gaps: &[Gap],
    documents: &ConceptDocuments,
    supply: &Supply<'_>,
    compatibilities: &[Compatibility],
    taxonomy: &Taxonomy,
    near: &Nearness,
) -> Vec<Module> {
    let named: HashMap<&ConceptId, &BTreeSet<DocumentId>> =
        documents.iter().map(|(id, set)| (id, set)).collect();
    let mut open: Vec<(ConceptIx, &Gap)> = gaps
        .iter()
        .filter(|gap| gap.gap >= LEAST_GAP && !matches!(gap.demand.kind, None | Some(ConceptKind::Attitude)))
        .filter_map(|gap| Some((taxonomy.find_concept(&gap.demand.concept)?, gap)))
        .collect();
    let mut modules = Vec::new();
    while !open.is_empty() {
        let seed = open.remove(0);
        let belongs = |other: &(ConceptIx, &Gap)| {
            near.relation(seed.0, other.0) >= NEAR
                || overlap(named.get(&seed.1.demand.concept), named.get(&other.1.demand.concept)) >= TOGETHER
        };
        let joined: Vec<_> = open.iter().copied().filter(belongs).take(LARGEST - 1).collect();
        open.retain(|(at, _)| joined.iter().all(|(other, _)| other != at));
        let members: Vec<_> = [seed].into_iter().chain(joined).collect();
        modules.push(module(&members, &named, form(&members, supply, compatibilities)));
    }
    modules.sort_by(|a, b| b.covers.total_cmp(&a.covers).then_with(|| a.id.cmp(&b.id)));
    modules
}

fn module(
    members: &[(ConceptIx, &Gap)],
    named: &HashMap<&ConceptId, &BTreeSet<DocumentId>>,
    form: Form,
) -> Module {
    let concepts: Vec<Gap> = members.iter().map(|(_, gap)| (*gap).clone()).collect();
    let ids: BTreeSet<&str> = concepts.iter().map(|gap| gap.demand.concept.0.as_str()).collect();
    let key = ids.into_iter().collect::<Vec<_>>().join("\u{1f}");
    let hash = Sha256::digest(key.as_bytes());
    let offers: BTreeSet<&DocumentId> =
        concepts.iter().filter_map(|gap| named.get(&gap.demand.concept)).flat_map(|set| set.iter()).collect();
    Module {
        id: format!("mod-{}", hex(&hash[..6])),
        title: concepts.first().map(|gap| gap.demand.label.clone()).unwrap_or_default(),
        covers: concepts.iter().map(|gap| gap.gap).sum(),
        offers: offers.len() as u64,
        concepts,
        form,
    }
}

/// The course nearest to the module's subjects among those that serve the segment; none: a new course.
fn form(members: &[(ConceptIx, &Gap)], supply: &Supply<'_>, compatibilities: &[Compatibility]) -> Form {
    let serving = compatibilities.iter().filter(|found| found.compatibility >= LEAST_COMPATIBILITY);
    let mut best: Option<(f64, &Compatibility)> = None;
    for found in serving {
        let Some(course) = supply.courses().iter().find(|course| course.offer.id == found.course) else {
            continue;
        };
        let nearness: f64 = members.iter().map(|(at, _)| supply.teaches(course, *at)).sum();
        let score = nearness + found.compatibility;
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, found));
        }
    }
    match best {
        Some((_, found)) => Form::Complement { course: found.course.clone(), title: found.title.clone() },
        None => Form::New,
    }
}

/// Offers that name both, of those that name one (Jaccard).
fn overlap(a: Option<&&BTreeSet<DocumentId>>, b: Option<&&BTreeSet<DocumentId>>) -> f64 {
    let (Some(a), Some(b)) = (a, b) else { return 0.0 };
    let both = a.intersection(b).count() as f64;
    let either = (a.len() + b.len()) as f64 - both;
    if either > 0.0 { both / either } else { 0.0 }
}
