//! BM25 (Robertson and Zaragoza 2009) over keys of words: the baseline that linking and matching must beat.

use passerelle_engine::text::key;
use std::collections::HashMap;

/// How soon a word that is repeated stops to count more.
const K1: f64 = 1.2;
/// How much long texts are held against themselves.
const B: f64 = 0.75;

/// Texts that can be asked for.
#[derive(Debug, Default)]
pub struct Bm25 {
    /// For each word, the texts that have it and how often.
    postings: HashMap<String, Vec<(usize, f64)>>,
    lengths: Vec<f64>,
}

impl Bm25 {
    /// The index of texts; a text's position is its number.
    pub fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let mut index = Self::default();
        for text in texts {
            let at = index.lengths.len();
            let mut counts: HashMap<String, f64> = HashMap::new();
            words(text.as_ref()).for_each(|word| *counts.entry(word).or_default() += 1.0);
            index.lengths.push(counts.values().sum());
            for (word, count) in counts {
                index.postings.entry(word).or_default().push((at, count));
            }
        }
        index
    }

    /// Score of every text that shares a word with the query, best first; ties by number.
    pub fn search(&self, query: &str) -> Vec<(usize, f64)> {
        let all = self.lengths.len() as f64;
        let mean = self.lengths.iter().sum::<f64>() / all.max(1.0);
        let mut scores: HashMap<usize, f64> = HashMap::new();
        for postings in words(query).filter_map(|word| self.postings.get(&word)) {
            let having = postings.len() as f64;
            let rarity = (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
            for &(at, count) in postings {
                let length = 1.0 - B + B * self.lengths[at] / mean;
                *scores.entry(at).or_default() += rarity * count * (K1 + 1.0) / (count + K1 * length);
            }
        }
        let mut found: Vec<(usize, f64)> = scores.into_iter().collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }
}

/// Words without case, accents, number and gender.
fn words(text: &str) -> impl Iterator<Item = String> {
    let parts =
        text.split(|c: char| c.is_whitespace() || matches!(c, '\'' | '’' | ',' | ';' | '(' | ')' | ':'));
    parts.map(key).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_score_by_hand() {
        let index = Bm25::new(["vendre du pain", "vendre", "cuire"]);
        let found = index.search("pain");
        // One of three texts: ln(1 + 2.5 / 1.5); three words where the mean is 5 / 3.
        let expected = (1.0 + 2.5 / 1.5_f64).ln() * 2.2 / (1.0 + 1.2 * (0.25 + 0.75 * 3.0 / (5.0 / 3.0)));
        assert_eq!(found.len(), 1);
        assert!((found[0].1 - expected).abs() < 1e-12);
        assert_eq!(index.search("vendre").first().map(|(at, _)| *at), Some(1), "the shorter text");
        assert!(index.search("souder").is_empty());
    }
}
