//! A decoded span in; the same span with the probability of being right as its confidence out, or nothing
//! where that lies below the threshold of its label.

use super::{Label, TaggedSpan};
use passerelle_models::{Calibration, Curve};

/// The curve of each label, by [`Label::index`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calibrator([Option<Curve>; Label::ALL.len()]);

impl Calibrator {
    /// The curves of a manifest; without any, confidences stay as they are decoded.
    pub fn new(calibration: Option<&Calibration>) -> Self {
        let curve = |label: Label| calibration?.labels.get(label.name()).copied();
        Self(Label::ALL.map(curve))
    }

    /// The span with its calibrated confidence; `None` where it is not to be given out.
    pub fn apply(&self, tagged: TaggedSpan) -> Option<TaggedSpan> {
        let Some(curve) = self.0[tagged.label.index()] else { return Some(tagged) };
        let confidence = curve.probability(tagged.confidence);
        (confidence >= curve.threshold).then_some(TaggedSpan { confidence, ..tagged })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::ByteSpan;

    fn tagged(label: Label, confidence: f32) -> TaggedSpan {
        TaggedSpan { span: ByteSpan::new(0, 4), label, confidence }
    }

    #[test]
    fn only_labels_with_a_curve_change_and_unsure_spans_are_held_back() {
        let curve = Curve { slope: 0.5, offset: 0.0, threshold: 0.6 };
        let calibration =
            Calibration { fitted_on: "a test".into(), labels: [("SKILL".into(), curve)].into() };
        let calibrator = Calibrator::new(Some(&calibration));
        let sure = calibrator.apply(tagged(Label::Skill, 0.9)).expect("above the threshold");
        assert!((sure.confidence - 0.75).abs() < 1e-6);
        assert_eq!(calibrator.apply(tagged(Label::Skill, 0.6)), None);
        let language = tagged(Label::Language, 0.1);
        assert_eq!(calibrator.apply(language), Some(language));
        assert_eq!(Calibrator::new(None).apply(tagged(Label::Skill, 0.3)), Some(tagged(Label::Skill, 0.3)));
    }
}
