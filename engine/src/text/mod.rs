//! Text and places in it: spans, sentences, normalisation that keeps offsets.

pub mod span;

pub use span::{ByteSpan, CharIndex, CharSpan};
