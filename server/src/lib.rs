//! The server and the command line.

pub mod config;
pub mod inference;
