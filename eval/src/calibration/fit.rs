//! Logistic curves fitted by Newton's method, and the choice between them.

use super::Sample;
use passerelle_engine::tagging::Label;
use passerelle_models::Curve;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Parts of the documents, each of which is judged by curves fitted on the others.
const FOLDS: usize = 5;
/// How strongly a label's curve is drawn towards that of all labels; the weight of so many spans at p = ½.
const PRIOR: f64 = 10.0;
/// Steps of Newton's method; a logistic curve of two parameters needs fewer than ten.
const STEPS: usize = 25;
/// Confidences are kept this far from 0 and 1, as in [`Curve`].
const EDGE: f64 = 1e-5;

/// How much freedom the curves have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// None: confidences stay as they are.
    Identity,
    /// One slope for all labels: temperature scaling of the confidence (Guo et al. 2017).
    Temperature,
    /// One slope and offset for all labels (Platt 1999).
    Platt,
    /// A slope and offset for each label, drawn towards the common ones.
    PlattByLabel,
}

impl Form {
    /// All forms, the plainest first.
    pub const ALL: [Self; 4] = [Self::Identity, Self::Temperature, Self::Platt, Self::PlattByLabel];
}

/// The form that was chosen, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    /// The form.
    pub form: Form,
    /// Mean negative log-likelihood of the truth in cross-validation, of each form; lower is better.
    pub log_loss: BTreeMap<Form, f64>,
    /// Curve of each label, fitted on all samples.
    pub curves: BTreeMap<Label, Curve>,
}

/// The form with the lowest log loss in cross-validation over documents, fitted on all samples.
pub fn choose(samples: &[Sample]) -> Fitted {
    let log_loss: BTreeMap<Form, f64> =
        Form::ALL.into_iter().map(|form| (form, cross_validated(form, samples))).collect();
    let best = Form::ALL.into_iter().min_by(|a, b| log_loss[a].total_cmp(&log_loss[b]));
    let form = best.unwrap_or(Form::Identity);
    Fitted { form, curves: fit(form, samples), log_loss }
}

fn cross_validated(form: Form, samples: &[Sample]) -> f64 {
    let mut sum = 0.0;
    for fold in 0..FOLDS {
        let (held, rest): (Vec<Sample>, Vec<Sample>) =
            samples.iter().partition(|sample| sample.document % FOLDS == fold);
        let curves = fit(form, &rest);
        sum += held.iter().map(|sample| surprise(&curves, sample)).sum::<f64>();
    }
    sum / samples.len().max(1) as f64
}

fn surprise(curves: &BTreeMap<Label, Curve>, sample: &Sample) -> f64 {
    let p = f64::from(curves[&sample.label].probability(sample.judged.confidence as f32));
    -(if sample.judged.strict { p } else { 1.0 - p }).max(EDGE).ln()
}

/// The curve of each label.
pub fn fit(form: Form, samples: &[Sample]) -> BTreeMap<Label, Curve> {
    let points: Vec<Point> = samples.iter().map(Point::of).collect();
    let common = match form {
        Form::Identity => Line::IDENTITY,
        Form::Temperature => newton(&points, Line::IDENTITY, Line { slope: 1e-3, offset: 1e9 }),
        Form::Platt | Form::PlattByLabel => {
            newton(&points, Line::IDENTITY, Line { slope: 1e-3, offset: 1e-3 })
        }
    };
    let curve = |label: Label| {
        if form != Form::PlattByLabel {
            return common.curve();
        }
        let own: Vec<Point> = samples.iter().filter(|s| s.label == label).map(Point::of).collect();
        newton(&own, common, Line { slope: PRIOR / 4.0, offset: PRIOR / 4.0 }).curve()
    };
    Label::ALL.into_iter().map(|label| (label, curve(label))).collect()
}

struct Point {
    logit: f64,
    truth: f64,
}

impl Point {
    fn of(sample: &Sample) -> Self {
        let sure = sample.judged.confidence.clamp(EDGE, 1.0 - EDGE);
        Self { logit: (sure / (1.0 - sure)).ln(), truth: f64::from(u8::from(sample.judged.strict)) }
    }
}

#[derive(Clone, Copy)]
struct Line {
    slope: f64,
    offset: f64,
}

impl Line {
    const IDENTITY: Self = Self { slope: 1.0, offset: 0.0 };

    fn moved(self, step: Self) -> Self {
        Self { slope: self.slope + step.slope, offset: self.offset + step.offset }
    }

    /// Rounded to what a manifest needs.
    fn curve(self) -> Curve {
        let rounded = |x: f64| ((x * 1e4).round() / 1e4) as f32;
        Curve { slope: rounded(self.slope), offset: rounded(self.offset), threshold: 0.0 }
    }
}

/// The line of the highest likelihood under a normal prior around `centre` with these precisions. A step
/// that would make it worse is halved: far out, where the curve is flat, Newton's method overshoots.
fn newton(points: &[Point], centre: Line, precision: Line) -> Line {
    let posterior = Posterior { points, centre, precision };
    let mut line = centre;
    for _ in 0..STEPS {
        let mut step = posterior.step(line);
        let now = posterior.loss(line);
        let mut next = line.moved(step);
        while posterior.loss(next) > now && step.slope.abs() + step.offset.abs() > 1e-9 {
            step = Line { slope: step.slope / 2.0, offset: step.offset / 2.0 };
            next = line.moved(step);
        }
        line = next;
    }
    // A curve that falls would turn the order of the spans round; it comes of noise alone.
    Line { slope: line.slope.max(0.05), ..line }
}

struct Posterior<'a> {
    points: &'a [Point],
    centre: Line,
    precision: Line,
}

impl Posterior<'_> {
    /// Negative logarithm, up to a constant.
    fn loss(&self, line: Line) -> f64 {
        let (a, b) = (line.slope - self.centre.slope, line.offset - self.centre.offset);
        let prior = 0.5 * (self.precision.slope * a * a + self.precision.offset * b * b);
        let surprise = |point: &Point| {
            let z = line.slope * point.logit + line.offset;
            z.max(0.0) + (-z.abs()).exp().ln_1p() - point.truth * z
        };
        prior + self.points.iter().map(surprise).sum::<f64>()
    }

    /// Newton's step from here.
    fn step(&self, line: Line) -> Line {
        let Self { centre, precision, .. } = self;
        let mut ga = precision.slope * (line.slope - centre.slope);
        let mut gb = precision.offset * (line.offset - centre.offset);
        let (mut haa, mut hab, mut hbb) = (precision.slope, 0.0, precision.offset);
        for point in self.points {
            let p = 1.0 / (1.0 + (-(line.slope * point.logit + line.offset)).exp());
            let (error, weight) = (p - point.truth, p * (1.0 - p));
            ga += error * point.logit;
            gb += error;
            haa += weight * point.logit * point.logit;
            hab += weight * point.logit;
            hbb += weight;
        }
        let determinant = (haa * hbb - hab * hab).max(1e-12);
        Line { slope: (hab * gb - hbb * ga) / determinant, offset: (hab * ga - haa * gb) / determinant }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Judged;
    use crate::metrics::reliability::Reliability;

    /// Spans that say `said` and are right in `right` of ten.
    fn spans(label: Label, said: f64, right: usize) -> Vec<Sample> {
        let judged = |at: usize| Judged { confidence: said, strict: at % 10 < right, partial: true };
        (0..200).map(|at| Sample { document: at / 7, label, judged: judged(at) }).collect()
    }

    #[test]
    fn overconfident_spans_are_taken_back_to_their_share_of_truth() {
        let samples = [spans(Label::Skill, 0.95, 7), spans(Label::Skill, 0.8, 5)].concat();
        let curve = fit(Form::Platt, &samples)[&Label::Skill];
        assert!((curve.probability(0.95) - 0.7).abs() < 0.01, "{}", curve.probability(0.95));
        assert!((curve.probability(0.8) - 0.5).abs() < 0.01, "{}", curve.probability(0.8));
    }

    #[test]
    fn labels_that_differ_get_curves_of_their_own_and_the_error_falls() {
        let samples = [
            spans(Label::Skill, 0.9, 5),
            spans(Label::Skill, 0.6, 3),
            spans(Label::Language, 0.9, 10),
            spans(Label::Language, 0.6, 9),
        ]
        .concat();
        let fitted = choose(&samples);
        assert_eq!(fitted.form, Form::PlattByLabel, "{:?}", fitted.log_loss);
        let after: Vec<Judged> = samples
            .iter()
            .map(|sample| {
                let sure = fitted.curves[&sample.label].probability(sample.judged.confidence as f32);
                Judged { confidence: f64::from(sure), ..sample.judged }
            })
            .collect();
        let before: Vec<Judged> = samples.iter().map(|sample| sample.judged).collect();
        let (before, after) = (Reliability::of(&before), Reliability::of(&after));
        assert!(after.ece < 0.05 && before.ece > 0.05, "{} {}", before.ece, after.ece);
    }

    #[test]
    fn confidences_that_are_right_are_left_alone() {
        let samples = [spans(Label::Skill, 0.9, 9), spans(Label::Skill, 0.5, 5)].concat();
        let curve = fit(Form::Platt, &samples)[&Label::Skill];
        assert!((curve.slope - 1.0).abs() < 0.05 && curve.offset.abs() < 0.05, "{curve:?}");
    }
}
