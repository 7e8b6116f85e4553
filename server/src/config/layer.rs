//! What was typed: every setting optional, the same names in the file, the environment and the flags.

use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Settings as they were written somewhere; an absent one is left to the next layer.
#[derive(Debug, Clone, Default, PartialEq, Eq, clap::Args, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
#[command(next_help_heading = "Settings")]
pub struct Layer {
    /// Address and port to listen on. Beyond 127.0.0.1 everyone who reaches the port can use it
    /// [default: 127.0.0.1:8080]
    #[arg(long, global = true, env = "PASSERELLE_LISTEN", value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,

    /// Folder for what is kept between runs: database, imported taxonomies [default: ./passerelle-data]
    #[arg(long, global = true, env = "PASSERELLE_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// SQLite file [default: market.sqlite in the data folder]
    #[arg(long, global = true, env = "PASSERELLE_DATABASE", value_name = "FILE")]
    pub database: Option<PathBuf>,

    /// Folder of a model; its checksums are verified before it is used [default: the built-in model]
    #[arg(long, global = true, env = "PASSERELLE_MODEL", value_name = "DIR")]
    pub model: Option<PathBuf>,

    /// `starter`, or the tag of an imported taxonomy such as `rome-v460`. With another taxonomy, offers and
    /// courses must be imported again [default: the one imported last, else `starter`]
    #[arg(long, global = true, env = "PASSERELLE_TAXONOMY", value_name = "TAG")]
    pub taxonomy: Option<String>,

    /// Largest JSON request, bytes; larger ones get 413 [default: 2000000]
    #[arg(long, global = true, env = "PASSERELLE_TEXT_LIMIT", value_name = "BYTES")]
    pub text_limit: Option<usize>,

    /// Largest uploaded file, bytes; larger ones get 413 [default: 20000000]
    #[arg(long, global = true, env = "PASSERELLE_FILE_LIMIT", value_name = "BYTES")]
    pub file_limit: Option<usize>,

    /// Requests that may wait for the model; beyond it they get 429 at once [default: 256]
    #[arg(long, global = true, env = "PASSERELLE_QUEUE", value_name = "N")]
    pub queue: Option<usize>,

    /// Tokens run through the model together; more is faster overall, fewer answers sooner [default: 8192]
    #[arg(long, global = true, env = "PASSERELLE_BATCH_TOKENS", value_name = "N")]
    pub batch_tokens: Option<usize>,

    /// Seconds after which a request is given up with 503 [default: 120]
    #[arg(long, global = true, env = "PASSERELLE_TIMEOUT", value_name = "SECONDS")]
    pub timeout: Option<u64>,

    /// Seconds that running requests get to finish when the server is asked to stop [default: 20]
    #[arg(long, global = true, env = "PASSERELLE_DRAIN", value_name = "SECONDS")]
    pub drain: Option<u64>,

    /// Load the demonstration market into an empty database: `true` or `false` [default: true]
    #[arg(long, global = true, env = "PASSERELLE_DEMO", value_name = "BOOL")]
    pub demo: Option<bool>,

    /// What is logged, as `level` or `target=level,…` [default: info]
    #[arg(long, global = true, env = "PASSERELLE_LOG", value_name = "FILTER")]
    pub log: Option<String>,

    /// `text` for people, `json` for collectors [default: text]
    #[arg(long, global = true, env = "PASSERELLE_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl Layer {
    /// This layer, with `below` where it says nothing.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        Self {
            listen: self.listen.or(below.listen),
            data_dir: self.data_dir.or(below.data_dir),
            database: self.database.or(below.database),
            model: self.model.or(below.model),
            taxonomy: self.taxonomy.or(below.taxonomy),
            text_limit: self.text_limit.or(below.text_limit),
            file_limit: self.file_limit.or(below.file_limit),
            queue: self.queue.or(below.queue),
            batch_tokens: self.batch_tokens.or(below.batch_tokens),
            timeout: self.timeout.or(below.timeout),
            drain: self.drain.or(below.drain),
            demo: self.demo.or(below.demo),
            log: self.log.or(below.log),
            log_format: self.log_format.or(below.log_format),
        }
    }
}
