//! A wording in; the wordings most alike in letters, with a score, out.
//!
//! A wording is the starts of its words and the letter trigrams of its words, each weighted by how rare it is; two
//! wordings are compared by the cosine. Trigrams see through inflection ("encadrement", "encadrer").

use crate::text::key;
use std::collections::HashMap;

/// What a trigram counts beside a whole word: a word has about six of them.
const TRIGRAM_WEIGHT: f32 = 0.5;
/// Letters of a word that count as the word itself; what follows is mostly inflection.
const STEM: usize = 6;
/// Places of the inverted index one query may visit, rarest features first; what they find is then
/// compared in full. Bounds the time of a query whatever the taxonomy.
const BUDGET: usize = 20_000;
/// Wordings compared in full, for every candidate asked for.
const OVERSAMPLING: usize = 4;
/// Words that say nothing by themselves.
const STOP: [&str; 24] = [
    "de", "d", "en", "a", "au", "aux", "un", "une", "et", "ou", "sur", "dans", "par", "pour", "avec", "son",
    "sa", "ses", "the", "of", "an", "and", "to", "in",
];

/// A wording and whose it is.
#[derive(Debug)]
struct Wording {
    owner: u32,
    /// Feature numbers, ascending.
    features: Box<[u32]>,
    /// Length of its vector.
    norm: f32,
}

/// Wordings by their features; owners are numbers of the caller's choice, given in ascending order.
#[derive(Debug)]
pub struct LexicalIndex {
    numbers: HashMap<Box<str>, u32>,
    /// Weight of every feature.
    weights: Vec<f32>,
    /// Wordings that have the feature.
    postings: Vec<Vec<u32>>,
    wordings: Vec<Wording>,
    /// Weight of a word that no wording has.
    unseen: f32,
}

/// The features of a text that is looked for.
#[derive(Debug)]
pub struct Query {
    features: Vec<u32>,
    norm: f32,
}

impl LexicalIndex {
    /// The index of (owner, wording) pairs; owners ascend.
    pub fn new<'a>(pairs: impl IntoIterator<Item = (u32, &'a str)>) -> Self {
        let mut index = Self {
            numbers: HashMap::new(),
            weights: Vec::new(),
            postings: Vec::new(),
            wordings: Vec::new(),
            unseen: 0.0,
        };
        for (owner, wording) in pairs {
            index.add(owner, wording);
        }
        index.weigh();
        index
    }

    fn add(&mut self, owner: u32, wording: &str) {
        debug_assert!(self.wordings.last().is_none_or(|last| last.owner <= owner), "owners ascend");
        let names = features(wording);
        if names.is_empty() {
            return;
        }
        let at = self.wordings.len() as u32;
        let mut numbers: Vec<u32> = names.iter().map(|name| self.number(name)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for &number in &numbers {
            self.postings[number as usize].push(at);
        }
        self.wordings.push(Wording { owner, features: numbers.into(), norm: 0.0 });
    }

    fn number(&mut self, name: &str) -> u32 {
        let next = self.postings.len() as u32;
        let number = *self.numbers.entry(name.into()).or_insert(next);
        if number == next {
            self.postings.push(Vec::new());
            self.weights.push(kind_weight(name));
        }
        number
    }

    fn weigh(&mut self) {
        let total = self.wordings.len() as f32;
        let rarity = |found: f32| (1.0 + total / found).ln();
        for (weight, postings) in self.weights.iter_mut().zip(&self.postings) {
            *weight *= rarity(postings.len() as f32);
        }
        self.unseen = rarity(1.0);
        for wording in &mut self.wordings {
            let squares = wording.features.iter().map(|&f| self.weights[f as usize].powi(2));
            wording.norm = squares.sum::<f32>().sqrt();
        }
    }

    /// The query for `text`.
    pub fn query(&self, text: &str) -> Query {
        let (mut known, mut squares) = (Vec::new(), 0.0);
        for name in features(text) {
            let weight = if let Some(&number) = self.numbers.get(name.as_str()) {
                known.push(number);
                self.weights[number as usize]
            } else {
                self.unseen * kind_weight(&name)
            };
            squares += weight * weight;
        }
        known.sort_unstable();
        Query { features: known, norm: squares.sqrt() }
    }

    /// The `k` accepted owners whose best wording is most like the query, best first, with scores of
    /// 0 to 1; ties by owner.
    pub fn top_k(&self, query: &Query, k: usize, accept: impl Fn(u32) -> bool) -> Vec<(u32, f32)> {
        let partial = self.partial_scores(query);
        let accepted = |&(wording, _): &(u32, f32)| accept(self.wordings[wording as usize].owner);
        let mut found: Vec<(u32, f32)> = partial.into_iter().filter(accepted).collect();
        best_first(&mut found, k * OVERSAMPLING);
        let mut owners: HashMap<u32, f32> = HashMap::new();
        for (wording, _) in found {
            let wording = &self.wordings[wording as usize];
            let best = owners.entry(wording.owner).or_default();
            *best = best.max(self.cosine(query, wording));
        }
        let mut scored: Vec<(u32, f32)> = owners.into_iter().collect();
        best_first(&mut scored, k);
        scored
    }

    /// Likeness of the query and the owner's best wording, 0 to 1.
    pub fn score(&self, query: &Query, owner: u32) -> f32 {
        let start = self.wordings.partition_point(|wording| wording.owner < owner);
        let own = self.wordings[start..].iter().take_while(|wording| wording.owner == owner);
        own.map(|wording| self.cosine(query, wording)).fold(0.0, f32::max)
    }

    /// (wording, score over the rarest features of the query), in no order.
    fn partial_scores(&self, query: &Query) -> Vec<(u32, f32)> {
        let mut rarest = query.features.clone();
        rarest.sort_by_key(|&feature| self.postings[feature as usize].len());
        let mut scores = vec![0.0_f32; self.wordings.len()];
        let (mut touched, mut visited) = (Vec::new(), 0);
        for feature in rarest {
            let postings = &self.postings[feature as usize];
            visited += postings.len();
            if visited > BUDGET && !touched.is_empty() {
                break;
            }
            let gain = self.weights[feature as usize].powi(2);
            for &wording in postings {
                let score = &mut scores[wording as usize];
                if *score == 0.0 {
                    touched.push(wording);
                }
                *score += gain / self.wordings[wording as usize].norm;
            }
        }
        touched.into_iter().map(|wording| (wording, scores[wording as usize])).collect()
    }

    fn cosine(&self, query: &Query, wording: &Wording) -> f32 {
        let (mut a, mut b) = (query.features.iter().peekable(), wording.features.iter().peekable());
        let mut dot = 0.0;
        while let (Some(&&x), Some(&&y)) = (a.peek(), b.peek()) {
            if x == y {
                dot += self.weights[x as usize].powi(2);
            }
            if x <= y {
                a.next();
            }
            if y <= x {
                b.next();
            }
        }
        let norms = query.norm * wording.norm;
        if norms > 0.0 { (dot / norms).min(1.0) } else { 0.0 }
    }
}

/// Keeps the `k` highest, sorted, ties by the smaller number.
pub(super) fn best_first<T: Ord + Copy>(found: &mut Vec<(T, f32)>, k: usize) {
    let order = |a: &(T, f32), b: &(T, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if k == 0 {
        found.clear();
    } else if found.len() > k {
        found.select_nth_unstable_by(k - 1, order);
        found.truncate(k);
    }
    found.sort_unstable_by(order);
}

fn kind_weight(feature: &str) -> f32 {
    if feature.starts_with('=') { 1.0 } else { TRIGRAM_WEIGHT }
}

/// The distinct features of a wording: `=` and the start of each word, and the trigrams of `<word>`.
fn features(wording: &str) -> Vec<String> {
    let key = key(wording);
    let mut all = Vec::new();
    for word in key.split(' ').filter(|word| !word.is_empty() && !STOP.contains(word)) {
        all.push(format!("={}", word.chars().take(STEM).collect::<String>()));
        let padded: Vec<char> = ['<'].into_iter().chain(word.chars()).chain(['>']).collect();
        all.extend(padded.windows(3).map(|three| three.iter().collect::<String>()));
    }
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WORDINGS: [(u32, &str); 5] = [
        (0, "Encadrer une équipe"),
        (0, "Management d'équipe"),
        (1, "Gérer les stocks"),
        (2, "Tailler la vigne"),
        (3, "Tailler les haies"),
    ];

    fn index() -> LexicalIndex {
        LexicalIndex::new(WORDINGS)
    }

    #[test]
    fn an_inflected_wording_finds_its_concept_first() {
        let index = index();
        let best = |text: &str| index.top_k(&index.query(text), 3, |_| true).first().copied();
        assert_eq!(best("encadrement d'équipes").map(|(owner, _)| owner), Some(0));
        assert_eq!(best("taille des vignes").map(|(owner, _)| owner), Some(2));
        let (owner, score) = best("gérer le stock").expect("found");
        assert_eq!(owner, 1);
        assert!(score > 0.99, "{score}");
    }

    #[test]
    fn unknown_words_lower_the_score_and_nothing_in_common_gives_nothing() {
        let index = index();
        let score = |text: &str| index.score(&index.query(text), 1);
        assert!(score("gérer les stocks de zirconium") < 0.9 * score("gérer les stocks"));
        assert!(index.top_k(&index.query("œnologie"), 3, |_| true).iter().all(|(_, score)| *score < 0.3));
        assert_eq!(index.top_k(&index.query("de la"), 3, |_| true), []);
    }

    #[test]
    fn owners_that_are_not_accepted_are_left_out() {
        let index = index();
        let found = index.top_k(&index.query("tailler"), 5, |owner| owner != 2);
        assert_eq!(found.first().map(|(owner, _)| *owner), Some(3));
        assert!(found.iter().all(|(owner, _)| *owner != 2));
    }

    proptest! {
        #[test]
        fn scores_lie_between_0_and_1_and_agree_with_the_direct_comparison(text in "[a-zé' ]{0,40}") {
            let index = index();
            let query = index.query(&text);
            for (owner, score) in index.top_k(&query, 9, |_| true) {
                prop_assert!((0.0..=1.0).contains(&score));
                prop_assert!((score - index.score(&query, owner)).abs() < 1e-6);
            }
        }
    }
}
