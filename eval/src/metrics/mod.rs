//! Counts first, ratios derived from them.

pub mod spans;

pub use spans::{Counts, count_strict};
