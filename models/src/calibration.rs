//! How sure "0.8 sure" is: curves from a tagger's confidence to the probability that its span is right.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Confidences are kept this far from 0 and 1, where their logit would be infinite.
const EDGE: f32 = 1e-5;

/// Curves by label, fitted on annotated documents that the model did not learn from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// What it was fitted on, such as `training/data, dev`.
    pub fitted_on: String,
    /// Curve of each label (`SKILL`, …); confidences of labels without one stay as they are.
    pub labels: BTreeMap<String, Curve>,
}

/// probability = sigmoid(slope · logit(confidence) + offset) (Platt 1999).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Curve {
    /// Below 1 where the tagger is too sure of itself.
    pub slope: f32,
    /// Above 0 where it is right more often than it says.
    pub offset: f32,
    /// Spans with a lower probability are not given out; 0 gives out all.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub threshold: f32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_zero(threshold: &f32) -> bool {
    *threshold == 0.0
}

impl Curve {
    /// Leaves confidences as they are.
    pub const IDENTITY: Self = Self { slope: 1.0, offset: 0.0, threshold: 0.0 };

    /// Probability that a span of this confidence is right, 0 to 1.
    pub fn probability(&self, confidence: f32) -> f32 {
        let sure = confidence.clamp(EDGE, 1.0 - EDGE);
        let logit = (sure / (1.0 - sure)).ln();
        1.0 / (1.0 + (-(self.slope * logit + self.offset)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flatter_curve_takes_confidences_back_and_keeps_their_order() {
        let curve = Curve { slope: 0.5, offset: 0.0, threshold: 0.0 };
        assert!((curve.probability(0.5) - 0.5).abs() < 1e-6);
        assert!((curve.probability(0.9) - 0.75).abs() < 1e-6, "odds of 9 become odds of 3");
        assert!(curve.probability(1.0) < 1.0 && curve.probability(1.0) > curve.probability(0.99));
    }

    #[test]
    fn the_identity_changes_nothing() {
        for confidence in [0.01_f32, 0.3, 0.77, 0.999] {
            assert!((Curve::IDENTITY.probability(confidence) - confidence).abs() < 1e-5);
        }
    }
}
