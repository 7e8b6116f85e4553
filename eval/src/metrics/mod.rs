//! Counts first, ratios derived from them.

pub mod bootstrap;
pub mod muc;
pub mod ranking;
pub mod reliability;
pub mod spans;

pub use bootstrap::{Difference, Interval};
pub use muc::{MucCounts, Outcome, align};
pub use reliability::{Judged, Reliability};
pub use spans::{Counts, count_partial, count_strict, count_untyped};
