//! What finds spans: a model, or the baseline that looks the catalogue's wordings up.

use crate::datasets::GoldSpan;
use anyhow::Result;
use passerelle_engine::linking::CatalogueTagger;
use passerelle_engine::model::Model;
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::Taxonomy;
use passerelle_engine::text::ByteSpan;

/// A span as a system found it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FoundSpan {
    /// Place in the text.
    pub span: ByteSpan,
    /// What it is.
    pub label: Label,
    /// How sure the system is, 0 to 1; 1 where it does not say.
    pub confidence: f32,
}

impl From<FoundSpan> for GoldSpan {
    fn from(found: FoundSpan) -> Self {
        Self { span: found.span, label: found.label }
    }
}

/// Something that finds spans in texts.
pub trait System {
    /// Name for reports.
    fn name(&self) -> String;

    /// Spans of each text, sorted, without overlap.
    fn find(&self, texts: &[&str]) -> Result<Vec<Vec<FoundSpan>>>;
}

impl System for Model {
    fn name(&self) -> String {
        format!("{} {}", self.manifest().name, self.manifest().version)
    }

    fn find(&self, texts: &[&str]) -> Result<Vec<Vec<FoundSpan>>> {
        let readings = self.read(texts)?;
        let spans = texts.iter().zip(&readings).map(|(text, reading)| {
            let spans = reading.spans(text).into_iter();
            spans
                .map(|tagged| FoundSpan {
                    span: tagged.span,
                    label: tagged.label,
                    confidence: tagged.confidence,
                })
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

    fn find(&self, texts: &[&str]) -> Result<Vec<Vec<FoundSpan>>> {
        let spans = texts.iter().map(|text| {
            let mentions = self.tagger.tag(text).into_iter();
            mentions
                .map(|mention| FoundSpan { span: mention.span, label: mention.label, confidence: 1.0 })
                .collect()
        });
        Ok(spans.collect())
    }
}
