//! `passerelle models`

use super::args::Models;
use super::output::print;
use super::{Exit, Failure};
use crate::config::Config;
use crate::ops::registry::{self, RegistryError};
use passerelle_models::{ModelError, ModelFiles};
use std::fmt::Write as _;

/// Lists, verifies, activates models, or goes back.
pub fn models(config: &Config, what: &Models) -> Result<Exit, Failure> {
    let told = match what {
        Models::List => list(config)?,
        Models::Verify { dir } => {
            let files = match dir {
                Some(folder) => ModelFiles::read(folder).map_err(Failure::of)?,
                None => registry::in_service(config).map_err(failure)?,
            };
            files.verify().map_err(Failure::of)?;
            let manifest = &files.manifest;
            format!("{} {}: every file is the one its manifest names\n", manifest.name, manifest.version)
        }
        Models::Activate { dir, verdict } => {
            let verdict = verdict.clone().unwrap_or_else(|| dir.join("verdict.json"));
            let (now, before) = registry::activate(config, dir, &verdict).map_err(failure)?;
            format!(
                "{now} is in service from the next start on, in place of {before}; `passerelle models rollback` \
                 goes back\n"
            )
        }
        Models::Rollback => {
            let (left, now) = registry::rollback(config).map_err(failure)?;
            format!("{now} is in service again from the next start on, in place of {left}\n")
        }
    };
    print(&told)?;
    Ok(Exit::Done)
}

/// What was typed or configured makes no sense, or it could not be done.
fn failure(error: RegistryError) -> Failure {
    match error {
        RegistryError::Configured(_) | RegistryError::NothingBefore | RegistryError::Already(_) => {
            Failure::usage(error)
        }
        RegistryError::Verdict(_) => Failure::input(error),
        RegistryError::Model(_)
        | RegistryError::Engine(_)
        | RegistryError::Refused { .. }
        | RegistryError::OtherCandidate { .. }
        | RegistryError::FloorOnly(_)
        | RegistryError::OtherAgainst { .. }
        | RegistryError::List { .. } => Failure::of(error),
    }
}

fn list(config: &Config) -> Result<String, Failure> {
    let activated = registry::activated(&config.data_dir).map_err(failure)?.models;
    let last = activated.len().checked_sub(1).filter(|_| config.model.is_none());
    let mut out = described(config.model.is_none() && last.is_none(), "built-in", ModelFiles::shipped());
    for (at, entry) in activated.iter().enumerate() {
        let place = registry::place(&config.data_dir, entry);
        let _ = write!(out, "{}", described(Some(at) == last, "activated", ModelFiles::read(&place)));
    }
    if let Some(folder) = &config.model {
        let _ = write!(out, "{}", described(true, &folder.display().to_string(), ModelFiles::read(folder)));
    }
    Ok(out)
}

fn described(in_service: bool, place: &str, files: Result<ModelFiles, ModelError>) -> String {
    let mark = if in_service { '*' } else { ' ' };
    match files {
        Ok(files) => {
            let manifest = &files.manifest;
            let megabytes = files.weights.len() as f64 / 1e6;
            format!(
                "{mark} {place}: {} {}, {}, {megabytes:.1} MB, windows of {} tokens, vectors of {}, {}\n",
                manifest.name,
                manifest.version,
                manifest.languages.join(" "),
                manifest.window,
                manifest.vector,
                &files.fingerprint()[..12]
            )
        }
        Err(error) => format!("{mark} {place}: {error}\n"),
    }
}
