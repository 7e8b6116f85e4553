//! What the evaluation gate says of a model, as a file: what it was about, and a seal that shows whether
//! somebody has changed it since.
//!
//! `passerelle-eval gate --out` writes it, `passerelle models activate` reads it. The seal is a SHA-256 of the
//! content: it catches mistakes and files that do not belong together, not somebody who recomputes it.

use crate::files::sha256;
use crate::{ModelError, ModelFiles};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The version of the form.
const FORM: u32 = 1;

/// What the gate says of a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GateVerdict {
    /// Version of the form, 1.
    pub form: u32,
    /// True where the candidate may go into service.
    pub passed: bool,
    /// One sentence a reason.
    pub reasons: Vec<String>,
    /// The model that was judged.
    pub candidate: JudgedModel,
    /// The model it was compared with; none where it only had to hold a floor.
    pub against: Option<JudgedModel>,
    /// The documents it was judged on.
    pub data: JudgedData,
    /// SHA-256 of everything above.
    #[serde(default)]
    pub seal: String,
}

/// A model as the gate saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedModel {
    /// Name and version.
    pub name: String,
    /// [`ModelFiles::fingerprint`].
    pub fingerprint: String,
}

/// The documents of a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JudgedData {
    /// SHA-256 of the documents and their annotations.
    pub checksum: String,
    /// How many there are.
    pub documents: usize,
    /// Which split they are.
    pub split: String,
}

/// What can be wrong with a verdict.
#[derive(Debug, thiserror::Error)]
pub enum VerdictError {
    /// It cannot be read or written.
    #[error("{path}: {reason}; `passerelle-eval gate --out FILE` writes a verdict")]
    Io {
        /// Which file.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// It is none.
    #[error("{path} is no verdict of the gate: {reason}")]
    Form {
        /// Which file.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// It was changed.
    #[error("{path} was changed after the gate wrote it: its seal does not fit; run the gate again")]
    Seal {
        /// Which file.
        path: String,
    },
}

impl JudgedModel {
    /// A model by its files.
    pub fn of(files: &ModelFiles) -> Self {
        Self { name: files.name(), fingerprint: files.fingerprint() }
    }
}

impl GateVerdict {
    /// A sealed verdict.
    pub fn new(
        passed: bool,
        reasons: Vec<String>,
        candidate: JudgedModel,
        against: Option<JudgedModel>,
        data: JudgedData,
    ) -> Self {
        let open = Self { form: FORM, passed, reasons, candidate, against, data, seal: String::new() };
        Self { seal: open.expected(), ..open }
    }

    /// Reads a verdict and checks its seal.
    pub fn read(path: &Path) -> Result<Self, VerdictError> {
        let name = path.display().to_string();
        let json = std::fs::read_to_string(path)
            .map_err(|error| VerdictError::Io { path: name.clone(), reason: error.to_string() })?;
        let verdict: Self = serde_json::from_str(&json)
            .map_err(|error| VerdictError::Form { path: name.clone(), reason: error.to_string() })?;
        if verdict.form != FORM {
            let reason = format!("it is of form {}, this program reads {FORM}", verdict.form);
            return Err(VerdictError::Form { path: name, reason });
        }
        if verdict.seal == verdict.expected() { Ok(verdict) } else { Err(VerdictError::Seal { path: name }) }
    }

    /// Writes the verdict.
    pub fn write(&self, path: &Path) -> Result<(), VerdictError> {
        let failed = |reason: String| VerdictError::Io { path: path.display().to_string(), reason };
        let json = serde_json::to_string_pretty(self).map_err(|error| failed(error.to_string()))?;
        std::fs::write(path, json + "\n").map_err(|error| failed(error.to_string()))
    }

    fn expected(&self) -> String {
        let open = Self { seal: String::new(), ..self.clone() };
        // Plain fields in the order of the type: always the same JSON.
        sha256(&serde_json::to_vec(&open).unwrap_or_default())
    }
}

impl ModelFiles {
    /// Name and version, as in every answer.
    pub fn name(&self) -> String {
        format!("{} {}", self.manifest.name, self.manifest.version)
    }

    /// One SHA-256 for the whole model: its files, by the checksums they have, and its manifest.
    pub fn fingerprint(&self) -> String {
        let files = [&self.config, &self.tokenizer, &self.weights].map(|bytes| sha256(bytes));
        let manifest = self.manifest.to_toml().unwrap_or_default();
        sha256(format!("{}\n{manifest}", files.join("\n")).as_bytes())
    }

    /// Writes the model to a folder, which is created where absent.
    pub fn write(&self, folder: &Path) -> Result<(), ModelError> {
        let failed =
            |path: &Path, reason: String| ModelError::Io { path: path.display().to_string(), reason };
        std::fs::create_dir_all(folder).map_err(|error| failed(folder, error.to_string()))?;
        let manifest = self.manifest.to_toml().map_err(|error| failed(folder, error.to_string()))?;
        let files: [(&str, &[u8]); 4] = [
            ("config.json", &self.config),
            ("tokenizer.json", &self.tokenizer),
            ("model.safetensors", &self.weights),
            // Last: a folder with a manifest is whole.
            ("model.toml", manifest.as_bytes()),
        ];
        for (name, bytes) in files {
            let path = folder.join(name);
            std::fs::write(&path, bytes).map_err(|error| failed(&path, error.to_string()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict() -> GateVerdict {
        let shipped = JudgedModel::of(&ModelFiles::shipped().expect("a manifest"));
        let data = JudgedData { checksum: "0".into(), documents: 3, split: "test".into() };
        GateVerdict::new(true, vec!["better".into()], shipped.clone(), Some(shipped), data)
    }

    #[test]
    fn a_verdict_survives_the_file_and_a_changed_one_is_found_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("verdict.json");
        verdict().write(&path).expect("written");
        assert_eq!(GateVerdict::read(&path).expect("as written"), verdict());
        let json = std::fs::read_to_string(&path).expect("there");
        std::fs::write(&path, json.replace("\"documents\": 3", "\"documents\": 300")).expect("written");
        assert!(matches!(GateVerdict::read(&path), Err(VerdictError::Seal { .. })));
        std::fs::write(&path, "{}").expect("written");
        assert!(matches!(GateVerdict::read(&path), Err(VerdictError::Form { .. })));
    }

    #[test]
    fn a_written_model_has_the_same_fingerprint_and_another_one_has_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let shipped = ModelFiles::shipped().expect("a manifest");
        shipped.write(folder.path()).expect("written");
        let back = ModelFiles::read(folder.path()).expect("whole");
        assert_eq!(back.fingerprint(), shipped.fingerprint());
        let mut other = back;
        other.manifest.linking.threshold += 0.01;
        assert_ne!(other.fingerprint(), shipped.fingerprint());
    }
}
