//! How far one concept stands in for another: 1 for itself, a fraction for a near one, 0 otherwise.

use passerelle_engine::taxonomy::{ConceptIx, ConceptKind, Taxonomy};
use std::collections::HashMap;

/// What a concept under the same wider concept is worth. Set by hand; to be fitted on judged pairs.
const SAME_BROADER: f64 = 0.4;
/// Cosine from which concept vectors count as near. Set by hand; to be fitted on judged pairs.
const LEAST_COSINE: f64 = 0.75;
/// What the nearest possible other concept is worth by its vector.
const BEST_BY_VECTOR: f64 = 0.8;

/// The relation of concepts of one taxonomy.
#[derive(Debug, Clone, Default)]
pub struct Nearness {
    /// Number of the wider concept each concept belongs to.
    broader: Vec<Option<u32>>,
    kinds: Vec<ConceptKind>,
    /// One vector of length 1 a concept, or none at all.
    vectors: Vec<Vec<f32>>,
}

impl Nearness {
    /// The relation by wider concepts alone.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let mut numbers = HashMap::new();
        let broader = taxonomy.concepts().iter().map(|concept| {
            let id = concept.broader.as_ref()?;
            let next = numbers.len() as u32;
            Some(*numbers.entry(id.clone()).or_insert(next))
        });
        let broader = broader.collect();
        let kinds = taxonomy.concepts().iter().map(|concept| concept.kind).collect();
        Self { broader, kinds, vectors: Vec::new() }
    }

    /// The same with vectors, one a concept in the taxonomy's order; ignored where their number differs.
    #[must_use]
    pub fn with_vectors(mut self, vectors: Vec<Vec<f32>>) -> Self {
        if vectors.len() == self.broader.len() {
            self.vectors = vectors;
        }
        self
    }

    /// How far having `a` stands in for `b`, 0 to 1; symmetric. Concepts of different kinds are never near.
    pub fn relation(&self, a: ConceptIx, b: ConceptIx) -> f64 {
        let (x, y) = (a.0 as usize, b.0 as usize);
        if x == y {
            return 1.0;
        }
        if self.kinds.get(x) != self.kinds.get(y) {
            return 0.0;
        }
        let siblings =
            matches!((self.broader.get(x), self.broader.get(y)), (Some(Some(p)), Some(Some(q))) if p == q);
        let by_family = if siblings { SAME_BROADER } else { 0.0 };
        by_family.max(self.by_vector(x, y))
    }

    /// The relation of a concept to each of the first `count` concepts.
    pub fn relations(&self, a: ConceptIx, count: usize) -> Vec<f32> {
        (0..count as u32).map(|at| self.relation(a, ConceptIx(at)) as f32).collect()
    }

    fn by_vector(&self, x: usize, y: usize) -> f64 {
        let (Some(u), Some(v)) = (self.vectors.get(x), self.vectors.get(y)) else { return 0.0 };
        let cosine = f64::from(u.iter().zip(v).map(|(a, b)| a * b).sum::<f32>());
        ((cosine - LEAST_COSINE) / (1.0 - LEAST_COSINE)).clamp(0.0, 1.0) * BEST_BY_VECTOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::double::taxonomy;

    #[test]
    fn siblings_and_close_vectors_are_near_and_kinds_do_not_mix() {
        let near = Nearness::of(&taxonomy());
        let at = ConceptIx;
        assert!((near.relation(at(0), at(0)) - 1.0).abs() < 1e-12);
        assert!((near.relation(at(0), at(1)) - SAME_BROADER).abs() < 1e-12);
        assert!(near.relation(at(0), at(3)).abs() < 1e-12);
        let mut vectors = vec![vec![1.0, 0.0]; 9];
        vectors[4] = vec![0.875, 0.484_122_9];
        let near = near.with_vectors(vectors);
        // (0.875 - 0.75) / 0.25 · 0.8
        assert!((near.relation(at(3), at(4)) - 0.4).abs() < 1e-6);
        assert!(near.relation(at(3), at(5)).abs() < 1e-12, "a skill and an attitude");
    }
}
