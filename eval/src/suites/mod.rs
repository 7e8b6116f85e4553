//! Suites: a data set, a system, a report.

pub mod agreement;
pub mod linking;
pub mod matching;
pub mod ner;

pub use ner::{NerReport, Run, evaluate, run};
