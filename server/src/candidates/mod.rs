//! Candidates for new concepts: mentions that no concept was found for in; groups of wordings that say the same,
//! with their counts, examples and nearest concepts, out.
//!
//! [`forms`] counts wordings by their normal form → the model says where each lies among the concepts →
//! [`mod@cluster`] groups forms that are alike in letters and vector → [`report`] adds sentences.

pub mod cluster;
pub mod forms;
pub mod report;

pub use cluster::{Cluster, cluster};
pub use forms::{Form, Forms};
pub use report::{Candidate, Candidates, Example, Settings, candidates};

#[cfg(test)]
mod tests;
