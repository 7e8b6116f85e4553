//! Texts that mean the same, for the contrastive tasks: wordings of one concept, texts of one occupation.
//!
//! In: taxonomies. Out: pairs drawn at random, never two of one group in a batch.

use crate::rng::Rng;
use passerelle_engine::taxonomy::{Occupation, Taxonomy};

/// What pairs are drawn from.
#[derive(Debug, Default)]
pub struct Pairs {
    /// Wordings of each concept and titles of each occupation.
    wordings: Vec<Vec<String>>,
    /// Definition, names and skills of each occupation.
    occupations: Vec<Portrait>,
}

#[derive(Debug)]
struct Portrait {
    titles: Vec<String>,
    definition: String,
    skills: Vec<String>,
}

/// Two texts that belong together.
pub type Pair = (String, String);

impl Pairs {
    /// Adds the concepts and occupations of a taxonomy.
    pub fn add(&mut self, taxonomy: &Taxonomy) {
        for concept in taxonomy.concepts() {
            let mut wordings = vec![concept.label.clone()];
            wordings.extend(concept.label_en.clone());
            wordings.extend(concept.alt.iter().cloned());
            self.wordings.push(wordings);
        }
        for occupation in taxonomy.occupations() {
            let mut titles = vec![occupation.label.clone()];
            titles.extend(occupation.titles.iter().map(|title| title.label.clone()));
            self.wordings.push(titles.clone());
            self.occupations.push(portrait(taxonomy, occupation, titles));
        }
    }

    /// `count` pairs of wordings, each of another concept or occupation.
    pub fn draw_wordings(&self, count: usize, rng: &mut Rng) -> Vec<Pair> {
        distinct(self.wordings.len(), count, rng)
            .into_iter()
            .map(|at| {
                let group = &self.wordings[at];
                let first = rng.below(group.len());
                if group.len() == 1 {
                    return (group[0].clone(), without_a_word(&group[0], rng));
                }
                let second = (first + 1 + rng.below(group.len() - 1)) % group.len();
                (group[first].clone(), group[second].clone())
            })
            .collect()
    }

    /// `count` pairs of texts, each of another occupation: what one does, and what a person or an offer of
    /// the trade names.
    pub fn draw_documents(&self, count: usize, rng: &mut Rng) -> Vec<Pair> {
        distinct(self.occupations.len(), count, rng)
            .into_iter()
            .map(|at| {
                let portrait = &self.occupations[at];
                (portrait.description(rng), portrait.profile(rng))
            })
            .collect()
    }
}

impl Portrait {
    fn description(&self, rng: &mut Rng) -> String {
        let title = &self.titles[rng.below(self.titles.len())];
        let definition: Vec<&str> = self.definition.split_whitespace().take(40).collect();
        if rng.uniform() < 0.3 || definition.is_empty() {
            let skills = sample(&self.skills, 4, rng);
            return format!("{title}\n{skills}");
        }
        let definition = definition.join(" ");
        if rng.uniform() < 0.5 { format!("{title}. {definition}") } else { definition }
    }

    fn profile(&self, rng: &mut Rng) -> String {
        let skills = sample(&self.skills, 6, rng);
        if rng.uniform() < 0.4 || skills.is_empty() {
            format!("{}\n{skills}", self.titles[rng.below(self.titles.len())])
        } else {
            skills
        }
    }
}

fn portrait(taxonomy: &Taxonomy, occupation: &Occupation, titles: Vec<String>) -> Portrait {
    let skills = occupation
        .needs
        .iter()
        .map(|need| {
            let concept = taxonomy.concept(need.concept);
            concept.alt.first().unwrap_or(&concept.label).clone()
        })
        .collect();
    Portrait { titles, definition: occupation.definition.clone(), skills }
}

fn sample(items: &[String], count: usize, rng: &mut Rng) -> String {
    let chosen: Vec<&str> =
        distinct(items.len(), count.min(items.len()), rng).into_iter().map(|at| items[at].as_str()).collect();
    chosen.join(if rng.uniform() < 0.5 { ", " } else { "\n- " })
}

/// `count` different numbers below `n`, or all of them where there are fewer.
fn distinct(n: usize, count: usize, rng: &mut Rng) -> Vec<usize> {
    let mut chosen = Vec::with_capacity(count.min(n));
    while chosen.len() < count.min(n) {
        let at = rng.below(n);
        if !chosen.contains(&at) {
            chosen.push(at);
        }
    }
    chosen
}

fn without_a_word(text: &str, rng: &mut Rng) -> String {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 2 {
        words.remove(rng.below(words.len()));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_never_holds_two_pairs_of_one_concept() {
        let wordings = (0..20).map(|n| vec![format!("a {n}"), format!("b {n}")]).collect();
        let pairs = Pairs { wordings, ..Pairs::default() };
        let drawn = pairs.draw_wordings(20, &mut Rng::new(1, 1));
        let mut numbers: Vec<&str> = drawn.iter().filter_map(|(a, _)| a.split(' ').nth(1)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 20);
        assert!(drawn.iter().all(|(a, b)| a != b));
    }
}
