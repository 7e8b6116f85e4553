//! Models as folders: manifest, card, verification by SHA-256, and the default weights.
//!
//! In: a folder, or nothing for the model that ships. Out: [`ModelFiles`], verified bytes that the engine
//! makes an encoder of; and [`GateVerdict`], what the evaluation gate says of a model. No candle and no HTTP here.

pub mod calibration;
pub mod files;
pub mod manifest;
pub mod verdict;

pub use calibration::{Calibration, Curve};
pub use files::{FILES, ModelError, ModelFiles, sha256};
pub use manifest::{Linking, Manifest};
pub use verdict::{GateVerdict, JudgedData, JudgedModel, VerdictError};
