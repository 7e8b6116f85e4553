//! `linking`

use super::taxonomy::{Source, TaxonomyArgs, pipeline};
use super::{load, to_json};
use anyhow::Result;
use passerelle_engine::taxonomy::Taxonomy;
use passerelle_eval::datasets::mentions::{self, LinkCase};
use passerelle_eval::suites::linking::{Bm25Wordings, ExactWording, Mention, ModelLinker, Ranker, evaluate};
use std::path::PathBuf;
use std::sync::Arc;

#[derive(clap::Args)]
pub struct LinkingArgs {
    /// Mentions in context with the concepts that are meant, JSON Lines
    #[arg(long, default_value = "eval/data/mentions.jsonl")]
    data: PathBuf,
    #[command(flatten)]
    taxonomy: TaxonomyArgs,
    /// Folder of the model; the one that ships where left out
    #[arg(long)]
    model: Option<PathBuf>,
    /// JSON instead of a table
    #[arg(long)]
    json: bool,
}

impl LinkingArgs {
    pub fn run(self) -> Result<bool> {
        let taxonomy = self.taxonomy.read()?;
        let (cases, mentions) = self.cases(&taxonomy)?;
        let tag = taxonomy.tag();
        let measure = |ranker: &dyn Ranker| evaluate(ranker, &tag, &cases, &mentions);
        let pipeline = pipeline(load(self.model.as_deref())?, Arc::clone(&taxonomy))?;
        let reports = [
            measure(&ModelLinker { pipeline: &pipeline })?,
            measure(&Bm25Wordings::new(Arc::clone(&taxonomy)))?,
            measure(&ExactWording::new(taxonomy))?,
        ];
        if self.json {
            to_json(&reports)?;
        } else {
            reports.iter().for_each(|report| println!("{report}"));
        }
        Ok(true)
    }

    /// The cases somebody looked at in this taxonomy, and what they mean there.
    fn cases(&self, taxonomy: &Taxonomy) -> Result<(Vec<LinkCase>, Vec<Mention>)> {
        let all = mentions::read(&self.data)?;
        let whole = all.len();
        let meant = |case: &LinkCase| match self.taxonomy.taxonomy {
            Source::Starter => Some(case.starter.clone()),
            // An empty list may mean that nobody looked: no mention is known to have nothing in ROME.
            Source::Rome => Some(case.rome.clone()).filter(|codes| !codes.is_empty()),
            Source::Esco => None,
        };
        let known: Vec<(LinkCase, Mention)> = all
            .into_iter()
            .filter_map(|case| {
                let mention = Mention { id: case.id.clone(), label: case.label, meant: meant(&case)? };
                Some((case, mention))
            })
            .collect();
        anyhow::ensure!(!known.is_empty(), "{} says nothing of {}", self.data.display(), taxonomy.tag());
        if known.len() < whole {
            eprintln!(
                "left out: {} mentions of which nothing is known in {}",
                whole - known.len(),
                taxonomy.tag()
            );
        }
        let ids: std::collections::HashSet<&str> =
            taxonomy.concepts().iter().map(|concept| concept.id.0.as_str()).collect();
        for (_, mention) in &known {
            for id in mention.meant.iter().filter(|id| !ids.contains(id.as_str())) {
                eprintln!("{}: {id} is no concept of {}", mention.id, taxonomy.tag());
            }
        }
        Ok(known.into_iter().unzip())
    }
}
