//! Weights from judged profiles: the parts of every occupation and its grade in; [`Weights`] and how good they are
//! out. Deterministic: no chance anywhere.
//!
//! The order is fitted listwise (Cao et al. 2007, ListNet): the weights make a softmax over the occupations as much
//! as possible like the grades, 2^grade − 1, by gradient descent with a ridge and no weight below zero. The ridge is
//! the one that ranks best on profiles held out, in five parts. The percentage is a logistic calibration of the sum
//! on whether the occupation has a grade at all.

use super::features::Parts;
use super::weights::Weights;
use serde::Serialize;

/// Occupations looked at.
const TEN: usize = 10;
/// The grade of what suits well.
const WELL: u8 = 2;
/// Parts that are fitted: coverage, focus, lexical, around, dense, title, unwanted, against.
const FITTED: usize = 8;
/// Ridges tried.
const RIDGES: [f64; 6] = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2];
/// Parts of the cross-validation.
const FOLDS: usize = 5;
/// Steps of gradient descent, and their length.
const STEPS: (usize, f64) = (1500, 1.0);
/// Steps of the calibration.
const NEWTON: usize = 50;

/// A profile and what counsellors say about it.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Parts of each occupation; none where it is left out.
    pub parts: Vec<Option<Parts>>,
    /// Grade of each occupation, 0 to 2.
    pub grades: Vec<u8>,
}

/// How good an order is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Quality {
    /// Share of what suits well that stands among the ten.
    pub recall_at_10: f64,
    /// Gain of the ten in their order against the best order.
    pub ndcg_at_10: f64,
}

/// Weights and how good they are on the profiles they come from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Fitted {
    /// The weights.
    pub weights: Weights,
    /// The ridge chosen.
    pub ridge: f64,
    /// With the weights before.
    pub before: Quality,
    /// With the new ones, on the profiles they come from.
    pub after: Quality,
    /// With weights fitted on four fifths, on the last: nearer to what other profiles will give.
    pub held_out: Quality,
}

type Vector = [f64; FITTED];

fn vector(parts: &Parts) -> Vector {
    [
        parts.coverage,
        parts.focus,
        parts.lexical,
        parts.around,
        parts.dense,
        parts.title,
        -parts.unwanted,
        -parts.against,
    ]
}

fn dot(a: &Vector, b: &Vector) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Fits all weights but those that `by_hand` keeps.
pub fn fit(judged: &[Judged], by_hand: &Weights) -> Fitted {
    let held_out = |ridge: f64| {
        let folds = (0..FOLDS).map(|fold| {
            let (mut train, mut test) = (Vec::new(), Vec::new());
            for (at, profile) in judged.iter().enumerate() {
                if at % FOLDS == fold { test.push(profile) } else { train.push(profile) }
            }
            let weights = order(&train, ridge);
            (quality(&test, |parts| dot(&weights, &vector(parts))), test.len() as f64)
        });
        let folds: Vec<(Quality, f64)> = folds.collect();
        let all = judged.len().max(1) as f64;
        let mean = |of: fn(&Quality) -> f64| {
            folds.iter().map(|(quality, size)| of(quality) * size).sum::<f64>() / all
        };
        Quality { recall_at_10: mean(|q| q.recall_at_10), ndcg_at_10: mean(|q| q.ndcg_at_10) }
    };
    let tried: Vec<(f64, Quality)> = RIDGES.into_iter().map(|ridge| (ridge, held_out(ridge))).collect();
    let worth = |quality: &Quality| quality.recall_at_10 + quality.ndcg_at_10;
    let (ridge, held_out) =
        tried.into_iter().max_by(|a, b| worth(&a.1).total_cmp(&worth(&b.1))).unwrap_or_default();
    let all: Vec<&Judged> = judged.iter().collect();
    let weights = calibrated(&all, order(&all, ridge), by_hand);
    let rank = |weights: Weights| quality(&all, move |parts| parts.percent(&weights));
    Fitted { weights, ridge, before: rank(*by_hand), after: rank(weights), held_out }
}

/// The weights of the best order.
fn order(judged: &[&Judged], ridge: f64) -> Vector {
    let lists: Vec<Vec<(Vector, f64)>> = judged.iter().filter_map(|profile| list(profile)).collect();
    let mut weights = [1.0; FITTED];
    for _ in 0..STEPS.0 {
        let mut slope = weights.map(|weight| ridge * weight);
        for list in &lists {
            let scores: Vec<f64> = list.iter().map(|(parts, _)| dot(&weights, parts)).collect();
            let most = scores.iter().copied().fold(f64::MIN, f64::max);
            let total: f64 = scores.iter().map(|score| (score - most).exp()).sum();
            for ((parts, wanted), score) in list.iter().zip(&scores) {
                let off = ((score - most).exp() / total - wanted) / lists.len() as f64;
                slope.iter_mut().zip(parts).for_each(|(slope, part)| *slope += off * part);
            }
        }
        weights
            .iter_mut()
            .zip(slope)
            .for_each(|(weight, slope)| *weight = (*weight - STEPS.1 * slope).max(0.0));
    }
    weights
}

/// Parts and share of the gain of the occupations that are not left out; none where nothing is to be gained.
fn list(profile: &Judged) -> Option<Vec<(Vector, f64)>> {
    let kept: Vec<(Vector, f64)> = profile
        .parts
        .iter()
        .zip(&profile.grades)
        .filter_map(|(parts, grade)| Some((vector(parts.as_ref()?), gain(*grade))))
        .collect();
    let total: f64 = kept.iter().map(|(_, gain)| gain).sum();
    (total > 0.0).then(|| kept.into_iter().map(|(parts, gain)| (parts, gain / total)).collect())
}

fn gain(grade: u8) -> f64 {
    f64::from(2u8.saturating_pow(u32::from(grade)) - 1)
}

/// The same order with percentages that mean something: Newton's method on scale and bias.
fn calibrated(judged: &[&Judged], weights: Vector, by_hand: &Weights) -> Weights {
    let points: Vec<(f64, f64)> = judged
        .iter()
        .flat_map(|profile| profile.parts.iter().zip(&profile.grades))
        .filter_map(|(parts, grade)| {
            Some((dot(&weights, &vector(parts.as_ref()?)), if *grade > 0 { 1.0 } else { 0.0 }))
        })
        .collect();
    let (mut scale, mut bias) = (0.0, 0.0);
    for _ in 0..NEWTON {
        let (mut g, mut h) = ([0.0; 2], [1e-9, 0.0, 1e-9]);
        for (score, suits) in &points {
            let p = 1.0 / (1.0 + (-(scale * score + bias)).exp());
            let (off, spread) = (p - suits, p * (1.0 - p));
            g = [g[0] + off * score, g[1] + off];
            h = [h[0] + spread * score * score, h[1] + spread * score, h[2] + spread];
        }
        let det = h[0] * h[2] - h[1] * h[1];
        scale -= (h[2] * g[0] - h[1] * g[1]) / det;
        bias -= (h[0] * g[1] - h[1] * g[0]) / det;
    }
    let rounded = |value: f64| (value * 1000.0).round() / 1000.0;
    let [coverage, focus, lexical, around, dense, title, unwanted, against] =
        weights.map(|weight| rounded(weight * scale));
    let bias = rounded(bias);
    Weights { bias, coverage, focus, lexical, around, dense, title, unwanted, against, ..*by_hand }
}

/// Means over the profiles.
fn quality(judged: &[&Judged], score: impl Fn(&Parts) -> f64) -> Quality {
    let (mut recall, mut with_well, mut ndcg) = (0.0, 0.0f64, 0.0);
    for profile in judged {
        let scored =
            profile.parts.iter().enumerate().filter_map(|(at, parts)| Some((score(parts.as_ref()?), at)));
        let mut scored: Vec<(f64, usize)> = scored.collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let ten: Vec<u8> = scored.iter().take(TEN).map(|(_, at)| profile.grades[*at]).collect();
        let well = profile.grades.iter().filter(|grade| **grade == WELL).count().min(TEN);
        if well > 0 {
            recall += ten.iter().filter(|grade| **grade == WELL).count() as f64 / well as f64;
            with_well += 1.0;
        }
        let mut best = profile.grades.clone();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let most = discounted(&best);
        ndcg += if most > 0.0 { discounted(&ten) / most } else { 0.0 };
    }
    Quality { recall_at_10: recall / with_well.max(1.0), ndcg_at_10: ndcg / judged.len().max(1) as f64 }
}

fn discounted(grades: &[u8]) -> f64 {
    grades.iter().take(TEN).enumerate().map(|(rank, grade)| gain(*grade) / (rank as f64 + 2.0).log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(parts: &[(f64, f64)], grades: &[u8]) -> Judged {
        let parts = parts
            .iter()
            .map(|(lexical, dense)| Some(Parts { lexical: *lexical, dense: *dense, ..Parts::default() }));
        Judged { parts: parts.collect(), grades: grades.to_vec() }
    }

    #[test]
    fn what_tells_gets_weight_and_what_does_not_gets_little() {
        let profiles: Vec<Judged> = (0..20)
            .map(|at| {
                let noise = f64::from(at % 4) / 4.0;
                judged(&[(0.9, noise), (0.5, 1.0 - noise), (0.1, 0.5), (0.2, noise)], &[2, 1, 0, 0])
            })
            .collect();
        let fitted = fit(&profiles, &Weights::default());
        assert!(fitted.weights.lexical > 2.0 * fitted.weights.dense, "{:?}", fitted.weights);
        assert!(
            (fitted.after.ndcg_at_10 - 1.0).abs() < 1e-9 && (fitted.held_out.recall_at_10 - 1.0).abs() < 1e-9
        );
        let percent = |parts: Option<Parts>| parts.unwrap().percent(&fitted.weights);
        assert!(percent(profiles[0].parts[0]) > 50.0 && percent(profiles[0].parts[2]) < 50.0);
        assert_eq!(fit(&profiles, &Weights::default()), fitted);
    }

    #[test]
    fn quality_by_hand() {
        let profile = judged(&[(0.1, 0.0), (0.2, 0.0)], &[2, 1]);
        let found = quality(&[&profile], |parts| parts.lexical);
        assert!((found.recall_at_10 - 1.0).abs() < 1e-12);
        let log3 = 3f64.log2();
        assert!((found.ndcg_at_10 - (1.0 + 3.0 / log3) / (3.0 + 1.0 / log3)).abs() < 1e-12);
    }
}
