//! A vector in; the concepts with the nearest wording vectors, exact, out.

use super::lexical::best_first;
use crate::taxonomy::ConceptIx;
use rayon::prelude::*;
use std::collections::HashMap;

/// Rows that are compared at a time; they stay in the cache while the queries pass over them.
const BLOCK_ROWS: usize = 256;
/// Independent sums of a dot product, so that it becomes vector instructions.
const LANES: usize = 16;

/// Why vectors were refused.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum VectorError {
    /// The data does not hold one vector for every owner.
    #[error("{values} values for {rows} rows of {dim}; compute the concept vectors again")]
    Shape {
        /// Numbers given.
        values: usize,
        /// Owners given.
        rows: usize,
        /// Length of a vector.
        dim: usize,
    },
    /// The owners are not in ascending order.
    #[error("the owners of concept vectors must ascend")]
    Order,
}

/// One vector of length 1 for every wording of every concept.
#[derive(Debug, Clone)]
pub struct ConceptVectors {
    dim: usize,
    /// Row after row, `dim` numbers each.
    data: Vec<f32>,
    /// The concept of every row, ascending.
    owners: Vec<ConceptIx>,
}

impl ConceptVectors {
    /// Vectors of `dim` numbers, row after row, and the concept of every row; concepts ascend.
    pub fn new(dim: usize, data: Vec<f32>, owners: Vec<ConceptIx>) -> Result<Self, VectorError> {
        if dim == 0 || data.len() != dim * owners.len() {
            return Err(VectorError::Shape { values: data.len(), rows: owners.len(), dim });
        }
        if !owners.is_sorted() {
            return Err(VectorError::Order);
        }
        Ok(Self { dim, data, owners })
    }

    /// Length of a vector.
    pub fn dim(&self) -> usize {
        self.dim
    }

    /// The numbers, row after row: what [`Self::new`] takes.
    pub fn data(&self) -> &[f32] {
        &self.data
    }

    /// The concept of every row, ascending: what [`Self::new`] takes.
    pub fn owners(&self) -> &[ConceptIx] {
        &self.owners
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.owners.len()
    }

    /// The highest dot product of the query with a row of this concept; `None` where it has no row.
    pub fn score(&self, query: &[f32], concept: ConceptIx) -> Option<f32> {
        let start = self.owners.partition_point(|owner| *owner < concept);
        let end = self.owners.partition_point(|owner| *owner <= concept);
        let rows = self.data[start * self.dim..end * self.dim].chunks_exact(self.dim);
        rows.map(|row| dot(row, query)).max_by(f32::total_cmp)
    }

    /// The `k` accepted concepts with the highest dot product, best first; ties by position.
    pub fn top_k(
        &self,
        query: &[f32],
        k: usize,
        accept: impl Fn(ConceptIx) -> bool + Sync,
    ) -> Vec<(ConceptIx, f32)> {
        self.top_k_many(&[query], k, |_, concept| accept(concept)).pop().unwrap_or_default()
    }

    /// [`Self::top_k`] of many queries in one pass over the rows; `accept` is told which query asks.
    pub fn top_k_many(
        &self,
        queries: &[&[f32]],
        k: usize,
        accept: impl Fn(usize, ConceptIx) -> bool + Sync,
    ) -> Vec<Vec<(ConceptIx, f32)>> {
        let blocks = self.data.par_chunks(BLOCK_ROWS * self.dim).zip(self.owners.par_chunks(BLOCK_ROWS));
        let found = blocks.map(|(rows, owners)| {
            let of_query = |(at, query): (usize, &&[f32])| {
                self.best_of_block(rows, owners, query, k, |concept| accept(at, concept))
            };
            queries.iter().enumerate().map(of_query).collect::<Vec<_>>()
        });
        let empty = || vec![Vec::new(); queries.len()];
        found.reduce(empty, |mut left, right| {
            for (left, right) in left.iter_mut().zip(right) {
                left.extend(right);
                best_concepts(left, k);
            }
            left
        })
    }

    fn best_of_block(
        &self,
        rows: &[f32],
        owners: &[ConceptIx],
        query: &[f32],
        k: usize,
        accept: impl Fn(ConceptIx) -> bool,
    ) -> Vec<(ConceptIx, f32)> {
        let rows = rows.chunks_exact(self.dim).zip(owners).filter(|(_, owner)| accept(**owner));
        let mut scored: Vec<(ConceptIx, f32)> = Vec::new();
        for (row, owner) in rows {
            let score = dot(row, query);
            match scored.last_mut() {
                Some((last, best)) if last == owner => *best = best.max(score),
                _ => scored.push((*owner, score)),
            }
        }
        best_first(&mut scored, k);
        scored
    }
}

/// Keeps the best score of every concept, then the `k` best concepts.
fn best_concepts(scored: &mut Vec<(ConceptIx, f32)>, k: usize) {
    let mut best: HashMap<ConceptIx, f32> = HashMap::with_capacity(scored.len());
    for (concept, score) in scored.drain(..) {
        best.entry(concept).and_modify(|known| *known = known.max(score)).or_insert(score);
    }
    scored.extend(best);
    best_first(scored, k);
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; LANES];
    let (heads, tails) = (a.chunks_exact(LANES).zip(b.chunks_exact(LANES)), a.len() / LANES * LANES);
    for (x, y) in heads {
        for lane in 0..LANES {
            sums[lane] += x[lane] * y[lane];
        }
    }
    let rest: f32 = a[tails..].iter().zip(&b[tails.min(b.len())..]).map(|(x, y)| x * y).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_best_wording_of_a_concept_counts_once() {
        let owners = vec![ConceptIx(0), ConceptIx(0), ConceptIx(2)];
        let vectors = ConceptVectors::new(2, vec![1.0, 0.0, 0.6, 0.8, 0.0, 1.0], owners).expect("sound");
        let found = vectors.top_k(&[0.6, 0.8], 5, |_| true);
        assert_eq!(found.iter().map(|(concept, _)| concept.0).collect::<Vec<_>>(), [0, 2]);
        assert!((found[0].1 - 1.0).abs() < 1e-6 && (found[1].1 - 0.8).abs() < 1e-6);
        assert_eq!(vectors.score(&[0.0, 1.0], ConceptIx(2)), Some(1.0));
        assert_eq!(vectors.score(&[0.0, 1.0], ConceptIx(1)), None);
    }

    #[test]
    fn a_wrong_shape_and_unsorted_owners_are_refused() {
        let shape = VectorError::Shape { values: 3, rows: 1, dim: 2 };
        assert_eq!(ConceptVectors::new(2, vec![0.0; 3], vec![ConceptIx(0)]).err(), Some(shape));
        let owners = vec![ConceptIx(1), ConceptIx(0)];
        assert_eq!(ConceptVectors::new(1, vec![0.0; 2], owners).err(), Some(VectorError::Order));
    }

    proptest! {
        #[test]
        fn blocks_give_what_one_comparison_after_another_gives(
            data in proptest::collection::vec(-1.0_f32..1.0, 3 * 600),
            query in proptest::collection::vec(-1.0_f32..1.0, 3),
            k in 1usize..8,
        ) {
            let owners: Vec<ConceptIx> = (0..600).map(|row| ConceptIx(row / 2)).collect();
            let vectors = ConceptVectors::new(3, data, owners).expect("sound");
            let mut all: Vec<(ConceptIx, f32)> = (0..300)
                .filter(|concept| concept % 3 != 0)
                .filter_map(|concept| Some((ConceptIx(concept), vectors.score(&query, ConceptIx(concept))?)))
                .collect();
            best_first(&mut all, k);
            prop_assert_eq!(vectors.top_k(&query, k, |concept| concept.0 % 3 != 0), all);
        }
    }
}
