//! BM25 (Robertson and Zaragoza 2009) over documents that come and go.

use std::collections::{BTreeMap, HashMap};

/// How soon a repeated word stops adding.
const K1: f64 = 1.2;
/// How much a long document is held against its words.
const B: f64 = 0.75;
/// The BM25 score that [`saturated`] brings to one half.
const HALF: f64 = 8.0;

/// An inverted index; `K` names documents.
#[derive(Debug, Clone)]
pub struct Lexical<K> {
    documents: BTreeMap<K, Vec<String>>,
    /// word → document → how often
    postings: HashMap<String, BTreeMap<K, u32>>,
    words: usize,
}

impl<K: Ord + Clone> Default for Lexical<K> {
    fn default() -> Self {
        Self { documents: BTreeMap::new(), postings: HashMap::new(), words: 0 }
    }
}

impl<K: Ord + Clone> Lexical<K> {
    /// Adds a document, in place of one of the same name.
    pub fn insert(&mut self, key: K, words: Vec<String>) {
        self.remove(&key);
        for word in &words {
            *self.postings.entry(word.clone()).or_default().entry(key.clone()).or_insert(0) += 1;
        }
        self.words += words.len();
        self.documents.insert(key, words);
    }

    /// Takes a document out.
    pub fn remove(&mut self, key: &K) {
        let Some(words) = self.documents.remove(key) else { return };
        self.words -= words.len();
        for word in words {
            if let Some(posting) = self.postings.get_mut(&word) {
                posting.remove(key);
                if posting.is_empty() {
                    self.postings.remove(&word);
                }
            }
        }
    }

    /// BM25 of every document that shares a word with the query. A word counts once however often the
    /// query repeats it, and words are added in alphabetical order: the sums are the same every time.
    pub fn scores(&self, query: &[String]) -> BTreeMap<K, f64> {
        let mut words: Vec<&String> = query.iter().collect();
        words.sort_unstable();
        words.dedup();
        let total = self.documents.len() as f64;
        let mean = self.words as f64 / total.max(1.0);
        let mut scores = BTreeMap::new();
        for posting in words.into_iter().filter_map(|word| self.postings.get(word)) {
            let found = posting.len() as f64;
            let idf = (1.0 + (total - found + 0.5) / (found + 0.5)).ln();
            for (key, count) in posting {
                let length = self.documents.get(key).map_or(0.0, |words| words.len() as f64);
                let count = f64::from(*count);
                let norm = K1 * (1.0 - B + B * length / mean);
                *scores.entry(key.clone()).or_insert(0.0) += idf * count * (K1 + 1.0) / (count + norm);
            }
        }
        scores
    }
}

/// A BM25 score as a number from 0 to 1.
pub fn saturated(score: f64) -> f64 {
    score / (score + HALF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(Into::into).collect()
    }

    #[test]
    fn the_score_is_the_formula() {
        let mut index = Lexical::default();
        index.insert(1, words("a b"));
        index.insert(2, words("a a c d"));
        let scores = index.scores(&words("c c"));
        // idf = ln(1 + (2 - 1 + 0.5) / 1.5) = ln 2; length 4 against a mean of 3.
        let norm = 1.2 * (0.25 + 0.75 * 4.0 / 3.0);
        let expected = 2f64.ln() * 2.2 / (1.0 + norm);
        assert_eq!(scores.len(), 1);
        assert!((scores[&2] - expected).abs() < 1e-12);
    }

    #[test]
    fn what_is_removed_leaves_no_trace() {
        let mut index = Lexical::default();
        index.insert(1, words("a b"));
        let alone = index.scores(&words("a"));
        index.insert(2, words("a c"));
        index.insert(2, words("d"));
        index.remove(&2);
        assert_eq!(index.scores(&words("a")), alone);
        assert!(index.scores(&words("d")).is_empty());
    }
}
