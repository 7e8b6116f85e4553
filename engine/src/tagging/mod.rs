//! Tags to spans: the seven labels, the BIO scheme, decoding, and the merge of overlapping windows.

pub mod label;

pub use label::Label;
