//! Layer normalisation with its backward.

use super::{ROWS, slice};
use crate::encoder::kernels::elementwise as math;
use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

pub(super) struct LayerNorm {
    pub(super) eps: f32,
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
pub(super) struct LayerNormBackward {
    pub(super) eps: f32,
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
