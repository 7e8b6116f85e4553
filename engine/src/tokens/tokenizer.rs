//! A Hugging Face `tokenizer.json`, with offsets into the original text.

use super::words::{is_line_break, mended};
use crate::text::{ByteSpan, neutral};
use std::path::Path;

/// What can be wrong with a tokenizer.
#[derive(Debug, thiserror::Error)]
pub enum TokenizerError {
    /// `tokenizer.json` is not usable.
    #[error("tokenizer.json: {0}")]
    File(String),
    /// The special tokens that open and close a sequence are missing.
    #[error("tokenizer.json has neither [CLS] and [SEP] nor <s> and </s>; one pair is needed")]
    NoSpecials,
    /// The text could not be encoded.
    #[error("the text cannot be encoded: {0}")]
    Encode(String),
}

/// The subwords of one text, special tokens left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Id of each subword.
    pub ids: Vec<u32>,
    /// Place of each in the original text.
    pub spans: Vec<ByteSpan>,
    /// True where a subword begins a word.
    pub starts: Vec<bool>,
}

impl Tokens {
    /// Number of subwords.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True where the text has none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Position of the first subword of every word.
    pub fn words(&self) -> Vec<usize> {
        (0..self.len()).filter(|&at| self.starts[at]).collect()
    }

    /// True for each subword of `text` that stands for a line break, over which no span goes.
    pub fn line_breaks(&self, text: &str) -> Vec<bool> {
        self.spans.iter().map(|span| is_line_break(span.slice(text))).collect()
    }
}

/// A tokenizer without truncation or padding, whatever its file says: this project's own, or the WordPiece, BPE or
/// Unigram tokenizer of a Hugging Face encoder.
#[derive(Debug, Clone)]
pub struct Tokenizer {
    inner: tokenizers::Tokenizer,
    open: u32,
    close: u32,
    neutral: bool,
    /// True for a tokenizer with a token for the line break: its words are this project's already.
    knows_lines: bool,
}

impl Tokenizer {
    /// Reads a `tokenizer.json`.
    pub fn read(path: &Path) -> Result<Self, TokenizerError> {
        let bytes = std::fs::read(path)
            .map_err(|error| TokenizerError::File(format!("{}: {error}", path.display())))?;
        Self::from_bytes(&bytes)
    }

    /// From the bytes of a `tokenizer.json`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TokenizerError> {
        let inner =
            tokenizers::Tokenizer::from_bytes(bytes).map_err(|e| TokenizerError::File(e.to_string()))?;
        Self::new(inner)
    }

    /// Around a tokenizer that is there already.
    pub fn new(mut inner: tokenizers::Tokenizer) -> Result<Self, TokenizerError> {
        inner.with_truncation(None).map_err(|e| TokenizerError::File(e.to_string()))?;
        inner.with_padding(None);
        let pair = [("[CLS]", "[SEP]"), ("<s>", "</s>")]
            .into_iter()
            .find_map(|(open, close)| Some((inner.token_to_id(open)?, inner.token_to_id(close)?)));
        let (open, close) = pair.ok_or(TokenizerError::NoSpecials)?;
        let knows_lines = inner.token_to_id("\n").is_some();
        Ok(Self { inner, open, close, neutral: false, knows_lines })
    }

    /// The same tokenizer that reads every text in the masculine form ([`neutral()`]), or not.
    #[must_use]
    pub fn with_neutral(self, neutral: bool) -> Self {
        Self { neutral, ..self }
    }

    /// Id of the token that opens every sequence.
    pub fn open(&self) -> u32 {
        self.open
    }

    /// Id of the token that closes every sequence.
    pub fn close(&self) -> u32 {
        self.close
    }

    /// Id of the token that hides a word from the encoder; `None` where the tokenizer has none.
    pub fn mask(&self) -> Option<u32> {
        self.id("[MASK]").or_else(|| self.id("<mask>"))
    }

    /// Id of a token by its text.
    pub fn id(&self, token: &str) -> Option<u32> {
        self.inner.token_to_id(token)
    }

    /// Rows the word embedding needs.
    pub fn vocab(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// The subwords of `text`.
    pub fn encode(&self, text: &str) -> Result<Tokens, TokenizerError> {
        if !self.neutral {
            return self.encode_as_it_is(text);
        }
        let read = neutral(text);
        let mut tokens = self.encode_as_it_is(&read.text)?;
        tokens.spans.iter_mut().for_each(|span| *span = read.original(*span));
        Ok(tokens)
    }

    fn encode_as_it_is(&self, text: &str) -> Result<Tokens, TokenizerError> {
        let encoding =
            self.inner.encode(text, false).map_err(|error| TokenizerError::Encode(error.to_string()))?;
        let mut tokens = Tokens::default();
        let mut last_word = None;
        let words = encoding.get_word_ids();
        for ((&id, &(start, end)), word) in encoding.get_ids().iter().zip(encoding.get_offsets()).zip(words) {
            let span = inside(text, start, end);
            tokens.starts.push(word.is_none() || *word != last_word);
            tokens.ids.push(id);
            tokens.spans.push(span);
            last_word = *word;
        }
        Ok(if self.knows_lines { tokens } else { mended(text, &tokens, self.close) })
    }

    /// Opens and closes a stretch of ids for the encoder.
    pub fn wrap(&self, ids: &[u32]) -> Vec<u32> {
        let mut all = Vec::with_capacity(ids.len() + 2);
        all.push(self.open);
        all.extend_from_slice(ids);
        all.push(self.close);
        all
    }
}

/// A span on character boundaries without white space at its ends; line breaks stay, as tokens of their own.
fn inside(text: &str, start: usize, end: usize) -> ByteSpan {
    let down = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let span = ByteSpan::new(down(start), down(end.max(start)));
    let trimmed = span.trimmed(text);
    if trimmed.is_empty() { span } else { trimmed }
}
