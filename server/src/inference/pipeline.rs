//! The engine's pipeline behind the server's queue.

use super::engine::{Engine, EngineError, Situated, Versions};
use passerelle_engine::pipeline::{Analysis, Pipeline, PipelineError};

/// Bytes of text a token stands for, roughly, in French and English. Only the queue's budget rests on it.
const BYTES_PER_TOKEN: usize = 4;
/// Concepts told of a wording; of any kind, so that some of its own are among them.
const NEAREST: usize = 12;

impl From<PipelineError> for EngineError {
    fn from(error: PipelineError) -> Self {
        Self::Failed(Box::new(error))
    }
}

impl Engine for Pipeline {
    fn analyse(&self, texts: &[&str]) -> Result<Vec<Analysis>, EngineError> {
        Ok(Self::analyse(self, texts)?)
    }

    fn analyse_with_doubt(&self, texts: &[&str]) -> Result<Vec<(Analysis, f32)>, EngineError> {
        Ok(Self::analyse_with_doubt(self, texts)?)
    }

    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EngineError> {
        Ok(Self::embed(self, texts)?)
    }

    fn situate(&self, wordings: &[&str]) -> Result<Vec<Situated>, EngineError> {
        let found = Self::situate(self, wordings, NEAREST)?;
        Ok(found.into_iter().map(|(vector, nearest)| Situated { vector, nearest }).collect())
    }

    fn tokens(&self, text: &str) -> usize {
        text.len() / BYTES_PER_TOKEN + 2
    }

    fn versions(&self) -> Versions {
        let versions = Self::versions(self);
        Versions { model: versions.model, taxonomy: versions.taxonomy }
    }
}
