//! What is known of a person, for one match and never stored.

use super::constraint::Constraint;
use super::lexicon::keys;
use super::read::Read;
use super::refusals::{Refused, refusals, word_places};
use crate::words::stems;
use passerelle_engine::pipeline::{Analysis, Mention};
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptIx, ConceptKind, Taxonomy};
use passerelle_engine::text::{ByteSpan, CharSpan};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How sure a concept must be that is refused in words.
const SURE: f64 = 0.5;
/// Most words of a job that is looked for in refused words.
const JOB: usize = 4;

/// Words in one of the person's documents.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quote {
    /// Position of the document in the request, from 0.
    pub document: usize,
    /// The words.
    pub surface: String,
    /// The words as they were read.
    #[serde(skip)]
    pub read: String,
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
    /// True where nothing in the texts is to be taken for a refusal.
    pub ignore_refusals: bool,
}

/// Words of the person that were read as a refusal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusal {
    /// The words.
    pub quote: Quote,
    /// What the work must not ask for.
    pub constraints: Vec<Constraint>,
    /// The concepts among the words.
    pub concepts: Vec<ConceptIx>,
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
    /// What was read as a refusal.
    pub refusals: Vec<Refusal>,
    /// Jobs the person may have refused: runs of refused words.
    pub refused_titles: Vec<Quote>,
    /// Stems of all the words that are not refused.
    pub words: Vec<String>,
    /// Keys of the same words.
    pub keys: Vec<String>,
    /// Keys of the refused words.
    pub refused_keys: Vec<String>,
    /// Mean of the documents' vectors, length 1; empty where there is none.
    pub vector: Vec<f32>,
    /// What the person looks for.
    pub sought: Sought,
}

impl Profile {
    /// A profile of texts, of the analyses of what was read of them, and of what the person said of single
    /// concepts.
    pub fn of(
        taxonomy: &Taxonomy,
        documents: &[(&Read, &Analysis)],
        given: &[Given],
        sought: Sought,
    ) -> Self {
        let mut held: BTreeMap<ConceptIx, Held> = BTreeMap::new();
        let mut profile = Self { sought, ..Self::default() };
        for (number, (read, analysis)) in documents.iter().enumerate() {
            let refused = if profile.sought.ignore_refusals { Vec::new() } else { refusals(read.text()) };
            profile.refuse(taxonomy, number, read, analysis, &refused);
            let kept = kept(read.text(), &refused);
            profile.words.extend(stems(&kept));
            profile.keys.extend(keys(&kept));
            for mention in analysis.mentions.iter().filter(|mention| !is_refused(mention, &refused)) {
                let quote = quote(number, read, mention.span, f64::from(mention.confidence));
                if mention.label == Label::Occupation {
                    profile.titles.push(quote);
                } else if let Some((concept, score)) = linked(taxonomy, mention) {
                    let weight = quote.confidence * score;
                    let entry =
                        held.entry(concept).or_insert(Held { concept, weight: 0.0, evidence: Vec::new() });
                    entry.weight = entry.weight.max(weight);
                    entry.evidence.push(quote);
                }
            }
        }
        profile.excluded.iter().for_each(|concept| drop(held.remove(concept)));
        profile.apply(given, &mut held);
        profile.words.extend(given_labels(taxonomy, given).flat_map(stems));
        profile.keys.extend(given_labels(taxonomy, given).flat_map(keys));
        profile.vector = mean(documents.iter().map(|(_, analysis)| analysis.vector.as_slice()));
        profile.held = held.into_values().filter(|held| held.weight > 0.0).collect();
        profile
    }

    /// Takes over what is refused in a text.
    fn refuse(
        &mut self,
        taxonomy: &Taxonomy,
        number: usize,
        read: &Read,
        analysis: &Analysis,
        refused: &[Refused],
    ) {
        for stretch in refused {
            let text = stretch.span.slice(read.text());
            self.refused_keys.extend(keys(text));
            self.refused_titles.extend(jobs(number, read, stretch.span));
            let mentions = analysis.mentions.iter().filter(|mention| overlap(mention.span, stretch.span));
            let mut concepts: Vec<ConceptIx> = mentions
                .filter_map(|mention| Some((linked(taxonomy, mention)?, f64::from(mention.confidence))))
                .filter(|((concept, score), sure)| {
                    score * sure >= SURE && taxonomy.concept(*concept).kind != ConceptKind::Attitude
                })
                .map(|((concept, _), _)| concept)
                .collect();
            concepts.sort_unstable();
            concepts.dedup();
            self.excluded.extend(&concepts);
            let constraints = stretch.constraints.clone();
            self.refusals.push(Refusal {
                quote: quote(number, read, stretch.span, 1.0),
                constraints,
                concepts,
            });
        }
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

    /// The constraints that were set, and those read in the person's words.
    pub fn constraints(&self) -> Vec<Constraint> {
        let read = self.refusals.iter().flat_map(|refusal| &refusal.constraints);
        let mut all: Vec<Constraint> = self.sought.constraints.iter().chain(read).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// True where a violation of the constraint leaves an occupation out.
    pub fn insists(&self, constraint: Constraint) -> bool {
        !constraint.varies() || self.sought.constraints.contains(&constraint)
    }

    /// True where there is nothing to match with.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty() && self.words.is_empty() && self.titles.is_empty()
    }
}

fn quote(document: usize, read: &Read, span: ByteSpan, confidence: f64) -> Quote {
    let (own, place) = read.own_words(span);
    let read = span.slice(read.text()).to_owned();
    Quote { document, surface: own.to_owned(), read, span: place, confidence }
}

fn overlap(a: ByteSpan, b: ByteSpan) -> bool {
    a.start < b.end && b.start < a.end
}

fn is_refused(mention: &Mention, refused: &[Refused]) -> bool {
    refused.iter().any(|refused| overlap(mention.span, refused.span))
}

/// The concept of a mention and how sure it is; contexts are no skills.
fn linked(taxonomy: &Taxonomy, mention: &Mention) -> Option<(ConceptIx, f64)> {
    let link = mention.link?;
    let skill = taxonomy.concept(link.concept).kind != ConceptKind::Context;
    skill.then_some((link.concept, f64::from(link.score)))
}

/// The text without what is refused.
fn kept(text: &str, refused: &[Refused]) -> String {
    let (mut kept, mut from) = (String::with_capacity(text.len()), 0);
    for refused in refused {
        kept.push_str(&text[from..refused.span.start]);
        kept.push('\n');
        from = refused.span.end;
    }
    kept.push_str(&text[from..]);
    kept
}

/// All runs of a few words of a stretch.
fn jobs(number: usize, read: &Read, stretch: ByteSpan) -> Vec<Quote> {
    let words = word_places(stretch.slice(read.text()));
    let runs = (0..words.len())
        .flat_map(|first| (first..words.len().min(first + JOB)).map(move |last| (first, last)));
    runs.map(|(first, last)| {
        quote(
            number,
            read,
            ByteSpan::new(stretch.start + words[first].start, stretch.start + words[last].end),
            1.0,
        )
    })
    .collect()
}

fn given_labels<'t>(taxonomy: &'t Taxonomy, given: &[Given]) -> impl Iterator<Item = &'t str> {
    let kept = given.iter().filter(|given| !given.excluded && given.weight > 0.0);
    kept.map(|given| taxonomy.concept(given.concept).label.as_str())
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
