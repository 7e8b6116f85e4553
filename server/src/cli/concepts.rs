//! `passerelle concepts candidates`: wordings without a concept, for a person to look through.

use super::args::{CandidatesArgs, Concepts};
use super::output::{json, print};
use super::progress::Bar;
use super::{Exit, Failure, loaded, runtime};
use crate::candidates::{Candidates, Settings, candidates};
use crate::config::Config;
use crate::http::candidates::CandidateView;
use crate::inference::Situated;
use crate::ops::Loaded;
use crate::store::{Store, Tenant};
use passerelle_engine::tagging::Label;
use std::fmt::Write as _;

/// Wordings that go through the model together.
const BATCH: usize = 256;
/// Wordings of a candidate that the table shows.
const SHOWN: usize = 4;

/// Does what was asked with concepts.
pub fn concepts(config: &Config, what: &Concepts) -> Result<Exit, Failure> {
    let Concepts::Candidates(args) = what;
    let label = match args.label.as_deref() {
        None => None,
        Some(name) => Some(Label::from_name(name).ok_or_else(|| {
            Failure::usage(format!(
                "{name} is no label; the labels are {}",
                Label::ALL.map(Label::name).join(", ")
            ))
        })?),
    };
    let settings = Settings { at_least: args.at_least, most_forms: args.forms, label };
    let loaded = loaded(config)?;
    let found = runtime()?.block_on(async {
        let store = Store::open(&config.database).await.map_err(Failure::of)?;
        let situate = |wordings: Vec<String>| std::future::ready(situate(&loaded, &wordings));
        let (tenant, shown) = (Tenant::default(), 0..args.limit);
        candidates(&store, &tenant, &loaded.taxonomy, settings, shown, situate).await.map_err(Failure::of)
    })?;
    print(&shown(found, args, &loaded)?)?;
    Ok(Exit::Done)
}

fn situate(loaded: &Loaded, wordings: &[String]) -> anyhow::Result<Vec<Situated>> {
    let bar = Bar::new("reading the wordings");
    let mut found = Vec::with_capacity(wordings.len());
    for few in wordings.chunks(BATCH) {
        let few: Vec<&str> = few.iter().map(String::as_str).collect();
        found.extend(loaded.engine.situate(&few)?);
        bar.set(found.len() as u64, Some(wordings.len() as u64));
    }
    Ok(found)
}

fn shown(found: Candidates, args: &CandidatesArgs, loaded: &Loaded) -> Result<String, Failure> {
    let (mentions, forms, left_out) = (found.mentions, found.forms, found.left_out);
    let items = found.items.into_iter().take(args.limit);
    let items: Vec<CandidateView> = items.map(|item| CandidateView::of(item, &loaded.taxonomy)).collect();
    if args.json {
        return json(&items);
    }
    if args.csv {
        return csv(&items).map_err(Failure::of);
    }
    let mut out =
        format!("{mentions} mentions without a concept, {forms} wordings, {left_out} of them left out\n");
    for item in &items {
        let _ = writeln!(
            out,
            "{:>5} documents  {:>5} mentions  {:<13}  {}",
            item.documents, item.mentions, item.label, item.wording
        );
        let others = item.forms.iter().filter(|form| form.text != item.wording).take(SHOWN);
        line(&mut out, "also", &others.map(|form| form.text.as_str()).collect::<Vec<_>>().join(" · "));
        let near = item.nearest.iter().map(|near| format!("{} ({:.2})", near.label, near.score));
        line(&mut out, "near", &near.collect::<Vec<_>>().join(" · "));
        line(&mut out, "as in", item.examples.first().map_or("", |example| example.sentence.as_str()));
    }
    Ok(out)
}

fn line(out: &mut String, name: &str, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "      {name:<6} {text}");
    }
}

/// One line a candidate; lists are separated by ` | `.
fn csv(items: &[CandidateView]) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["wording", "label", "documents", "mentions", "forms", "nearest", "examples"])?;
    for item in items {
        let forms = item.forms.iter().map(|form| format!("{} ({})", form.text, form.mentions));
        let near = item.nearest.iter().map(|near| format!("{} {} ({:.2})", near.id, near.label, near.score));
        let examples = item.examples.iter().map(|example| example.sentence.clone());
        writer.write_record([
            item.wording.clone(),
            item.label.to_string(),
            item.documents.to_string(),
            item.mentions.to_string(),
            forms.collect::<Vec<_>>().join(" | "),
            near.collect::<Vec<_>>().join(" | "),
            examples.collect::<Vec<_>>().join(" | "),
        ])?;
    }
    let bytes = writer.into_inner().map_err(csv::IntoInnerError::into_error)?;
    // Made of strings alone.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
