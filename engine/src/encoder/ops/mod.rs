//! Differentiable operations that candle lacks: each has a fused kernel with its own backward on the CPU
//! and the plain candle form elsewhere.
//!
//! candle's own `layer_norm`, `softmax_last_dim` and `LayerNorm` have no backward and say nothing about
//! it; a model built on them trains only what follows the last of them.

mod attend;

mod cross_entropy;
mod drop;
mod gelu;
mod linear;
mod norm;
mod sum;

pub use attend::attention_by_padding;

use super::kernels::attention::Heads;
use super::kernels::matmul::Precision;
use super::{Activation, Ragged};
use attend::Attention;
use candle_core::{CpuStorage, DType, Layout, Result, Tensor, bail};
use cross_entropy::CrossEntropy;
use drop::Dropout;
use gelu::Gelu;
use linear::{Linear, Product};
use norm::LayerNorm;

/// Rows a thread takes at a time.
const ROWS: usize = 32;
/// Numbers a thread takes at a time.
const BLOCK: usize = 16_384;

/// `x · w + b` with `x [rows, k]`, `w [k, n]`, `b [n]`.
pub fn linear(x: &Tensor, w: &Tensor, b: &Tensor, precision: Precision) -> Result<Tensor> {
    if on_cpu(x) { x.apply_op3(w, b, Linear { precision }) } else { x.matmul(w)?.broadcast_add(b) }
}

/// `x · wᵀ` with `x [rows, k]`, `w [n, k]`.
pub fn scores(x: &Tensor, w: &Tensor, precision: Precision) -> Result<Tensor> {
    if on_cpu(x) { x.apply_op2(w, Product::of(precision, false, true)) } else { x.matmul(&w.t()?) }
}

/// Mean cross-entropy of `logits [rows, classes]` with one target class a row.
pub fn cross_entropy(logits: &Tensor, targets: Vec<u32>) -> Result<Tensor> {
    if on_cpu(logits) {
        logits.apply_op1(CrossEntropy { targets })
    } else {
        candle_nn::loss::cross_entropy(logits, &Tensor::new(targets, logits.device())?)
    }
}

/// Layer normalisation of the rows of `x`.
pub fn layer_norm(x: &Tensor, weight: &Tensor, bias: &Tensor, eps: f64) -> Result<Tensor> {
    if on_cpu(x) {
        x.apply_op3(weight, bias, LayerNorm { eps: eps as f32 })
    } else {
        candle_nn::ops::layer_norm_slow(x, weight, bias, eps as f32)
    }
}

/// The activation of the feed-forward part.
pub fn activate(x: &Tensor, activation: Activation) -> Result<Tensor> {
    match activation {
        Activation::Relu => x.relu(),
        Activation::GeluErf if !on_cpu(x) => x.gelu_erf(),
        Activation::GeluTanh if !on_cpu(x) => x.gelu(),
        Activation::GeluErf | Activation::GeluTanh => x.apply_op1(Gelu { activation }),
    }
}

/// Attention of every sequence of `rows` to itself: `qkv [tokens, 3 · width]` in, `[tokens, width]` out.
pub fn attention(qkv: &Tensor, rows: &Ragged, heads: Heads) -> Result<Tensor> {
    if on_cpu(qkv) {
        qkv.apply_op1(Attention { rows: rows.clone(), heads })
    } else {
        attention_by_padding(qkv, rows, heads)
    }
}

/// Sets a share `p` of the numbers to 0 and scales the others up (Srivastava et al. 2014); the same `seed`
/// drops the same ones.
pub fn dropout(x: &Tensor, p: f32, seed: u64) -> Result<Tensor> {
    if p <= 0.0 {
        return Ok(x.clone());
    }
    if on_cpu(x) {
        return x.apply_op1(Dropout { p, seed });
    }
    candle_nn::ops::dropout(x, p)
}

/// Each row beside its neighbours: `[tokens, width]` in, `[tokens, reach · width]` out, with zeros beyond the
/// ends of a sequence.
pub fn neighbours(x: &Tensor, rows: &Ragged, reach: usize) -> Result<Tensor> {
    let (tokens, width) = x.dims2()?;
    let padded = Tensor::cat(&[x, &Tensor::zeros((1, width), x.dtype(), x.device())?], 0)?;
    let mut parts = Vec::with_capacity(reach);
    for offset in 0..reach {
        let index: Vec<u32> = rows
            .ranges()
            .flat_map(|range| range.clone().map(move |at| (at + offset, range.clone())))
            .map(|(at, range)| match at.checked_sub(reach / 2).filter(|at| range.contains(at)) {
                Some(at) => at as u32,
                None => tokens as u32,
            })
            .collect();
        parts.push(padded.index_select(&Tensor::new(index, x.device())?, 0)?);
    }
    Tensor::cat(&parts, 1)
}

fn on_cpu(x: &Tensor) -> bool {
    x.device().is_cpu() && x.dtype() == DType::F32
}

fn slice<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(&storage.as_slice::<f32>()?[start..end]),
        None => bail!("the operation wants contiguous input"),
    }
}

fn width(layout: &Layout) -> Result<usize> {
    layout
        .shape()
        .dims()
        .last()
        .copied()
        .ok_or_else(|| candle_core::Error::Msg("a scalar has no rows".into()))
}
