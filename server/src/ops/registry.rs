//! Which model is in service: the built-in one until another is activated. Activated models are copied to the
//! data folder, with a list of those before them, so that going back needs nothing from elsewhere.

use crate::config::Config;
use passerelle_engine::model::{Model, ModelError as EngineError};
use passerelle_models::{GateVerdict, JudgedModel, ModelError, ModelFiles, VerdictError};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The file that lists the activated models.
const LIST: &str = "activated.json";
/// The verdict beside an activated model.
const VERDICT: &str = "verdict.json";

/// Why the model in service stays.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// A model cannot be read.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The verdict cannot be read.
    #[error(transparent)]
    Verdict(#[from] VerdictError),
    /// The model's files are sound, but no model can be made of them.
    #[error("the model cannot be used: {0}")]
    Engine(#[from] EngineError),
    /// The configuration names a model.
    #[error(
        "the configuration names the model {0}, which goes before any activated one; take --model away first"
    )]
    Configured(String),
    /// The gate refused.
    #[error("the gate refused {model}: {reasons}")]
    Refused {
        /// The candidate.
        model: String,
        /// Why.
        reasons: String,
    },
    /// The verdict is about another model.
    #[error(
        "the verdict is about {judged} ({fingerprint}), not about the model in {folder}; run the gate on that"
    )]
    OtherCandidate {
        /// The model of the verdict.
        judged: String,
        /// Its fingerprint.
        fingerprint: String,
        /// The folder that was named.
        folder: String,
    },
    /// The verdict compares with nothing.
    #[error("the verdict compares {0} with a floor only; run the gate with --against the model in service")]
    FloorOnly(String),
    /// The verdict compares with another model than the one in service.
    #[error("the gate compared with {judged}, in service is {in_service}; run the gate against that")]
    OtherAgainst {
        /// The model compared with.
        judged: String,
        /// The model in service.
        in_service: String,
    },
    /// It is in service already.
    #[error("{0} is in service already")]
    Already(String),
    /// There is nothing to go back to.
    #[error("no model was activated before; the built-in one is in service")]
    NothingBefore,
    /// The list of activated models.
    #[error("{}: {reason}; delete it to go back to the built-in model", path.display())]
    List {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

/// The activated models, oldest first; the last is in service, the built-in one where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activated {
    /// What was activated.
    pub models: Vec<Entry>,
}

/// An activated model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Name and version.
    pub name: String,
    /// Its folder within the models of the data folder.
    pub folder: String,
}

/// The list of a data folder; empty where nothing was activated.
pub fn activated(data_dir: &Path) -> Result<Activated, RegistryError> {
    let path = folder(data_dir).join(LIST);
    let failed = |reason: String| RegistryError::List { path: path.clone(), reason };
    match fs::read_to_string(&path) {
        Ok(json) => serde_json::from_str(&json).map_err(|error| failed(error.to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Activated::default()),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// Where an entry's files are.
pub fn place(data_dir: &Path, entry: &Entry) -> PathBuf {
    folder(data_dir).join(&entry.folder)
}

/// The files of the model in service, verified: the configured one, else the one activated last, else the
/// built-in one.
pub fn in_service(config: &Config) -> Result<ModelFiles, RegistryError> {
    if let Some(folder) = &config.model {
        return Ok(ModelFiles::read(folder)?);
    }
    match activated(&config.data_dir)?.models.last() {
        Some(entry) => Ok(ModelFiles::read(&place(&config.data_dir, entry))?),
        None => Ok(ModelFiles::shipped()?),
    }
}

/// Puts the model of a folder in service from the next start on, where the verdict says that it may; its name
/// and that of the one before.
pub fn activate(
    config: &Config,
    candidate: &Path,
    verdict: &Path,
) -> Result<(String, String), RegistryError> {
    if let Some(folder) = &config.model {
        return Err(RegistryError::Configured(folder.display().to_string()));
    }
    let files = ModelFiles::read(candidate)?;
    let before = JudgedModel::of(&in_service(config)?);
    let judged = GateVerdict::read(verdict)?;
    let entry = check(&judged, &JudgedModel::of(&files), &before, candidate)?;
    // A model that cannot be loaded would keep the server from its next start.
    Model::new(&files)?;
    let mut list = activated(&config.data_dir)?;
    let place = place(&config.data_dir, &entry);
    files.write(&place)?;
    judged.write(&place.join(VERDICT))?;
    let name = entry.name.clone();
    list.models.push(entry);
    keep(&config.data_dir, &list)?;
    Ok((name, before.name))
}

/// Goes back to the model before, from the next start on; the names of both, the one gone back to second.
pub fn rollback(config: &Config) -> Result<(String, String), RegistryError> {
    if let Some(folder) = &config.model {
        return Err(RegistryError::Configured(folder.display().to_string()));
    }
    let mut list = activated(&config.data_dir)?;
    let left = list.models.pop().ok_or(RegistryError::NothingBefore)?;
    // Read first: going back to a damaged model would be worse than staying.
    let back = match list.models.last() {
        Some(entry) => ModelFiles::read(&place(&config.data_dir, entry))?,
        None => ModelFiles::shipped()?,
    };
    keep(&config.data_dir, &list)?;
    Ok((left.name, back.name()))
}

fn check(
    verdict: &GateVerdict,
    candidate: &JudgedModel,
    before: &JudgedModel,
    folder: &Path,
) -> Result<Entry, RegistryError> {
    if candidate.fingerprint == before.fingerprint {
        return Err(RegistryError::Already(before.name.clone()));
    }
    let JudgedModel { name, fingerprint } = verdict.candidate.clone();
    if fingerprint != candidate.fingerprint {
        let folder = folder.display().to_string();
        return Err(RegistryError::OtherCandidate { judged: name, fingerprint, folder });
    }
    let against = verdict.against.as_ref().ok_or_else(|| RegistryError::FloorOnly(name.clone()))?;
    if against.fingerprint != before.fingerprint {
        let (judged, in_service) = (against.name.clone(), before.name.clone());
        return Err(RegistryError::OtherAgainst { judged, in_service });
    }
    if !verdict.passed {
        return Err(RegistryError::Refused { model: name, reasons: verdict.reasons.join("; ") });
    }
    let safe = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' });
    let folder = format!("{}-{}", safe.collect::<String>(), &fingerprint[..12]);
    Ok(Entry { name, folder })
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("models")
}

fn keep(data_dir: &Path, list: &Activated) -> Result<(), RegistryError> {
    let path = folder(data_dir).join(LIST);
    let failed = |reason: String| RegistryError::List { path: path.clone(), reason };
    let json = serde_json::to_vec_pretty(list).map_err(|error| failed(error.to_string()))?;
    super::taxonomies::write_whole(&path, &json).map_err(|error| failed(error.to_string()))
}

#[cfg(test)]
#[path = "registry_tests.rs"]
mod tests;
