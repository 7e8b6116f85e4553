//! Parameters to a model folder that the engine serves: `config.json`, `tokenizer.json`,
//! `model.safetensors` in half precision, `model.toml` with the checksums.

use crate::params::Params;
use anyhow::{Context, Result};
use candle_core::DType;
use passerelle_engine::encoder::EncoderConfig;
use passerelle_models::{FILES, Manifest, sha256};
use std::collections::HashMap;
use std::path::Path;

/// Parameters that only training needs.
const LEFT_OUT: &str = "mlm.";

/// Writes a model.
pub fn write(
    folder: &Path,
    params: &Params,
    config: &EncoderConfig,
    tokenizer: &Path,
    mut manifest: Manifest,
) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let mut tensors = HashMap::new();
    for (name, tensor) in params.tensors() {
        if !name.starts_with(LEFT_OUT) {
            tensors.insert(name, tensor.to_dtype(DType::F16)?);
        }
    }
    candle_core::safetensors::save(&tensors, folder.join("model.safetensors"))?;
    std::fs::copy(tokenizer, folder.join("tokenizer.json"))?;
    std::fs::write(folder.join("config.json"), serde_json::to_string_pretty(&config.to_json())?)?;
    for file in FILES {
        let bytes = std::fs::read(folder.join(file))?;
        manifest.files.insert(file.to_owned(), sha256(&bytes));
    }
    std::fs::write(folder.join("model.toml"), manifest.to_toml()?)?;
    Ok(())
}
