//! A window of an annotated document as one step sees it, and how it may be changed so that no two epochs
//! read the same.

use super::example::Example;
use crate::rng::Rng;
use passerelle_engine::encoder::Hint;
use passerelle_engine::tagging::crf::TagSet;
use passerelle_engine::tagging::{Label, TAGS};
use std::ops::Range;

/// Subwords with what is known and asked of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    pub(super) ids: Vec<u32>,
    pub(super) hints: Vec<Hint>,
    /// Tags that the annotation leaves open.
    pub(super) open: Vec<TagSet>,
    /// True where a word begins.
    pub(super) starts: Vec<bool>,
    pub(super) line_breaks: Vec<bool>,
    /// Annotated spans, in subwords.
    pub(super) spans: Vec<(Range<usize>, Label)>,
}

impl Piece {
    /// The window of these tokens.
    pub(super) fn of(example: &Example, range: &Range<usize>) -> Self {
        let spans = example.gold.iter().filter_map(|gold| {
            let mut inside = range.clone().filter(|&at| gold.span.overlaps(example.tokens.spans[at]));
            let first = inside.next()?;
            let last = inside.next_back().unwrap_or(first);
            Some((first - range.start..last + 1 - range.start, gold.label))
        });
        Self {
            spans: spans.collect(),
            ids: example.tokens.ids[range.clone()].to_vec(),
            hints: example.hints[range.clone()].to_vec(),
            open: example.open[range.clone()].to_vec(),
            starts: example.tokens.starts[range.clone()].to_vec(),
            line_breaks: example.line_breaks[range.clone()].to_vec(),
        }
    }

    fn push(&mut self, from: &Self, range: Range<usize>) {
        self.ids.extend_from_slice(&from.ids[range.clone()]);
        self.hints.extend_from_slice(&from.hints[range.clone()]);
        self.open.extend_from_slice(&from.open[range.clone()]);
        self.starts.extend_from_slice(&from.starts[range.clone()]);
        self.line_breaks.extend_from_slice(&from.line_breaks[range]);
    }

    /// Replaces a share of the spans by others of the same label, as long as the piece stays within `room`.
    pub(super) fn swapped(&self, bank: &Bank, share: f32, room: usize, rng: &mut Rng) -> Self {
        let (mut new, mut done) = (Self::default(), 0);
        for (range, label) in &self.spans {
            new.push(self, done..range.start);
            let first = new.ids.len();
            // Activities stand in a grammar that another one seldom fits.
            let share = if *label == Label::Skill { share / 3.0 } else { share };
            let other = bank.of(*label, rng).filter(|_| rng.uniform() < share);
            let left = room.saturating_sub(new.ids.len() + self.ids.len() - range.end);
            match other.filter(|other| other.ids.len() <= left) {
                Some(other) => {
                    new.push(other, 0..other.ids.len());
                    new.hints[first].shape = self.hints[range.start].shape;
                }
                None => new.push(self, range.clone()),
            }
            new.spans.push((first..new.ids.len(), *label));
            done = range.end;
        }
        new.push(self, done..self.ids.len());
        new
    }

    /// Masks a share of the words.
    pub(super) fn mask_words(&mut self, mask: u32, share: f32, rng: &mut Rng) {
        let mut drop = false;
        for at in 0..self.ids.len() {
            if self.starts[at] {
                drop = rng.uniform() < share && !self.line_breaks[at];
            }
            if drop {
                self.ids[at] = mask;
            }
        }
    }

    /// Forgets what the catalogue says.
    pub(super) fn without_lexicon(&mut self) {
        self.hints.iter_mut().for_each(|hint| hint.lexicon = 0);
    }

    /// Writes every word in the same case: 0 small letters, 2 capitals.
    pub(super) fn in_case(&mut self, case: u32) {
        self.hints.iter_mut().for_each(|hint| hint.shape = 3 * case + hint.shape % 3);
    }
}

/// The annotated spans of the training documents, by label.
#[derive(Debug)]
pub(super) struct Bank {
    spans: [Vec<Piece>; Label::ALL.len()],
}

impl Bank {
    /// The spans of these examples.
    pub(super) fn new(examples: &[Example]) -> Self {
        let mut spans: [Vec<Piece>; Label::ALL.len()] = Default::default();
        for example in examples {
            let whole = Piece::of(example, &(0..example.tokens.len()));
            for (range, label) in &whole.spans {
                let mut part = Piece::default();
                part.push(&whole, range.clone());
                spans[label.index()].push(part);
            }
        }
        Self { spans }
    }

    fn of(&self, label: Label, rng: &mut Rng) -> Option<&Piece> {
        let all = &self.spans[label.index()];
        if all.is_empty() { None } else { all.get(rng.below(all.len())) }
    }
}

const _: () = assert!(TAGS <= 32, "a set of tags fits its integer");
