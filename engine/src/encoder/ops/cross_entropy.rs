//! Mean cross-entropy of rows of logits over a large vocabulary, with its backward: one pass each way.

use super::slice;
use crate::encoder::kernels::elementwise as math;
use candle_core::{CpuStorage, CustomOp1, CustomOp2, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

/// `logits [rows, classes]` in, a scalar out; one target a row.
#[derive(Clone)]
pub(super) struct CrossEntropy {
    pub(super) targets: Vec<u32>,
}

impl CustomOp1 for CrossEntropy {
    fn name(&self) -> &'static str {
        "cross-entropy"
    }

    fn cpu_fwd(&self, logits: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (rows, classes) = layout.shape().dims2()?;
        let sum: f64 = slice(logits, layout)?
            .par_chunks(classes)
            .zip(&self.targets)
            .map(|(row, &target)| math::wide(|| f64::from(math::log_sum_exp(row) - row[target as usize])))
            .sum();
        Ok((CpuStorage::F32(vec![(sum / rows as f64) as f32]), Shape::from(())))
    }

    fn bwd(&self, logits: &Tensor, _: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        Ok(Some(logits.apply_op2_no_bwd(grad, &CrossEntropyBackward(self.clone()))?))
    }
}

struct CrossEntropyBackward(CrossEntropy);

impl CustomOp2 for CrossEntropyBackward {
    fn name(&self) -> &'static str {
        "cross-entropy-backward"
    }

    fn cpu_fwd(
        &self,
        logits: &CpuStorage,
        layout: &Layout,
        grad: &CpuStorage,
        lg: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (rows, classes) = layout.shape().dims2()?;
        let scale = slice(grad, lg)?[0] / rows as f32;
        let logits = slice(logits, layout)?;
        let mut out = vec![0.0; logits.len()];
        out.par_chunks_mut(classes).zip(logits.par_chunks(classes)).zip(&self.0.targets).for_each(
            |((out, row), &target)| {
                math::wide(|| {
                    let log_sum = math::log_sum_exp(row);
                    out.iter_mut().zip(row).for_each(|(o, x)| *o = scale * math::fast_exp(x - log_sum));
                });
                out[target as usize] -= scale;
            },
        );
        Ok((CpuStorage::F32(out), layout.shape().clone()))
    }
}
