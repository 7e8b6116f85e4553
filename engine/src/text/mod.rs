//! Text and places in it: spans, sentences, normalisation that keeps offsets.

pub mod gender;
pub mod key;
pub mod neutral;
mod neutral_words;
pub mod normalise;
pub mod sentences;
pub mod span;

pub use gender::gender_forms;
pub use key::key;
pub use neutral::neutral;
pub use normalise::Normalised;
pub use sentences::sentences;
pub use span::{ByteSpan, CharIndex, CharSpan};
