//! The words of occupations for BM25: everything the catalogue calls them and what they ask for.

use crate::index::lexical::{Lexical, saturated};
use crate::words::is_function_word;
use passerelle_engine::taxonomy::{Concept, Occupation, Taxonomy};
use passerelle_engine::text::{key, neutral};
use std::collections::HashMap;

/// The words of a text as keys without number and gender, function words left out.
pub fn keys(text: &str) -> Vec<String> {
    neutral(text)
        .text
        .split(|c: char| !(c.is_alphanumeric() || c == '+' || c == '#'))
        .filter(|word| !word.is_empty())
        .map(key)
        .filter(|word| !word.is_empty() && !is_function_word(word))
        .collect()
}

/// An index of the occupations of a taxonomy, and who is whose neighbour.
#[derive(Debug, Clone)]
pub struct Lexicon {
    index: Lexical<usize>,
    neighbours: Vec<Vec<usize>>,
}

impl Lexicon {
    /// Labels, titles, definition, and every wording of what the occupation asks for and comes with.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let mut index = Lexical::default();
        let occupations = taxonomy.occupations();
        for (at, occupation) in occupations.iter().enumerate() {
            index.insert(at, words_of(taxonomy, occupation));
        }
        let codes: HashMap<_, _> =
            occupations.iter().enumerate().map(|(at, occupation)| (&occupation.code, at)).collect();
        let neighbours = occupations
            .iter()
            .map(|occupation| {
                occupation.neighbours.iter().filter_map(|code| codes.get(code).copied()).collect()
            })
            .collect();
        Self { index, neighbours }
    }

    /// BM25 of every occupation, 0 to 1: relative to the best, and little where even that shares few words.
    pub fn scores(&self, words: &[String]) -> Vec<f64> {
        let found = self.index.scores(words);
        let most = found.values().copied().fold(0.0, f64::max);
        let of = |at| found.get(&at).map_or(0.0, |score| score / most * saturated(most));
        (0..self.neighbours.len()).map(of).collect()
    }

    /// How much of the score of words each occupation has, by itself; 0 to 1.
    pub fn shares(&self, words: &[String]) -> Vec<f64> {
        let found = self.index.scores(words);
        (0..self.neighbours.len()).map(|at| found.get(&at).copied().map_or(0.0, saturated)).collect()
    }

    /// The mean score of each occupation's neighbours: what suits stands among what suits.
    pub fn around(&self, scores: &[f64]) -> Vec<f64> {
        let mean =
            |near: &Vec<usize>| near.iter().map(|at| scores[*at]).sum::<f64>() / near.len().max(1) as f64;
        self.neighbours.iter().map(mean).collect()
    }
}

fn words_of(taxonomy: &Taxonomy, occupation: &Occupation) -> Vec<String> {
    let asked = occupation.needs.iter().map(|need| need.concept);
    let concepts = asked.chain(occupation.contexts.iter().copied()).map(|at| taxonomy.concept(at));
    let own = [&occupation.label, &occupation.definition].into_iter();
    let names = own.chain(&occupation.label_en).chain(occupation.titles.iter().map(|title| &title.label));
    let wordings = concepts.flat_map(|concept: &Concept| concept.alt.iter().chain([&concept.label]));
    names.chain(wordings).flat_map(|text| keys(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::double::taxonomy;

    #[test]
    fn words_are_keys_whoever_wrote_them() {
        assert_eq!(keys("Une vendeuse motivée"), keys("un·e vendeur·euse motivé·e"));
        assert_eq!(keys("C++ et la paie"), ["c++", "paie"]);
    }

    #[test]
    fn the_best_stands_below_one_and_neighbours_share() {
        let mut lexicon = Lexicon::of(&taxonomy());
        let scores = lexicon.scores(&keys("souder un plan"));
        assert!(scores[1] > scores[0] && scores[1] > scores[2] && scores[1] < 1.0);
        lexicon.neighbours = vec![vec![1, 2], vec![], vec![1]];
        let around = lexicon.around(&[0.0, 0.5, 0.25]);
        assert_eq!(around, [0.375, 0.0, 0.5]);
        assert!(lexicon.shares(&[]).iter().all(|share| *share == 0.0));
    }
}
