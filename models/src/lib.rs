//! Models as folders: manifest, card, verification by SHA-256, and the default weights.
//!
//! In: a folder, or nothing for the model that ships. Out: [`ModelFiles`], verified bytes that the engine
//! makes an encoder of. No candle and no HTTP here.

pub mod calibration;
pub mod files;
pub mod manifest;

pub use calibration::{Calibration, Curve};
pub use files::{FILES, ModelError, ModelFiles, sha256};
pub use manifest::{Linking, Manifest};
