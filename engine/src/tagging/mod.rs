//! Tags to spans: the seven labels, the BIO scheme, and its decoding.
//!
//! In: the scores of every word of a text (the kept parts of all windows in a row). Out: labelled spans with
//! a confidence, sorted, without overlap. Because windows are merged before decoding, no span is cut at
//! their borders.

pub mod bio;
pub mod calibrate;
pub mod crf;
pub mod decode;
pub mod doubt;
pub mod edges;
pub mod label;

pub use bio::{TAGS, Tag};
pub use calibrate::Calibrator;
pub use decode::{TaggedSpan, decode};
pub use doubt::doubt;
pub use label::Label;
