//! What is known of a person, for one match and never stored.

use crate::words::stems;
use passerelle_engine::pipeline::Analysis;
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptIx, ConceptKind, Taxonomy};
use passerelle_engine::text::{CharIndex, CharSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::constraints::Constraint;

/// Words in one of the person's documents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quote {
    /// Position of the document in the request, from 0.
    pub document: usize,
    /// The words.
    pub surface: String,
    /// Their place, code points.
    pub span: CharSpan,
    /// How sure the tagger is.
    pub confidence: f64,
}

/// A concept the person confirmed, weighted or refused.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given {
    /// Which.
    pub concept: ConceptIx,
    /// How much it counts, 1 as usual; 0 takes it out.
    pub weight: f64,
    /// True where the person does not want to work with it.
    pub excluded: bool,
}

/// A concept the person has.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// Which.
    pub concept: ConceptIx,
    /// How much it counts, above 0.
    pub weight: f64,
    /// Where it stands.
    pub evidence: Vec<Quote>,
}

/// A place and how far around it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Near {
    /// Code of the département.
    pub territory: Option<String>,
    /// Latitude and longitude, degrees.
    pub point: Option<(f64, f64)>,
    /// Kilometres around the point.
    pub radius_km: f64,
}

/// What the person looks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sought {
    /// First characters of the ROME codes of the domain: `G`, `G16`.
    pub domain: Option<String>,
    /// Where.
    pub place: Option<Near>,
    /// What the work must not be.
    pub constraints: Vec<Constraint>,
}

/// A person's skills, words and wishes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// What the person has, by concept.
    pub held: Vec<Held>,
    /// What the person refuses, by concept.
    pub excluded: Vec<ConceptIx>,
    /// Job titles held or sought.
    pub titles: Vec<Quote>,
    /// Stems of all the words.
    pub words: Vec<String>,
    /// Mean of the documents' vectors, length 1; empty where there is none.
    pub vector: Vec<f32>,
    /// What the person looks for.
    pub sought: Sought,
}

impl Profile {
    /// A profile of texts with their analyses and of what the person said of single concepts.
    pub fn of(taxonomy: &Taxonomy, documents: &[(&str, &Analysis)], given: &[Given], sought: Sought) -> Self {
        let mut held: BTreeMap<ConceptIx, Held> = BTreeMap::new();
        let mut profile = Self { sought, ..Self::default() };
        for (number, (text, analysis)) in documents.iter().enumerate() {
            profile.words.extend(stems(text));
            let index = CharIndex::new(text);
            for mention in &analysis.mentions {
                let quote = Quote {
                    document: number,
                    surface: mention.span.slice(text).to_string(),
                    span: index.to_chars(mention.span),
                    confidence: f64::from(mention.confidence),
                };
                if mention.label == Label::Occupation {
                    profile.titles.push(quote);
                } else if let Some(link) = mention.link
                    && taxonomy.concept(link.concept).kind != ConceptKind::Context
                {
                    let weight = quote.confidence * f64::from(link.score);
                    let concept = link.concept;
                    let entry =
                        held.entry(concept).or_insert(Held { concept, weight: 0.0, evidence: Vec::new() });
                    entry.weight = entry.weight.max(weight);
                    entry.evidence.push(quote);
                }
            }
        }
        profile.apply(given, &mut held);
        profile.words.extend(given_words(taxonomy, given));
        profile.vector = mean(documents.iter().map(|(_, analysis)| analysis.vector.as_slice()));
        profile.held = held.into_values().filter(|held| held.weight > 0.0).collect();
        profile
    }

    /// What the person says goes before what was read.
    fn apply(&mut self, given: &[Given], held: &mut BTreeMap<ConceptIx, Held>) {
        for given in given {
            let concept = given.concept;
            if given.excluded {
                held.remove(&concept);
                self.excluded.push(concept);
            } else {
                let entry =
                    held.entry(concept).or_insert(Held { concept, weight: 0.0, evidence: Vec::new() });
                entry.weight = if given.weight.is_finite() { given.weight.clamp(0.0, 3.0) } else { 1.0 };
            }
        }
        self.excluded.sort_unstable();
        self.excluded.dedup();
    }

    /// True where there is nothing to match with.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty() && self.words.is_empty() && self.titles.is_empty()
    }
}

fn given_words(taxonomy: &Taxonomy, given: &[Given]) -> Vec<String> {
    let kept = given.iter().filter(|given| !given.excluded && given.weight > 0.0);
    kept.flat_map(|given| stems(&taxonomy.concept(given.concept).label)).collect()
}

fn mean<'v>(vectors: impl Iterator<Item = &'v [f32]>) -> Vec<f32> {
    let mut sum: Vec<f32> = Vec::new();
    for vector in vectors.filter(|vector| !vector.is_empty()) {
        if sum.is_empty() {
            sum = vec![0.0; vector.len()];
        }
        sum.iter_mut().zip(vector).for_each(|(total, x)| *total += x);
    }
    let norm = sum.iter().map(|x| x * x).sum::<f32>().sqrt();
    if norm > 0.0 { sum.iter().map(|x| x / norm).collect() } else { Vec::new() }
}
