//! Layer normalisation, GELU and softmax, forwards and backwards, on rows of f32.
//!
//! Call them inside [`wide`]: they are inlined into it and compiled once for each width of vector
//! register, so that the machine's widest is used without a build for one processor.
#![expect(
    clippy::inline_always,
    reason = "what is not inlined into `wide` is compiled for the narrowest vectors"
)]

/// Runs `work` as compiled for the widest vectors this machine has.
pub fn wide<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// GELU (Hendrycks and Gimpel 2016) in the tanh form: the tanh is computed from an exponential, so that
/// the loop vectorises.
#[inline(always)]
pub fn gelu(x: f32) -> f32 {
    x * gate(x)
}

/// Derivative of [`gelu`].
#[inline(always)]
pub fn gelu_slope(x: f32) -> f32 {
    let gate = gate(x);
    gate + x * gate * (1.0 - gate) * 2.0 * GELU_A * (1.0 + 3.0 * GELU_B * x * x)
}

const GELU_A: f32 = 0.797_884_6;
const GELU_B: f32 = 0.044_715;

/// ½ (1 + tanh(a (x + b x³))) as a logistic function.
#[inline(always)]
fn gate(x: f32) -> f32 {
    1.0 / (1.0 + fast_exp(-2.0 * GELU_A * (x + GELU_B * x * x * x)))
}

/// GELU with the error function, as in the original BERT; erf by Abramowitz and Stegun 7.1.26
/// (absolute error below 1.5e-7).
#[inline(always)]
pub fn gelu_erf(x: f32) -> f32 {
    0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))
}

/// Derivative of [`gelu_erf`].
#[inline(always)]
pub fn gelu_erf_slope(x: f32) -> f32 {
    let normal = (-0.5 * x * x).exp() * 0.398_942_3;
    0.5 * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2)) + x * normal
}

#[inline(always)]
fn erf(x: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
    let poly = ((((1.061_405_4 * t - 1.453_152) * t + 1.421_413_7) * t - 0.284_496_74) * t + 0.254_829_6) * t;
    (1.0 - poly * fast_exp(-x * x)).copysign(x)
}

/// e^x within 2 units in the last place between -87 and 88 (Cody and Waite reduction, degree-6
/// polynomial); flushed to 0 below.
#[inline(always)]
pub fn fast_exp(x: f32) -> f32 {
    // Adding 1.5 · 2²³ rounds to the nearest integer and leaves it in the low bits.
    const ROUND: f32 = 12_582_912.0;
    let x = x.clamp(-87.0, 88.0);
    let rounded = x * std::f32::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let p = ((((1.987_569_1e-4 * r + 1.398_199_9e-3) * r + 8.333_452e-3) * r + 4.166_579_6e-2) * r
        + 1.666_666_5e-1)
        * r
        + 0.5;
    let scale = f32::from_bits(rounded.to_bits().wrapping_sub(ROUND.to_bits() - 127) << 23);
    (p * r * r + r + 1.0) * scale
}

/// Sums kept side by side in a reduction, so that it vectorises.
const LANES: usize = 16;

/// Σ f(x) of a row.
#[inline(always)]
pub fn sum_of(row: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0f32; LANES];
    let mut chunks = row.chunks_exact(LANES);
    for chunk in &mut chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane += f(x);
        }
    }
    let rest: f32 = chunks.remainder().iter().map(|&x| f(x)).sum();
    lanes.iter().sum::<f32>() + rest
}

/// The largest number of a row.
#[inline(always)]
pub fn largest(row: &[f32]) -> f32 {
    let mut lanes = [f32::NEG_INFINITY; LANES];
    let mut chunks = row.chunks_exact(LANES);
    for chunk in &mut chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane = lane.max(x);
        }
    }
    chunks.remainder().iter().chain(&lanes).copied().fold(f32::NEG_INFINITY, f32::max)
}

/// `row = softmax(row)`, in place.
#[inline(always)]
pub fn softmax(row: &mut [f32]) {
    let top = largest(row);
    for x in row.iter_mut() {
        *x = fast_exp(*x - top);
    }
    let scale = 1.0 / sum_of(row, |x| x);
    for x in row.iter_mut() {
        *x *= scale;
    }
}

/// ln Σ eˣ of a row.
#[inline(always)]
pub fn log_sum_exp(row: &[f32]) -> f32 {
    let top = largest(row);
    top + sum_of(row, |x| fast_exp(x - top)).ln()
}

/// Mean and 1 / standard deviation of a row.
#[inline(always)]
pub fn moments(row: &[f32], eps: f32) -> (f32, f32) {
    let n = row.len() as f32;
    let mean = sum_of(row, |x| x) / n;
    let var = sum_of(row, |x| (x - mean) * (x - mean)) / n;
    (mean, 1.0 / (var + eps).sqrt())
}

/// Layer normalisation (Ba, Kiros and Hinton 2016) of one row into `out`.
#[inline(always)]
pub fn layer_norm(row: &[f32], weight: &[f32], bias: &[f32], eps: f32, out: &mut [f32]) {
    let (mean, inv) = moments(row, eps);
    for (((y, x), w), b) in out.iter_mut().zip(row).zip(weight).zip(bias) {
        *y = (x - mean) * inv * w + b;
    }
}

/// Layer normalisation of one row in place.
#[inline(always)]
pub fn layer_norm_in_place(row: &mut [f32], weight: &[f32], bias: &[f32], eps: f32) {
    let (mean, inv) = moments(row, eps);
    for ((x, w), b) in row.iter_mut().zip(weight).zip(bias) {
        *x = (*x - mean) * inv * w + b;
    }
}

/// Backward of [`layer_norm`] for one row: writes the row's gradient into `dx` and adds to the gradients
/// of weight and bias.
#[inline(always)]
pub fn layer_norm_backward(
    row: &[f32],
    weight: &[f32],
    grad: &[f32],
    eps: f32,
    dx: &mut [f32],
    (dw, db): (&mut [f32], &mut [f32]),
) {
    let (mean, inv) = moments(row, eps);
    let n = row.len() as f32;
    let (mut sum, mut dot) = (0.0, 0.0);
    for i in 0..row.len() {
        let x = (row[i] - mean) * inv;
        let g = grad[i] * weight[i];
        sum += g;
        dot += g * x;
        dw[i] += grad[i] * x;
        db[i] += grad[i];
    }
    for i in 0..row.len() {
        let x = (row[i] - mean) * inv;
        dx[i] = inv * (grad[i] * weight[i] - sum / n - x * dot / n);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fast_exponential_is_close_everywhere() {
        for i in -8600..8700 {
            let x = i as f32 / 100.0;
            let exact = f64::from(x).exp();
            assert!((f64::from(fast_exp(x)) / exact - 1.0).abs() < 1e-6, "e^{x}");
        }
    }

    #[test]
    fn slopes_equal_finite_differences() {
        for i in -40..40 {
            let x = i as f32 / 8.0;
            let slope = (gelu(x + 1e-2) - gelu(x - 1e-2)) / 2e-2;
            assert!((gelu_slope(x) - slope).abs() < 2e-3, "tanh form at {x}");
            let slope = (gelu_erf(x + 1e-2) - gelu_erf(x - 1e-2)) / 2e-2;
            assert!((gelu_erf_slope(x) - slope).abs() < 2e-3, "erf form at {x}");
        }
    }

    #[test]
    fn a_softmax_sums_to_one_and_keeps_the_order() {
        let mut row = [1.0, 3.0, -2.0, 80.0];
        softmax(&mut row);
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(row[3] > row[1] && row[1] > row[0] && row[0] >= row[2]);
    }
}
