//! A mention's text, label and vector in; its concept, or nothing (NIL), out.
//!
//! Stages: [`exact`] (a wording of the taxonomy after normalisation) → candidates from [`lexical`] (letters)
//! and [`dense`] (vectors) → `rerank` (one score) → threshold. Below the threshold a mention stays unlinked:
//! it is kept as an expression, never forced onto the nearest concept. [`catalogue`] is the baseline
//! that finds the taxonomy's wordings in a text without any model.

pub mod catalogue;
pub mod dense;
pub mod exact;
pub mod lexical;
mod rerank;
mod situate;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tiny;
mod wordings;
mod words;

pub use catalogue::CatalogueTagger;
pub use dense::{ConceptVectors, VectorError};
pub use exact::ExactIndex;
pub use lexical::LexicalIndex;

use crate::pipeline::{Link, LinkMethod};
use crate::tagging::Label;
use crate::taxonomy::{ConceptIx, ConceptKind, Occupation, OccupationCode, Taxonomy};
use crate::text::gender_forms;
use rayon::prelude::*;
use rerank::Candidate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How sure a link must be, and what counts how much. Scores lie between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinkSettings {
    /// Candidates taken from each of the two indexes.
    pub candidates: usize,
    /// Share of the vector in the combined score; the rest is the likeness in letters.
    pub dense_weight: f32,
    /// Combined score below which a mention with a vector stays unlinked.
    pub threshold: f32,
    /// Likeness in letters below which a mention without a vector stays unlinked.
    pub lexical_threshold: f32,
    /// What it costs a skill to be linked to knowledge, or the reverse.
    pub cross_kind_penalty: f32,
    /// Likeness in letters below which a job title stays unlinked.
    pub occupation_threshold: f32,
    /// How far the best occupation must lie before the next one; nearer, the title is ambiguous.
    pub occupation_margin: f32,
}

impl Default for LinkSettings {
    fn default() -> Self {
        Self {
            candidates: 16,
            dense_weight: 0.6,
            threshold: 0.6,
            lexical_threshold: 0.68,
            cross_kind_penalty: 0.05,
            occupation_threshold: 0.75,
            occupation_margin: 0.02,
        }
    }
}

/// What is to be linked.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The text of the mention.
    pub text: &'a str,
    /// Its label.
    pub label: Label,
    /// Its vector, of length 1 and as long as those of the concepts.
    pub vector: Option<&'a [f32]>,
}

/// Links mentions to one taxonomy. Immutable once built; shared between threads.
#[derive(Debug)]
pub struct Linker {
    taxonomy: Arc<Taxonomy>,
    /// Kind of every concept, apart so that a scan over many stays in the cache.
    kinds: Vec<ConceptKind>,
    settings: LinkSettings,
    exact: ExactIndex,
    concepts: LexicalIndex,
    occupations: LexicalIndex,
    vectors: Option<ConceptVectors>,
}

impl Linker {
    /// A linker for this taxonomy. Without `vectors` only wordings count.
    pub fn new(taxonomy: Arc<Taxonomy>, vectors: Option<ConceptVectors>, settings: LinkSettings) -> Self {
        let concepts = taxonomy.concepts().iter().zip(0..).flat_map(|(concept, at)| {
            let labels = concept.label_en.iter().chain([&concept.label]).chain(&concept.alt);
            labels.map(move |label| (at, label.as_str()))
        });
        let concepts = LexicalIndex::new(concepts);
        let titles: Vec<(u32, String)> = taxonomy
            .occupations()
            .iter()
            .zip(0..)
            .flat_map(|(occupation, at)| titles(occupation).into_iter().map(move |title| (at, title)))
            .collect();
        let occupations = LexicalIndex::new(titles.iter().map(|(at, title)| (*at, title.as_str())));
        let kinds = taxonomy.concepts().iter().map(|concept| concept.kind).collect();
        let exact = ExactIndex::new(&taxonomy);
        Self { taxonomy, kinds, settings, exact, concepts, occupations, vectors }
    }

    /// The taxonomy that is linked to.
    pub fn taxonomy(&self) -> &Arc<Taxonomy> {
        &self.taxonomy
    }

    /// The concept of a mention; `None` is NIL. Job titles are no concepts: see
    /// [`Self::link_occupation`].
    pub fn link(&self, text: &str, label: Label, vector: Option<&[f32]>) -> Option<Link> {
        self.link_many(&[Query { text, label, vector }]).pop().flatten()
    }

    /// [`Self::link`] for many mentions, with one pass over the concept vectors.
    pub fn link_many(&self, queries: &[Query<'_>]) -> Vec<Option<Link>> {
        let mut links: Vec<Option<Link>> =
            queries.par_iter().map(|query| self.link_exactly(query.text, query.label)).collect();
        let open: Vec<usize> = (0..queries.len())
            .filter(|&at| links[at].is_none() && queries[at].label != Label::Occupation)
            .collect();
        let nearest = self.nearest(queries, &open);
        let found: Vec<Option<Link>> =
            open.par_iter().zip(nearest).map(|(&at, nearest)| self.rerank(&queries[at], &nearest)).collect();
        for (at, link) in open.into_iter().zip(found) {
            links[at] = link;
        }
        links
    }

    /// The occupation a job title names, with a score of 0 to 1; `None` where no title is near enough, or
    /// two occupations are equally near.
    pub fn link_occupation(&self, text: &str) -> Option<(OccupationCode, f32)> {
        if let Some(code) = self.exact.occupation(text) {
            return Some((code.clone(), 1.0));
        }
        let settings = &self.settings;
        let found = gender_forms(text).into_iter().filter_map(|form| {
            let query = self.occupations.query(&form);
            let top = self.occupations.top_k(&query, 2, |_| true);
            let (at, score) = *top.first()?;
            let clear = top.get(1).is_none_or(|(_, second)| score - second >= settings.occupation_margin);
            (clear && score >= settings.occupation_threshold).then_some((at, score))
        });
        let (at, score) = found.max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some((self.taxonomy.occupations()[at as usize].code.clone(), score))
    }

    fn link_exactly(&self, text: &str, label: Label) -> Option<Link> {
        kinds(label, &self.settings).into_iter().find_map(|(kind, penalty)| {
            let concept = self.exact.concept(text, kind)?;
            Some(Link { concept, score: 1.0 - penalty, method: LinkMethod::Exact })
        })
    }

    fn accepts(&self, label: Label, concept: ConceptIx) -> bool {
        rerank::penalty(label, self.kinds[concept.0 as usize], &self.settings).is_some()
    }

    /// The vectors and the mention's own one, where both are there and of the same length.
    fn vectors_for<'a>(&'a self, query: &Query<'a>) -> Option<(&'a ConceptVectors, &'a [f32])> {
        let (vectors, vector) = (self.vectors.as_ref()?, query.vector?);
        (vectors.dim() == vector.len()).then_some((vectors, vector))
    }

    /// For each of the queries numbered in `open`, the concepts with the nearest vectors.
    fn nearest(&self, queries: &[Query<'_>], open: &[usize]) -> Vec<Vec<ConceptIx>> {
        let mut nearest = vec![Vec::new(); open.len()];
        let asked: Vec<(usize, Label, &[f32])> = open
            .iter()
            .enumerate()
            .filter_map(|(at, &number)| {
                let query = &queries[number];
                self.vectors_for(query).map(|(_, vector)| (at, query.label, vector))
            })
            .collect();
        let Some(vectors) = self.vectors.as_ref().filter(|_| !asked.is_empty()) else { return nearest };
        let rows: Vec<&[f32]> = asked.iter().map(|(_, _, vector)| *vector).collect();
        let accept = |at: usize, concept: ConceptIx| self.accepts(asked[at].1, concept);
        let found = vectors.top_k_many(&rows, self.settings.candidates, accept);
        for ((at, _, _), concepts) in asked.iter().zip(found) {
            nearest[*at] = concepts.into_iter().map(|(concept, _)| concept).collect();
        }
        nearest
    }

    /// The `k` best concepts of a mention, best first, whatever the threshold: an exact wording, then what
    /// [`Self::link`] would choose from.
    pub fn candidates(&self, query: &Query<'_>, k: usize) -> Vec<Link> {
        if query.label == Label::Occupation {
            return Vec::new();
        }
        let exact = self.link_exactly(query.text, query.label);
        let nearest = self.nearest(std::slice::from_ref(query), &[0]).pop().unwrap_or_default();
        let rest = rerank::ranked(&self.pool(query, &nearest), query.label, &self.settings).into_iter();
        let rest = rest.filter(|link| exact.is_none_or(|exact| exact.concept != link.concept));
        exact.into_iter().chain(rest).take(k).collect()
    }

    fn rerank(&self, query: &Query<'_>, nearest: &[ConceptIx]) -> Option<Link> {
        rerank::best(&self.pool(query, nearest), query.label, &self.settings)
    }

    /// The concepts nearest by vector or letters, with both scores.
    fn pool(&self, query: &Query<'_>, nearest: &[ConceptIx]) -> Vec<Candidate> {
        let letters = self.concepts.query(query.text);
        let accept = |at: u32| self.accepts(query.label, ConceptIx(at));
        let alike = self.concepts.top_k(&letters, self.settings.candidates, accept);
        let concepts: BTreeSet<ConceptIx> =
            alike.iter().map(|(at, _)| ConceptIx(*at)).chain(nearest.iter().copied()).collect();
        let vector = self.vectors_for(query);
        let candidate = |concept: ConceptIx| Candidate {
            concept,
            kind: self.kinds[concept.0 as usize],
            lexical: self.concepts.score(&letters, concept.0),
            dense: vector.and_then(|(vectors, vector)| vectors.score(vector, concept)),
        };
        concepts.into_iter().map(candidate).collect()
    }
}

/// The kinds a label may be linked to, its own first, with what each costs.
fn kinds(label: Label, settings: &LinkSettings) -> Vec<(ConceptKind, f32)> {
    let mut kinds: Vec<(ConceptKind, f32)> = ConceptKind::ALL
        .into_iter()
        .filter_map(|kind| Some((kind, rerank::penalty(label, kind, settings)?)))
        .collect();
    kinds.sort_by(|a, b| a.1.total_cmp(&b.1));
    kinds
}

/// The titles of an occupation in both genders, once each.
fn titles(occupation: &Occupation) -> BTreeSet<String> {
    let given = occupation.titles.iter().map(|title| &title.label).chain(&occupation.label_en);
    given.chain([&occupation.label]).flat_map(|title| gender_forms(title)).collect()
}
