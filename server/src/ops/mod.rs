//! Everything put together: a configuration in; a running [`App`] out.
//!
//! [`load`] reads model and taxonomy → [`App::assemble`] opens store and index around them →
//! [`App::warm_up`] loads the demonstration market, fills the index and prepares matching.

mod app;
mod catalogue;
pub mod imports;
pub mod load;
pub mod registry;
pub mod taxonomies;
pub mod telemetry;
mod vectors;
mod warm;

pub use app::{App, AppError, Loaded};
pub use catalogue::Catalogue;
pub use warm::{Phase, Step};
