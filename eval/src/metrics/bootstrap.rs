//! How far a figure can be trusted: the bootstrap over documents (Efron 1979), and a paired comparison of
//! two systems on the same documents.

use super::Counts;
use serde::{Deserialize, Serialize};

/// Samples drawn; the 2.5 % and 97.5 % quantiles move little beyond.
const SAMPLES: usize = 1000;

/// A figure with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The figure over all documents.
    pub value: f64,
    /// 2.5 % quantile.
    pub low: f64,
    /// 97.5 % quantile.
    pub high: f64,
}

/// F1 over documents, with its interval.
pub fn f1(documents: &[Counts]) -> Interval {
    let mut values: Vec<f64> =
        samples(documents.len()).map(|sample| pooled(documents, &sample).f1()).collect();
    values.sort_by(f64::total_cmp);
    let all: Vec<usize> = (0..documents.len()).collect();
    Interval {
        value: pooled(documents, &all).f1(),
        low: quantile(&values, 0.025),
        high: quantile(&values, 0.975),
    }
}

/// F1 of `new` less F1 of `old` on the same documents, with its interval.
pub fn f1_difference(new: &[Counts], old: &[Counts]) -> Interval {
    let difference = |sample: &[usize]| pooled(new, sample).f1() - pooled(old, sample).f1();
    let mut values: Vec<f64> = samples(new.len().min(old.len())).map(|sample| difference(&sample)).collect();
    values.sort_by(f64::total_cmp);
    let all: Vec<usize> = (0..new.len().min(old.len())).collect();
    Interval { value: difference(&all), low: quantile(&values, 0.025), high: quantile(&values, 0.975) }
}

fn pooled(documents: &[Counts], sample: &[usize]) -> Counts {
    let mut sum = Counts::default();
    for &at in sample {
        sum += documents[at];
    }
    sum
}

fn quantile(sorted: &[f64], q: f64) -> f64 {
    if sorted.is_empty() { 0.0 } else { sorted[((sorted.len() - 1) as f64 * q).round() as usize] }
}

/// Draws with replacement; the same draws for the same number of documents.
fn samples(n: usize) -> impl Iterator<Item = Vec<usize>> {
    let mut state = 0x853C_49E6_748F_EA9B_u64;
    (0..SAMPLES).map(move |_| {
        (0..n)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((state >> 33) as usize) % n
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(right: usize) -> Vec<Counts> {
        (0..100).map(|at| Counts { correct: usize::from(at % 10 < right), found: 1, annotated: 1 }).collect()
    }

    #[test]
    fn the_interval_holds_the_value_and_has_the_width_of_a_share_of_a_hundred() {
        let interval = f1(&documents(7));
        assert!((interval.value - 0.7).abs() < 1e-12);
        assert!(
            (0.58..0.64).contains(&interval.low) && (0.76..0.82).contains(&interval.high),
            "{interval:?}"
        );
    }

    #[test]
    fn a_system_does_not_differ_from_itself() {
        let same = f1_difference(&documents(7), &documents(7));
        assert_eq!((same.value, same.low, same.high), (0.0, 0.0, 0.0));
        assert!(f1_difference(&documents(8), &documents(5)).low > 0.0);
    }
}
