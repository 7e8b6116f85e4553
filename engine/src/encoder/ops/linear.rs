//! Matrix products with their backward, in f32 or with factors rounded to bf16.

use super::sum::ColumnSum;
use super::{ROWS, slice};
use crate::encoder::kernels::matmul::{Precision, View, matmul_rounded};
use candle_core::{CpuStorage, CustomOp2, CustomOp3, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

/// `x · w + b`, fused.
pub(super) struct Linear {
    pub(super) precision: Precision,
}

impl CustomOp3 for Linear {
    fn name(&self) -> &'static str {
        "linear"
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
        let (out, shape) = Product::of(self.precision, false, false).run((x, lx), (w, lw))?;
        let (mut out, b) = (out, slice(b, lb)?);
        out.par_chunks_mut(ROWS * b.len()).for_each(|block| {
            for row in block.chunks_mut(b.len()) {
                row.iter_mut().zip(b).for_each(|(x, b)| *x += b);
            }
        });
        Ok((CpuStorage::F32(out), shape))
    }

    fn bwd(
        &self,
        x: &Tensor,
        w: &Tensor,
        _: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let grad = grad.contiguous()?;
        let dx = grad.apply_op2_no_bwd(w, &Product::of(self.precision, false, true))?;
        let dw = x.apply_op2_no_bwd(&grad, &Product::of(self.precision, true, false))?;
        Ok((Some(dx), Some(dw), Some(grad.apply_op1_no_bwd(&ColumnSum)?)))
    }
}

/// The product of two matrices, either of which may be read transposed.
pub(super) struct Product {
    precision: Precision,
    left: bool,
    right: bool,
}

impl Product {
    /// `left` and `right` tell which factors are transposed; only the left one as it is has a backward.
    pub(super) fn of(precision: Precision, left: bool, right: bool) -> Self {
        Self { precision, left, right }
    }

    fn run(&self, a: (&CpuStorage, &Layout), b: (&CpuStorage, &Layout)) -> Result<(Vec<f32>, Shape)> {
        let view = |data, (rows, cols): (usize, usize), transposed: bool| {
            let view = View::new(data, rows, cols, cols);
            if transposed { (view.t(), cols, rows) } else { (view, rows, cols) }
        };
        let (a, m, _) = view(slice(a.0, a.1)?, a.1.shape().dims2()?, self.left);
        let (b, _, n) = view(slice(b.0, b.1)?, b.1.shape().dims2()?, self.right);
        let mut out = vec![0.0; m * n];
        matmul_rounded(a, b, &mut out, self.precision);
        Ok((out, Shape::from((m, n))))
    }
}

impl CustomOp2 for Product {
    fn name(&self) -> &'static str {
        "product"
    }

    fn cpu_fwd(
        &self,
        a: &CpuStorage,
        la: &Layout,
        b: &CpuStorage,
        lb: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (out, shape) = self.run((a, la), (b, lb))?;
        Ok((CpuStorage::F32(out), shape))
    }

    fn bwd(
        &self,
        a: &Tensor,
        b: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        if self.left {
            candle_core::bail!("a product whose left factor is transposed has no backward");
        }
        let grad = grad.contiguous()?;
        let da = grad.apply_op2_no_bwd(b, &Self::of(self.precision, false, !self.right))?;
        let (one, two) = if self.right { (&grad, a) } else { (a, &grad) };
        let db = one.apply_op2_no_bwd(two, &Self::of(self.precision, true, false))?;
        Ok((Some(da), Some(db)))
    }
}
