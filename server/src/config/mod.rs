//! Configuration: a TOML file, `PASSERELLE_*` variables and flags in; one typed [`Config`] out.
//!
//! A flag wins over its variable, a variable over the file, the file over the default. Nothing else in the
//! program reads the environment.

mod layer;

pub use layer::{Layer, LogFormat};

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The file that is read where none is named and it is there.
pub const FILE: &str = "passerelle.toml";

/// Everything the program can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// What is kept between runs.
    pub data_dir: PathBuf,
    /// The SQLite file.
    pub database: PathBuf,
    /// Folder of the model; `None` is the built-in one.
    pub model: Option<PathBuf>,
    /// Which taxonomy.
    pub taxonomy: TaxonomyChoice,
    /// What is refused at the door.
    pub limits: Limits,
    /// How requests are put together.
    pub inference: InferenceLimits,
    /// How long things may take.
    pub timeouts: Timeouts,
    /// Whether an empty database gets the demonstration market.
    pub demo: bool,
    /// What is logged.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
}

/// Which taxonomy is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaxonomyChoice {
    /// The one imported last, else the starter catalogue.
    Latest,
    /// The starter catalogue.
    Starter,
    /// An imported one, by its tag.
    Imported(String),
}

/// Sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a JSON request.
    pub text_bytes: usize,
    /// Bytes of an uploaded file.
    pub file_bytes: usize,
    /// Documents or texts in one request.
    pub documents: usize,
}

/// The queue in front of the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InferenceLimits {
    /// Requests that may wait.
    pub queue: usize,
    /// Tokens of a batch.
    pub batch_tokens: usize,
}

/// Times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// A request.
    pub request: Duration,
    /// Running requests at shutdown.
    pub drain: Duration,
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is not there or cannot be read.
    #[error("the configuration file {} cannot be read: {error}", path.display())]
    Read {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// The file is not TOML or has unknown or ill-typed keys.
    #[error("the configuration file {} is not right: {error}", path.display())]
    Form {
        /// Which file.
        path: PathBuf,
        /// What the TOML reader said, with the line.
        error: Box<toml::de::Error>,
    },
    /// A number that makes no sense.
    #[error("{name} must be at least 1")]
    Zero {
        /// Which setting.
        name: &'static str,
    },
}

impl Config {
    /// The configuration of `typed` (flags and environment) over a file: `file` where named, else
    /// [`FILE`] where present.
    pub fn load(typed: Layer, file: Option<&Path>) -> Result<Self, ConfigError> {
        let path = file.map(Path::to_path_buf).or_else(|| Some(PathBuf::from(FILE)).filter(|p| p.is_file()));
        let below = path.map_or_else(|| Ok(Layer::default()), |path| read(&path))?;
        Self::of(typed.over(below))
    }

    /// The configuration of one layer over the defaults.
    pub fn of(layer: Layer) -> Result<Self, ConfigError> {
        let data_dir = layer.data_dir.unwrap_or_else(|| "passerelle-data".into());
        Ok(Self {
            listen: layer.listen.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))),
            database: layer.database.unwrap_or_else(|| data_dir.join("market.sqlite")),
            data_dir,
            model: layer.model,
            taxonomy: match layer.taxonomy.as_deref() {
                None => TaxonomyChoice::Latest,
                Some("starter") => TaxonomyChoice::Starter,
                Some(tag) => TaxonomyChoice::Imported(tag.to_owned()),
            },
            limits: Limits {
                text_bytes: positive("text-limit", layer.text_limit, 2_000_000)?,
                file_bytes: positive("file-limit", layer.file_limit, 20_000_000)?,
                documents: 100,
            },
            inference: InferenceLimits {
                queue: positive("queue", layer.queue, 256)?,
                batch_tokens: positive("batch-tokens", layer.batch_tokens, 8192)?,
            },
            timeouts: Timeouts {
                request: Duration::from_secs(layer.timeout.unwrap_or(120).max(1)),
                drain: Duration::from_secs(layer.drain.unwrap_or(20)),
            },
            demo: layer.demo.unwrap_or(true),
            log: layer.log.unwrap_or_else(|| "info".into()),
            log_format: layer.log_format.unwrap_or_default(),
        })
    }
}

fn positive(name: &'static str, value: Option<usize>, default: usize) -> Result<usize, ConfigError> {
    match value.unwrap_or(default) {
        0 => Err(ConfigError::Zero { name }),
        value => Ok(value),
    }
}

fn read(path: &Path) -> Result<Layer, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::Read { path: path.to_path_buf(), error })?;
    toml::from_str(&text)
        .map_err(|error| ConfigError::Form { path: path.to_path_buf(), error: Box::new(error) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        file
    }

    #[test]
    fn what_was_typed_wins_over_the_file_and_the_file_over_the_default() {
        let file = file("listen = \"127.0.0.1:9000\"\nqueue = 7\ndata-dir = \"kept\"\n");
        let typed = Layer { queue: Some(3), ..Layer::default() };
        let config = Config::load(typed, Some(file.path())).unwrap();
        assert_eq!(config.listen.port(), 9000);
        assert_eq!(config.inference.queue, 3);
        assert_eq!(config.database, PathBuf::from("kept/market.sqlite"));
        assert_eq!(config.limits.text_bytes, 2_000_000);
    }

    #[test]
    fn an_unknown_key_and_a_missing_file_are_errors() {
        let misspelt = file("lisen = \"127.0.0.1:9000\"\n");
        let error = Config::load(Layer::default(), Some(misspelt.path())).unwrap_err();
        assert!(error.to_string().contains("lisen"), "{error}");
        let missing = Config::load(Layer::default(), Some(Path::new("nowhere.toml")));
        assert!(matches!(missing, Err(ConfigError::Read { .. })));
    }

    #[test]
    fn a_queue_of_nothing_is_refused() {
        let layer = Layer { queue: Some(0), ..Layer::default() };
        assert!(matches!(Config::of(layer), Err(ConfigError::Zero { name: "queue" })));
    }
}
