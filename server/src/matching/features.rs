//! The parts of the score of one occupation, each between 0 and 1.

use super::near::Nearness;
use super::profile::{Held, Profile};
use super::weights::Weights;
use passerelle_engine::taxonomy::{ConceptIx, Occupation, Taxonomy};
use serde::Serialize;

/// The parts a percentage is made of; what each means stands with [`Weights`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each part is described at the weight of the same name")]
pub struct Parts {
    pub coverage: f64,
    pub focus: f64,
    pub lexical: f64,
    pub around: f64,
    pub dense: f64,
    pub title: f64,
    pub domain: f64,
    pub exclusion: f64,
    pub unwanted: f64,
    pub against: f64,
}

impl Parts {
    /// The percentage, 0 to 100.
    pub fn percent(&self, weights: &Weights) -> f64 {
        let sum = weights.bias
            + weights.coverage * self.coverage
            + weights.focus * self.focus
            + weights.lexical * self.lexical
            + weights.around * self.around
            + weights.dense * self.dense
            + weights.title * self.title
            + weights.domain * self.domain
            - weights.exclusion * self.exclusion
            - weights.unwanted * self.unwanted
            - weights.against * self.against;
        100.0 / (1.0 + (-sum).exp())
    }
}

/// How specific each concept is: 1 where one occupation asks for it, near 0 where all do.
pub fn specificities(taxonomy: &Taxonomy) -> Vec<f64> {
    let mut occupations = vec![0u32; taxonomy.concepts().len()];
    for occupation in taxonomy.occupations() {
        for need in &occupation.needs {
            occupations[need.concept.0 as usize] += 1;
        }
    }
    let total = taxonomy.occupations().len().max(1) as f64;
    let most = (1.0 + total).ln();
    // What no occupation asks for is counted as if one did.
    occupations.iter().map(|count| (1.0 + total / f64::from((*count).max(1))).ln() / most).collect()
}

/// For every concept how far the person has it, and through which of the held ones.
pub struct Credits {
    best: Vec<(f64, usize)>,
    /// Held concept → concept → how far the one stands in for the other.
    relations: Vec<Vec<f32>>,
}

impl Credits {
    /// The credits of a profile. A near concept counts only as far as it stands in for the other.
    pub fn of(profile: &Profile, near: &Nearness, concepts: usize) -> Self {
        let relations: Vec<Vec<f32>> =
            profile.held.iter().map(|held| near.relations(held.concept, concepts)).collect();
        let mut best = vec![(0.0f64, 0usize); concepts];
        for (number, (held, relations)) in profile.held.iter().zip(&relations).enumerate() {
            for (best, relation) in best.iter_mut().zip(relations) {
                let credit = held.weight.min(1.0) * f64::from(*relation);
                if credit > best.0 {
                    *best = (credit, number);
                }
            }
        }
        for excluded in &profile.excluded {
            best[excluded.0 as usize] = (0.0, 0);
        }
        Self { best, relations }
    }

    /// How far the person has a concept, 0 to 1, and the position of the held concept it comes from.
    pub fn get(&self, concept: ConceptIx) -> Option<(f64, usize)> {
        let (credit, number) = self.best[concept.0 as usize];
        (credit > 0.0).then_some((credit, number))
    }

    /// How far the held concept at a position stands in for another.
    fn relation(&self, number: usize, concept: ConceptIx) -> f64 {
        f64::from(self.relations[number][concept.0 as usize])
    }
}

/// What one need counts in its occupation.
pub fn need_weight(core: bool, specificity: f64, weights: &Weights) -> f64 {
    specificity * if core { 1.0 } else { weights.optional }
}

/// Weight of needs nobody has, put beside every occupation's own: one described by a single concept is not
/// fully covered by that one.
const UNKNOWN_NEEDS: f64 = 1.0;

/// Share of the occupation's needs that the person has, by weight.
pub fn coverage(occupation: &Occupation, credits: &Credits, specific: &[f64], weights: &Weights) -> f64 {
    let (mut had, mut asked) = (0.0f64, 0.0f64);
    for need in &occupation.needs {
        let weight = need_weight(need.core, specific[need.concept.0 as usize], weights);
        had += weight * credits.get(need.concept).map_or(0.0, |(credit, _)| credit);
        asked += weight;
    }
    had / (asked + UNKNOWN_NEEDS)
}

/// Share of what the person has that the occupation asks for, by weight and specificity.
pub fn focus(occupation: &Occupation, held: &[Held], credits: &Credits, specific: &[f64]) -> f64 {
    let (mut asked, mut all) = (0.0, 0.0);
    for (number, held) in held.iter().enumerate() {
        let weight = held.weight * specific[held.concept.0 as usize];
        let best =
            occupation.needs.iter().map(|need| credits.relation(number, need.concept)).fold(0.0, f64::max);
        asked += weight * best;
        all += weight;
    }
    if all > 0.0 { asked / all } else { 0.0 }
}

/// Share of the occupation's needs and contexts that the person refuses, by weight.
pub fn exclusion(
    occupation: &Occupation,
    excluded: &[ConceptIx],
    specific: &[f64],
    weights: &Weights,
) -> f64 {
    let weigh = |core, concept: ConceptIx| need_weight(core, specific[concept.0 as usize], weights);
    let needs = occupation.needs.iter().map(|need| (need.concept, weigh(need.core, need.concept)));
    let contexts = occupation.contexts.iter().map(|concept| (*concept, weigh(false, *concept)));
    let (mut refused, mut heaviest) = (0.0, 0.0f64);
    for (concept, weight) in needs.chain(contexts) {
        heaviest = heaviest.max(weight);
        if excluded.binary_search(&concept).is_ok() {
            refused += weight;
        }
    }
    // Two refused core concepts are as bad as can be, however long the list of the others.
    if heaviest > 0.0 { (refused / (2.0 * heaviest)).min(1.0) } else { 0.0 }
}

/// True where the person refuses two or more of the occupation's core concepts, and half of them all.
pub fn mostly_refused(occupation: &Occupation, excluded: &[ConceptIx]) -> bool {
    let core = occupation.needs.iter().filter(|need| need.core);
    let refused = core.clone().filter(|need| excluded.binary_search(&need.concept).is_ok()).count();
    refused >= 2 && refused * 2 >= core.count()
}
