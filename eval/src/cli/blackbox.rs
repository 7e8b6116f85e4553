//! `matching` and `fairness`: the program as people use it.

use super::taxonomy::TaxonomyArgs;
use super::to_json;
use anyhow::Result;
use passerelle_eval::blackbox::{Client, Server};
use passerelle_eval::datasets::profiles::{self, Profile};
use passerelle_eval::suites::matching::{Bm25Occupations, FairnessReport, evaluate};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct BlackboxArgs {
    /// People in their own words with the occupations that suit them, JSON Lines
    #[arg(long, default_value = "eval/data/profiles.jsonl")]
    data: PathBuf,
    /// A running server; where left out, the `passerelle` beside this program is started and stopped
    #[arg(long, value_name = "URL", conflicts_with = "model")]
    server: Option<String>,
    /// Folder of the model that the started server uses; the one that ships where left out
    #[arg(long)]
    model: Option<PathBuf>,
    /// JSON instead of a table
    #[arg(long)]
    json: bool,
}

impl BlackboxArgs {
    /// Calls with the profiles and a client of the server, which ends afterwards where it was started here.
    fn with_server<T>(&self, ask: impl FnOnce(&[Profile], &Client) -> Result<T>) -> Result<T> {
        let profiles = profiles::read(&self.data)?;
        if let Some(url) = &self.server {
            return ask(&profiles, &Client::new(url));
        }
        let server = Server::start(&Server::beside()?, self.model.as_deref())?;
        ask(&profiles, &Client::new(server.url()))
    }
}

#[derive(clap::Args)]
pub struct MatchingArgs {
    #[command(flatten)]
    blackbox: BlackboxArgs,
    /// The taxonomy of the baseline
    #[command(flatten)]
    taxonomy: TaxonomyArgs,
}

impl MatchingArgs {
    pub fn run(self) -> Result<bool> {
        let baseline = Bm25Occupations::new(&*self.taxonomy.read()?);
        let reports = self.blackbox.with_server(|profiles, client| {
            Ok([evaluate(client, profiles)?, evaluate(&baseline, profiles)?])
        })?;
        if self.blackbox.json {
            to_json(&reports)?;
        } else {
            reports.iter().for_each(|report| println!("{report}"));
        }
        Ok(true)
    }
}

#[derive(clap::Args)]
pub struct FairnessArgs {
    #[command(flatten)]
    blackbox: BlackboxArgs,
}

impl FairnessArgs {
    pub fn run(self) -> Result<bool> {
        let report = self.blackbox.with_server(|profiles, client| FairnessReport::of(client, profiles))?;
        if self.blackbox.json {
            to_json(&report)?;
        } else {
            print!("{report}");
        }
        Ok(true)
    }
}
