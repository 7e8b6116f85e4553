//! The command line of the evaluation harness. Exit code 1: the gate refused; 2: something is wrong.

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use passerelle_engine::model::Model;
use passerelle_engine::taxonomy::starter::starter;
use passerelle_eval::datasets::{Document, Split, read_jsonl};
use passerelle_eval::gate;
use passerelle_eval::suites::{NerReport, evaluate};
use passerelle_eval::systems::Catalogue;
use passerelle_eval::verdict::sealed;
use passerelle_models::ModelFiles;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "passerelle-eval", version, about = "Measures Passerelle's models")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Spans: the model beside the baseline that matches the catalogue's wordings
    Ner {
        #[command(flatten)]
        data: Data,
        /// Folder of the model; the one that ships where left out
        #[arg(long)]
        model: Option<PathBuf>,
        /// JSON instead of a table
        #[arg(long)]
        json: bool,
    },
    /// Compares a model with another one, or the shipped one with a floor; exit code 1 where it fails
    Gate {
        #[command(flatten)]
        data: Data,
        /// Folder of the candidate; the model that ships where left out
        #[arg(long)]
        model: Option<PathBuf>,
        /// Folder of the model in service that the candidate must beat
        #[arg(long, conflicts_with = "floor")]
        against: Option<PathBuf>,
        /// Strict F1 that must hold
        #[arg(long, required_unless_present = "against")]
        floor: Option<f64>,
        /// Write the verdict there; `passerelle models activate` asks for it
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

#[derive(clap::Args)]
struct Data {
    /// Annotated documents: JSON Lines, a file or a folder
    #[arg(long, default_value = "training/data")]
    data: PathBuf,
    /// train, dev, test, or all where the data set is held out as a whole
    #[arg(long, default_value = "test")]
    split: String,
}

impl Data {
    fn read(&self) -> Result<Vec<Document>> {
        let documents = read_jsonl(&self.data)?;
        let documents = match self.split.as_str() {
            "all" => documents,
            name => Split::from_name(name).context("--split is train, dev, test or all")?.filter(&documents),
        };
        anyhow::ensure!(!documents.is_empty(), "no document in this split of {}", self.data.display());
        Ok(documents)
    }
}

fn main() -> ExitCode {
    match run(Args::parse().command) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Result<bool> {
    match command {
        Command::Ner { data, model, json } => {
            let documents = data.read()?;
            let reports =
                [evaluate(&load(model)?, &documents)?, evaluate(&Catalogue::new(&starter()?), &documents)?];
            print(&reports, json)?;
            Ok(true)
        }
        Command::Gate { data, model, against, floor, out } => {
            let documents = data.read()?;
            let files = files(model)?;
            let against = against.map(|folder| ModelFiles::read(&folder)).transpose()?;
            let candidate = evaluate(&Model::new(&files)?, &documents)?;
            let verdict = match &against {
                Some(other) => gate::compare(&candidate, &evaluate(&Model::new(other)?, &documents)?),
                None => gate::hold(&candidate, floor.unwrap_or(1.0)),
            };
            if let Some(path) = out {
                sealed(&verdict, &files, against.as_ref(), &documents, &data.split).write(&path)?;
            }
            verdict.reasons.iter().for_each(|reason| println!("{reason}"));
            println!("{}", if verdict.passed { "passed" } else { "refused" });
            Ok(verdict.passed)
        }
    }
}

fn load(folder: Option<PathBuf>) -> Result<Model> {
    Ok(Model::new(&files(folder)?)?)
}

fn files(folder: Option<PathBuf>) -> Result<ModelFiles> {
    Ok(match folder {
        Some(folder) => ModelFiles::read(&folder)?,
        None => ModelFiles::shipped()?,
    })
}

fn print(reports: &[NerReport], json: bool) -> Result<()> {
    if json {
        return to_json(reports);
    }
    reports.iter().for_each(|report| println!("{report}"));
    Ok(())
}

fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}
