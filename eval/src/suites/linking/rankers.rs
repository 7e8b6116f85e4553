//! What links: the model with the engine's linker, and two baselines without a model.

use super::{Ranked, Ranker};
use crate::bm25::Bm25;
use crate::datasets::mentions::LinkCase;
use anyhow::Result;
use passerelle_engine::linking::{ExactIndex, Query};
use passerelle_engine::pipeline::Pipeline;
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptIx, ConceptKind, Taxonomy};
use std::sync::Arc;

/// Candidates kept of each mention.
const CANDIDATES: usize = 10;
/// Contexts read at once.
const BATCH: usize = 64;

/// The model's vectors and the engine's linker.
#[derive(Debug)]
pub struct ModelLinker<'a> {
    /// Model, taxonomy and its vectors.
    pub pipeline: &'a Pipeline,
}

impl Ranker for ModelLinker<'_> {
    fn name(&self) -> String {
        self.pipeline.versions().model
    }

    fn threshold(&self) -> Option<f64> {
        Some(f64::from(self.pipeline.model().manifest().linking.threshold))
    }

    fn rank(&self, cases: &[LinkCase]) -> Result<Vec<Ranked>> {
        let (model, linker) = (self.pipeline.model(), self.pipeline.linker());
        let taxonomy = self.pipeline.taxonomy();
        let id = |concept: ConceptIx| taxonomy.concept(concept).id.0.clone();
        let mut all = Vec::with_capacity(cases.len());
        for batch in cases.chunks(BATCH) {
            let contexts: Vec<&str> = batch.iter().map(|case| case.context.as_str()).collect();
            for (case, reading) in batch.iter().zip(model.read(&contexts)?) {
                let vector = model.mention_vector(&reading, case.span);
                let query = Query { text: case.text(), label: case.label, vector: Some(&vector) };
                let candidates = linker.candidates(&query, CANDIDATES);
                let linked = linker.link(case.text(), case.label, Some(&vector));
                all.push(Ranked {
                    candidates: candidates
                        .iter()
                        .map(|link| (id(link.concept), f64::from(link.score)))
                        .collect(),
                    linked: linked.map(|link| id(link.concept)),
                });
            }
        }
        Ok(all)
    }
}

/// The concept whose wording it is, letter for letter after normalisation, and no other.
#[derive(Debug)]
pub struct ExactWording {
    taxonomy: Arc<Taxonomy>,
    index: ExactIndex,
}

impl ExactWording {
    /// The baseline over a taxonomy.
    pub fn new(taxonomy: Arc<Taxonomy>) -> Self {
        Self { index: ExactIndex::new(&taxonomy), taxonomy }
    }
}

impl Ranker for ExactWording {
    fn name(&self) -> String {
        "exact wording".into()
    }

    fn rank(&self, cases: &[LinkCase]) -> Result<Vec<Ranked>> {
        let ranked = cases.iter().map(|case| {
            let mut kinds: Vec<ConceptKind> =
                ConceptKind::ALL.into_iter().filter(|&kind| accepts(case.label, kind)).collect();
            kinds.sort_by_key(|kind| kind.label() != case.label);
            let concept = kinds.into_iter().find_map(|kind| self.index.concept(case.text(), kind));
            let linked = concept.map(|concept| self.taxonomy.concept(concept).id.0.clone());
            Ranked { candidates: linked.iter().map(|id| (id.clone(), 1.0)).collect(), linked }
        });
        Ok(ranked.collect())
    }
}

/// BM25 over every wording; a concept scores as its best wording does. It has no threshold and always
/// links where it finds a word: look at its best threshold.
#[derive(Debug)]
pub struct Bm25Wordings {
    taxonomy: Arc<Taxonomy>,
    index: Bm25,
    owners: Vec<ConceptIx>,
}

impl Bm25Wordings {
    /// The baseline over a taxonomy.
    pub fn new(taxonomy: Arc<Taxonomy>) -> Self {
        let (mut owners, mut wordings) = (Vec::new(), Vec::new());
        for (concept, at) in taxonomy.concepts().iter().zip(0..) {
            for wording in concept.label_en.iter().chain([&concept.label]).chain(&concept.alt) {
                owners.push(ConceptIx(at));
                wordings.push(wording);
            }
        }
        Self { index: Bm25::new(wordings), owners, taxonomy }
    }
}

impl Ranker for Bm25Wordings {
    fn name(&self) -> String {
        "BM25 over wordings".into()
    }

    fn rank(&self, cases: &[LinkCase]) -> Result<Vec<Ranked>> {
        let ranked = cases.iter().map(|case| {
            let mut candidates: Vec<(String, f64)> = Vec::with_capacity(CANDIDATES);
            for (wording, score) in self.index.search(case.text()) {
                let concept = self.taxonomy.concept(self.owners[wording]);
                let known = candidates.iter().any(|(id, _)| *id == concept.id.0);
                if accepts(case.label, concept.kind) && !known {
                    candidates.push((concept.id.0.clone(), score));
                }
                if candidates.len() == CANDIDATES {
                    break;
                }
            }
            Ranked { linked: candidates.first().map(|(id, _)| id.clone()), candidates }
        });
        Ok(ranked.collect())
    }
}

/// The kinds the engine's linker would consider for a label: its own, and SKILL for KNOWLEDGE and back.
fn accepts(label: Label, kind: ConceptKind) -> bool {
    let both = [Label::Skill, Label::Knowledge];
    kind.label() == label || (both.contains(&label) && both.contains(&kind.label()))
}
