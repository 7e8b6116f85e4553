//! A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over the tags of words.
//!
//! In: a logit for each tag of each word and one for each pair of neighbouring tags. Out: the sum over all
//! paths, and how likely each tag and each pair is. Paths may be held to allowed tags, which is how partly
//! annotated text is learnt from (Tsuboi et al. 2008): a sum over every path that the annotation leaves open.

use super::{TAGS, Tag};

/// A set of tags: bit `i` stands for column `i` of the tagging head.
pub type TagSet = u32;

/// All tags.
pub const ANY: TagSet = (1 << TAGS) - 1;

/// What a pair that the scheme forbids costs. Not infinite: a window may begin inside a span.
const FORBIDDEN: f32 = -12.0;

/// Factors of pairs of tags.
#[derive(Debug, Clone)]
pub struct Chain {
    factors: [[f32; TAGS]; TAGS],
}

/// What a sequence of words says under a [`Chain`].
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Logarithm of the sum over all allowed paths.
    pub log_sum: f64,
    /// Probability of each tag at each word, `[words, TAGS]`.
    pub tags: Vec<f32>,
    /// Expected number of each pair (first tag, second tag), `[TAGS, TAGS]`; what stands before the first
    /// word counts as outside.
    pub pairs: Vec<f32>,
}

impl Chain {
    /// From the logits of pairs, `[TAGS, TAGS]` with a row for the first tag.
    ///
    /// # Panics
    /// Where there are not `TAGS · TAGS`.
    pub fn new(transitions: &[f32]) -> Self {
        assert_eq!(transitions.len(), TAGS * TAGS, "a logit for every pair of tags");
        let mut factors = [[0.0; TAGS]; TAGS];
        for (from, row) in factors.iter_mut().enumerate() {
            for (to, factor) in row.iter_mut().enumerate() {
                let allowed = Tag::from_index(from).allows(Tag::from_index(to));
                let logit = transitions[from * TAGS + to];
                *factor = (if allowed { logit } else { logit.min(0.0) + FORBIDDEN }).exp();
            }
        }
        Self { factors }
    }

    /// Forward and backward over one sequence; `allowed` has a set for each word.
    ///
    /// # Panics
    /// Where the lengths do not go together.
    pub fn posterior(&self, logits: &[f32], allowed: &[TagSet]) -> Posterior {
        let words = allowed.len();
        assert_eq!(logits.len(), words * TAGS, "logits of every tag for every word");
        let mut pairs = vec![0.0; TAGS * TAGS];
        let (mut emissions, mut log_sum) = (vec![0.0; logits.len()], 0.0);
        for ((row, logits), &set) in emissions.chunks_mut(TAGS).zip(logits.chunks(TAGS)).zip(allowed) {
            let top = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            log_sum += f64::from(top);
            for (at, (e, logit)) in row.iter_mut().zip(logits).enumerate() {
                *e = if set >> at & 1 == 1 { (logit - top).exp().max(1e-30) } else { 0.0 };
            }
        }
        let (forward, scales) = self.forward(&emissions);
        log_sum += scales.iter().map(|&scale| f64::from(scale).ln()).sum::<f64>();
        let mut tags = forward.clone();
        let mut after = [1.0; TAGS];
        for at in (0..words).rev() {
            let row = &mut tags[at * TAGS..][..TAGS];
            row.iter_mut().zip(&after).for_each(|(p, b)| *p *= b);
            let total: f32 = row.iter().sum();
            row.iter_mut().for_each(|p| *p /= total.max(1e-30));
            let weighed: [f32; TAGS] =
                std::array::from_fn(|to| emissions[at * TAGS + to] * after[to] / scales[at]);
            let start = outside();
            let before = if at > 0 { &forward[(at - 1) * TAGS..][..TAGS] } else { &start[..] };
            for (from, factors) in self.factors.iter().enumerate() {
                let mut sum = 0.0;
                for to in 0..TAGS {
                    let reach = factors[to] * weighed[to];
                    pairs[from * TAGS + to] += before[from] * reach;
                    sum += reach;
                }
                after[from] = sum;
            }
        }
        Posterior { log_sum, tags, pairs }
    }

    /// Scaled forward sums, and the scale of each word.
    fn forward(&self, emissions: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let mut sums = vec![0.0; emissions.len()];
        let mut scales = Vec::with_capacity(emissions.len() / TAGS);
        let mut before = outside();
        for (sums, emission) in sums.chunks_mut(TAGS).zip(emissions.chunks(TAGS)) {
            let mut next = [0.0; TAGS];
            for (reached, factors) in before.iter().zip(&self.factors) {
                next.iter_mut().zip(factors).for_each(|(n, f)| *n += reached * f);
            }
            next.iter_mut().zip(emission).for_each(|(n, e)| *n *= e);
            let scale = next.iter().sum::<f32>().max(1e-30);
            next.iter_mut().for_each(|n| *n /= scale);
            sums.copy_from_slice(&next);
            scales.push(scale);
            before = next;
        }
        (sums, scales)
    }
}

fn outside() -> [f32; TAGS] {
    let mut start = [0.0; TAGS];
    start[Tag::Outside.index()] = 1.0;
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagging::Label;

    fn logits(words: usize, seed: usize) -> Vec<f32> {
        (0..words * TAGS).map(|at| ((at * 31 + seed * 7) % 19) as f32 / 6.0 - 1.5).collect()
    }

    /// Every path, one by one.
    fn by_enumeration(transitions: &[f32], logits: &[f32], allowed: &[TagSet]) -> (f64, Vec<f64>) {
        let words = allowed.len();
        let (mut total, mut tags) = (0.0, vec![0.0; words * TAGS]);
        for path in 0..TAGS.pow(words as u32) {
            let at = |word: usize| path / TAGS.pow(word as u32) % TAGS;
            if (0..words).any(|word| allowed[word] >> at(word) & 1 == 0) {
                continue;
            }
            let mut score = 0.0;
            for word in 0..words {
                let before = if word == 0 { 0 } else { at(word - 1) };
                let pair = transitions[before * TAGS + at(word)];
                let fine = Tag::from_index(before).allows(Tag::from_index(at(word)));
                score += f64::from(logits[word * TAGS + at(word)])
                    + f64::from(if fine { pair } else { pair.min(0.0) + FORBIDDEN });
            }
            total += score.exp();
            (0..words).for_each(|word| tags[word * TAGS + at(word)] += score.exp());
        }
        tags.iter_mut().for_each(|p| *p /= total);
        (total.ln(), tags)
    }

    #[test]
    fn sums_and_marginals_equal_those_over_every_path() {
        let transitions = logits(TAGS, 3);
        let chain = Chain::new(&transitions);
        let skill = 1 << Tag::Begin(Label::Skill).index() | 1 << Tag::Inside(Label::Skill).index();
        for allowed in [[ANY; 3], [ANY, skill, 1], [skill, ANY, ANY]] {
            let logits = logits(3, 5);
            let (sum, tags) = by_enumeration(&transitions, &logits, &allowed);
            let found = chain.posterior(&logits, &allowed);
            assert!((found.log_sum - sum).abs() < 1e-4, "{} against {sum}", found.log_sum);
            for (p, exact) in found.tags.iter().zip(tags) {
                assert!((f64::from(*p) - exact).abs() < 1e-4);
            }
            assert!((found.pairs.iter().sum::<f32>() - 3.0).abs() < 1e-4, "a pair a word");
        }
    }

    #[test]
    fn expected_pairs_are_the_slope_of_the_sum() {
        let mut transitions = logits(TAGS, 11);
        let logits = logits(4, 2);
        let found = Chain::new(&transitions).posterior(&logits, &[ANY; 4]);
        for pair in [0, 1, TAGS + 2, 3 * TAGS, 2 * TAGS + 2] {
            let kept = transitions[pair];
            let mut at = |x: f32| {
                transitions[pair] = x;
                Chain::new(&transitions).posterior(&logits, &[ANY; 4]).log_sum
            };
            let slope = (at(kept + 1e-2) - at(kept - 1e-2)) / 2e-2;
            at(kept);
            assert!((slope - f64::from(found.pairs[pair])).abs() < 1e-3, "pair {pair}");
        }
    }
}
