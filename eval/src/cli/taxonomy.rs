//! Which taxonomy, and the stages over it.

use anyhow::{Context, Result};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use passerelle_engine::linking::ConceptVectors;
use passerelle_engine::model::Model;
use passerelle_engine::pipeline::{Pipeline, concept_vectors};
use passerelle_engine::taxonomy::{Taxonomy, esco, rome, starter};
use std::path::PathBuf;
use std::sync::Arc;

/// Sources of taxonomies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Source {
    /// The starter catalogue
    Starter,
    /// ROME 4.0, from the folder of its CSV export
    Rome,
    /// ESCO, from the folder of its CSV export
    Esco,
}

#[derive(clap::Args)]
pub struct TaxonomyArgs {
    /// Which taxonomy
    #[arg(long, value_enum, default_value_t = Source::Starter)]
    pub taxonomy: Source,
    /// Folder of the taxonomy's official export
    #[arg(long, value_name = "FOLDER")]
    taxonomy_dir: Option<PathBuf>,
}

impl TaxonomyArgs {
    pub fn read(&self) -> Result<Arc<Taxonomy>> {
        let folder =
            || self.taxonomy_dir.as_deref().context("--taxonomy-dir: where the official export lies");
        Ok(Arc::new(match self.taxonomy {
            Source::Starter => starter()?,
            Source::Rome => rome::import(folder()?, &mut |_| {})?.taxonomy,
            Source::Esco => esco::import(folder()?, &mut |_| {})?.taxonomy,
        }))
    }
}

/// All stages over a model and a taxonomy; shows how far the vectors of the wordings are.
pub fn pipeline(model: Model, taxonomy: Arc<Taxonomy>) -> Result<Pipeline> {
    let vectors = vectors(&model, &taxonomy)?;
    Ok(Pipeline::new(Arc::new(model), taxonomy, vectors))
}

fn vectors(model: &Model, taxonomy: &Taxonomy) -> Result<ConceptVectors> {
    let style = ProgressStyle::with_template("vectors of wordings {bar:40} {pos}/{len}")?;
    let bar = ProgressBar::new(0).with_style(style);
    let vectors = concept_vectors(model, taxonomy, &mut |done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    Ok(vectors)
}
