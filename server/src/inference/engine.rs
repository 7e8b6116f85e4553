//! What the server needs of the engine.

use passerelle_engine::pipeline::Analysis;
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

/// Texts to analyses and vectors: the engine's pipeline, or a double in tests. It keeps a core busy, so
/// only the worker of [`super::Inference`] calls it.
pub trait Engine: Send + Sync + 'static {
    /// One analysis a text, in the order of the texts.
    fn analyse(&self, texts: &[&str]) -> Result<Vec<Analysis>, EngineError>;

    /// One vector of length 1 a text, in the order of the texts.
    fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EngineError>;

    /// What a text costs, in tokens.
    fn tokens(&self, text: &str) -> usize;

    /// What it is made of.
    fn versions(&self) -> Versions;
}
