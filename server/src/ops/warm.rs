//! The start behind the open door: demonstration market, index, matching.

use super::app::{App, AppError};
use super::vectors;
use crate::index::fill;
use crate::ingest::demo;
use crate::matching::{Matcher, OccupationVectors, Weights};
use crate::store::Totals;
use passerelle_engine::linking::ConceptVectors;
use passerelle_engine::taxonomy::{ConceptIx, Occupation};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Occupations embedded at once.
const CHUNK: usize = 32;
/// Under this name the store remembers that its market is the demonstration.
const DEMO: &str = "demonstration-market";

/// What the start is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Step {
    /// Vectors of the occupations.
    #[default]
    Occupations,
    /// The demonstration market; its numbers so far.
    Demo(Totals),
    /// The index of offers and courses.
    Index,
}

/// How far the start is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// Under way.
    Starting(Step),
    /// Everything can be asked.
    Ready,
    /// It broke off; restarting is needed.
    Failed(String),
}

impl Default for Phase {
    fn default() -> Self {
        Self::Starting(Step::default())
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Starting(Step::Occupations) => f.write_str("preparing the occupations"),
            Self::Starting(Step::Demo(totals)) => {
                write!(f, "loading the demonstration market, {} records read", totals.read)
            }
            Self::Starting(Step::Index) => f.write_str("building the index"),
            Self::Ready => f.write_str("ready"),
            Self::Failed(reason) => write!(f, "the start failed: {reason}"),
        }
    }
}

impl App {
    /// Prepares matching, loads the demonstration market where it belongs, fills the index.
    pub async fn warm_up(self: &Arc<Self>) -> Result<(), AppError> {
        let result = self.prepare().await;
        let phase = match &result {
            Ok(()) => Phase::Ready,
            Err(error) => Phase::Failed(error.to_string()),
        };
        self.phase.send_replace(phase);
        result
    }

    /// Follows the start to its end; `progress` hears every step.
    pub async fn follow(&self, mut progress: impl FnMut(&Phase)) {
        let mut receiver = self.phase.subscribe();
        loop {
            let phase = receiver.borrow_and_update().clone();
            progress(&phase);
            if !matches!(phase, Phase::Starting(_)) || receiver.changed().await.is_err() {
                return;
            }
        }
    }

    async fn prepare(&self) -> Result<(), AppError> {
        self.step(Step::Occupations);
        let vectors = OccupationVectors(self.occupation_vectors().await?);
        let matcher =
            Matcher::new(Arc::clone(&self.taxonomy), self.near.clone(), vectors, Weights::default());
        // Set twice only if the start runs twice; the first stays.
        let _ = self.matcher.set(matcher);
        if self.config.demo {
            self.load_demo().await?;
        }
        self.step(Step::Index);
        let documents = fill(&self.store, &self.tenant, self.index.as_ref(), &self.generation).await?;
        self.index.publish(&self.generation).await?;
        tracing::info!(documents, generation = self.generation.0, "the index is in service");
        Ok(())
    }

    async fn occupation_vectors(&self) -> Result<Vec<Vec<f32>>, AppError> {
        let count = self.taxonomy.occupations().len();
        let kept = self.kept.as_deref().and_then(vectors::read).filter(|kept| kept.rows() == count);
        if let Some(kept) = kept {
            return Ok(kept.data().chunks_exact(kept.dim()).map(<[f32]>::to_vec).collect());
        }
        let mut vectors = Vec::with_capacity(count);
        for few in self.taxonomy.occupations().chunks(CHUNK) {
            let texts = few.iter().map(described).collect();
            vectors.extend(self.inference.embed(texts).await?.items);
        }
        if let Some(path) = &self.kept {
            keep(path, &vectors);
        }
        Ok(vectors)
    }

    /// The demonstration is loaded into an empty store, and again where model or taxonomy have changed
    /// since: what is there and unchanged is not read again.
    async fn load_demo(&self) -> Result<(), AppError> {
        let tag = self.importer.analysis_tag();
        let loaded = self.store.meta(&self.tenant, DEMO).await?;
        let belongs = loaded.is_some() || demo::is_empty(&self.store, &self.tenant).await?;
        if !belongs || loaded.as_ref() == Some(&tag) {
            return Ok(());
        }
        // Noted first: a start that is broken off must go on with it next time.
        self.store.set_meta(&self.tenant, DEMO, "loading").await?;
        self.step(Step::Demo(Totals::default()));
        let reports = demo::load(&self.importer, |totals| self.step(Step::Demo(totals))).await?;
        let rejected: usize = reports.iter().map(|report| report.rejected.len()).sum();
        tracing::info!(files = reports.len(), rejected, "the demonstration market is loaded");
        self.store.set_meta(&self.tenant, DEMO, &tag).await?;
        Ok(())
    }

    fn step(&self, step: Step) {
        self.phase.send_replace(Phase::Starting(step));
    }
}

/// In the form of concept vectors, one row an occupation; what does not fit it is not kept.
fn keep(path: &Path, vectors: &[Vec<f32>]) {
    let owners = (0..vectors.len()).map(|at| ConceptIx(at as u32)).collect();
    let dim = vectors.first().map_or(0, Vec::len);
    if let Ok(rows) = ConceptVectors::new(dim, vectors.concat(), owners) {
        vectors::write(path, &rows);
    }
}

/// An occupation as a text a CV can be compared with.
fn described(occupation: &Occupation) -> String {
    format!("{}. {}", occupation.label, occupation.definition)
}
