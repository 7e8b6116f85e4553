//! What goes through the encoder in one lane of a step: annotated windows, pairs of wordings, pairs of documents.

use super::Finetuning;
use super::piece::Piece;
use crate::crf::Annotation;
use crate::pairs::Pair;
use crate::rng::Rng;
use anyhow::Result;
use passerelle_engine::encoder::Hint;
use passerelle_engine::model::wrap_hints;
use std::ops::Range;

/// One forward: sequences, which rows are tagged how, and which rows belong to which text.
#[derive(Default)]
pub(super) struct Step {
    pub(super) sequences: Vec<Vec<u32>>,
    pub(super) hints: Vec<Hint>,
    pub(super) rows: usize,
    pub(super) places: Vec<u32>,
    pub(super) annotation: Annotation,
    pub(super) mentions: (Vec<Range<usize>>, Vec<Range<usize>>),
    pub(super) documents: (Vec<Range<usize>>, Vec<Range<usize>>),
}

/// Pairs of a mention in its text and the same words alone, a lane.
const CONTEXT_PAIRS: usize = 12;
/// Subwords of a document text, at most.
const DOCUMENT_TOKENS: usize = 64;

/// Rows of a mention in its text, and its ids.
type Mention = (Range<usize>, Vec<u32>);

impl Step {
    fn push(&mut self, ids: Vec<u32>) -> Range<usize> {
        let hints = vec![Hint::default(); ids.len()];
        self.push_with(ids, hints)
    }

    fn push_with(&mut self, ids: Vec<u32>, hints: Vec<Hint>) -> Range<usize> {
        let rows = self.rows..self.rows + ids.len();
        self.rows = rows.end;
        self.sequences.push(ids);
        self.hints.extend(hints);
        rows
    }

    /// Adds an annotated window; returns its mentions.
    fn push_piece(&mut self, piece: &Piece, run: &Finetuning) -> Vec<Mention> {
        let rows = self.push_with(run.tokenizer.wrap(&piece.ids), wrap_hints(&piece.hints));
        let first_word = self.places.len();
        for at in (0..piece.ids.len()).filter(|&at| piece.starts[at]) {
            self.places.push((rows.start + 1 + at) as u32);
            self.annotation.push(piece.open[at], piece.line_breaks[at]);
        }
        if first_word < self.places.len() {
            self.annotation.sequences.push(first_word..self.places.len());
        }
        let row = |at: usize| rows.start + 1 + at;
        let mention =
            |range: &Range<usize>| (row(range.start)..row(range.end), piece.ids[range.clone()].to_vec());
        piece.spans.iter().map(|(range, _)| mention(range)).collect()
    }
}

impl Finetuning<'_> {
    /// One lane of a step; `place` is a number of its own for each lane of each step.
    pub(super) fn step(&self, group: &[(usize, Range<usize>)], place: usize) -> Result<Step> {
        let mut rng = Rng::new(self.seed, 7_000_001 + place as u64);
        let mut step = Step::default();
        let mut mentions: Vec<Mention> = Vec::new();
        for (document, range) in group {
            let example = &self.train[*document];
            mentions.extend(step.push_piece(&self.changed(Piece::of(example, range), &mut rng), self));
        }
        self.add_mentions(&mut step, mentions, &mut rng)?;
        let documents = self.pairs.draw_documents(self.config.document_pairs, &mut rng);
        self.add_documents(&mut step, &documents)?;
        Ok(step)
    }

    fn changed(&self, piece: Piece, rng: &mut Rng) -> Piece {
        let mut piece = if self.config.swap > 0.0 {
            piece.swapped(&self.bank, self.config.swap, self.room(), rng)
        } else {
            piece
        };
        if let Some(mask) = self.tokenizer.mask() {
            piece.mask_words(mask, self.config.word_dropout, rng);
        }
        if rng.uniform() < self.config.lexicon_dropout {
            piece.without_lexicon();
        }
        if self.encoder.shapes > 0 {
            let chance = rng.uniform();
            if chance < self.config.case_dropout {
                piece.in_case(if chance < self.config.case_dropout / 3.0 { 2 } else { 0 });
            }
        }
        piece
    }

    fn add_mentions(&self, step: &mut Step, mut candidates: Vec<Mention>, rng: &mut Rng) -> Result<()> {
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
