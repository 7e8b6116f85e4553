//! The files of a model, read and verified.

use crate::Manifest;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::Path;

/// The files a manifest has checksums of.
pub const FILES: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

/// What can be wrong with a model.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// A file cannot be read.
    #[error(
        "{path}: {reason}; a model folder holds model.toml, config.json, tokenizer.json, model.safetensors"
    )]
    Io {
        /// Which file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// `model.toml` is not a manifest.
    #[error("model.toml: {0}")]
    Manifest(String),
    /// A file is not the one the manifest speaks of.
    #[error("{file}: its SHA-256 is {actual}, model.toml says {expected}; fetch or train the model again")]
    Checksum {
        /// Which file.
        file: String,
        /// As the manifest says.
        expected: String,
        /// As it is.
        actual: String,
    },
}

/// A model: its manifest and the bytes of its files.
#[derive(Debug, Clone)]
pub struct ModelFiles {
    /// What it is.
    pub manifest: Manifest,
    /// `config.json`
    pub config: Cow<'static, [u8]>,
    /// `tokenizer.json`
    pub tokenizer: Cow<'static, [u8]>,
    /// `model.safetensors`
    pub weights: Cow<'static, [u8]>,
}

impl ModelFiles {
    /// The model that ships with the program.
    pub fn shipped() -> Result<Self, ModelError> {
        let manifest = parse(include_str!("../default/model.toml"))?;
        Ok(Self {
            manifest,
            config: Cow::Borrowed(include_bytes!("../default/config.json")),
            tokenizer: Cow::Borrowed(include_bytes!("../default/tokenizer.json")),
            weights: Cow::Borrowed(include_bytes!("../default/model.safetensors")),
        })
    }

    /// The model of a folder, verified.
    pub fn read(folder: &Path) -> Result<Self, ModelError> {
        let read = |file: &str| {
            let path = folder.join(file);
            std::fs::read(&path).map_err(|error| ModelError::Io {
                path: path.display().to_string(),
                reason: error.to_string(),
            })
        };
        let manifest = parse(&String::from_utf8_lossy(&read("model.toml")?))?;
        let files = Self {
            manifest,
            config: Cow::Owned(read("config.json")?),
            tokenizer: Cow::Owned(read("tokenizer.json")?),
            weights: Cow::Owned(read("model.safetensors")?),
        };
        files.verify()?;
        Ok(files)
    }

    /// Compares each file with its checksum.
    pub fn verify(&self) -> Result<(), ModelError> {
        for (file, bytes) in FILES.into_iter().zip([&self.config, &self.tokenizer, &self.weights]) {
            let expected = self.manifest.files.get(file).cloned().unwrap_or_else(|| "nothing".into());
            let actual = sha256(bytes);
            if expected != actual {
                return Err(ModelError::Checksum { file: file.into(), expected, actual });
            }
        }
        Ok(())
    }
}

fn parse(manifest: &str) -> Result<Manifest, ModelError> {
    toml::from_str(manifest).map_err(|error| ModelError::Manifest(error.to_string()))
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_that_ships_is_the_one_its_manifest_speaks_of() {
        let files = ModelFiles::shipped().expect("a manifest");
        files.verify().expect("every checksum holds");
        assert_eq!(files.manifest.files.len(), FILES.len());
    }

    #[test]
    fn a_file_that_was_changed_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let shipped = ModelFiles::shipped().expect("a manifest");
        let write =
            |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("written");
        write("model.toml", shipped.manifest.to_toml().expect("TOML").as_bytes());
        write("config.json", &shipped.config);
        write("model.safetensors", &shipped.weights);
        write("tokenizer.json", b"{}");
        let error = ModelFiles::read(folder.path()).expect_err("another tokenizer");
        assert!(error.to_string().starts_with("tokenizer.json: its SHA-256 is"), "{error}");
    }

    #[test]
    fn a_folder_without_a_model_says_what_belongs_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = ModelFiles::read(folder.path()).expect_err("empty");
        assert!(error.to_string().contains("a model folder holds model.toml"), "{error}");
    }
}
