//! Both forms of GELU with their backward.

use super::{BLOCK, slice};
use crate::encoder::Activation;
use crate::encoder::kernels::elementwise as math;
use candle_core::{CpuStorage, CustomOp1, CustomOp2, Layout, Result, Shape, Tensor};
use rayon::prelude::*;

pub(super) struct Gelu {
    pub(super) activation: Activation,
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
                all.for_each(|((y, &x), g)| *y = g * math::gelu_slope(x));
            }
        }
    }
}

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

pub(super) struct GeluBackward(Gelu);

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
