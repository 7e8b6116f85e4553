//! How far a figure can be trusted: the bootstrap over documents (Efron 1979), and a paired comparison of
//! two systems on the same documents.

use super::Counts;
use serde::{Deserialize, Serialize};
use std::fmt;

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

/// Mean of one value a document, with its interval; 0 where there is none.
pub fn mean(values: &[f64]) -> Interval {
    let of = |sample: &[usize]| -> f64 {
        sample.iter().map(|&at| values[at]).sum::<f64>() / sample.len().max(1) as f64
    };
    let mut means: Vec<f64> = samples(values.len()).map(|sample| of(&sample)).collect();
    means.sort_by(f64::total_cmp);
    let all: Vec<usize> = (0..values.len()).collect();
    Interval { value: of(&all), low: quantile(&means, 0.025), high: quantile(&means, 0.975) }
}

/// What one system has over another on the same documents.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// F1 of the new one less F1 of the old one, with its 95 % interval.
    #[serde(flatten)]
    pub f1: Interval,
    /// Two-sided p value of the paired bootstrap test (Berg-Kirkpatrick et al. 2012): how often samples
    /// around no difference at all lie as far out as the one seen.
    pub p: f64,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Interval { value, low, high } = self.f1;
        write!(f, "{value:+.4} (95 %: {low:+.4} to {high:+.4}), p = {:.3}", self.p)
    }
}

/// F1 of `new` less F1 of `old`; `new[at]` and `old[at]` count the same document.
pub fn f1_difference(new: &[Counts], old: &[Counts]) -> Difference {
    let documents = new.len().min(old.len());
    let difference = |sample: &[usize]| pooled(new, sample).f1() - pooled(old, sample).f1();
    let all: Vec<usize> = (0..documents).collect();
    let value = difference(&all);
    let mut values: Vec<f64> = samples(documents).map(|sample| difference(&sample)).collect();
    values.sort_by(f64::total_cmp);
    let as_far = values.iter().filter(|sample| (*sample - value).abs() >= value.abs()).count();
    let p = (1 + as_far) as f64 / (1 + values.len()) as f64;
    Difference { f1: Interval { value, low: quantile(&values, 0.025), high: quantile(&values, 0.975) }, p }
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
        assert_eq!((same.f1.value, same.f1.low, same.f1.high), (0.0, 0.0, 0.0));
        assert!((same.p - 1.0).abs() < 1e-12);
    }

    #[test]
    fn three_documents_in_ten_are_a_difference_and_one_in_a_hundred_is_none() {
        let clear = f1_difference(&documents(8), &documents(5));
        assert!(clear.f1.low > 0.0 && clear.p < 0.01, "{clear:?}");
        let mut once = documents(7);
        once[9].correct = 1;
        let chance = f1_difference(&once, &documents(7));
        assert!((chance.f1.value - 0.01).abs() < 1e-12);
        assert!(chance.f1.low <= 0.0 && chance.p > 0.2, "{chance:?}");
    }
}
