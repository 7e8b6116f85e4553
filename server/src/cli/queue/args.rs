//! What can be typed behind `queue`.

use crate::annotation::Take;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `queue`
#[derive(Debug, Args)]
pub struct QueueArgs {
    /// What to do.
    #[command(subcommand)]
    pub what: Queue,
}

/// What can be done with the queue.
#[derive(Debug, Subcommand)]
pub enum Queue {
    /// Show what waits, feedback first, then what the model is least sure of
    List {
        /// Which texts.
        #[command(flatten)]
        which: Which,
        /// JSON instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Write open texts as Label Studio tasks, and the labelling configuration beside them
    Export {
        /// File of the tasks, JSON
        file: PathBuf,
        /// File of the labelling configuration [default: the same name with .xml]
        #[arg(long, value_name = "FILE")]
        config_out: Option<PathBuf>,
        /// Which texts.
        #[command(flatten)]
        which: Which,
    },
    /// Read Label Studio's JSON export: annotated documents as JSON Lines, and the texts closed in the queue
    Import {
        /// The export, form `JSON` (not JSON-MIN)
        file: PathBuf,
        /// Where to write the documents, in the form that passerelle-train and passerelle-eval read
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// What to do where annotators disagree and none is marked as ground truth
        #[arg(long, value_enum, default_value_t = Take::Agreed)]
        take: Take,
    },
    /// Queue the texts that the model is least sure of
    ///
    /// The doubt is 1 − the geometric mean of the probabilities of the best tags of all words: 0 is sure, and the
    /// length of a text does not count. E-mail addresses and telephone numbers are masked.
    Add(AddArgs),
}

/// Which texts of the queue.
#[derive(Debug, Args)]
pub struct Which {
    /// Those that wait for this reason
    #[arg(long, value_enum)]
    pub reason: Option<ReasonArg>,
    /// Those so far
    #[arg(long, value_enum, default_value_t = StateArg::Open)]
    pub state: StateArg,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub limit: u32,
}

/// `queue add`
#[derive(Debug, Args)]
pub struct AddArgs {
    /// JSON Lines {"id", "text"}, with "kind" and "lang" where known
    #[arg(required_unless_present = "stored")]
    pub files: Vec<PathBuf>,
    /// Offers and courses of the database too
    #[arg(long)]
    pub stored: bool,
    /// At most so many texts, the most doubtful
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
    /// Doubt below which a text is left out, 0 to 1
    #[arg(long, value_name = "X", default_value_t = 0.0)]
    pub least: f32,
}

/// Reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReasonArg {
    /// Corrections of answers
    Feedback,
    /// Doubt of the model
    Uncertain,
}

/// States.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StateArg {
    /// Nobody has them
    Open,
    /// Given out
    Exported,
    /// Annotated
    Done,
    /// All of them
    All,
}
