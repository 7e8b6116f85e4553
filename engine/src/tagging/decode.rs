//! The best sequence of tags that the scheme allows (Viterbi 1967), and its spans.

use super::crf::{ANY, Chain, TagSet};
use super::{Label, TAGS, Tag};
use crate::text::ByteSpan;

/// A span with its label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TaggedSpan {
    /// Place in the text.
    pub span: ByteSpan,
    /// What it is.
    pub label: Label,
    /// Geometric mean of the probabilities of its words' tags over all paths, 0 to 1.
    pub confidence: f32,
}

/// One word as the decoder sees it.
#[derive(Debug, Clone, Copy)]
pub struct Word {
    /// Place in the text.
    pub span: ByteSpan,
    /// True for a line break, over which no span goes.
    pub line_break: bool,
}

/// Spans of the words. `scores` holds [`TAGS`] logits a word, row-major; `transitions` [`TAGS`] · [`TAGS`] logits of
/// pairs of tags, all 0 for a model that was trained without.
///
/// # Panics
/// Where there are not as many.
pub fn decode(words: &[Word], scores: &[f32], transitions: &[f32]) -> Vec<TaggedSpan> {
    let (tags, marginals) = best(words, scores, transitions);
    spans(words, &tags, &marginals)
}

/// The best path, and the probability of each tag at each word over all paths, `[words, TAGS]`.
pub(super) fn best(words: &[Word], scores: &[f32], transitions: &[f32]) -> (Vec<Tag>, Vec<f32>) {
    assert_eq!(scores.len(), words.len() * TAGS, "scores of every tag for every word");
    assert_eq!(transitions.len(), TAGS * TAGS, "scores of every pair of tags");
    if words.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let possible: Vec<TagSet> = words.iter().map(|word| if word.line_break { 1 } else { ANY }).collect();
    (best_path(words, scores, transitions), Chain::new(transitions).posterior(scores, &possible).tags)
}

fn best_path(words: &[Word], scores: &[f32], transitions: &[f32]) -> Vec<Tag> {
    let mut best = [f32::NEG_INFINITY; TAGS];
    let mut back: Vec<[u8; TAGS]> = Vec::with_capacity(words.len());
    for (at, (word, row)) in words.iter().zip(scores.chunks(TAGS)).enumerate() {
        let (mut next, mut from) = ([f32::NEG_INFINITY; TAGS], [0u8; TAGS]);
        for (to, score) in next.iter_mut().enumerate() {
            let tag = Tag::from_index(to);
            if word.line_break && tag != Tag::Outside {
                continue;
            }
            let (previous, reached) = if at == 0 {
                (0, if Tag::Outside.allows(tag) { transitions[to] } else { f32::NEG_INFINITY })
            } else {
                best_before(&best, tag, transitions)
            };
            *score = reached + row[to];
            from[to] = previous as u8;
        }
        best = next;
        back.push(from);
    }
    follow(&best, &back)
}

/// The best tag before `tag`, and its score.
fn best_before(best: &[f32; TAGS], tag: Tag, transitions: &[f32]) -> (usize, f32) {
    (0..TAGS)
        .filter(|&previous| Tag::from_index(previous).allows(tag))
        .map(|previous| (previous, best[previous] + transitions[previous * TAGS + tag.index()]))
        .fold((0, f32::NEG_INFINITY), |kept, new| if new.1 > kept.1 { new } else { kept })
}

fn follow(best: &[f32; TAGS], back: &[[u8; TAGS]]) -> Vec<Tag> {
    let mut at = (0..TAGS).fold(0, |kept, new| if best[new] > best[kept] { new } else { kept });
    let mut tags = vec![Tag::Outside; back.len()];
    for (tag, from) in tags.iter_mut().zip(back).rev() {
        *tag = Tag::from_index(at);
        at = from[at] as usize;
    }
    tags
}

fn spans(words: &[Word], tags: &[Tag], marginals: &[f32]) -> Vec<TaggedSpan> {
    let mut all: Vec<TaggedSpan> = Vec::new();
    let mut sums: Vec<(f32, usize)> = Vec::new();
    for ((word, tag), row) in words.iter().zip(tags).zip(marginals.chunks(TAGS)) {
        match tag {
            Tag::Outside => {}
            Tag::Begin(label) => {
                all.push(TaggedSpan { span: word.span, label: *label, confidence: 0.0 });
                sums.push((log(row[tag.index()]), 1));
            }
            Tag::Inside(_) => {
                if let (Some(open), Some(sum)) = (all.last_mut(), sums.last_mut()) {
                    open.span.end = word.span.end;
                    *sum = (sum.0 + log(row[tag.index()]), sum.1 + 1);
                }
            }
        }
    }
    for (span, (sum, words)) in all.iter_mut().zip(sums) {
        span.confidence = (sum / words as f32).exp().min(1.0);
    }
    all
}

fn log(probability: f32) -> f32 {
    probability.max(1e-9).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONE: [f32; TAGS * TAGS] = [0.0; TAGS * TAGS];

    fn words(n: usize, line_break: Option<usize>) -> Vec<Word> {
        (0..n)
            .map(|at| Word { span: ByteSpan::new(2 * at, 2 * at + 1), line_break: Some(at) == line_break })
            .collect()
    }

    fn scores(tags: &[Tag]) -> Vec<f32> {
        tags.iter().flat_map(|tag| (0..TAGS).map(|at| if at == tag.index() { 4.0 } else { 0.0 })).collect()
    }

    #[test]
    fn a_beginning_and_its_inside_are_one_span() {
        let tags =
            [Tag::Outside, Tag::Begin(Label::Skill), Tag::Inside(Label::Skill), Tag::Begin(Label::Skill)];
        let found = decode(&words(4, None), &scores(&tags), &NONE);
        let places: Vec<_> = found.iter().map(|s| (s.span.start, s.span.end)).collect();
        assert_eq!(places, [(2, 5), (6, 7)]);
        assert!((0.7..0.999).contains(&found[0].confidence), "{}", found[0].confidence);
    }

    #[test]
    fn transitions_move_the_border_between_two_spans() {
        let tags = [Tag::Begin(Label::Skill), Tag::Begin(Label::Skill)];
        let mut joined = NONE;
        joined[Tag::Begin(Label::Skill).index() * TAGS + Tag::Inside(Label::Skill).index()] = 6.0;
        assert_eq!(decode(&words(2, None), &scores(&tags), &NONE).len(), 2);
        assert_eq!(decode(&words(2, None), &scores(&tags), &joined).len(), 1);
    }

    #[test]
    fn an_inside_without_a_beginning_is_not_decoded() {
        let tags = [Tag::Outside, Tag::Inside(Label::Language), Tag::Outside];
        let mut scores = scores(&tags);
        scores[TAGS + Tag::Begin(Label::Language).index()] = 3.0;
        let found = decode(&words(3, None), &scores, &NONE);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].label, Label::Language);
    }

    proptest! {
        #[test]
        fn spans_are_sorted_disjoint_and_cross_no_line_break(
            scores in prop::collection::vec(-5f32..5.0, 12 * TAGS), line_break in 0usize..12,
        ) {
            let found = decode(&words(12, Some(line_break)), &scores, &NONE);
            for pair in found.windows(2) {
                prop_assert!(pair[0].span.end <= pair[1].span.start);
            }
            for span in &found {
                prop_assert!(!span.span.overlaps(ByteSpan::new(2 * line_break, 2 * line_break + 1)));
                prop_assert!(span.confidence > 0.0 && span.confidence <= 1.0);
            }
        }
    }
}
