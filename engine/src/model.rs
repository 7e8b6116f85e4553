//! A model ready to read: tokenizer, encoder, tagging head, projections.
//!
//! In: the verified files of a model, then texts. Out: a [`Reading`] a text: its tokens, the tag scores of
//! its words, and vectors for any stretch of it, all from one forward of the encoder.

use crate::batch::plan;
use crate::embedding::Projection;
use crate::encoder::kernels::matmul::{View, Write, matmul_parallel};
use crate::encoder::{CpuEncoder, EncoderConfig, EncoderError, Hint, TokenBatch, Weights};
use crate::tagging::decode::{TaggedSpan, Word, decode};
use crate::tagging::{Calibrator, TAGS, doubt, edges};
use crate::taxonomy::starter::{StarterError, starter};
use crate::text::{ByteSpan, sentences};
use crate::tokens::{Hints, Lexicon, Tokenizer, TokenizerError, Tokens, Window, windows};
use candle_core::Device;
use passerelle_models::{Manifest, ModelFiles};
use std::ops::Range;
use std::sync::Arc;

/// Tokens that go through the encoder at once.
const BATCH_TOKENS: usize = 4096;

/// What can go wrong with a model.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The encoder or its weights.
    #[error(transparent)]
    Encoder(#[from] EncoderError),
    /// The tokenizer.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The catalogue the lexicon is made of.
    #[error(transparent)]
    Catalogue(#[from] StarterError),
}

/// A model ready to read.
#[derive(Debug)]
pub struct Model {
    manifest: Manifest,
    tokenizer: Tokenizer,
    hints: Hints,
    encoder: CpuEncoder,
    tag_weight: Vec<f32>,
    tag_bias: Vec<f32>,
    transitions: Arc<[f32]>,
    calibrator: Calibrator,
    mention: Projection,
    document: Projection,
}

/// What the encoder made of one text.
#[derive(Debug, Clone)]
pub struct Reading {
    tokens: Tokens,
    words: Vec<usize>,
    line_breaks: Vec<bool>,
    hints: Vec<Hint>,
    /// Last hidden state of every token, `[tokens, hidden]`.
    hidden: Vec<f32>,
    /// Logits of every word, `[words, TAGS]`.
    scores: Vec<f32>,
    /// Logits of pairs of tags, `[TAGS, TAGS]`.
    transitions: Arc<[f32]>,
    calibrator: Calibrator,
    windows: usize,
}

impl Model {
    /// Builds a model from its files.
    pub fn new(files: &ModelFiles) -> Result<Self, ModelError> {
        let config = EncoderConfig::parse(&files.config)?;
        let weights = Weights::from_bytes(&files.weights, &config, &Device::Cpu)?;
        let numbers = |name: &str| -> Result<Vec<f32>, EncoderError> {
            Ok(weights.get(name)?.flatten_all()?.to_vec1()?)
        };
        Ok(Self {
            manifest: files.manifest.clone(),
            tokenizer: Tokenizer::from_bytes(&files.tokenizer)?.with_neutral(config.neutral),
            hints: Hints {
                lexicon: if config.lexicon > 0 { Some(Lexicon::new(&starter()?)) } else { None },
                shapes: config.shapes > 0,
            },
            tag_weight: numbers("tag.weight")?,
            tag_bias: numbers("tag.bias")?,
            transitions: if weights.has("tag.transitions") {
                numbers("tag.transitions")?.into()
            } else {
                vec![0.0; TAGS * TAGS].into()
            },
            calibrator: Calibrator::new(files.manifest.calibration.as_ref()),
            mention: Projection::new(numbers("mention.weight")?, config.hidden),
            document: Projection::new(numbers("document.weight")?, config.hidden),
            encoder: CpuEncoder::new(config, &weights)?,
        })
    }

    /// What the model is.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The encoder alone, for benchmarks.
    pub fn encoder(&self) -> &CpuEncoder {
        &self.encoder
    }

    /// The tokenizer alone.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Reads texts: one forward for all of them, in batches of similar lengths.
    pub fn read(&self, texts: &[&str]) -> Result<Vec<Reading>, ModelError> {
        self.read_with(texts, &|text, tokens| self.hints.of(text, tokens, true))
    }

    /// Reads wordings of concepts: without hints, as in training, since every one of them would match itself.
    pub fn read_wordings(&self, wordings: &[&str]) -> Result<Vec<Reading>, ModelError> {
        self.read_with(wordings, &|_, tokens| vec![Hint::default(); tokens.len()])
    }

    fn read_with(
        &self,
        texts: &[&str],
        hints: &dyn Fn(&str, &Tokens) -> Vec<Hint>,
    ) -> Result<Vec<Reading>, ModelError> {
        let mut readings = Vec::with_capacity(texts.len());
        let mut pieces: Vec<(usize, Window)> = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            let tokens = self.tokenizer.encode(text)?;
            let all = windows(tokens.len(), &breaks(text, &tokens), self.room(), self.manifest.overlap);
            let hints = hints(text, &tokens);
            readings.push(self.blank(text, tokens, all.len(), hints));
            pieces.extend(all.into_iter().map(|window| (at, window)));
        }
        let lengths: Vec<usize> = pieces.iter().map(|(_, window)| window.seen.len() + 2).collect();
        for group in plan(&lengths, BATCH_TOKENS) {
            let sequences: Vec<Vec<u32>> = group
                .iter()
                .map(|&piece| {
                    let (text, window) = &pieces[piece];
                    self.tokenizer.wrap(&readings[*text].tokens.ids[window.seen.clone()])
                })
                .collect();
            let hints = group.iter().flat_map(|&piece| {
                let (text, window) = &pieces[piece];
                wrap_hints(&readings[*text].hints[window.seen.clone()])
            });
            let hints = hints.collect();
            let batch = TokenBatch::new(sequences.iter().map(Vec::as_slice)).with_hints(hints);
            let hidden = self.encoder.forward(&batch)?;
            for (&piece, rows) in group.iter().zip(batch.rows.ranges()) {
                let (text, window) = &pieces[piece];
                self.keep(&mut readings[*text], window, &hidden, rows.start + 1);
            }
        }
        for reading in &mut readings {
            self.score(reading);
        }
        Ok(readings)
    }

    /// Unit vector of a stretch of a text as a mention; comparable with vectors of concept wordings.
    pub fn mention_vector(&self, reading: &Reading, span: ByteSpan) -> Vec<f32> {
        self.mention.pool(&reading.hidden, reading.tokens_in(span))
    }

    /// Unit vector of a whole text as a mention or the wording of a concept.
    pub fn wording_vector(&self, reading: &Reading) -> Vec<f32> {
        self.mention.pool(&reading.hidden, 0..reading.tokens.len())
    }

    /// Unit vector of a whole text as a document; empty where the text is.
    pub fn document_vector(&self, reading: &Reading) -> Vec<f32> {
        if reading.tokens.is_empty() {
            return Vec::new();
        }
        self.document.pool(&reading.hidden, 0..reading.tokens.len())
    }

    fn room(&self) -> usize {
        self.manifest.window.min(self.encoder.config().max_tokens()) - 2
    }

    fn blank(&self, text: &str, tokens: Tokens, windows: usize, hints: Vec<Hint>) -> Reading {
        Reading {
            words: tokens.words(),
            hints,
            line_breaks: tokens.line_breaks(text),
            hidden: vec![0.0; tokens.len() * self.encoder.config().hidden],
            scores: Vec::new(),
            transitions: self.transitions.clone(),
            calibrator: self.calibrator,
            windows,
            tokens,
        }
    }

    /// Copies the kept part of a window, whose first seen token is row `first` of `hidden`.
    fn keep(&self, reading: &mut Reading, window: &Window, hidden: &[f32], first: usize) {
        let h = self.encoder.config().hidden;
        let from = first + window.kept.start - window.seen.start;
        let rows = &hidden[from * h..(from + window.kept.len()) * h];
        reading.hidden[window.kept.start * h..window.kept.end * h].copy_from_slice(rows);
    }

    fn score(&self, reading: &mut Reading) {
        let h = self.encoder.config().hidden;
        let rows: Vec<f32> =
            reading.words.iter().flat_map(|&at| &reading.hidden[at * h..(at + 1) * h]).copied().collect();
        let mut scores: Vec<f32> = reading.words.iter().flat_map(|_| &self.tag_bias).copied().collect();
        let (x, w) =
            (View::new(&rows, reading.words.len(), h, h), View::new(&self.tag_weight, h, TAGS, TAGS));
        matmul_parallel(x, w, 1.0, &mut scores, TAGS, Write::Add);
        reading.scores = scores;
    }
}

impl Reading {
    /// Labelled spans of the text, decoded over all its windows at once; their confidences are calibrated
    /// where the model's manifest says how.
    pub fn spans(&self, text: &str) -> Vec<TaggedSpan> {
        let decoded = decode(&self.tagged_words(), &self.scores, &self.transitions).into_iter();
        decoded
            .filter_map(|tagged| {
                let span = edges::mend(text, tagged.span, tagged.label)?;
                self.calibrator.apply(TaggedSpan { span, ..tagged })
            })
            .collect()
    }

    /// How unsure the tagger is of the text as a whole, 0 to 1; see [`doubt()`].
    pub fn doubt(&self) -> f32 {
        doubt(&self.tagged_words(), &self.scores, &self.transitions)
    }

    fn tagged_words(&self) -> Vec<Word> {
        let word = |at: usize| Word { span: self.word(at), line_break: self.line_breaks[self.words[at]] };
        (0..self.words.len()).map(word).collect()
    }

    /// Windows the text was read in.
    pub fn windows(&self) -> usize {
        self.windows
    }

    /// Number of subwords.
    pub fn tokens(&self) -> usize {
        self.tokens.len()
    }

    fn word(&self, at: usize) -> ByteSpan {
        let end = self.words.get(at + 1).copied().unwrap_or(self.tokens.len());
        let parts = &self.tokens.spans[self.words[at]..end];
        let stop = parts.iter().map(|part| part.end).max().unwrap_or(parts[0].end);
        ByteSpan::new(parts[0].start, stop)
    }

    fn tokens_in(&self, span: ByteSpan) -> Range<usize> {
        let first = self.tokens.spans.partition_point(|token| token.end <= span.start);
        let last = self.tokens.spans.partition_point(|token| token.start < span.end);
        first..last.max(first)
    }
}

/// The hints of a window with those of its opening and closing token.
pub fn wrap_hints(hints: &[Hint]) -> Vec<Hint> {
    [&[Hint::default()], hints, &[Hint::default()]].concat()
}

/// Tokens at which a sentence or a line begins.
fn breaks(text: &str, tokens: &Tokens) -> Vec<usize> {
    let starts = sentences(text);
    let mut all: Vec<usize> = starts
        .iter()
        .map(|sentence| tokens.spans.partition_point(|token| token.start < sentence.start))
        .filter(|&at| at > 0 && at < tokens.len())
        .collect();
    all.dedup();
    all
}
