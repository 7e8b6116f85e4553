//! How good is it? Data sets in, counts and ratios out.
//!
//! Training reads its documents and picks its checkpoints through this crate, so that one definition of F1
//! exists.

pub mod datasets;
pub mod metrics;
