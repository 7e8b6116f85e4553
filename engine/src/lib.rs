//! From a document to skills, pure and synchronous: bytes or text in; spans, concepts and vectors out.
//!
//! The folders stand in the order of the data:
//! [`document`] → [`text`] → [`tokens`] → [`batch`] → [`encoder`] → [`tagging`] and [`embedding`] →
//! [`linking`] against a [`taxonomy`]; [`pipeline`] is the list of these stages.

pub mod batch;
pub mod document;
pub mod embedding;
pub mod encoder;
pub mod linking;
pub mod model;
pub mod pipeline;
pub mod tagging;
pub mod taxonomy;
pub mod text;
pub mod tokens;
