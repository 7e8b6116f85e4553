//! What was typed in; a suite run and its report printed out.

mod agreement;
mod blackbox;
mod calibrate;
mod data;
mod gate;
mod linking;
mod ner;
mod report;
mod standoff;
mod taxonomy;

use anyhow::Result;
use clap::{Parser, Subcommand};
use passerelle_engine::model::Model;
use passerelle_models::ModelFiles;
use serde::Serialize;
use std::path::Path;
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
    Ner(ner::NerArgs),
    /// Mentions to concepts: the model's linker beside BM25 and exact wordings
    Linking(linking::LinkingArgs),
    /// People to occupations, over HTTP: the server beside BM25
    Matching(blackbox::MatchingArgs),
    /// Whether the ten and the concepts stay when the words change gender, over HTTP
    Fairness(blackbox::FairnessArgs),
    /// Compares a model with another one, or the shipped one with a floor; exit code 1 where it fails
    Gate(gate::GateArgs),
    /// Fits the curves that make probabilities of a model's confidences, into its manifest
    Calibrate(calibrate::CalibrateArgs),
    /// Everything on one HTML page
    Report(report::ReportArgs),
    /// Writes the figures of a model card between its marks
    Card(report::CardArgs),
    /// Writes annotations made by hand beside texts as standoff JSON Lines, without the texts
    Standoff(standoff::StandoffArgs),
    /// Two annotations of the same documents: how far they agree
    Agreement(agreement::AgreementArgs),
}

/// Parses the command line, runs it, and tells how it went.
pub fn main() -> ExitCode {
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
        Command::Ner(args) => args.run(),
        Command::Linking(args) => args.run(),
        Command::Matching(args) => args.run(),
        Command::Fairness(args) => args.run(),
        Command::Gate(args) => args.run(),
        Command::Calibrate(args) => args.run(),
        Command::Report(args) => args.run(),
        Command::Card(args) => args.run(),
        Command::Standoff(args) => args.run(),
        Command::Agreement(args) => args.run(),
    }
}

/// The model of a folder; the one that ships where there is none.
fn files(folder: Option<&Path>) -> Result<ModelFiles> {
    Ok(match folder {
        Some(folder) => ModelFiles::read(folder)?,
        None => ModelFiles::shipped()?,
    })
}

fn load(folder: Option<&Path>) -> Result<Model> {
    Ok(Model::new(&files(folder)?)?)
}

fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(value)?);
    Ok(())
}
