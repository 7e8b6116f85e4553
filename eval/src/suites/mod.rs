//! Suites: a data set, a system, a report.

pub mod ner;

pub use ner::{NerReport, evaluate};
