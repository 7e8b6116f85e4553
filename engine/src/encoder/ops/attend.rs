//! Attention over ragged batches with its backward, and the same in plain candle operations.

use super::slice;
use crate::encoder::Ragged;
use crate::encoder::kernels::attention::{Heads, attend_batch, attend_batch_backward};
use candle_core::{CpuStorage, CustomOp1, CustomOp2, D, Device, Layout, Result, Shape, Tensor};

/// [`super::attention`] in plain candle operations on padded sequences: the form for GPUs, and the reference.
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

pub(super) struct Attention {
    pub(super) rows: Ragged,
    pub(super) heads: Heads,
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

pub(super) struct AttentionBackward(Attention);

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
