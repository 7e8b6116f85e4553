//! Candidates with a lexical and a dense score in; one combined score each, the best first, out.
//!
//! combined = w · dense + (1 − w) · lexical − penalty, where dense is the cosine (negative counts as 0),
//! w is [`LinkSettings::dense_weight`] (0 where there is no vector) and the penalty is
//! [`LinkSettings::cross_kind_penalty`] for a SKILL that would become knowledge or the reverse.

use super::LinkSettings;
use crate::pipeline::{Link, LinkMethod};
use crate::tagging::Label;
use crate::taxonomy::{ConceptIx, ConceptKind};

/// A concept that a mention may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) concept: ConceptIx,
    pub(super) kind: ConceptKind,
    /// Likeness in letters, 0 to 1.
    pub(super) lexical: f32,
    /// Cosine of the vectors; `None` where one of the two has none.
    pub(super) dense: Option<f32>,
}

/// What it costs a mention of this label to become a concept of this kind; `None` where it never does.
/// Only SKILL and KNOWLEDGE pass into each other: the two annotators' hands differ there most.
pub(super) fn penalty(label: Label, kind: ConceptKind, settings: &LinkSettings) -> Option<f32> {
    match (label, kind) {
        (Label::Skill, ConceptKind::Knowledge) | (Label::Knowledge, ConceptKind::Skill) => {
            Some(settings.cross_kind_penalty)
        }
        _ => (kind.label() == label).then_some(0.0),
    }
}

/// The candidate's link, without regard to any threshold.
fn scored(candidate: &Candidate, label: Label, settings: &LinkSettings) -> Option<Link> {
    let penalty = penalty(label, candidate.kind, settings)?;
    let (from_letters, from_vector) = match candidate.dense {
        None => (candidate.lexical, 0.0),
        Some(cosine) => {
            let weight = settings.dense_weight;
            ((1.0 - weight) * candidate.lexical, weight * cosine.max(0.0))
        }
    };
    let method = if from_vector > from_letters { LinkMethod::Dense } else { LinkMethod::Lexical };
    let score = (from_letters + from_vector - penalty).clamp(0.0, 1.0);
    Some(Link { concept: candidate.concept, score, method })
}

/// The best candidate, or `None` (NIL) where even it stays below the threshold. Ties: the first concept.
pub(super) fn best(candidates: &[Candidate], label: Label, settings: &LinkSettings) -> Option<Link> {
    let links = candidates.iter().filter_map(|candidate| {
        let link = scored(candidate, label, settings)?;
        let threshold =
            if candidate.dense.is_some() { settings.threshold } else { settings.lexical_threshold };
        (link.score >= threshold).then_some(link)
    });
    links.min_by(|a, b| b.score.total_cmp(&a.score).then(a.concept.cmp(&b.concept)))
}

/// All candidates of a compatible kind, best first, whatever the threshold. Ties: the first concept.
pub(super) fn ranked(candidates: &[Candidate], label: Label, settings: &LinkSettings) -> Vec<Link> {
    let links = candidates.iter().filter_map(|candidate| scored(candidate, label, settings));
    let mut links: Vec<Link> = links.collect();
    links.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.concept.cmp(&b.concept)));
    links
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn candidate(concept: u32, kind: ConceptKind, lexical: f32, dense: Option<f32>) -> Candidate {
        Candidate { concept: ConceptIx(concept), kind, lexical, dense }
    }

    #[test]
    fn the_score_is_the_weighted_sum_less_the_penalty() {
        let settings = LinkSettings { dense_weight: 0.5, cross_kind_penalty: 0.1, ..LinkSettings::default() };
        let knowledge = candidate(3, ConceptKind::Knowledge, 0.6, Some(0.8));
        let link = scored(&knowledge, Label::Skill, &settings).expect("compatible");
        assert!((link.score - 0.6).abs() < 1e-6);
        assert_eq!(link.method, LinkMethod::Dense);
        let link = scored(&knowledge, Label::Knowledge, &settings).expect("its own kind");
        assert!((link.score - 0.7).abs() < 1e-6);
    }

    #[test]
    fn other_kinds_are_never_taken_and_a_weak_best_is_nil() {
        let settings = LinkSettings::default();
        let attitude = candidate(0, ConceptKind::Attitude, 1.0, Some(1.0));
        assert_eq!(best(&[attitude], Label::Skill, &settings), None);
        let weak = candidate(1, ConceptKind::Skill, settings.lexical_threshold - 0.01, None);
        assert_eq!(best(&[weak], Label::Skill, &settings), None);
    }

    proptest! {
        #[test]
        fn a_better_vector_never_lowers_the_score(lexical in 0.0_f32..1.0, a in -1.0_f32..1.0, b in -1.0_f32..1.0) {
            let settings = LinkSettings::default();
            let score = |dense| {
                let candidate = candidate(0, ConceptKind::Skill, lexical, Some(dense));
                scored(&candidate, Label::Skill, &settings).map(|link| link.score)
            };
            prop_assert!(score(a.max(b)) >= score(a.min(b)));
        }
    }
}
