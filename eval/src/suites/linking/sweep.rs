//! What each threshold would do to the choices of a linker.

use super::{Mention, Ranked};
use serde::{Deserialize, Serialize};

/// Thresholds tried between the lowest and the highest score.
const STEPS: usize = 40;

/// The choices under one threshold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Lowest score that is linked.
    pub threshold: f64,
    /// Share of all mentions that are linked to a concept meant, or rightly to none.
    pub accuracy: f64,
    /// Share of the links that are right; 1 where there is none.
    pub link_precision: f64,
    /// Share of the mentions with a concept that are linked to it.
    pub link_recall: f64,
}

/// The choices under a threshold.
pub(super) fn at(threshold: f64, mentions: &[Mention], ranked: &[Ranked]) -> Choice {
    let (mut right, mut links, mut right_links) = (0, 0, 0);
    for (mention, ranked) in mentions.iter().zip(ranked) {
        match ranked.candidates.first().filter(|(_, score)| *score >= threshold) {
            Some((concept, _)) => {
                let hit = usize::from(mention.meant.contains(concept));
                (links, right_links, right) = (links + 1, right_links + hit, right + hit);
            }
            None => right += usize::from(mention.meant.is_empty()),
        }
    }
    let linkable = mentions.iter().filter(|mention| !mention.meant.is_empty()).count();
    Choice {
        threshold,
        accuracy: right as f64 / mentions.len().max(1) as f64,
        link_precision: if links == 0 { 1.0 } else { right_links as f64 / f64::from(links) },
        link_recall: right_links as f64 / linkable.max(1) as f64,
    }
}

/// The choices under thresholds from the lowest to the highest score.
pub(super) fn over(mentions: &[Mention], ranked: &[Ranked]) -> Vec<Choice> {
    let scores = || ranked.iter().filter_map(|ranked| ranked.candidates.first()).map(|(_, score)| *score);
    let (low, high) = (scores().fold(f64::INFINITY, f64::min), scores().fold(0.0, f64::max));
    if !low.is_finite() {
        return vec![at(0.0, mentions, ranked)];
    }
    // Scores between 0 and 1 get round thresholds, which people can copy.
    let thresholds: Vec<f64> = if high <= 1.0 {
        (0..=50).map(|step| f64::from(step) / 50.0).collect()
    } else {
        (0..=STEPS).map(|step| low + (high - low) * step as f64 / STEPS as f64).collect()
    };
    thresholds.into_iter().map(|threshold| at(threshold, mentions, ranked)).collect()
}

/// The choices of the highest accuracy; of equals those of the highest threshold, which links least.
pub(super) fn best(sweep: &[Choice]) -> Choice {
    let order = |a: &&Choice, b: &&Choice| a.accuracy.total_cmp(&b.accuracy);
    sweep.iter().max_by(order).copied().unwrap_or_default()
}
