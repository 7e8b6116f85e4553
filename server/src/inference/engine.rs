//! What the server needs of the engine.

use passerelle_engine::pipeline::{Analysis, Link};
use serde::Serialize;

/// What an answer was made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Versions {
    /// Name and version of the model.
    #[schema(example = "passerelle-base-1")]
    pub model: String,
    /// Name and version of the taxonomy.
    #[schema(example = "starter-1")]
    pub taxonomy: String,
}

/// The engine could not do it.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// It said why.
    #[error("the model could not read the text: {0}")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It broke off.
    #[error("the model stopped unexpectedly; this is a defect of the program, please report it")]
    Panicked,
    /// It answered something else than it was asked.
    #[error("{texts} texts gave {answers} answers; this is a defect of the program, please report it")]
    Count {
        /// Texts given.
        texts: usize,
        /// Answers got.
        answers: usize,
    },
}

/// A wording among the concepts.
#[derive(Debug, Clone, PartialEq)]
pub struct Situated {
    /// Its vector, length 1.
    pub vector: Vec<f32>,
    /// The concepts most like it, of any kind, best first.
    pub nearest: Vec<Link>,
}

/// Texts to analyses and vectors: the engine's pipeline, or a double in tests. It keeps a core busy, so
/// only the worker of [`super::Inference`] calls it.
pub trait Engine: Send + Sync + 'static {
    /// One analysis a text, in the order of the texts.
    fn analyse(&self, texts: &[&str]) -> Result<Vec<Analysis>, EngineError>;

    /// The same, and how unsure the model is of each text as a whole, 0 to 1. Where the engine cannot say
    /// more: the mean of what the mentions lack of certainty.
    fn analyse_with_doubt(&self, texts: &[&str]) -> Result<Vec<(Analysis, f32)>, EngineError> {
        let doubt = |analysis: &Analysis| {
            let lacks = analysis.mentions.iter().map(|mention| 1.0 - mention.confidence);
            lacks.sum::<f32>() / analysis.mentions.len().max(1) as f32
        };
        let found = self.analyse(texts)?;
        let doubts: Vec<f32> = found.iter().map(doubt).collect();
        Ok(found.into_iter().zip(doubts).collect())
    }

    /// One vector of length 1 a text, in the order of the texts.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EngineError>;

    /// Where wordings lie among the concepts; by default, by their vectors as texts and near no concept.
    fn situate(&self, wordings: &[&str]) -> Result<Vec<Situated>, EngineError> {
        let vectors = self.embed(wordings)?.into_iter();
        Ok(vectors.map(|vector| Situated { vector, nearest: Vec::new() }).collect())
    }

    /// What a text costs, in tokens.
    fn tokens(&self, text: &str) -> usize;

    /// What it is made of.
    fn versions(&self) -> Versions;
}
