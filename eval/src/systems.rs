//! What finds spans: a model, or the baseline that looks the catalogue's wordings up.

use crate::datasets::GoldSpan;
use anyhow::Result;
use passerelle_engine::linking::CatalogueTagger;
use passerelle_engine::model::Model;
use passerelle_engine::taxonomy::Taxonomy;

/// Something that finds spans in texts.
pub trait System {
    /// Name for reports.
    fn name(&self) -> String;

    /// Spans of each text, sorted, without overlap.
    fn find(&self, texts: &[&str]) -> Result<Vec<Vec<GoldSpan>>>;
}

impl System for Model {
    fn name(&self) -> String {
        format!("{} {}", self.manifest().name, self.manifest().version)
    }

    fn find(&self, texts: &[&str]) -> Result<Vec<Vec<GoldSpan>>> {
        let readings = self.read(texts)?;
        let spans = texts.iter().zip(&readings).map(|(text, reading)| {
            reading
                .spans(text)
                .iter()
                .map(|tagged| GoldSpan { span: tagged.span, label: tagged.label })
                .collect()
        });
        Ok(spans.collect())
    }
}

/// The baseline: every wording of a taxonomy that stands in the text.
#[derive(Debug)]
pub struct Catalogue {
    tagger: CatalogueTagger,
    name: String,
}

impl Catalogue {
    /// The baseline over a taxonomy.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        Self { tagger: CatalogueTagger::new(taxonomy), name: format!("catalogue {}", taxonomy.tag()) }
    }
}

impl System for Catalogue {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn find(&self, texts: &[&str]) -> Result<Vec<Vec<GoldSpan>>> {
        let spans = texts.iter().map(|text| {
            let mentions = self.tagger.tag(text);
            mentions.iter().map(|mention| GoldSpan { span: mention.span, label: mention.label }).collect()
        });
        Ok(spans.collect())
    }
}
