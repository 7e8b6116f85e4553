//! How good is it? Data sets in, counts and ratios out.
//!
//! Training reads its documents and picks its checkpoints through this crate, so that one definition of F1
//! exists. [`datasets`] reads, [`systems`] find, [`metrics`] count, [`suites`] put the three together, and
//! [`gate`] says whether a model may replace another. [`calibration`] makes probabilities of confidences.

pub mod blackbox;
pub mod bm25;
pub mod calibration;
pub mod datasets;
pub mod gate;
pub mod metrics;
pub mod perturb;
pub mod report;
pub mod suites;
pub mod systems;
pub mod verdict;
