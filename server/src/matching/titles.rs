//! Job titles in a profile against the titles of occupations, as sets of stems.

use super::profile::Quote;
use crate::words::stems;
use passerelle_engine::taxonomy::Occupation;
use std::collections::{BTreeSet, HashMap};

/// Titles that share less than this are different jobs.
const LEAST_OVERLAP: f64 = 0.5;

/// The titles of all occupations, by stem.
#[derive(Debug, Clone, Default)]
pub struct Titles {
    /// Stems and occupation of each title.
    titles: Vec<(BTreeSet<String>, usize)>,
    by_stem: HashMap<String, Vec<usize>>,
}

impl Titles {
    /// The labels and titles of these occupations.
    pub fn of(occupations: &[Occupation]) -> Self {
        let mut all = Self::default();
        for (at, occupation) in occupations.iter().enumerate() {
            let labels = occupation.titles.iter().map(|title| &title.label);
            let english = occupation.label_en.iter();
            for label in labels.chain([&occupation.label]).chain(english) {
                let words: BTreeSet<String> = stems(label).into_iter().collect();
                let number = all.titles.len();
                for word in &words {
                    all.by_stem.entry(word.clone()).or_default().push(number);
                }
                all.titles.push((words, at));
            }
        }
        all
    }

    /// Per occupation how surely one of the quoted jobs is this one, 0 to 1: the tagger's confidence ×
    /// the overlap of the stems (Jaccard), 0 below one half.
    pub fn scores(&self, quotes: &[Quote], occupations: usize) -> Vec<f64> {
        let mut scores = vec![0.0f64; occupations];
        for quote in quotes {
            let words: BTreeSet<String> = stems(&quote.surface).into_iter().collect();
            let numbers: BTreeSet<usize> =
                words.iter().filter_map(|word| self.by_stem.get(word)).flatten().copied().collect();
            for number in numbers {
                let (title, occupation) = &self.titles[number];
                let shared = words.intersection(title).count() as f64;
                let overlap = shared / (words.len() + title.len()) as f64;
                let overlap = overlap / (1.0 - overlap);
                if overlap >= LEAST_OVERLAP {
                    scores[*occupation] = scores[*occupation].max(overlap * quote.confidence);
                }
            }
        }
        scores
    }
}
