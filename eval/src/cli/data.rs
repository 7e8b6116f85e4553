//! Which documents to read.

use anyhow::{Context, Result};
use clap::ValueEnum;
use passerelle_engine::tagging::Label;
use passerelle_eval::datasets::{Document, Split, Texts, conll, read_jsonl, skillspan, standoff};
use std::path::PathBuf;

/// Forms of data sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// JSON Lines of the annotation guide
    Guide,
    /// SkillSpan's JSON Lines: skills and knowledge, English
    Skillspan,
    /// A token a line, BIO tags in columns
    Conll,
}

impl Format {
    /// Our labels that are another one there: SkillSpan's skills hold attitudes.
    pub fn renamed(self) -> &'static [(Label, Label)] {
        match self {
            Self::Skillspan => &[(Label::Attitude, Label::Skill)],
            Self::Guide | Self::Conll => &[],
        }
    }
}

#[derive(clap::Args)]
pub struct Data {
    /// Annotated documents: a file, or a folder of JSON Lines
    #[arg(long = "data", value_name = "PATH", default_value = "training/data")]
    pub path: PathBuf,
    /// train, dev, test, or all where the data set is held out as a whole
    #[arg(long, default_value = "test")]
    pub split: String,
    /// Form of the data
    #[arg(long, value_enum, default_value_t = Format::Guide)]
    pub format: Format,
    /// Offers whose annotations `--data` holds without their texts: JSON Lines, a file or a folder
    #[arg(long, value_name = "PATH")]
    pub texts: Option<PathBuf>,
    /// Labels that count, on both sides; all where left out
    #[arg(long, value_delimiter = ',', value_name = "LABEL,…", value_parser = label)]
    pub labels: Vec<Label>,
}

fn label(name: &str) -> Result<Label, String> {
    let names = || Label::ALL.map(Label::name).join(", ");
    Label::from_name(name).ok_or_else(|| format!("is not one of {}", names()))
}

impl Data {
    /// The documents of the split; `None`, told on standard error, where the texts are kept elsewhere and are not there.
    pub fn read(&self) -> Result<Option<Vec<Document>>> {
        let Some(documents) = self.read_all()? else { return Ok(None) };
        let documents = match self.split.as_str() {
            "all" => documents,
            name => Split::from_name(name).context("--split is train, dev, test or all")?.filter(&documents),
        };
        anyhow::ensure!(!documents.is_empty(), "no document in this split of {}", self.path.display());
        Ok(Some(documents))
    }

    fn read_all(&self) -> Result<Option<Vec<Document>>> {
        if let Some(path) = &self.texts {
            let Some(texts) = Texts::read(path)? else {
                eprintln!("skipped: the texts are not at {}", path.display());
                return Ok(None);
            };
            let joined = standoff::join(&self.path, &texts)?;
            joined.unmatched.iter().for_each(|reason| eprintln!("left out: {reason}"));
            return Ok(Some(joined.documents));
        }
        match self.format {
            Format::Guide => Ok(Some(read_jsonl(&self.path)?)),
            Format::Skillspan => Ok(Some(skillspan::read(&self.path)?)),
            Format::Conll => {
                let (documents, ignored) = conll::read(&self.path, "en")?;
                for (label, spans) in ignored {
                    eprintln!("left out: {spans} spans labelled {label}, which is none of ours");
                }
                Ok(Some(documents))
            }
        }
    }
}
