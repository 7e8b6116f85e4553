//! `queue add`: texts in; those the model is least sure of in the queue.

use super::args::AddArgs;
use crate::cli::output::print;
use crate::cli::progress::Bar;
use crate::cli::{Exit, Failure, loaded, runtime};
use crate::config::Config;
use crate::ingest::mask;
use crate::ops::Loaded;
use crate::store::{GivenSpan, NewQueued, Reason, Side, Store, Tenant, TextKind};
use passerelle_engine::pipeline::Analysis;
use passerelle_engine::taxonomy::Taxonomy;
use passerelle_engine::text::{CharIndex, CharSpan};
use serde::Deserialize;
use std::path::Path;

/// Texts that go through the model together.
const BATCH: usize = 32;
/// Documents read from the store at a time.
const PAGE: u32 = 256;

/// A text that may be doubtful.
#[derive(Debug, Deserialize)]
struct Line {
    id: String,
    text: String,
    #[serde(default = "offer")]
    kind: TextKind,
    #[serde(default = "french")]
    lang: String,
}

fn offer() -> TextKind {
    TextKind::Offer
}

fn french() -> String {
    "fr".into()
}

/// Reads the texts, asks the model, and queues the most doubtful.
pub fn add(config: &Config, args: &AddArgs) -> Result<Exit, Failure> {
    let mut bad = 0;
    let mut lines = Vec::new();
    for file in &args.files {
        lines.extend(read(file, &mut bad)?);
    }
    let loaded = loaded(config)?;
    runtime()?.block_on(async {
        let (store, tenant) = super::store(config).await?;
        if args.stored {
            lines.extend(stored(&store, &tenant).await?);
        }
        let read = lines.len();
        let found = doubtful(&loaded, lines, args)?;
        let least = found.last().map_or(0.0, |text| text.score);
        let queued = store.put_queued(&tenant, &found).await.map_err(Failure::of)?;
        print(&format!(
            "{read} texts read, {bad} lines skipped, {queued} queued with a doubt of at least {least:.3}\n"
        ))?;
        Ok(if bad == 0 { Exit::Done } else { Exit::Partly })
    })
}

fn read(file: &Path, bad: &mut usize) -> Result<Vec<Line>, Failure> {
    let name = file.display();
    let content =
        std::fs::read_to_string(file).map_err(|error| Failure::input(format!("{name}: {error}")))?;
    let mut lines = Vec::new();
    for (number, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Line>(line) {
            Ok(line) if !line.text.trim().is_empty() => lines.push(line),
            Ok(_) => skip(&name, number, "the text is empty", bad),
            Err(error) => skip(&name, number, &error.to_string(), bad),
        }
    }
    Ok(lines)
}

fn skip(name: &dyn std::fmt::Display, number: usize, reason: &str, bad: &mut usize) {
    *bad += 1;
    eprintln!("{name}:{}: skipped: {reason}", number + 1);
}

async fn stored(store: &Store, tenant: &Tenant) -> Result<Vec<Line>, Failure> {
    let mut lines = Vec::new();
    for side in [Side::Offer, Side::Course] {
        let mut after = None;
        loop {
            let page = store.documents(tenant, side, after.as_ref(), PAGE).await.map_err(Failure::of)?;
            let Some(last) = page.last() else { break };
            after = Some(last.id.clone());
            lines.extend(page.into_iter().map(|document| Line {
                id: document.id.0,
                text: document.body,
                kind: side.into(),
                lang: french(),
            }));
        }
    }
    Ok(lines)
}

/// The most doubtful texts, most doubtful first; ties by name.
fn doubtful(loaded: &Loaded, lines: Vec<Line>, args: &AddArgs) -> Result<Vec<NewQueued>, Failure> {
    let (bar, all) = (Bar::new("reading"), lines.len() as u64);
    let model = loaded.engine.versions().model;
    let mut found: Vec<NewQueued> = Vec::new();
    let mut done = 0;
    let mut rest = lines.into_iter().peekable();
    while rest.peek().is_some() {
        let few: Vec<Line> =
            rest.by_ref().take(BATCH).map(|line| Line { text: mask(&line.text), ..line }).collect();
        let texts: Vec<&str> = few.iter().map(|line| line.text.as_str()).collect();
        let told = loaded.engine.analyse_with_doubt(&texts).map_err(Failure::of)?;
        done += few.len() as u64;
        for (line, (analysis, doubt)) in few.into_iter().zip(told) {
            if doubt >= args.least {
                found.push(queued(line, &analysis, doubt, &model, &loaded.taxonomy));
            }
        }
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.name.cmp(&b.name)));
        found.truncate(args.limit);
        bar.set(done, Some(all));
    }
    Ok(found)
}

fn queued(line: Line, analysis: &Analysis, doubt: f32, model: &str, taxonomy: &Taxonomy) -> NewQueued {
    let index = CharIndex::new(&line.text);
    let spans = analysis.mentions.iter().map(|mention| {
        let CharSpan { start, end } = index.to_chars(mention.span);
        let concept = mention.link.map(|link| taxonomy.concept(link.concept).id.clone());
        let score = Some(f64::from(mention.confidence));
        GivenSpan { start, end, label: mention.label, concept, score }
    });
    NewQueued {
        reason: Reason::Uncertain,
        name: line.id,
        kind: line.kind,
        lang: line.lang,
        spans: spans.collect(),
        model: model.into(),
        score: f64::from(doubt),
        note: String::new(),
        body: line.text,
    }
}
