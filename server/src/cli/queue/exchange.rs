//! `queue export` and `queue import`: files for Label Studio and back.

use super::args::Which;
use super::{filter, store};
use crate::annotation::guide::{GuideDocument, to_lines};
use crate::annotation::label_studio::{config as labelling, tasks};
use crate::annotation::{ImportError, Imported, Take, close, import as read};
use crate::cli::output::{json, print};
use crate::cli::{Exit, Failure, runtime};
use crate::config::Config;
use crate::ops::taxonomies;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Refused and repaired tasks shown; their number is told.
const SHOWN: usize = 20;

/// Writes tasks and configuration, and notes what was given out.
pub fn export(config: &Config, file: &Path, xml: Option<&Path>, which: &Which) -> Result<Exit, Failure> {
    let xml = xml.map_or_else(|| file.with_extension("xml"), Path::to_path_buf);
    runtime()?.block_on(async {
        let (store, tenant) = store(config).await?;
        let queued = store.queued(&tenant, filter(which), which.limit).await.map_err(Failure::of)?;
        if queued.is_empty() {
            print("nothing to export\n")?;
            return Ok(Exit::Done);
        }
        write(file, &json(&tasks::tasks(&queued))?)?;
        write(&xml, &labelling::xml())?;
        // Behind the files: what could not be written was not given out.
        let ids: Vec<&str> = queued.iter().map(|one| one.id.as_str()).collect();
        store.mark_exported(&tenant, &ids).await.map_err(Failure::of)?;
        let (count, file, xml) = (queued.len(), file.display(), xml.display());
        print(&format!("{count} tasks in {file}, the labelling configuration in {xml}\n"))?;
        Ok(Exit::Done)
    })
}

/// Reads an export, writes the documents and closes their texts.
pub fn import(config: &Config, file: &Path, out: &Path, take: Take) -> Result<Exit, Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::input(format!("{}: {error}", file.display()));
    let export = fs::read_to_string(file).map_err(|error| named(&error))?;
    let taxonomy = taxonomies::load(config).map_err(Failure::of)?;
    runtime()?.block_on(async {
        let (store, tenant) = store(config).await?;
        let found = read(&store, &tenant, &taxonomy, &export, take).await.map_err(|error| match error {
            ImportError::Form(reason) => named(&reason),
            ImportError::Store(error) => Failure::of(error),
        })?;
        let documents: Vec<GuideDocument> = found.taken.iter().map(|taken| taken.document.clone()).collect();
        write(out, &to_lines(&documents))?;
        let closed = close(&store, &tenant, &found).await.map_err(Failure::of)?;
        print(&report(&found, out, closed))?;
        Ok(if found.refused.is_empty() { Exit::Done } else { Exit::Partly })
    })
}

fn write(path: &Path, content: &str) -> Result<(), Failure> {
    fs::write(path, content).map_err(|error| Failure::of(format!("{}: {error}", path.display())))
}

fn report(found: &Imported, out: &Path, closed: usize) -> String {
    let (taken, out) = (found.taken.len(), out.display());
    let mut text = format!(
        "{taken} annotated documents in {out}, {closed} of them closed in the queue; {} tasks wait, {} were \
         skipped, {} refused\n",
        found.waiting,
        found.skipped,
        found.refused.len()
    );
    for (position, what) in found.repaired.iter().take(SHOWN) {
        let _ = writeln!(text, "  task {position}: repaired: {what}");
    }
    more(&mut text, found.repaired.len());
    for refused in found.refused.iter().take(SHOWN) {
        let id = refused.id.as_deref().unwrap_or("without id");
        let _ = writeln!(text, "  task {} ({id}): refused: {}", refused.position, refused.reason);
    }
    more(&mut text, found.refused.len());
    text
}

fn more(text: &mut String, count: usize) {
    if count > SHOWN {
        let _ = writeln!(text, "  and {} more", count - SHOWN);
    }
}
