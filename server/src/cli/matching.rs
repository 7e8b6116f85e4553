//! `passerelle match`: a document in; the occupations that fit out.

use super::args::MatchArgs;
use super::output::{json, print};
use super::{Exit, Failure, loaded, ready, runtime};
use crate::config::Config;
use crate::http::match_types::{MatchResponse, OccupationView};
use crate::http::matching::{Wish, answer};
use passerelle_engine::document::{self, Limits};
use std::fmt::Write as _;
use std::path::Path;

/// Skills shown of each list; `--json` has all of them.
const SHOWN: usize = 6;

/// Matches a file.
pub fn matching(config: Config, args: &MatchArgs) -> Result<Exit, Failure> {
    let text = text(&config, &args.file)?;
    let loaded = loaded(&config)?;
    let found = runtime()?.block_on(async {
        let app = ready(config, loaded).await?;
        answer(&app, vec![None], vec![text], Wish::none()).await.map_err(Failure::of)
    })?;
    print(&if args.json { json(&found)? } else { table(&found) })?;
    Ok(Exit::Done)
}

fn text(config: &Config, file: &Path) -> Result<String, Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::input(format!("{}: {error}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| named(&error))?;
    let limits = Limits { max_bytes: config.limits.file_bytes, ..Limits::default() };
    let name = file.file_name().and_then(|name| name.to_str());
    let read = document::read(&bytes, name, None, &limits).map_err(|error| named(&error))?;
    if read.quality.suspect_layout {
        eprintln!("{}: the layout looks broken (columns?); skills may be missing", file.display());
    }
    for warning in &read.quality.warnings {
        eprintln!("{}: {warning}", file.display());
    }
    Ok(read.text)
}

fn table(found: &MatchResponse) -> String {
    let mut out = String::new();
    for (rank, occupation) in found.occupations.iter().enumerate() {
        let _ = writeln!(
            out,
            "{:>2}. {:>3.0} %  {}  {}",
            rank + 1,
            occupation.percent,
            occupation.code,
            occupation.label
        );
        reasons(&mut out, occupation);
    }
    for refusal in &found.refusals {
        let _ = writeln!(out, "read as a refusal: « {} » {}", refusal.quote.text, refusal.labels.join(", "));
    }
    if found.occupations.is_empty() {
        out.push_str("no occupation fits\n");
    }
    let _ = writeln!(out, "model {}, taxonomy {}", found.versions.model, found.versions.taxonomy);
    out
}

fn reasons(out: &mut String, occupation: &OccupationView) {
    let matched = occupation.matched.iter().map(|concept| concept.label.as_str());
    line(out, "has", matched.collect());
    line(out, "lacks", occupation.missing.iter().map(|concept| concept.label.as_str()).collect());
    line(out, "besides", occupation.extra.iter().map(|concept| concept.label.as_str()).collect());
    let offers = occupation.offers.iter().map(|offer| offer.offer.title.as_str());
    line(out, "offers", offers.collect());
    line(out, "courses", occupation.courses.iter().map(|course| course.course.title.as_str()).collect());
}

fn line(out: &mut String, name: &str, items: Vec<&str>) {
    if items.is_empty() {
        return;
    }
    let more = items.len().saturating_sub(SHOWN);
    let shown = items.into_iter().take(SHOWN).collect::<Vec<_>>().join(" · ");
    let more = if more > 0 { format!(" … +{more}") } else { String::new() };
    let _ = writeln!(out, "      {name:<8} {shown}{more}");
}
