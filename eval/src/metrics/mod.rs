//! Counts first, ratios derived from them.

pub mod bootstrap;
pub mod spans;

pub use bootstrap::Interval;
pub use spans::{Counts, count_partial, count_strict, count_untyped};
