//! End to end: HTTP and the command line from outside, the shape of the workspace from its metadata.

#![expect(clippy::unwrap_used, reason = "all of it is test code, where a panic is the message")]

mod annotation;
mod arrows;
mod bad_input;
mod candidates;
mod command_line;
mod double;
mod extract;
mod feedback;
mod harness;
mod imports;
mod market;
mod matching;
mod models;
mod openapi;
mod pages;
mod people;
mod protocols;
