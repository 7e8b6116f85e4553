//! Shares, intervals and tests. Numbers in, numbers out.

use serde::{Deserialize, Serialize};

/// Two-sided 95 %.
pub const Z95: f64 = 1.959_963_984_540_054;

/// Bounds of an estimate, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

impl Interval {
    /// Both bounds times a factor that is not negative.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor }
    }
}

/// Wilson's score interval (1927) of a share seen in `n` cases. `share` may stem from weighted cases.
pub fn wilson(share: f64, n: f64, z: f64) -> Interval {
    if n <= 0.0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let share = share.clamp(0.0, 1.0);
    let z2 = z * z;
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = z / (1.0 + z2 / n) * (share * (1.0 - share) / n + z2 / (4.0 * n * n)).sqrt();
    Interval { low: (centre - half).clamp(0.0, share), high: (centre + half).clamp(share, 1.0) }
}

/// A share of `n` cases drawn towards the parent's, as if the parent had lent `lent` cases: the larger the
/// sample, the less of the parent is left.
pub fn shrunk(share: f64, n: f64, parent: f64, lent: f64) -> f64 {
    (share * n + parent * lent) / (n + lent)
}

/// One-sided p-value that the first share is not above the second (pooled two-proportion z-test).
pub fn rise_p_value(now: (u64, u64), before: (u64, u64)) -> f64 {
    let (x, n, y, m) = (now.0 as f64, now.1 as f64, before.0 as f64, before.1 as f64);
    if n <= 0.0 || m <= 0.0 {
        return 1.0;
    }
    let pooled = (x + y) / (n + m);
    let spread = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    if spread > 0.0 { upper_tail((x / n - y / m) / spread) } else { 1.0 }
}

/// P(Z > z) of the standard normal, error below 1.5e-7 (Abramowitz and Stegun 7.1.26).
fn upper_tail(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592];
    let tail = series.iter().fold(0.0, |sum, c| sum * t + c) * t * (-x * x).exp() / 2.0;
    if z >= 0.0 { tail } else { 1.0 - tail }
}

/// Which of these p-values stand at a false discovery rate (Benjamini and Hochberg 1995).
pub fn discoveries(p_values: &[f64], rate: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let total = p_values.len() as f64;
    let last =
        order.iter().enumerate().filter(|(rank, at)| p_values[**at] <= rate * (*rank as f64 + 1.0) / total);
    let kept = last.map(|(rank, _)| rank + 1).max().unwrap_or(0);
    let mut found = vec![false; p_values.len()];
    order[..kept].iter().for_each(|at| found[*at] = true);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(a: f64, b: f64) {
        assert!((a - b).abs() < 5e-5, "{a} is not {b}");
    }

    #[test]
    fn wilson_by_hand() {
        // 8 of 10: centre (0.8 + 3.8415/20) / 1.38415, half 1.96/1.38415 · sqrt(0.016 + 3.8415/400)
        let interval = wilson(0.8, 10.0, Z95);
        close(interval.low, 0.490_16);
        close(interval.high, 0.943_32);
        close(wilson(0.0, 10.0, Z95).high, 0.277_53);
        assert_eq!(wilson(0.3, 0.0, Z95), Interval { low: 0.0, high: 1.0 });
    }

    #[test]
    fn small_samples_are_drawn_to_the_parent() {
        close(shrunk(1.0, 5.0, 0.2, 10.0), 7.0 / 15.0);
        close(shrunk(1.0, 990.0, 0.2, 10.0), 0.992);
    }

    #[test]
    fn a_rise_by_hand() {
        // 30/100 against 15/100: pooled 0.225, spread 0.059055, z = 2.54
        close(rise_p_value((30, 100), (15, 100)), 0.005_54);
        close(rise_p_value((15, 100), (15, 100)), 0.5);
        close(rise_p_value((1, 0), (15, 100)), 1.0);
    }

    #[test]
    fn discoveries_by_hand() {
        assert_eq!(discoveries(&[0.01, 0.04, 0.03, 0.5], 0.05), [true, false, false, false]);
        assert_eq!(discoveries(&[0.01, 0.02, 0.03, 0.5], 0.05), [true, true, true, false]);
        assert!(discoveries(&[], 0.05).is_empty());
    }

    proptest! {
        #[test]
        fn an_interval_holds_its_share(share in 0.0f64..=1.0, n in 0.1f64..1e6) {
            let interval = wilson(share, n, Z95);
            prop_assert!(0.0 <= interval.low && interval.low <= share);
            prop_assert!(share <= interval.high && interval.high <= 1.0);
        }
    }
}
