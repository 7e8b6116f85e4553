//! The sum over rows: the gradient of a bias.

use super::{slice, width};
use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape};

pub(super) struct ColumnSum;

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
