//! `passerelle models`

use super::args::Models;
use super::output::print;
use super::{Exit, Failure};
use crate::config::Config;
use crate::ops::load::model_files;
use passerelle_models::{ModelError, ModelFiles};

/// Lists or verifies models.
pub fn models(config: &Config, what: &Models) -> Result<Exit, Failure> {
    match what {
        Models::List => {
            print(&described("built-in", ModelFiles::shipped()))?;
            if let Some(folder) = &config.model {
                print(&described(&folder.display().to_string(), ModelFiles::read(folder)))?;
            }
            Ok(Exit::Done)
        }
        Models::Verify { dir } => {
            let files = match dir {
                Some(folder) => ModelFiles::read(folder),
                None => model_files(config),
            };
            let files = files.map_err(Failure::of)?;
            files.verify().map_err(Failure::of)?;
            let manifest = &files.manifest;
            let (name, version) = (&manifest.name, &manifest.version);
            print(&format!("{name} {version}: every file is the one its manifest names\n"))?;
            Ok(Exit::Done)
        }
    }
}

fn described(place: &str, files: Result<ModelFiles, ModelError>) -> String {
    match files {
        Ok(files) => {
            let manifest = &files.manifest;
            let megabytes = files.weights.len() as f64 / 1e6;
            format!(
                "{place}: {} {}, {}, {megabytes:.1} MB, windows of {} tokens, vectors of {}\n",
                manifest.name,
                manifest.version,
                manifest.languages.join(" "),
                manifest.window,
                manifest.vector
            )
        }
        Err(error) => format!("{place}: {error}\n"),
    }
}
