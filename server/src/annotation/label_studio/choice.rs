//! Several annotators of one text: their annotations in; the one that is taken, or why none is, out.

use super::export::Annotation;
use crate::store::GivenSpan;
use passerelle_engine::tagging::Label;
use std::collections::BTreeSet;

/// What to do where annotators disagree and none is marked as the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Take {
    /// Take nothing: somebody has to decide
    Agreed,
    /// Take the annotation changed last
    Latest,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The spans, sorted, without overlap.
    pub spans: Vec<GivenSpan>,
    /// Number of the annotator in Label Studio.
    pub annotator: String,
    /// Places that were repaired.
    pub repaired: Vec<String>,
}

/// One annotation is taken as it is; of several the one marked as ground truth; else the one all agree on, in
/// places and labels; else what `take` says.
pub fn choose(annotations: &[Annotation], take: Take) -> Result<Chosen, String> {
    let marked: Vec<&Annotation> = annotations.iter().filter(|one| one.ground_truth).collect();
    let pool = if marked.is_empty() { annotations.iter().collect() } else { marked };
    let good: Vec<&Annotation> = pool.iter().copied().filter(|one| one.spans.is_ok()).collect();
    if take == Take::Agreed
        && let Some(Annotation { annotator, spans: Err(reason), .. }) =
            pool.iter().find(|one| one.spans.is_err())
    {
        return Err(format!("annotator {annotator}: {reason}"));
    }
    // The first of the latest: the order of the export decides between annotations of the same moment.
    let latest = good.iter().copied().reduce(|kept, one| if one.updated > kept.updated { one } else { kept });
    let Some(latest) = latest else {
        let reasons = pool.iter().filter_map(|one| one.spans.as_ref().err().map(String::as_str));
        return Err(reasons.collect::<Vec<_>>().join("; "));
    };
    let readings: BTreeSet<_> = good.iter().map(|one| labelled(one)).collect();
    if readings.len() > 1 && take == Take::Agreed {
        return Err(disagreement(&good));
    }
    Ok(Chosen {
        spans: latest.spans.clone().unwrap_or_default(),
        annotator: latest.annotator.clone(),
        repaired: latest.repaired.clone(),
    })
}

fn labelled(annotation: &Annotation) -> BTreeSet<(usize, usize, Label)> {
    let spans = annotation.spans.iter().flatten();
    spans.map(|span| (span.start, span.end, span.label)).collect()
}

/// How far the first two that differ agree, as the F1 of one against the other.
fn disagreement(annotations: &[&Annotation]) -> String {
    let first = labelled(annotations[0]);
    let other = annotations.iter().find(|one| labelled(one) != first).unwrap_or(&annotations[0]);
    let second = labelled(other);
    let same = first.intersection(&second).count();
    let f1 = 2.0 * same as f64 / (first.len() + second.len()).max(1) as f64;
    format!(
        "annotators {} and {} disagree ({same} spans in common, F1 {f1:.2}); mark one annotation as ground \
         truth, or take the latest with --take latest",
        annotations[0].annotator, other.annotator
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotation(annotator: &str, updated: &str, places: &[(usize, usize)]) -> Annotation {
        let span = |&(start, end): &(usize, usize)| GivenSpan {
            start,
            end,
            label: Label::Skill,
            concept: None,
            score: None,
        };
        Annotation {
            annotator: annotator.into(),
            updated: updated.into(),
            ground_truth: false,
            spans: Ok(places.iter().map(span).collect()),
            repaired: Vec::new(),
        }
    }

    #[test]
    fn annotators_who_agree_are_taken_and_others_are_told() {
        let (one, two) = (annotation("1", "2026-01-01", &[(0, 4)]), annotation("2", "2026-01-02", &[(0, 4)]));
        assert_eq!(choose(&[one.clone(), two], Take::Agreed).unwrap().annotator, "2");
        let other = annotation("3", "2025-12-31", &[(0, 4), (6, 9)]);
        let reason = choose(&[one.clone(), other.clone()], Take::Agreed).unwrap_err();
        // One span in common of one and two: 2 · 1 / 3.
        assert!(reason.contains("1 and 3 disagree (1 spans in common, F1 0.67)"), "{reason}");
        assert_eq!(choose(&[other, one], Take::Latest).unwrap().annotator, "1");
    }

    #[test]
    fn ground_truth_decides_and_a_bad_annotation_is_no_agreement() {
        let mut truth = annotation("1", "2025-01-01", &[]);
        truth.ground_truth = true;
        let other = annotation("2", "2026-01-01", &[(0, 4)]);
        let chosen = choose(&[other.clone(), truth], Take::Agreed).unwrap();
        assert_eq!((chosen.annotator.as_str(), chosen.spans.len()), ("1", 0));
        let bad = Annotation { spans: Err("`x` has no label".into()), ..annotation("3", "2026-02-01", &[]) };
        assert!(choose(&[other.clone(), bad.clone()], Take::Agreed).unwrap_err().starts_with("annotator 3"));
        assert_eq!(choose(&[other, bad.clone()], Take::Latest).unwrap().annotator, "2");
        assert!(choose(&[bad], Take::Latest).is_err());
    }
}
