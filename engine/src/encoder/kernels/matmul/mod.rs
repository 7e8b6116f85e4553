//! Matrix products: checked views in, a product out. The one folder with `unsafe` code: the call of the
//! `gemm` crate here, the tile instructions in [`amx`].

pub mod amx;
mod pack;

use gemm::Parallelism;
use serde::{Deserialize, Serialize};

/// A read-only matrix inside a slice: `rows × cols`, element `(r, c)` at `r · row_step + c · col_step`.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    data: &'a [f32],
    rows: usize,
    cols: usize,
    row_step: usize,
    col_step: usize,
}

impl<'a> View<'a> {
    /// A row-major matrix whose rows lie `row_step` apart.
    ///
    /// # Panics
    /// Where the matrix does not fit into `data`.
    pub fn new(data: &'a [f32], rows: usize, cols: usize, row_step: usize) -> Self {
        let view = Self { data, rows, cols, row_step, col_step: 1 };
        assert!(view.last() < data.len() || rows * cols == 0, "a {rows} × {cols} matrix does not fit");
        view
    }

    /// The transposed matrix, over the same data.
    #[must_use]
    pub fn t(self) -> Self {
        Self {
            rows: self.cols,
            cols: self.rows,
            row_step: self.col_step,
            col_step: self.row_step,
            data: self.data,
        }
    }

    fn last(&self) -> usize {
        self.rows.saturating_sub(1) * self.row_step + self.cols.saturating_sub(1) * self.col_step
    }
}

/// How a product meets what is already in the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Write {
    /// The destination is overwritten.
    Set,
    /// The product is added to it.
    Add,
}

/// What the factors of a product are rounded to; sums are f32 always.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// 24 bits of mantissa: not rounded.
    #[default]
    F32,
    /// 8 bits of mantissa, where [`amx::available`]; f32 elsewhere.
    Bf16,
}

/// `out = scale · a · b` (or `out +=`), with `out` row-major, its rows `out_step` apart; on this thread.
///
/// # Panics
/// Where the shapes do not go together or `out` is too short.
pub fn matmul(a: View, b: View, scale: f32, out: &mut [f32], out_step: usize, write: Write) {
    product(a, b, scale, (out, out_step), write, Parallelism::None);
}

/// As [`matmul`], over all threads of the pool.
pub fn matmul_parallel(a: View, b: View, scale: f32, out: &mut [f32], out_step: usize, write: Write) {
    product(a, b, scale, (out, out_step), write, Parallelism::Rayon(0));
}

/// As [`matmul_parallel`], with the factors rounded as `precision` says.
pub fn matmul_rounded(a: View, b: View, out: &mut [f32], precision: Precision) {
    if precision == Precision::F32 || !amx::available() {
        return matmul_parallel(a, b, 1.0, out, b.cols, Write::Set);
    }
    assert_eq!(a.cols, b.rows, "inner dimensions of a product");
    assert_eq!(out.len(), a.rows * b.cols, "the size of the destination");
    if !out.is_empty() {
        amx::product(a, b, out);
    }
}

fn product(a: View, b: View, scale: f32, out: (&mut [f32], usize), write: Write, threads: Parallelism) {
    let (out, out_step) = out;
    let (m, n, k) = (a.rows, b.cols, a.cols);
    assert_eq!(k, b.rows, "inner dimensions of a product");
    if m == 0 || n == 0 {
        return;
    }
    assert!(out_step >= n && (m - 1) * out_step + n <= out.len(), "the destination is too short");
    #[expect(unsafe_code, reason = "gemm has no safe interface")]
    // SAFETY: `View::new` and the assertions above keep every element that gemm touches, at the steps
    // given here, inside `a.data`, `b.data` and `out`; `out` is borrowed mutably, so nothing aliases it.
    unsafe {
        gemm::gemm(
            m,
            n,
            k,
            out.as_mut_ptr(),
            1,
            out_step as isize,
            write == Write::Add,
            a.data.as_ptr(),
            a.col_step as isize,
            a.row_step as isize,
            b.data.as_ptr(),
            b.col_step as isize,
            b.row_step as isize,
            1.0,
            scale,
            false,
            false,
            false,
            threads,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 37 + 11) % 17) as f32 / 7.0 - 1.0).collect()
    }

    #[test]
    fn a_product_equals_the_sum_of_products_in_f64() {
        for (m, n, k) in [(1, 1, 1), (3, 5, 7), (17, 9, 33), (6, 64, 64)] {
            let (a, b) = (numbers(m * k), numbers(n * k));
            let mut out = vec![1.0; m * n];
            matmul(View::new(&a, m, k, k), View::new(&b, n, k, k).t(), 0.5, &mut out, n, Write::Add);
            for r in 0..m {
                for c in 0..n {
                    let exact: f64 = (0..k).map(|i| f64::from(a[r * k + i]) * f64::from(b[c * k + i])).sum();
                    assert!((f64::from(out[r * n + c]) - 1.0 - 0.5 * exact).abs() < 1e-4);
                }
            }
        }
    }

    #[test]
    fn a_product_in_bf16_is_close_in_every_layout_and_for_every_tail() {
        if !amx::available() {
            eprintln!("skipped: this machine has no AMX");
            return;
        }
        for (m, n, k) in [(1, 1, 1), (16, 16, 32), (33, 47, 65), (64, 96, 192), (5, 130, 31), (100, 7, 300)] {
            let (a, b) = (numbers(m * k), numbers(n * k));
            let lefts = [View::new(&a, m, k, k), View::new(&a, k, m, m).t()];
            let rights = [View::new(&b, k, n, n), View::new(&b, n, k, k).t()];
            for (left, right) in lefts.into_iter().flat_map(|left| rights.map(|right| (left, right))) {
                let (mut exact, mut rounded) = (vec![0.0; m * n], vec![7.0; m * n]);
                matmul(left, right, 1.0, &mut exact, n, Write::Set);
                matmul_rounded(left, right, &mut rounded, Precision::Bf16);
                for (at, (x, y)) in exact.iter().zip(&rounded).enumerate() {
                    let close = 0.01 * x.abs() + 0.02 * (k as f32).sqrt();
                    assert!((x - y).abs() < close, "{m} × {n} × {k} at {at}: {x}, {y}");
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "does not fit")]
    fn a_view_beyond_its_data_is_refused() {
        let _ = View::new(&[0.0; 5], 2, 3, 3);
    }
}
