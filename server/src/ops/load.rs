//! Model and taxonomy: a configuration in; a pipeline over both out. Blocks; some seconds to a minute.

use super::app::Loaded;
use super::registry::{self, RegistryError};
use super::taxonomies::{self, TaxonomyStoreError};
use super::vectors;
use crate::config::Config;
use crate::matching::Nearness;
use passerelle_engine::linking::ConceptVectors;
use passerelle_engine::model::{Model, ModelError};
use passerelle_engine::pipeline::{Pipeline, PipelineError, concept_vectors};
use passerelle_engine::taxonomy::Taxonomy;
use std::sync::Arc;

/// Why there is no pipeline.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The files of the model in service.
    #[error("the model cannot be used: {0}")]
    Files(#[from] RegistryError),
    /// What is in them.
    #[error("the model cannot be used: {0}")]
    Model(#[from] ModelError),
    /// The taxonomy.
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyStoreError),
    /// Vectors of the taxonomy's wordings.
    #[error("the vectors of the taxonomy could not be computed: {0}")]
    Vectors(#[from] PipelineError),
}

/// Loads what the configuration names. `progress` is told how many of how many wordings are encoded, where
/// they are not kept from an earlier start.
pub fn load(config: &Config, progress: &mut dyn FnMut(usize, usize)) -> Result<Loaded, LoadError> {
    let taxonomy = Arc::new(taxonomies::load(config)?);
    let files = registry::in_service(config)?;
    let model = Model::new(&files)?;
    let kept = vectors::path(&config.data_dir, &files, &taxonomy);
    let dim = model.manifest().vector;
    let vectors = if let Some(vectors) = vectors::read(&kept).filter(|vectors| vectors.dim() == dim) {
        vectors
    } else {
        let vectors = concept_vectors(&model, &taxonomy, progress)?;
        vectors::write(&kept, &vectors);
        vectors
    };
    let near = Nearness::of(&taxonomy).with_vectors(label_vectors(&taxonomy, &vectors));
    let pipeline = Pipeline::new(Arc::new(model), Arc::clone(&taxonomy), vectors);
    let kept = Some(kept.with_extension("occupations"));
    Ok(Loaded { engine: Arc::new(pipeline), taxonomy, near, kept })
}

/// The vector of every concept's first wording, its label; zeros where it has none.
fn label_vectors(taxonomy: &Taxonomy, vectors: &ConceptVectors) -> Vec<Vec<f32>> {
    let mut labels = vec![vec![0.0; vectors.dim()]; taxonomy.concepts().len()];
    let rows = vectors.data().chunks_exact(vectors.dim()).zip(vectors.owners());
    let mut before = None;
    for (row, owner) in rows {
        if before != Some(owner)
            && let Some(label) = labels.get_mut(owner.0 as usize)
        {
            label.copy_from_slice(row);
        }
        before = Some(owner);
    }
    labels
}
