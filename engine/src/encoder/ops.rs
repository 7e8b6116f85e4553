//! Differentiable operations that candle lacks: each has a fused kernel with its own backward on the CPU
//! and the plain candle form elsewhere.
//!
//! candle's own `layer_norm`, `softmax_last_dim` and `LayerNorm` have no backward and say nothing about
//! it; a model built on them trains only what follows the last of them.

use super::kernels::attention::{Heads, attend_batch, attend_batch_backward};
use super::kernels::elementwise as math;
use super::{Activation, Ragged};
use candle_core::{
    CpuStorage, CustomOp1, CustomOp2, CustomOp3, D, DType, Device, Layout, Result, Shape, Tensor, bail,
};
use rayon::prelude::*;

/// Rows a thread takes at a time.
const ROWS: usize = 32;

/// `x · w + b` with `x [rows, k]`, `w [k, n]`, `b [n]`.
pub fn linear(x: &Tensor, w: &Tensor, b: &Tensor) -> Result<Tensor> {
    x.matmul(w)?.apply_bias(b)
}

trait ApplyBias {
    fn apply_bias(&self, b: &Tensor) -> Result<Tensor>;
}

impl ApplyBias for Tensor {
    fn apply_bias(&self, b: &Tensor) -> Result<Tensor> {
        if on_cpu(self) { self.apply_op2(b, AddBias) } else { self.broadcast_add(b) }
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

/// [`attention`] in plain candle operations on padded sequences: the form for GPUs, and the reference.
pub fn attention_by_padding(qkv: &Tensor, rows: &Ragged, heads: Heads) -> Result<Tensor> {
    let (count, longest) = (rows.sequences(), rows.ranges().map(|r| r.len()).max().unwrap_or(0));
    let (mut gather, mut mask, mut back) = (Vec::new(), Vec::new(), Vec::new());
    for (at, range) in rows.ranges().enumerate() {
        for i in 0..longest {
            let inside = i < range.len();
            gather.push(if inside { (range.start + i) as u32 } else { range.start as u32 });
            mask.push(if inside { 0f32 } else { f32::NEG_INFINITY });
            if inside {
                back.push((at * longest + i) as u32);
            }
        }
    }
    let device = qkv.device();
    let padded = qkv.index_select(&Tensor::new(gather, device)?, 0)?;
    let padded = padded.reshape((count, longest, 3, heads.count, heads.dim))?.permute((2, 0, 3, 1, 4))?;
    let part = |at: usize| padded.get(at)?.contiguous();
    let (q, k, v) = (part(0)?, part(1)?, part(2)?);
    let mask = Tensor::from_vec(mask, (count, 1, 1, longest), device)?.to_dtype(qkv.dtype())?;
    let scores = (q.matmul(&k.t()?)? * (1.0 / (heads.dim as f64).sqrt()))?.broadcast_add(&mask)?;
    let scores = scores.broadcast_add(&distances(longest, heads, device)?.to_dtype(qkv.dtype())?)?;
    let out = candle_nn::ops::softmax(&scores, D::Minus1)?.matmul(&v)?;
    let out = out.transpose(1, 2)?.reshape((count * longest, heads.width()))?;
    out.index_select(&Tensor::new(back, device)?, 0)
}

/// What each score loses for the distance of its tokens: `[1, heads, tokens, tokens]`.
fn distances(tokens: usize, heads: Heads, device: &Device) -> Result<Tensor> {
    let mut loss = Vec::with_capacity(heads.count * tokens * tokens);
    for head in 0..heads.count {
        let slope = heads.slope(head);
        loss.extend((0..tokens).flat_map(|i| (0..tokens).map(move |j| -slope * i.abs_diff(j) as f32)));
    }
    Tensor::from_vec(loss, (1, heads.count, tokens, tokens), device)
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

struct AddBias;

impl CustomOp2 for AddBias {
    fn name(&self) -> &'static str {
        "add-bias"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        lx: &Layout,
        b: &CpuStorage,
        lb: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (x, b) = (slice(x, lx)?, slice(b, lb)?);
        let mut out = x.to_vec();
        out.par_chunks_mut(ROWS * b.len()).for_each(|block| {
            for row in block.chunks_mut(b.len()) {
                row.iter_mut().zip(b).for_each(|(x, b)| *x += b);
            }
        });
        Ok((CpuStorage::F32(out), lx.shape().clone()))
    }

    fn bwd(
        &self,
        _: &Tensor,
        _: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let bias = grad.contiguous()?.apply_op1_no_bwd(&ColumnSum)?;
        Ok((Some(grad.clone()), Some(bias)))
    }
}

struct ColumnSum;

impl CustomOp1 for ColumnSum {
    fn name(&self) -> &'static str {
        "column-sum"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let n = width(layout)?;
        let mut sum = vec![0.0; n];
        for row in slice(x, layout)?.chunks(n) {
            sum.iter_mut().zip(row).for_each(|(s, x)| *s += x);
        }
        Ok((CpuStorage::F32(sum), Shape::from(n)))
    }
}

struct LayerNorm {
    eps: f32,
}

impl CustomOp3 for LayerNorm {
    fn name(&self) -> &'static str {
        "layer-norm"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        lx: &Layout,
        w: &CpuStorage,
        lw: &Layout,
        b: &CpuStorage,
        lb: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (x, w, b) = (slice(x, lx)?, slice(w, lw)?, slice(b, lb)?);
        let n = w.len();
        let mut out = vec![0.0; x.len()];
        out.par_chunks_mut(ROWS * n).zip(x.par_chunks(ROWS * n)).for_each(|(out, x)| {
            math::wide(|| {
                for (out, x) in out.chunks_mut(n).zip(x.chunks(n)) {
                    math::layer_norm(x, w, b, self.eps, out);
                }
            });
        });
        Ok((CpuStorage::F32(out), lx.shape().clone()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        w: &Tensor,
        _: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let packed = x.apply_op3_no_bwd(w, &grad.contiguous()?, &LayerNormBackward { eps: self.eps })?;
        let (rows, n) = (x.elem_count() / w.elem_count(), w.elem_count());
        let dx = packed.narrow(0, 0, rows)?.reshape(x.shape())?;
        let dw = packed.narrow(0, rows, 1)?.reshape(n)?;
        let db = packed.narrow(0, rows + 1, 1)?.reshape(n)?;
        Ok((Some(dx), Some(dw), Some(db)))
    }
}

/// One row of gradient a row of input, then the gradients of weight and bias as two more rows.
struct LayerNormBackward {
    eps: f32,
}

impl CustomOp3 for LayerNormBackward {
    fn name(&self) -> &'static str {
        "layer-norm-backward"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        lx: &Layout,
        w: &CpuStorage,
        lw: &Layout,
        grad: &CpuStorage,
        lg: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (x, w, grad) = (slice(x, lx)?, slice(w, lw)?, slice(grad, lg)?);
        let n = w.len();
        let rows = x.len() / n;
        let mut out = vec![0.0; (rows + 2) * n];
        let (dx, rest) = out.split_at_mut(rows * n);
        let block = rows.div_ceil(rayon::current_num_threads()).max(1) * n;
        let sums: Vec<(Vec<f32>, Vec<f32>)> =
            (dx.par_chunks_mut(block), x.par_chunks(block), grad.par_chunks(block))
                .into_par_iter()
                .map(|(dx, x, grad)| {
                    let (mut dw, mut db) = (vec![0.0; n], vec![0.0; n]);
                    math::wide(|| {
                        for ((dx, x), g) in dx.chunks_mut(n).zip(x.chunks(n)).zip(grad.chunks(n)) {
                            math::layer_norm_backward(x, w, g, self.eps, dx, (&mut dw, &mut db));
                        }
                    });
                    (dw, db)
                })
                .collect();
        for (dw, db) in sums {
            rest.iter_mut().zip(dw.iter().chain(&db)).for_each(|(sum, part)| *sum += part);
        }
        Ok((CpuStorage::F32(out), Shape::from((rows + 2, n))))
    }
}

struct Gelu {
    activation: Activation,
}

impl Gelu {
    fn map(&self, x: &[f32], out: &mut [f32]) {
        match self.activation {
            Activation::GeluErf => out.iter_mut().zip(x).for_each(|(y, &x)| *y = math::gelu_erf(x)),
            Activation::GeluTanh | Activation::Relu => {
                out.iter_mut().zip(x).for_each(|(y, &x)| *y = math::gelu(x));
            }
        }
    }

    fn map_slope(&self, x: &[f32], grad: &[f32], out: &mut [f32]) {
        let all = out.iter_mut().zip(x).zip(grad);
        match self.activation {
            Activation::GeluErf => all.for_each(|((y, &x), g)| *y = g * math::gelu_erf_slope(x)),
            Activation::GeluTanh | Activation::Relu => {
                all.for_each(|((y, &x), g)| *y = g * math::gelu_slope(x))
            }
        }
    }
}

/// Numbers a thread takes at a time.
const BLOCK: usize = 16_384;

impl CustomOp1 for Gelu {
    fn name(&self) -> &'static str {
        "gelu"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = slice(x, layout)?;
        let mut out = vec![0.0; x.len()];
        out.par_chunks_mut(BLOCK)
            .zip(x.par_chunks(BLOCK))
            .for_each(|(out, x)| math::wide(|| self.map(x, out)));
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let backward = GeluBackward(Gelu { activation: self.activation });
        Ok(Some(x.apply_op2_no_bwd(&grad.contiguous()?, &backward)?))
    }
}

struct GeluBackward(Gelu);

impl CustomOp2 for GeluBackward {
    fn name(&self) -> &'static str {
        "gelu-backward"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        lx: &Layout,
        grad: &CpuStorage,
        lg: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (x, grad) = (slice(x, lx)?, slice(grad, lg)?);
        let mut out = vec![0.0; x.len()];
        (out.par_chunks_mut(BLOCK), x.par_chunks(BLOCK), grad.par_chunks(BLOCK))
            .into_par_iter()
            .for_each(|(out, x, grad)| math::wide(|| self.0.map_slope(x, grad, out)));
        Ok((CpuStorage::F32(out), lx.shape().clone()))
    }
}

struct Attention {
    rows: Ragged,
    heads: Heads,
}

impl CustomOp1 for Attention {
    fn name(&self) -> &'static str {
        "ragged-attention"
    }

    fn cpu_fwd(&self, qkv: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let width = self.heads.width();
        let mut out = vec![0.0; self.rows.rows() * width];
        attend_batch(slice(qkv, layout)?, &self.rows, self.heads, &mut out);
        Ok((CpuStorage::F32(out), Shape::from((self.rows.rows(), width))))
    }

    fn bwd(&self, qkv: &Tensor, _: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let backward = AttentionBackward(Attention { rows: self.rows.clone(), heads: self.heads });
        Ok(Some(qkv.apply_op2_no_bwd(&grad.contiguous()?, &backward)?))
    }
}

struct AttentionBackward(Attention);

impl CustomOp2 for AttentionBackward {
    fn name(&self) -> &'static str {
        "ragged-attention-backward"
    }

    fn cpu_fwd(
        &self,
        qkv: &CpuStorage,
        lq: &Layout,
        grad: &CpuStorage,
        lg: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let qkv = slice(qkv, lq)?;
        let mut out = vec![0.0; qkv.len()];
        attend_batch_backward(qkv, slice(grad, lg)?, &self.0.rows, self.0.heads, &mut out);
        Ok((CpuStorage::F32(out), lq.shape().clone()))
    }
}

struct Dropout {
    p: f32,
    seed: u64,
}

impl Dropout {
    /// The number by which the element at `at` is multiplied: 0 or 1 / (1 - p); SplitMix64 of its place.
    fn factor(&self, at: usize) -> f32 {
        let mut z = self.seed.wrapping_add((at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let uniform = ((z ^ (z >> 31)) >> 40) as f32 / (1u64 << 24) as f32;
        if uniform < self.p { 0.0 } else { 1.0 / (1.0 - self.p) }
    }
}

impl CustomOp1 for Dropout {
    fn name(&self) -> &'static str {
        "dropout"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = slice(x, layout)?;
        let mut out = vec![0.0; x.len()];
        out.par_chunks_mut(BLOCK).zip(x.par_chunks(BLOCK)).enumerate().for_each(|(block, (out, x))| {
            for (i, (y, x)) in out.iter_mut().zip(x).enumerate() {
                *y = x * self.factor(block * BLOCK + i);
            }
        });
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }

    fn bwd(&self, _: &Tensor, _: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        let again = Dropout { p: self.p, seed: self.seed };
        Ok(Some(grad.contiguous()?.apply_op1_no_bwd(&again)?))
    }
}
