//! What goes through the encoder in one step: annotated windows, pairs of wordings, pairs of documents.

use super::Finetuning;
use super::example::Example;
use crate::pairs::Pair;
use crate::rng::Rng;
use anyhow::Result;
use passerelle_engine::model::wrap_features;
use std::ops::Range;

/// One forward: sequences, which rows are tagged how, and which rows belong to which text.
#[derive(Default)]
pub(super) struct Step {
    pub(super) sequences: Vec<Vec<u32>>,
    pub(super) features: Vec<u32>,
    pub(super) rows: usize,
    pub(super) places: Vec<u32>,
    pub(super) tags: Vec<u32>,
    pub(super) mentions: (Vec<Range<usize>>, Vec<Range<usize>>),
    pub(super) documents: (Vec<Range<usize>>, Vec<Range<usize>>),
}

/// Pairs of a mention in its text and the same words alone, a step.
const CONTEXT_PAIRS: usize = 12;
/// Subwords of a document text, at most.
const DOCUMENT_TOKENS: usize = 64;

impl Step {
    fn push(&mut self, ids: Vec<u32>) -> Range<usize> {
        let features = vec![0; ids.len()];
        self.push_with(ids, features)
    }

    fn push_with(&mut self, ids: Vec<u32>, features: Vec<u32>) -> Range<usize> {
        let rows = self.rows..self.rows + ids.len();
        self.rows = rows.end;
        self.sequences.push(ids);
        self.features.extend(features);
        rows
    }
}

impl Finetuning<'_> {
    pub(super) fn step(&self, group: &[(usize, Range<usize>)], at: usize) -> Result<Step> {
        let mut rng = Rng::new(self.seed, 7_000_001 + at as u64);
        let mut step = Step::default();
        let mut candidates: Vec<(Range<usize>, Vec<u32>)> = Vec::new();
        for (document, range) in group {
            let example = &self.train[*document];
            let ids = self.noisy(example, range, &mut rng);
            let mut features = wrap_features(&example.features[range.clone()]);
            if rng.uniform() < self.config.lexicon_dropout {
                features.fill(0);
            }
            let rows = step.push_with(ids, features);
            let row = |token: usize| rows.start + 1 + token - range.start;
            for token in range.clone().filter(|&token| example.tokens.starts[token]) {
                step.places.push(row(token) as u32);
                step.tags.push(example.tags[token] as u32);
            }
            for gold in &example.gold {
                let inside: Vec<usize> =
                    range.clone().filter(|&token| gold.span.overlaps(example.tokens.spans[token])).collect();
                if let (Some(&first), Some(&last)) = (inside.first(), inside.last()) {
                    candidates.push((row(first)..row(last) + 1, example.tokens.ids[first..=last].to_vec()));
                }
            }
        }
        self.add_mentions(&mut step, candidates, &mut rng)?;
        let documents = self.pairs.draw_documents(self.config.document_pairs, &mut rng);
        self.add_documents(&mut step, &documents)?;
        Ok(step)
    }

    /// The window's ids with a share of the words masked, opened and closed.
    fn noisy(&self, example: &Example, range: &Range<usize>, rng: &mut Rng) -> Vec<u32> {
        let mask = self.tokenizer.id("[MASK]").unwrap_or(0);
        let mut drop = false;
        let ids: Vec<u32> = range
            .clone()
            .map(|token| {
                if example.tokens.starts[token] {
                    drop = rng.uniform() < self.config.word_dropout && !example.line_breaks[token];
                }
                if drop { mask } else { example.tokens.ids[token] }
            })
            .collect();
        self.tokenizer.wrap(&ids)
    }

    fn add_mentions(
        &self,
        step: &mut Step,
        mut candidates: Vec<(Range<usize>, Vec<u32>)>,
        rng: &mut Rng,
    ) -> Result<()> {
        rng.shuffle(&mut candidates);
        let mut seen: Vec<Vec<u32>> = Vec::new();
        for (rows, ids) in candidates {
            if seen.len() == CONTEXT_PAIRS {
                break;
            }
            if !seen.contains(&ids) {
                let alone = step.push(self.tokenizer.wrap(&ids));
                step.mentions.0.push(rows);
                step.mentions.1.push(inner(&alone));
                seen.push(ids);
            }
        }
        for (a, b) in self.pairs.draw_wordings(self.config.mention_pairs, rng) {
            let (a, b) = (self.tokenizer.encode(&a)?.ids, self.tokenizer.encode(&b)?.ids);
            if a.is_empty() || b.is_empty() || a.len() > 40 || b.len() > 40 {
                continue;
            }
            let (a, b) = (step.push(self.tokenizer.wrap(&a)), step.push(self.tokenizer.wrap(&b)));
            step.mentions.0.push(inner(&a));
            step.mentions.1.push(inner(&b));
        }
        Ok(())
    }

    fn add_documents(&self, step: &mut Step, pairs: &[Pair]) -> Result<()> {
        for (a, b) in pairs {
            let encode = |text: &str| -> Result<Vec<u32>> {
                let mut ids = self.tokenizer.encode(text)?.ids;
                ids.truncate(DOCUMENT_TOKENS);
                Ok(self.tokenizer.wrap(&ids))
            };
            let (a, b) = (step.push(encode(a)?), step.push(encode(b)?));
            step.documents.0.push(inner(&a));
            step.documents.1.push(inner(&b));
        }
        Ok(())
    }
}

/// The rows of a sequence without its opening and closing token.
fn inner(rows: &Range<usize>) -> Range<usize> {
    rows.start + 1..rows.end - 1
}
