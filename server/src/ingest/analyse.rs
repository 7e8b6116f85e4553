//! What the importer needs of the engine.

use passerelle_engine::pipeline::Analysis;

/// Texts to mentions and vectors; the engine's pipeline, or a double in tests.
pub trait Analyse: Send + Sync + 'static {
    /// One analysis a text, in the order of the texts.
    fn analyse(&self, texts: &[&str]) -> Result<Vec<Analysis>, AnalyseError>;

    /// Changes whenever the same text may give something else: the model's and the linker's tag.
    fn version(&self) -> String;
}

/// The engine could not analyse.
#[derive(Debug, thiserror::Error)]
#[error("the text could not be analysed: {0}")]
pub struct AnalyseError(#[source] pub Box<dyn std::error::Error + Send + Sync>);
