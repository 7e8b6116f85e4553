//! Job titles in a profile against the titles of occupations, as sets of stems.

use super::profile::Quote;
use crate::words::stems;
use passerelle_engine::taxonomy::Occupation;
use std::collections::{BTreeSet, HashMap};

/// Titles that share less than this are different jobs.
const LEAST_OVERLAP: f64 = 0.5;
/// What a job is worth that is part of the titles of one occupation only.
const PART_OF_A_TITLE: f64 = 0.5;

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

    /// Per occupation how surely one of the quoted jobs is this one, 0 to 1, × the tagger's confidence.
    ///
    /// Titles that overlap by half or more count by the square of the overlap (Jaccard): `aide-soignant
    /// vétérinaire` is a trade of its own. A job named by part of a title ("vendeuse") counts a little for
    /// all it may be, and the less the more these are.
    pub fn scores(&self, quotes: &[Quote], occupations: usize) -> Vec<f64> {
        let mut scores = vec![0.0f64; occupations];
        for quote in quotes {
            let words: BTreeSet<String> = stems(&quote.read).into_iter().collect();
            let numbers: BTreeSet<usize> =
                words.iter().filter_map(|word| self.by_stem.get(word)).flatten().copied().collect();
            let mut partly = BTreeSet::new();
            for number in numbers {
                let (title, occupation) = &self.titles[number];
                let shared = words.intersection(title).count();
                let overlap = shared as f64 / (words.len() + title.len() - shared) as f64;
                if overlap >= LEAST_OVERLAP {
                    scores[*occupation] = scores[*occupation].max(overlap * overlap * quote.confidence);
                } else if shared == words.len() {
                    partly.insert(*occupation);
                }
            }
            let little = PART_OF_A_TITLE / (1.0 + (partly.len() as f64).ln()) * quote.confidence;
            for occupation in partly {
                scores[occupation] = scores[occupation].max(little);
            }
        }
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::double::taxonomy;
    use passerelle_engine::taxonomy::Title;
    use passerelle_engine::text::CharSpan;

    fn scores(surface: &str) -> Vec<f64> {
        let mut occupations = taxonomy().occupations().to_vec();
        occupations[1].titles.push(Title { code: None, label: "Chef / Cheffe soudeur polyvalent".into() });
        let span = CharSpan { start: 0, end: surface.chars().count() };
        let (own, read) = (surface.to_owned(), surface.to_owned());
        let quote = Quote { document: 0, surface: own, read, span, confidence: 1.0 };
        Titles::of(&occupations).scores(&[quote], occupations.len())
    }

    #[test]
    fn a_title_counts_by_what_it_shares() {
        assert_eq!(scores("cuisinières"), [1.0, 0.0, 0.0]);
        assert_eq!(scores("soudeuse polyvalente"), [0.0, 4.0 / 9.0, 0.0]);
        assert_eq!(scores("cheffe"), [0.0, PART_OF_A_TITLE, 0.0]);
        assert_eq!(scores("pilote"), [0.0, 0.0, 0.0]);
        assert_eq!(scores(""), [0.0, 0.0, 0.0]);
    }
}
