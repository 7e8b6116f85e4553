//! Dropout whose backward drops the same numbers.

use super::{BLOCK, slice};
use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

pub(super) struct Dropout {
    pub(super) p: f32,
    pub(super) seed: u64,
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
