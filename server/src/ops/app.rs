//! What every handler and command works with.

use super::catalogue::Catalogue;
use super::load::LoadError;
use super::telemetry;
use super::warm::Phase;
use crate::config::Config;
use crate::http::ApiError;
use crate::index::{ExactIndex, FillError, Generation, IndexError, VectorIndex};
use crate::inference::{Engine, Inference, InferenceError};
use crate::ingest::{Analyse, AnalyseError, Importer, IngestError};
use crate::market::Market;
use crate::matching::{Matcher, Nearness};
use crate::store::{Store, StoreError, Tenant};
use metrics_exporter_prometheus::PrometheusHandle;
use passerelle_engine::pipeline::Analysis;
use passerelle_engine::taxonomy::Taxonomy;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tokio::sync::watch;

/// A model over a taxonomy.
pub struct Loaded {
    /// The model.
    pub engine: Arc<dyn Engine>,
    /// The taxonomy it links to.
    pub taxonomy: Arc<Taxonomy>,
    /// How concepts stand in for each other.
    pub near: Nearness,
    /// The file that keeps the vectors of the occupations between starts, where they are kept.
    pub kept: Option<PathBuf>,
}

/// Why the program cannot work.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Model or taxonomy.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// The data folder.
    #[error("the data folder {folder} cannot be used: {error}; choose another with --data-dir")]
    DataDir {
        /// Which.
        folder: String,
        /// What the system said.
        error: std::io::Error,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Filling the index.
    #[error(transparent)]
    Fill(#[from] FillError),
    /// Loading the demonstration market.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The model.
    #[error(transparent)]
    Inference(#[from] InferenceError),
    /// The worker thread.
    #[error("the thread of the model could not be started: {0}")]
    Thread(std::io::Error),
}

/// The program's parts.
pub struct App {
    /// The configuration.
    pub config: Config,
    /// The model and its queue.
    pub inference: Arc<Inference>,
    /// The taxonomy in use.
    pub taxonomy: Arc<Taxonomy>,
    /// Search in the taxonomy.
    pub catalogue: Catalogue,
    /// The system of record.
    pub store: Store,
    /// Nearest documents.
    pub index: Arc<dyn VectorIndex>,
    /// Reads files into store and index.
    pub importer: Importer,
    /// Figures.
    pub market: Market,
    /// Whose data it is.
    pub tenant: Tenant,
    /// Renders `/metrics`.
    pub metrics: PrometheusHandle,
    pub(super) generation: Generation,
    pub(super) near: Nearness,
    pub(super) kept: Option<PathBuf>,
    pub(super) matcher: OnceLock<Matcher>,
    pub(super) phase: watch::Sender<Phase>,
}

impl App {
    /// Opens store and index around a model and a taxonomy.
    pub async fn assemble(config: Config, loaded: Loaded) -> Result<Arc<Self>, AppError> {
        let Loaded { engine, taxonomy, near, kept } = loaded;
        let folder = config.database.parent().filter(|folder| !folder.as_os_str().is_empty());
        if let Some(folder) = folder {
            let failed = |error| AppError::DataDir { folder: folder.display().to_string(), error };
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let store = Store::open(&config.database).await?;
        let (tenant, versions) = (Tenant::default(), engine.versions());
        let generation = Generation(format!("{} × {}", versions.taxonomy, versions.model));
        let index: Arc<dyn VectorIndex> = Arc::new(ExactIndex::default());
        index.ensure(&generation).await?;
        let metrics = telemetry::metrics();
        let inference = Arc::new(Inference::start(engine, config.inference).map_err(AppError::Thread)?);
        let analyser = Arc::new(Bulk(Arc::clone(&inference)));
        let importer = Importer::new(store.clone(), Arc::clone(&taxonomy), analyser, tenant.clone())
            .with_index(Arc::clone(&index), generation.clone());
        let market = Market::new(store.clone(), Arc::clone(&taxonomy), near.clone(), tenant.clone());
        Ok(Arc::new(Self {
            catalogue: Catalogue::of(&taxonomy),
            matcher: OnceLock::new(),
            phase: watch::Sender::new(Phase::default()),
            config,
            inference,
            taxonomy,
            store,
            index,
            importer,
            market,
            tenant,
            metrics,
            generation,
            near,
            kept,
        }))
    }

    /// The matcher, once it is prepared.
    pub fn matcher(&self) -> Result<&Matcher, ApiError> {
        self.matcher.get().ok_or_else(|| ApiError::NotReady(self.phase.borrow().to_string()))
    }

    /// How far the start is.
    pub fn phase(&self) -> Phase {
        self.phase.borrow().clone()
    }
}

/// The importer's way to the model: behind the requests of clients.
struct Bulk(Arc<Inference>);

impl Analyse for Bulk {
    fn analyse(&self, texts: &[&str]) -> Result<Vec<Analysis>, AnalyseError> {
        self.0.analyse_blocking(texts).map_err(|error| AnalyseError(Box::new(error)))
    }

    fn version(&self) -> String {
        self.0.versions().model
    }
}
