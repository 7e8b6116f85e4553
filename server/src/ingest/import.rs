//! Records to the store, batch by batch.

use super::analyse::{Analyse, AnalyseError};
use super::mentions::{Codes, mentions_of};
use super::record::{Parsed, Record};
use super::{france_travail, lheo};
use crate::index::{Generation, IndexError, VectorIndex, point_of};
use crate::store::{DocumentId, Outcome, Rejected, Side, Store, StoreError, Tenant, Totals};
use passerelle_engine::pipeline::Analysis;
use passerelle_engine::taxonomy::Taxonomy;
use serde::Serialize;
use std::collections::HashSet;
use std::io::BufRead;
use std::sync::Arc;

/// Records analysed and stored together: enough to fill the encoder, few enough to keep a transaction short.
const BATCH: usize = 32;

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Offers, JSON.
    FranceTravail,
    /// Courses, XML.
    Lheo,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BatchReport {
    /// Numbers.
    #[serde(flatten)]
    pub totals: Totals,
    /// The records that were not stored.
    pub rejected: Vec<Rejected>,
}

/// Why an import broke off. What was stored before stays; importing again goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// The file could not be read.
    #[error("the file could not be read: {0}")]
    Read(#[from] std::io::Error),
    /// The file is something else.
    #[error("no `lheo` element was found: is this a LHEO file?")]
    NotLheo,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The index refused.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The engine failed.
    #[error(transparent)]
    Analyse(#[from] AnalyseError),
}

/// Reads files into a store, and into an index where one is given.
#[derive(Clone)]
pub struct Importer {
    store: Store,
    taxonomy: Arc<Taxonomy>,
    codes: Arc<Codes>,
    analyser: Arc<dyn Analyse>,
    index: Option<(Arc<dyn VectorIndex>, Generation)>,
    tenant: Tenant,
}

impl Importer {
    /// An importer for one tenant; `taxonomy` is the one the analyser links to.
    pub fn new(store: Store, taxonomy: Arc<Taxonomy>, analyser: Arc<dyn Analyse>, tenant: Tenant) -> Self {
        let codes = Arc::new(Codes::of(&taxonomy));
        Self { store, taxonomy, codes, analyser, index: None, tenant }
    }

    /// The same, which also writes what it stores to a generation of an index.
    #[must_use]
    pub fn with_index(mut self, index: Arc<dyn VectorIndex>, generation: Generation) -> Self {
        self.index = Some((index, generation));
        self
    }

    /// What stored documents are marked with: the same text may give something else when it changes.
    pub fn analysis_tag(&self) -> String {
        format!("{}/{}", self.analyser.version(), self.taxonomy.tag())
    }

    /// Imports a file; `progress` hears the numbers after every batch.
    pub async fn import(
        &self,
        format: Format,
        reader: impl BufRead,
        mut progress: impl FnMut(Totals),
    ) -> Result<BatchReport, IngestError> {
        match format {
            Format::FranceTravail => self.records(france_travail::read(reader)?, &mut progress).await,
            Format::Lheo => {
                let mut courses = lheo::read(reader);
                let report = self.records(courses.by_ref(), &mut progress).await?;
                if courses.is_lheo() { Ok(report) } else { Err(IngestError::NotLheo) }
            }
        }
    }

    async fn records(
        &self,
        records: impl Iterator<Item = std::io::Result<Parsed>>,
        progress: &mut impl FnMut(Totals),
    ) -> Result<BatchReport, IngestError> {
        let (mut report, mut waiting, mut seen) = (BatchReport::default(), Vec::new(), HashSet::new());
        for parsed in records {
            report.totals.read += 1;
            match parsed?.and_then(|record| unseen(record, report.totals.read, &mut seen)) {
                Ok(record) => waiting.push(record),
                Err(rejected) => report.rejected.push(rejected),
            }
            if waiting.len() == BATCH {
                self.batch(std::mem::take(&mut waiting), &mut report.totals).await?;
                report.totals.rejected = report.rejected.len() as u64;
                progress(report.totals);
            }
        }
        self.batch(waiting, &mut report.totals).await?;
        report.totals.rejected = report.rejected.len() as u64;
        progress(report.totals);
        Ok(report)
    }

    async fn batch(&self, records: Vec<Record>, totals: &mut Totals) -> Result<(), IngestError> {
        let tag = self.analysis_tag();
        let documents: Vec<_> = records.iter().map(|record| &record.document).collect();
        let known = self.store.unchanged(&self.tenant, &documents, &tag).await?;
        totals.unchanged += known.iter().filter(|known| **known).count() as u64;
        let mut fresh: Vec<Record> =
            records.into_iter().zip(known).filter_map(|(record, known)| (!known).then_some(record)).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let analyses = self.analyse(&mut fresh).await?;
        let mut entries = Vec::with_capacity(fresh.len());
        for (record, analysis) in fresh.into_iter().zip(analyses) {
            let mentions = mentions_of(&record, &analysis, &self.taxonomy, &self.codes);
            entries.push((record.document, mentions, analysis.vector));
        }
        let outcomes = self.store.put(&self.tenant, &entries, &tag).await?;
        totals.stored += outcomes.iter().filter(|outcome| **outcome == Outcome::Stored).count() as u64;
        self.index(entries.iter().map(|(document, ..)| (document.side, document.source_id.as_str()))).await
    }

    /// The encoder keeps a core busy: off the threads that serve requests.
    async fn analyse(&self, records: &mut Vec<Record>) -> Result<Vec<Analysis>, IngestError> {
        let (analyser, taken) = (Arc::clone(&self.analyser), std::mem::take(records));
        let work = move || {
            let texts: Vec<&str> = taken.iter().map(|record| record.document.body.as_str()).collect();
            let analyses = analyser.analyse(&texts);
            (taken, analyses)
        };
        let joined =
            tokio::task::spawn_blocking(work).await.map_err(|error| AnalyseError(Box::new(error)))?;
        *records = joined.0;
        let analyses = joined.1?;
        if analyses.len() != records.len() {
            let reason = format!("{} texts gave {} analyses", records.len(), analyses.len());
            return Err(AnalyseError(reason.into()).into());
        }
        Ok(analyses)
    }

    async fn index<'d>(&self, documents: impl Iterator<Item = (Side, &'d str)>) -> Result<(), IngestError> {
        let Some((index, generation)) = &self.index else { return Ok(()) };
        let mut points = Vec::new();
        for (side, source_id) in documents {
            let id = DocumentId::of(&self.tenant, side, source_id);
            points.extend(point_of(&self.store, &self.tenant, &id).await?);
        }
        index.upsert(generation, points).await?;
        Ok(())
    }
}

/// A second record of the same id would silently replace the first: refused.
fn unseen(record: Record, position: u64, seen: &mut HashSet<String>) -> Result<Record, Rejected> {
    let id = record.document.source_id.clone();
    if seen.insert(id.clone()) {
        return Ok(record);
    }
    let reason = "the identifier stands twice in this file; the first record was kept".into();
    Err(Rejected { position, id: Some(id), reason })
}
