//! The command line: what was typed in; work done and an exit code out.

mod args;
mod concepts;
mod exit;
mod fit;
mod gaps;
mod import;
mod matching;
mod models;
mod output;
mod progress;
mod queue;
pub mod serve;
mod tag;

pub use args::{Cli, Command};
pub use exit::{Exit, Failure};

use crate::config::Config;
use crate::ops::load::load;
use crate::ops::{App, Loaded, Phase};
use clap::Parser;
use std::process::ExitCode;
use std::sync::Arc;

/// Runs the program; called by `main`.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            eprintln!("passerelle: {}", failure.message);
            failure.exit.into()
        }
    }
}

/// Runs what was typed.
pub fn run(cli: Cli) -> Result<Exit, Failure> {
    let config = Config::load(cli.settings, cli.config.as_deref()).map_err(Failure::usage)?;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::serve(config),
        Command::Tag(args) => tag::tag(&config, &args),
        Command::Import(args) => import::import(config, &args.what),
        Command::Match(args) => matching::matching(config, &args),
        Command::Gaps(args) => gaps::gaps(config, &args),
        Command::Concepts(args) => concepts::concepts(&config, &args.what),
        Command::Queue(args) => queue::queue(&config, &args.what),
        Command::Models(args) => models::models(&config, &args.what),
        Command::FitMatching(args) => fit::fit_matching(config, &args),
    }
}

/// Model and taxonomy, with progress on standard error.
fn loaded(config: &Config) -> Result<Loaded, Failure> {
    let bar = progress::Bar::new("encoding the taxonomy's wordings");
    let loaded = load(config, &mut |done, of| bar.set(done as u64, Some(of as u64)));
    bar.clear();
    loaded.map_err(Failure::of)
}

/// The app, ready for questions, with progress on standard error.
async fn ready(config: Config, loaded: Loaded) -> Result<Arc<App>, Failure> {
    let app = App::assemble(config, loaded).await.map_err(Failure::of)?;
    let (bar, watched) = (progress::Bar::new("starting"), Arc::clone(&app));
    let shown = tokio::spawn(async move { watched.follow(|phase: &Phase| bar.say(phase.to_string())).await });
    let result = app.warm_up().await;
    // It ends with the start, and only shows it.
    let _ = shown.await;
    result.map_err(Failure::of)?;
    Ok(app)
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::of)
}
