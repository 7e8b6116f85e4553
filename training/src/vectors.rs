//! A start for the word embedding: positive pointwise mutual information of subwords that stand near each
//! other, factorised (Levy and Goldberg 2014; Bullinaria and Levy 2012), by a randomised subspace iteration
//! (Halko, Martinsson and Tropp 2011).
//!
//! In: sequences of ids. Out: `[vocab, dim]`. It costs minutes where learning the same from masked words
//! costs hours.

use crate::rng::Rng;
use passerelle_engine::encoder::kernels::matmul::{View, Write, matmul_parallel};
use rayon::prelude::*;

/// How far apart two subwords may stand.
const WINDOW: usize = 6;
/// Vectors iterated beyond those kept, for accuracy.
const EXTRA: usize = 24;
const ITERATIONS: usize = 4;
/// Context counts are raised to this power, so that rare contexts weigh less (Mikolov et al. 2013).
const SMOOTHING: f64 = 0.75;

/// Vectors of `dim` numbers for each of `vocab` ids, with a standard deviation of `std`.
pub fn train(sequences: &[Vec<u32>], vocab: usize, dim: usize, std: f32, seed: u64) -> Vec<f32> {
    let mut matrix = counts(sequences, vocab);
    to_ppmi(&mut matrix, vocab);
    let width = dim + EXTRA;
    let mut rng = Rng::new(seed, 1);
    let mut basis: Vec<f32> = (0..vocab * width).map(|_| rng.normal()).collect();
    for _ in 0..ITERATIONS {
        basis = product(&matrix, &basis, vocab, width);
        orthonormalise(&mut basis, vocab, width);
    }
    let image = product(&matrix, &basis, vocab, width);
    rank(&image, vocab, width, dim, std)
}

/// How often each pair stands within the window, nearer ones counting more; symmetric.
fn counts(sequences: &[Vec<u32>], vocab: usize) -> Vec<f32> {
    let mut matrix = vec![0f32; vocab * vocab];
    for sequence in sequences {
        for (at, &a) in sequence.iter().enumerate() {
            for (distance, &b) in sequence[at + 1..].iter().take(WINDOW).enumerate() {
                let weight = 1.0 / (1 + distance) as f32;
                matrix[a as usize * vocab + b as usize] += weight;
                matrix[b as usize * vocab + a as usize] += weight;
            }
        }
    }
    matrix
}

fn to_ppmi(matrix: &mut [f32], vocab: usize) {
    let sums: Vec<f64> =
        matrix.par_chunks(vocab).map(|row| row.iter().map(|&x| f64::from(x)).sum()).collect();
    let smoothed: Vec<f64> = sums.iter().map(|sum| sum.powf(SMOOTHING)).collect();
    let total: f64 = smoothed.iter().sum();
    let context: Vec<f64> = smoothed.iter().map(|sum| sum / total).collect();
    matrix.par_chunks_mut(vocab).zip(&sums).for_each(|(row, &sum)| {
        for (x, context) in row.iter_mut().zip(&context) {
            if *x > 0.0 {
                *x = (f64::from(*x) / (sum * context)).ln().max(0.0) as f32;
            }
        }
    });
}

fn product(matrix: &[f32], basis: &[f32], vocab: usize, width: usize) -> Vec<f32> {
    let mut out = vec![0.0; vocab * width];
    let (a, b) = (View::new(matrix, vocab, vocab, vocab), View::new(basis, vocab, width, width));
    matmul_parallel(a, b, 1.0, &mut out, width, Write::Set);
    out
}

/// Makes the columns orthonormal (modified Gram and Schmidt, on the transposed matrix for locality).
fn orthonormalise(basis: &mut [f32], rows: usize, width: usize) {
    let mut columns: Vec<Vec<f32>> =
        (0..width).map(|c| (0..rows).map(|r| basis[r * width + c]).collect()).collect();
    for at in 0..width {
        let (done, rest) = columns.split_at_mut(at);
        let column = &mut rest[0];
        for other in done.iter() {
            let dot: f32 = column.iter().zip(other).map(|(a, b)| a * b).sum();
            column.iter_mut().zip(other).for_each(|(a, b)| *a -= dot * b);
        }
        passerelle_engine::embedding::normalise(column);
    }
    for (c, column) in columns.iter().enumerate() {
        for (r, x) in column.iter().enumerate() {
            basis[r * width + c] = *x;
        }
    }
}

/// The `dim` columns with the largest images, scaled by the root of their singular value, then all together
/// to the wanted spread.
fn rank(image: &[f32], rows: usize, width: usize, dim: usize, std: f32) -> Vec<f32> {
    let mut norms: Vec<(f32, usize)> = (0..width)
        .map(|c| ((0..rows).map(|r| image[r * width + c].powi(2)).sum::<f32>().sqrt(), c))
        .collect();
    norms.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut out = vec![0.0; rows * dim];
    for (place, (norm, c)) in norms.into_iter().take(dim).enumerate() {
        let scale = 1.0 / norm.sqrt().max(1e-6);
        (0..rows).for_each(|r| out[r * dim + place] = image[r * width + c] * scale);
    }
    let spread = (out.iter().map(|x| x * x).sum::<f32>() / out.len() as f32).sqrt();
    out.iter_mut().for_each(|x| *x *= std / spread.max(1e-9));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_engine::embedding::dot;

    #[test]
    fn words_with_the_same_neighbours_get_near_vectors() {
        // 0 and 1 stand beside 2 and 3; 4 and 5 beside 6 and 7.
        let mut rng = Rng::new(1, 2);
        let sequences: Vec<Vec<u32>> = (0..400)
            .map(|n| {
                let base = if n % 2 == 0 { 0 } else { 4 };
                (0..8).map(|at| base + 2 * (at % 2) + rng.below(2) as u32).collect()
            })
            .collect();
        let vectors = train(&sequences, 8, 4, 0.1, 7);
        let row = |at: usize| &vectors[at * 4..at * 4 + 4];
        assert!(dot(row(0), row(1)) > 2.0 * dot(row(0), row(5)).abs());
    }
}
