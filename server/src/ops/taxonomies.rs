//! Imported taxonomies in the data folder: one JSON file each, and a note which one was imported last.

use crate::config::{Config, TaxonomyChoice};
use passerelle_engine::taxonomy::{JsonError, StarterError, Taxonomy, starter};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The file that names the taxonomy imported last.
const LATEST: &str = "latest";

/// Why there is no taxonomy.
#[derive(Debug, thiserror::Error)]
pub enum TaxonomyStoreError {
    /// A file could not be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Nothing of that name was imported.
    #[error(
        "no taxonomy `{tag}` was imported (there are: {known}); run `passerelle import taxonomy`, or use `starter`"
    )]
    Unknown {
        /// The tag asked for.
        tag: String,
        /// Those there are.
        known: String,
    },
    /// The kept file is damaged or of another version.
    #[error("the taxonomy {tag}: {error}")]
    Json {
        /// Which.
        tag: String,
        /// What is wrong.
        error: JsonError,
    },
    /// The shipped catalogue is damaged: a defect.
    #[error("the starter catalogue: {0}")]
    Starter(#[from] StarterError),
}

/// The taxonomy that the configuration names.
pub fn load(config: &Config) -> Result<Taxonomy, TaxonomyStoreError> {
    let folder = folder(&config.data_dir);
    match &config.taxonomy {
        TaxonomyChoice::Starter => Ok(starter()?),
        TaxonomyChoice::Imported(tag) => read(&folder, tag),
        TaxonomyChoice::Latest => match fs::read_to_string(folder.join(LATEST)) {
            Ok(tag) => read(&folder, tag.trim()),
            Err(_) => Ok(starter()?),
        },
    }
}

/// Keeps an imported taxonomy and notes it as the latest; false where the very same was there already.
pub fn keep(data_dir: &Path, taxonomy: &Taxonomy) -> Result<bool, TaxonomyStoreError> {
    let (folder, tag) = (folder(data_dir), taxonomy.tag());
    let json = taxonomy.to_json().map_err(|error| TaxonomyStoreError::Json { tag: tag.clone(), error })?;
    let path = file(&folder, &tag);
    let changed = fs::read(&path).ok().as_deref() != Some(json.as_bytes());
    if changed {
        write_whole(&path, json.as_bytes()).map_err(|error| TaxonomyStoreError::Io { path, error })?;
    }
    let latest = folder.join(LATEST);
    write_whole(&latest, tag.as_bytes()).map_err(|error| TaxonomyStoreError::Io { path: latest, error })?;
    Ok(changed)
}

/// Tags of the imported taxonomies.
pub fn list(data_dir: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder(data_dir)) else { return Vec::new() };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut tags: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".json").map(ToOwned::to_owned)).collect();
    tags.sort();
    tags
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("taxonomies")
}

fn file(folder: &Path, tag: &str) -> PathBuf {
    // A tag is a name, never a way out of the folder.
    let safe: String = tag
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' })
        .collect();
    folder.join(format!("{safe}.json"))
}

fn read(folder: &Path, tag: &str) -> Result<Taxonomy, TaxonomyStoreError> {
    let json = fs::read_to_string(file(folder, tag)).map_err(|_| TaxonomyStoreError::Unknown {
        tag: tag.to_owned(),
        known: folder
            .parent()
            .map(list)
            .filter(|tags| !tags.is_empty())
            .map_or("none".into(), |t| t.join(", ")),
    })?;
    Taxonomy::from_json(&json).map_err(|error| TaxonomyStoreError::Json { tag: tag.to_owned(), error })
}

/// Writes a file whole or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    fs::write(&beside, bytes)?;
    fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Layer;
    use crate::ingest::double::taxonomy;

    fn config(folder: &Path, choice: TaxonomyChoice) -> Config {
        let layer = Layer { data_dir: Some(folder.to_path_buf()), ..Layer::default() };
        Config { taxonomy: choice, ..Config::of(layer).unwrap() }
    }

    #[test]
    fn the_taxonomy_imported_last_is_used_and_the_same_again_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let latest = || load(&config(folder.path(), TaxonomyChoice::Latest)).unwrap().tag();
        assert!(latest().starts_with("starter-"));
        assert!(keep(folder.path(), &taxonomy()).unwrap());
        assert!(!keep(folder.path(), &taxonomy()).unwrap());
        assert_eq!(latest(), "test-1");
        assert_eq!(list(folder.path()), ["test-1"]);
        let starter = load(&config(folder.path(), TaxonomyChoice::Starter)).unwrap();
        assert!(starter.tag().starts_with("starter-"));
    }

    #[test]
    fn a_taxonomy_that_was_not_imported_is_named_with_those_that_were() {
        let folder = tempfile::tempdir().unwrap();
        keep(folder.path(), &taxonomy()).unwrap();
        let choice = TaxonomyChoice::Imported("../../rome".into());
        let error = load(&config(folder.path(), choice)).unwrap_err();
        assert!(error.to_string().contains("there are: test-1"), "{error}");
    }
}
