//! The Passerelle server and command line, library side.
//!
//! In the order of the data: [`ingest`] reads offers and courses → [`store`] keeps them, [`index`] finds
//! them → [`inference`] runs the model → [`matching`] people to occupations → [`market`] demand, supply and
//! gaps → [`candidates`] for new concepts, [`annotation`] corrections and doubtful texts to people and back → [`http`] and [`cli`] answer. [`config`] is read once, [`ops`] puts all of it together.

pub mod annotation;
pub mod candidates;
pub mod cli;
pub mod config;
pub mod http;
pub mod index;
pub mod inference;
pub mod ingest;
pub mod market;
pub mod matching;
pub mod ops;
pub mod store;
pub mod words;
