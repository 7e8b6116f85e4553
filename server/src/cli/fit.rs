//! `passerelle fit-matching`: judged profiles in; the weights of matching out. For developers.

use super::args::FitArgs;
use super::output::{json, print};
use super::{Exit, Failure, loaded, ready, runtime};
use crate::config::Config;
use crate::matching::fit::{Judged, fit};
use crate::matching::{Matcher, Profile, Read, Sought, Weights};
use crate::ops::App;
use passerelle_engine::taxonomy::OccupationCode;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A line of the profiles; what else it holds is not needed.
#[derive(Debug, Deserialize)]
struct Row {
    text: String,
    relevant: BTreeMap<String, u8>,
}

impl Row {
    /// The text in its first form: `{masculine|feminine|inclusive}` are read alike.
    fn first(&self) -> String {
        let pieces = self.text.split(['{', '}']).enumerate();
        pieces
            .map(|(at, piece)| if at % 2 == 1 { piece.split('|').next().unwrap_or("") } else { piece })
            .collect()
    }
}

/// Fits the weights.
pub fn fit_matching(config: Config, args: &FitArgs) -> Result<Exit, Failure> {
    let content = std::fs::read_to_string(&args.profiles)
        .map_err(|error| Failure::input(format!("{}: {error}", args.profiles.display())))?;
    let rows: Vec<Row> = content
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).map_err(|error| Failure::input(format!("{error}: {line}"))))
        .collect::<Result<_, _>>()?;
    let loaded = loaded(&config)?;
    let fitted = runtime()?.block_on(async {
        let app = ready(Config { demo: false, ..config }, loaded).await?;
        let mut judged = Vec::with_capacity(rows.len());
        for row in &rows {
            judged.push(judge(&app, row).await?);
        }
        Ok::<_, Failure>(fit(&judged, &Weights::default()))
    })?;
    print(&json(&fitted)?)?;
    if let Some(out) = &args.out {
        std::fs::write(out, json(&fitted.weights)?).map_err(Failure::of)?;
    }
    Ok(Exit::Done)
}

async fn judge(app: &App, row: &Row) -> Result<Judged, Failure> {
    let matcher: &Matcher = app.matcher().map_err(Failure::of)?;
    let text = row.first();
    let read = Read::of(&text);
    let analysed = app.inference.analyse(vec![read.text().to_owned()]).await.map_err(Failure::of)?.items;
    let documents: Vec<_> = analysed.iter().map(|analysis| (&read, analysis)).collect();
    let profile = Profile::of(&app.taxonomy, &documents, &[], Sought::default());
    let grade = |code: &OccupationCode| row.relevant.get(&code.0).copied().unwrap_or(0);
    let grades = app.taxonomy.occupations().iter().map(|occupation| grade(&occupation.code)).collect();
    Ok(Judged { parts: matcher.features(&profile), grades })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_form_is_read() {
        let row: Row = serde_json::from_str(
            r#"{"id":"p","text":"{Né|Née|Né·e} à Foix, {doux|douce|doux·ce}","relevant":{"G1602":2}}"#,
        )
        .unwrap();
        assert_eq!(row.first(), "Né à Foix, doux");
        assert_eq!(row.relevant["G1602"], 2);
    }
}
