//! Finding concepts and occupations by words: a query in; positions in the taxonomy, best first, out.

use crate::words::folded;
use passerelle_engine::taxonomy::Taxonomy;

/// The folded wordings of a taxonomy, ready to be searched.
#[derive(Debug, Default)]
pub struct Catalogue {
    concepts: Vec<Vec<String>>,
    occupations: Vec<Vec<String>>,
}

/// How well a wording answers a query; lower is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Same,
    Begins,
    HasAllWords,
}

impl Catalogue {
    /// The catalogue of a taxonomy.
    pub fn of(taxonomy: &Taxonomy) -> Self {
        let concepts = taxonomy.concepts().iter().map(|concept| {
            let wordings = [&concept.label].into_iter().chain(&concept.label_en).chain(&concept.alt);
            wordings.map(|wording| folded(wording)).collect()
        });
        let occupations = taxonomy.occupations().iter().map(|occupation| {
            let names = [&occupation.code.0, &occupation.label].into_iter().chain(&occupation.label_en);
            names.chain(occupation.titles.iter().map(|title| &title.label)).map(|name| folded(name)).collect()
        });
        Self { concepts: concepts.collect(), occupations: occupations.collect() }
    }

    /// Positions of concepts; all of them in their order for an empty query.
    pub fn concepts(&self, query: &str) -> Vec<usize> {
        search(&self.concepts, query)
    }

    /// Positions of occupations; all of them in their order for an empty query.
    pub fn occupations(&self, query: &str) -> Vec<usize> {
        search(&self.occupations, query)
    }
}

fn search(list: &[Vec<String>], query: &str) -> Vec<usize> {
    let query = folded(query.trim());
    if query.is_empty() {
        return (0..list.len()).collect();
    }
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut found: Vec<(Fit, usize, usize)> = list
        .iter()
        .enumerate()
        .filter_map(|(at, wordings)| {
            let fits = wordings
                .iter()
                .filter_map(|wording| fit(wording, &query, &words).map(|fit| (fit, wording.len())));
            fits.min().map(|(fit, length)| (fit, length, at))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(.., at)| at).collect()
}

fn fit(wording: &str, query: &str, words: &[&str]) -> Option<Fit> {
    if wording == query {
        Some(Fit::Same)
    } else if wording.starts_with(query) {
        Some(Fit::Begins)
    } else {
        let begins_a_word =
            |word: &str| wording.split(|c: char| !c.is_alphanumeric()).any(|found| found.starts_with(word));
        words.iter().all(|word| begins_a_word(word)).then_some(Fit::HasAllWords)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::double::taxonomy;

    #[test]
    fn words_find_whatever_their_order_case_and_accents() {
        let (taxonomy, catalogue) = (taxonomy(), Catalogue::of(&taxonomy()));
        let ids = |query: &str| -> Vec<String> {
            let found = catalogue.concepts(query).into_iter();
            found.map(|at| taxonomy.concepts()[at].id.0.clone()).collect()
        };
        assert_eq!(ids("DESSERTS prep"), ["sf-desserts"]);
        assert_eq!(ids("préparer des"), ["sf-plats", "sf-desserts"]);
        assert_eq!(ids("sql"), ["sf-sql"]);
        assert!(ids("xyz").is_empty());
        assert_eq!(ids("").len(), taxonomy.concepts().len());
        assert_eq!(catalogue.occupations("développeuse"), [2]);
        assert_eq!(catalogue.occupations("h2913"), [1]);
    }
}
