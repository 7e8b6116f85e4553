//! Text to token ids and back: subwords with their place in the original text, words, windows.
//!
//! In: a text. Out: [`Tokens`], whose spans cut out of the original what each subword stands for, however
//! the tokenizer normalises; and [`windows()`] over them that fit the encoder.

pub mod hints;
pub mod lexicon;
pub mod tokenizer;
pub mod windows;
mod words;

#[cfg(test)]
mod foreign_tests;

pub use hints::{Hints, SHAPE_ROWS};
pub use lexicon::{LEXICON_ROWS, Lexicon};
pub use tokenizer::{Tokenizer, TokenizerError, Tokens};
pub use windows::{Window, windows};
