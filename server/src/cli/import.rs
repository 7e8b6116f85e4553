//! `passerelle import`

use super::args::{Import, Source};
use super::output::print;
use super::progress::Bar;
use super::{Exit, Failure, loaded, runtime};
use crate::config::Config;
use crate::ingest::{BatchReport, Format};
use crate::ops::{App, taxonomies};
use passerelle_engine::taxonomy::{esco, rome};
use std::fmt::Write as _;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Refused records shown of a file; the number of all is told.
const SHOWN: usize = 20;

/// Imports what was asked for.
pub fn import(config: Config, what: &Import) -> Result<Exit, Failure> {
    match what {
        Import::Taxonomy { source, dir } => taxonomy(&config, *source, dir),
        Import::Offers { files } => documents(config, Format::FranceTravail, files),
        Import::Trainings { files } => documents(config, Format::Lheo, files),
    }
}

fn taxonomy(config: &Config, source: Source, dir: &Path) -> Result<Exit, Failure> {
    let bar = Bar::new("reading");
    let mut progress = |now: passerelle_engine::taxonomy::Progress| {
        bar.say(format!("table {}/{} {}: {} rows", now.step, now.steps, now.file, now.rows));
        if now.done {
            bar.note(&format!("{} rows  {}", now.rows, now.file));
        }
    };
    let imported = match source {
        Source::Rome => rome::import(dir, &mut progress),
        Source::Esco => esco::import(dir, &mut progress),
    };
    let imported = imported.map_err(Failure::input)?;
    bar.clear();
    print(&imported.report.to_string())?;
    let changed = taxonomies::keep(&config.data_dir, &imported.taxonomy).map_err(Failure::of)?;
    let tag = imported.taxonomy.tag();
    print(&if changed {
        format!("{tag} is kept and used from the next start on; go back with --taxonomy starter\n")
    } else {
        format!("{tag} was there already, nothing has changed; it is used from the next start on\n")
    })?;
    Ok(if imported.report.skipped.is_empty() { Exit::Done } else { Exit::Partly })
}

fn documents(config: Config, format: Format, files: &[PathBuf]) -> Result<Exit, Failure> {
    let loaded = loaded(&config)?;
    runtime()?.block_on(async {
        let app = App::assemble(config, loaded).await.map_err(Failure::of)?;
        let mut exit = Exit::Done;
        for file in files {
            let report = read(&app, format, file).await?;
            print(&shown(file, &report))?;
            if !report.rejected.is_empty() {
                exit = Exit::Partly;
            }
        }
        Ok(exit)
    })
}

async fn read(app: &App, format: Format, file: &Path) -> Result<BatchReport, Failure> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let opened = File::open(file).map_err(|error| Failure::input(named(&error)))?;
    let bar = Bar::new("importing");
    let report = app.importer.import(format, BufReader::new(opened), |now| {
        bar.say(format!("importing: {} read, {} stored, {} unchanged", now.read, now.stored, now.unchanged));
    });
    report.await.map_err(|error| Failure::input(named(&error)))
}

fn shown(file: &Path, report: &BatchReport) -> String {
    let now = report.totals;
    let mut out = format!(
        "{}: {} records read, {} stored, {} unchanged, {} refused\n",
        file.display(),
        now.read,
        now.stored,
        now.unchanged,
        now.rejected
    );
    for refused in report.rejected.iter().take(SHOWN) {
        let id = refused.id.as_deref().unwrap_or("without id");
        let _ = writeln!(out, "  record {} ({id}): {}", refused.position, refused.reason);
    }
    let more = report.rejected.len().saturating_sub(SHOWN);
    if more > 0 {
        let _ = writeln!(out, "  and {more} more");
    }
    out
}
