//! The Passerelle server, library side: data in, figures and matches out.
//!
//! In the order of the data: [`ingest`] reads offers and courses → [`store`] keeps them, [`index`]
//! finds them → [`matching`] people to occupations → [`market`] demand, supply and gaps.

pub mod index;
pub mod ingest;
pub mod market;
pub mod matching;
pub mod store;
pub mod words;
