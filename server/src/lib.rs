//! The Passerelle server, library side: data in, figures and matches out.
//!
//! In the order of the data: [`ingest`] reads offers and courses → [`store`] keeps them, [`index`]
//! finds them.

pub mod index;
pub mod ingest;
pub mod store;
pub mod words;
