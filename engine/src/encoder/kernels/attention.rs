//! Scaled dot-product attention (Vaswani et al. 2017), sequence by sequence, without mask or padding.
//!
//! In: `qkv`, one row a token, `[q | k | v]` of `heads · dim` numbers each. Out: `heads · dim` a token.

use super::Ragged;
use super::elementwise::{softmax, wide};
use super::matmul::{View, Write, matmul};
use rayon::prelude::*;

/// Shape of the heads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heads {
    /// Number of heads.
    pub count: usize,
    /// Numbers a head.
    pub dim: usize,
    /// True where all heads but the first prefer near tokens.
    pub local: bool,
}

impl Heads {
    /// Width of a token: all heads together.
    pub fn width(self) -> usize {
        self.count * self.dim
    }

    /// What a score of this head loses for each token between the two: 0 for the first head, then ½, ⅛, …
    pub fn slope(self, head: usize) -> f32 {
        if self.local && head > 0 { 0.5f32.powi(2 * head as i32 - 1) } else { 0.0 }
    }

    fn scale(self) -> f32 {
        1.0 / (self.dim as f32).sqrt()
    }
}

/// Attention of one sequence of `qkv.len() / (3 · width)` tokens into `out`; `scores` is scratch space.
pub fn attend(qkv: &[f32], heads: Heads, out: &mut [f32], scores: &mut Vec<f32>) {
    let width = heads.width();
    let tokens = qkv.len() / (3 * width);
    for head in 0..heads.count {
        probabilities(qkv, heads, head, scores);
        let v = View::new(&qkv[2 * width + head * heads.dim..], tokens, heads.dim, 3 * width);
        let p = View::new(scores, tokens, tokens, tokens);
        matmul(p, v, 1.0, &mut out[head * heads.dim..], width, Write::Set);
    }
}

/// softmax(Q Kᵀ / √dim) of one head of one sequence.
fn probabilities(qkv: &[f32], heads: Heads, head: usize, scores: &mut Vec<f32>) {
    let width = heads.width();
    let tokens = qkv.len() / (3 * width);
    scores.clear();
    scores.resize(tokens * tokens, 0.0);
    let q = View::new(&qkv[head * heads.dim..], tokens, heads.dim, 3 * width);
    let k = View::new(&qkv[width + head * heads.dim..], tokens, heads.dim, 3 * width);
    matmul(q, k.t(), heads.scale(), scores, tokens, Write::Set);
    let slope = heads.slope(head);
    if slope > 0.0 {
        for (i, row) in scores.chunks_mut(tokens).enumerate() {
            row.iter_mut().enumerate().for_each(|(j, score)| *score -= slope * i.abs_diff(j) as f32);
        }
    }
    wide(|| scores.chunks_mut(tokens).for_each(softmax));
}

/// Attention of a whole batch, in parallel over its sequences.
pub fn attend_batch(qkv: &[f32], batch: &Ragged, heads: Heads, out: &mut [f32]) {
    let width = heads.width();
    split(out, batch, width).into_par_iter().enumerate().for_each_init(Vec::new, |scores, (at, out)| {
        let rows = batch.range(at);
        attend(&qkv[rows.start * 3 * width..rows.end * 3 * width], heads, out, scores);
    });
}

/// Gradient of [`attend_batch`] with respect to `qkv`, from the gradient of its result.
pub fn attend_batch_backward(qkv: &[f32], grad: &[f32], batch: &Ragged, heads: Heads, dqkv: &mut [f32]) {
    let width = heads.width();
    split(dqkv, batch, 3 * width).into_par_iter().enumerate().for_each(|(at, dqkv)| {
        let rows = batch.range(at);
        let qkv = &qkv[rows.start * 3 * width..rows.end * 3 * width];
        attend_backward(qkv, &grad[rows.start * width..rows.end * width], heads, dqkv);
    });
}

fn attend_backward(qkv: &[f32], grad: &[f32], heads: Heads, dqkv: &mut [f32]) {
    let width = heads.width();
    let tokens = qkv.len() / (3 * width);
    let (mut p, mut dp) = (Vec::new(), vec![0.0; tokens * tokens]);
    for head in 0..heads.count {
        let at = head * heads.dim;
        let part = |offset: usize| View::new(&qkv[offset + at..], tokens, heads.dim, 3 * width);
        let (q, k, v) = (part(0), part(width), part(2 * width));
        let out_grad = View::new(&grad[at..], tokens, heads.dim, width);
        probabilities(qkv, heads, head, &mut p);
        let weights = View::new(&p, tokens, tokens, tokens);
        matmul(weights.t(), out_grad, 1.0, &mut dqkv[2 * width + at..], 3 * width, Write::Set);
        matmul(out_grad, v.t(), 1.0, &mut dp, tokens, Write::Set);
        for (d, p) in dp.chunks_mut(tokens).zip(p.chunks(tokens)) {
            let dot: f32 = d.iter().zip(p).map(|(d, p)| d * p).sum();
            d.iter_mut().zip(p).for_each(|(d, p)| *d = p * (*d - dot));
        }
        let scores = View::new(&dp, tokens, tokens, tokens);
        matmul(scores, k, heads.scale(), &mut dqkv[at..], 3 * width, Write::Set);
        matmul(scores.t(), q, heads.scale(), &mut dqkv[width + at..], 3 * width, Write::Set);
    }
}

/// The rows of each sequence as slices of their own.
fn split<'a>(mut data: &'a mut [f32], batch: &Ragged, width: usize) -> Vec<&'a mut [f32]> {
    let mut parts = Vec::with_capacity(batch.sequences());
    for rows in batch.ranges() {
        let (part, rest) = data.split_at_mut(rows.len() * width);
        parts.push(part);
        data = rest;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADS: Heads = Heads { count: 2, dim: 3, local: true };

    fn numbers(n: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 29 + 5) % 23) as f32 / 11.0 - 1.0).collect()
    }

    #[test]
    fn a_sequence_attends_to_itself_only() {
        let qkv = numbers(7 * 18);
        let both = Ragged::from_lengths([3, 4]);
        let mut out = vec![0.0; 7 * 6];
        attend_batch(&qkv, &both, HEADS, &mut out);
        let mut alone = vec![0.0; 4 * 6];
        attend(&qkv[3 * 18..], HEADS, &mut alone, &mut Vec::new());
        assert_eq!(&out[3 * 6..], &alone[..]);
    }

    #[test]
    fn the_gradient_equals_finite_differences() {
        let mut qkv = numbers(5 * 18);
        let batch = Ragged::from_lengths([2, 3]);
        let weigh = numbers(5 * 6);
        let loss = |qkv: &[f32]| {
            let mut out = vec![0.0; 5 * 6];
            attend_batch(qkv, &batch, HEADS, &mut out);
            out.iter().zip(&weigh).map(|(o, w)| f64::from(o * w)).sum::<f64>()
        };
        let mut gradient = vec![0.0; qkv.len()];
        attend_batch_backward(&qkv, &weigh, &batch, HEADS, &mut gradient);
        for i in 0..qkv.len() {
            let kept = qkv[i];
            qkv[i] = kept + 1e-2;
            let above = loss(&qkv);
            qkv[i] = kept - 1e-2;
            let below = loss(&qkv);
            qkv[i] = kept;
            assert!((f64::from(gradient[i]) - (above - below) / 2e-2).abs() < 5e-3, "element {i}");
        }
    }
}
