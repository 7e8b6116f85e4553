//! The transformer: token ids in, one vector a token out.
//!
//! One definition of the shape ([`EncoderConfig`]) and of the weights ([`Weights`]), two ways to run it:
//! [`GraphEncoder`] on candle tensors, differentiable, for training and for CUDA; [`CpuEncoder`] on packed
//! f32 slices, for serving on a CPU. A test holds them together.

pub mod config;
pub mod cpu;
pub mod families;
pub mod graph;
pub mod kernels;
pub mod ops;
pub mod weights;

pub use config::{Activation, EncoderConfig, Family, Norm};
pub use cpu::CpuEncoder;
pub use graph::GraphEncoder;
pub use kernels::Ragged;
pub use weights::Weights;

use std::path::Path;

/// What can be wrong with an encoder or its files.
#[derive(Debug, thiserror::Error)]
pub enum EncoderError {
    /// A file cannot be read.
    #[error("{path}: {reason}")]
    Io {
        /// Which file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// `config.json` is not usable.
    #[error("config.json: {reason}")]
    Config {
        /// What is wrong with it.
        reason: String,
    },
    /// A weight is missing or of another shape than the configuration says.
    #[error("weight `{name}`: {reason}; the files of the model do not belong together")]
    Weight {
        /// Internal name of the weight.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A sequence is too long or a token id too large.
    #[error("{0}")]
    Input(String),
    /// candle failed.
    #[error(transparent)]
    Candle(#[from] candle_core::Error),
}

impl EncoderError {
    pub(crate) fn io(path: &Path, error: &std::io::Error) -> Self {
        Self::Io { path: path.display().to_string(), reason: error.to_string() }
    }
}

/// What is known of a token besides its id: rows of two more embeddings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hint {
    /// Kind of catalogue match; 0 for none.
    pub lexicon: u32,
    /// How it is written.
    pub shape: u32,
}

/// Token ids of several sequences, one after another, without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenBatch {
    /// Ids of all sequences.
    pub ids: Vec<u32>,
    /// What else is known of every token.
    pub hints: Vec<Hint>,
    /// Where each sequence lies in `ids`.
    pub rows: Ragged,
}

impl TokenBatch {
    /// A batch of these sequences.
    pub fn new<'a>(sequences: impl IntoIterator<Item = &'a [u32]>) -> Self {
        let mut ids = Vec::new();
        let lengths: Vec<usize> = sequences
            .into_iter()
            .map(|sequence| {
                ids.extend_from_slice(sequence);
                sequence.len()
            })
            .collect();
        Self { hints: vec![Hint::default(); ids.len()], ids, rows: Ragged::from_lengths(lengths) }
    }

    /// The same batch with what else is known of every token.
    ///
    /// # Panics
    /// Where there is not one for each token.
    #[must_use]
    pub fn with_hints(mut self, hints: Vec<Hint>) -> Self {
        assert_eq!(hints.len(), self.ids.len(), "one hint a token");
        self.hints = hints;
        self
    }

    /// Refuses empty and overlong sequences and ids beyond the vocabulary.
    pub(crate) fn check(&self, config: &EncoderConfig) -> Result<(), EncoderError> {
        for rows in self.rows.ranges() {
            if rows.is_empty() || rows.len() > config.max_tokens() {
                return Err(EncoderError::Input(format!(
                    "a sequence of {} tokens; it must have 1 to {}",
                    rows.len(),
                    config.max_tokens()
                )));
            }
        }
        match self.ids.iter().find(|&&id| id as usize >= config.vocab) {
            Some(id) => Err(EncoderError::Input(format!(
                "token id {id} is beyond the vocabulary of {}",
                config.vocab
            ))),
            None => Ok(()),
        }
    }

    /// Row of the position embedding of every token.
    pub(crate) fn positions(&self, config: &EncoderConfig) -> Vec<u32> {
        self.rows
            .ranges()
            .flat_map(|rows| (0..rows.len()).map(|at| (at + config.position_offset) as u32))
            .collect()
    }
}
