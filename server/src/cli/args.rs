//! What can be typed.

use super::queue::args::QueueArgs;
use crate::config::Layer;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Skills in job offers, CVs and courses: serve, tag, import, match.
///
/// Without a command, starts the server on 127.0.0.1:8080 with the built-in model, the starter catalogue and
/// a demonstration market. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some records were
/// refused, 4 unreadable input.
#[derive(Debug, Parser)]
#[command(name = "passerelle", version, max_term_width = 100)]
pub struct Cli {
    /// What to do; `serve` where absent.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Configuration file; flags and environment win over it [default: passerelle.toml, where present]
    #[arg(long, global = true, env = "PASSERELLE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Settings of the server.
    #[command(flatten)]
    pub settings: Layer,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server
    Serve,
    /// Tag JSON Lines {"id", "text"}: the same lines with "spans" and "concepts"
    Tag(TagArgs),
    /// Import a taxonomy, offers or courses
    Import(ImportArgs),
    /// Find the occupations that fit a CV or another document
    Match(MatchArgs),
    /// Show where courses miss what employers ask for
    Gaps(GapsArgs),
    /// Wordings that no concept was found for
    Concepts(ConceptsArgs),
    /// Texts for people to annotate: corrections of answers, and what the model is unsure of
    Queue(QueueArgs),
    /// List, verify, activate models, and go back
    Models(ModelsArgs),
    /// Fit the weights of matching on judged profiles; for developers
    #[command(hide = true)]
    FitMatching(FitArgs),
}

/// `tag`
#[derive(Debug, Args)]
pub struct TagArgs {
    /// Files of JSON Lines; standard input where absent or `-`
    pub files: Vec<PathBuf>,
}

/// `import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// What to import.
    #[command(subcommand)]
    pub what: Import,
}

/// What can be imported.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// An official taxonomy; it is used from the next start on
    Taxonomy {
        /// Which source
        source: Source,
        /// Folder of its export
        dir: PathBuf,
    },
    /// Job offers, France Travail's JSON or JSON Lines
    Offers {
        /// Files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Courses, LHEO XML
    Trainings {
        /// Files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
}

/// Sources of taxonomies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Source {
    /// ROME 4.0, the folder of CSV files
    Rome,
    /// ESCO, the folder of CSV files
    Esco,
}

/// `match`
#[derive(Debug, Args)]
pub struct MatchArgs {
    /// PDF, DOCX, ODT, HTML or text
    pub file: PathBuf,
    /// The whole answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// `fit-matching`
#[derive(Debug, Args)]
pub struct FitArgs {
    /// JSON Lines {"text", "relevant": {code: grade}}; never those that matching is measured on
    pub profiles: PathBuf,
    /// Where the weights are written: server/src/matching/weights.json, built in from the next build on
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `gaps`
#[derive(Debug, Args)]
pub struct GapsArgs {
    /// Code of an occupation; without it and `--domain`, every occupation that has offers
    #[arg(long, value_name = "CODE")]
    pub occupation: Option<String>,
    /// First characters of the codes of a domain
    #[arg(long, value_name = "PREFIX")]
    pub domain: Option<String>,
    /// Code of a département
    #[arg(long, value_name = "CODE")]
    pub territory: Option<String>,
    /// First month
    #[arg(long, value_name = "YYYY-MM")]
    pub since: Option<String>,
    /// Last month
    #[arg(long, value_name = "YYYY-MM")]
    pub until: Option<String>,
    /// Gaps shown of each occupation, 1 to 100
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// How to show them
    #[arg(long, value_enum, default_value_t = Form::Table)]
    pub format: Form,
}

/// Forms of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people
    Table,
    /// As over HTTP
    Json,
    /// One line a gap
    Csv,
}

/// `concepts`
#[derive(Debug, Args)]
pub struct ConceptsArgs {
    /// What to do.
    #[command(subcommand)]
    pub what: Concepts,
}

/// What can be done with concepts.
#[derive(Debug, Subcommand)]
pub enum Concepts {
    /// Group the mentions of offers and courses that have no concept: candidates for new ones
    Candidates(CandidatesArgs),
}

/// `concepts candidates`
#[derive(Debug, Args)]
pub struct CandidatesArgs {
    /// Documents a candidate must stand in
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub at_least: u64,
    /// One label only, such as KNOWLEDGE
    #[arg(long, value_name = "LABEL")]
    pub label: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: usize,
    /// Wordings that are grouped, the most frequent; time grows with their number
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    pub forms: usize,
    /// JSON, as over HTTP
    #[arg(long)]
    pub json: bool,
    /// CSV, one line a candidate
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

/// `models`
#[derive(Debug, Args)]
pub struct ModelsArgs {
    /// What to do.
    #[command(subcommand)]
    pub what: Models,
}

/// What can be done with models.
#[derive(Debug, Subcommand)]
pub enum Models {
    /// Show the built-in model, the activated ones and the configured one; `*` is in service
    List,
    /// Compare the files of a model with its checksums
    Verify {
        /// Folder of the model; the one in service where absent
        dir: Option<PathBuf>,
    },
    /// Put a model in service that the gate has accepted; a running server takes it over when it is restarted
    Activate {
        /// Folder of the model
        dir: PathBuf,
        /// What `passerelle-eval gate --against … --out FILE` wrote [default: verdict.json in the folder]
        #[arg(long, value_name = "FILE")]
        verdict: Option<PathBuf>,
    },
    /// Go back to the model that was in service before
    Rollback,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn settings_may_stand_before_or_behind_the_command() {
        let before = Cli::parse_from(["passerelle", "--queue", "3", "gaps", "--territory", "31"]);
        let behind = Cli::parse_from(["passerelle", "gaps", "--territory", "31", "--queue", "3"]);
        assert_eq!((before.settings.queue, behind.settings.queue), (Some(3), Some(3)));
        assert!(Cli::parse_from(["passerelle"]).command.is_none());
    }
}
