//! A text in; every place where it has a wording of the taxonomy, word for word, out. No model: this is
//! the baseline a trained tagger must beat.
//!
//! Wordings are compared word by word in the form of [`key`](crate::text::key()), so case, accents, number
//! and gender do not count, and articles may stand between the words. Small words do count: "en équipe" is
//! a working condition, "équipe" is not. The longest match wins wherever two overlap.

use super::wordings::{self, Rank, is_case_sensitive};
use super::words::{Word, words};
use crate::pipeline::{Link, LinkMethod, Mention};
use crate::tagging::Label;
use crate::taxonomy::{ConceptIx, Taxonomy};
use crate::text::ByteSpan;
use std::collections::HashMap;

/// What a wording stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Target {
    rank: Rank,
    /// Which of the kinds; the order of [`Label`] decides between equals, job titles last.
    label: Label,
    /// `None` for a job title.
    concept: Option<ConceptIx>,
}

/// The wordings of a taxonomy as a trie over words.
#[derive(Debug)]
pub struct CatalogueTagger {
    words: HashMap<String, u32>,
    /// (node, word) to node; node 0 is the root.
    edges: HashMap<(u32, u32), u32>,
    /// What ends at a node, the best first.
    ends: Vec<Vec<Target>>,
    /// Short acronyms, as they are written.
    acronyms: HashMap<String, Vec<Target>>,
}

/// Words `from..to` of a text are a wording.
#[derive(Debug, Clone, Copy)]
struct Match {
    from: usize,
    to: usize,
    target: Target,
}

impl CatalogueTagger {
    /// A tagger for all concepts and job titles of a taxonomy.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        let mut tagger = Self {
            words: HashMap::new(),
            edges: HashMap::new(),
            ends: vec![Vec::new()],
            acronyms: HashMap::new(),
        };
        for (concept, at) in taxonomy.concepts().iter().zip(0..) {
            for (wording, rank) in wordings::of_concept(concept) {
                tagger.add(&wording, rank, concept.kind.label(), Some(ConceptIx(at)));
            }
        }
        for occupation in taxonomy.occupations() {
            for (wording, rank) in wordings::of_occupation(occupation) {
                tagger.add(&wording, rank, Label::Occupation, None);
            }
        }
        for targets in tagger.ends.iter_mut().chain(tagger.acronyms.values_mut()) {
            targets.sort_by_key(|target| (target.label == Label::Occupation, *target));
            targets.dedup();
        }
        tagger
    }

    /// The mentions of `text`: sorted, without overlap, confidence 1, linked exactly; job titles have no
    /// concept.
    pub fn tag(&self, text: &str) -> Vec<Mention> {
        let words = words(text);
        let numbers: Vec<Option<u32>> = words.iter().map(|word| self.words.get(&word.key).copied()).collect();
        let mut found: Vec<Match> =
            (0..words.len()).filter_map(|from| self.matches_at(text, &words, &numbers, from)).collect();
        for found in found.iter_mut().filter(|found| found.target.label == Label::Occupation) {
            *found = with_other_gender(&words, text, *found);
        }
        let mut mentions: Vec<Mention> =
            longest(found, words.len()).into_iter().map(|found| mention(&words, found)).collect();
        mentions.sort_by_key(|mention| mention.span);
        mentions
    }

    fn add(&mut self, wording: &str, rank: Rank, label: Label, concept: Option<ConceptIx>) {
        let target = Target { rank, label, concept };
        if is_case_sensitive(wording) {
            self.acronyms.entry(wording.to_owned()).or_default().push(target);
            return;
        }
        let mut node = 0;
        for Word { key, .. } in words(wording).into_iter().filter(|word| !word.is_article()) {
            let next = self.words.len() as u32;
            let word = *self.words.entry(key).or_insert(next);
            let next = self.ends.len() as u32;
            node = *self.edges.entry((node, word)).or_insert(next);
            if node == next {
                self.ends.push(Vec::new());
            }
        }
        if node != 0 {
            self.ends[node as usize].push(target);
        }
    }

    /// The longest wording that starts at a word.
    fn matches_at(&self, text: &str, words: &[Word], numbers: &[Option<u32>], from: usize) -> Option<Match> {
        let acronym = self.acronyms.get(words[from].span.slice(text)).and_then(|targets| targets.first());
        let mut found = acronym.map(|&target| Match { from, to: from + 1, target });
        let mut node = 0;
        for at in from..words.len() {
            if at > from && !words[at].joined {
                break;
            }
            match numbers[at].and_then(|word| self.edges.get(&(node, word))) {
                Some(&next) => node = next,
                None if at > from && words[at].is_article() => continue,
                None => break,
            }
            if let Some(&target) = self.ends[node as usize].first() {
                found = Some(Match { from, to: at + 1, target });
            }
        }
        found
    }
}

/// Matches without overlap, longer ones first, then the earlier.
fn longest(mut found: Vec<Match>, words: usize) -> Vec<Match> {
    found.sort_by_key(|found| (std::cmp::Reverse(found.to - found.from), found.from));
    let mut taken = vec![false; words];
    found.retain(|found| {
        let free = !taken[found.from..found.to].contains(&true);
        if free {
            taken[found.from..found.to].fill(true);
        }
        free
    });
    found
}

fn mention(words: &[Word], found: Match) -> Mention {
    let Match { from, to, target } = found;
    let span = ByteSpan::new(words[from].span.start, words[to - 1].span.end);
    let link = target.concept.map(|concept| Link { concept, score: 1.0, method: LinkMethod::Exact });
    Mention { span, label: target.label, confidence: 1.0, link }
}

/// "Vendeur" in "Vendeur / Vendeuse" takes the feminine along: it says the same once more.
fn with_other_gender(words: &[Word], text: &str, found: Match) -> Match {
    let Match { from, to, target } = found;
    let end = to + (to - from);
    let repeats = words.get(to..end).is_some_and(|again| {
        let same = again.iter().zip(&words[from..to]).all(|(a, b)| a.key == b.key);
        same && text[words[to - 1].span.end..again[0].span.start].trim() == "/"
    });
    Match { from, to: if repeats { end } else { to }, target }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linking::tiny::taxonomy;
    use proptest::prelude::*;

    fn tagged(text: &str) -> Vec<(Label, String)> {
        let mentions = CatalogueTagger::new(&taxonomy()).tag(text);
        mentions.into_iter().map(|mention| (mention.label, mention.span.slice(text).to_owned())).collect()
    }

    fn expect(text: &str, expected: &[(Label, &str)]) {
        let expected: Vec<_> = expected.iter().map(|(label, text)| (*label, (*text).to_owned())).collect();
        assert_eq!(tagged(text), expected, "{text}");
    }

    #[test]
    fn every_kind_is_found_whatever_its_form() {
        expect(
            "VENDEURS / VENDEUSES : gestion du stock, rigoureuses, horaires de nuits. Anglais et permis B.",
            &[
                (Label::Occupation, "VENDEURS / VENDEUSES"),
                (Label::Skill, "gestion du stock"),
                (Label::Attitude, "rigoureuses"),
                (Label::Condition, "horaires de nuits"),
                (Label::Language, "Anglais"),
                (Label::Certification, "permis B"),
            ],
        );
    }

    #[test]
    fn the_longest_wording_wins_and_articles_may_stand_between() {
        expect("la comptabilité générale", &[(Label::Knowledge, "comptabilité générale")]);
        expect("Gérer le stock", &[(Label::Skill, "Gérer le stock")]);
    }

    #[test]
    fn a_short_form_counts_in_capitals_only_and_words_are_never_cut() {
        expect("garder le cap avec un CAP", &[(Label::Certification, "CAP")]);
        expect("anglaisement rigueurs2", &[]);
    }

    #[test]
    fn a_wording_does_not_reach_over_a_comma() {
        expect("gestion, des stocks", &[]);
    }

    #[test]
    fn the_link_is_exact_and_a_title_has_none() {
        let taxonomy = taxonomy();
        let mentions = CatalogueTagger::new(&taxonomy).tag("Cariste avec permis B");
        assert_eq!(mentions[0].link, None);
        let link = mentions[1].link.expect("linked");
        assert_eq!(taxonomy.concept(link.concept).id.0, "cf-permis-b");
        assert_eq!((link.method, mentions[1].confidence), (LinkMethod::Exact, 1.0));
    }

    proptest! {
        #[test]
        fn mentions_are_sorted_and_apart(text in "(vendeur|cariste|permis|B|de|nuit|travail|le|stocks|gérer|, |/| ){0,20}") {
            let mentions = CatalogueTagger::new(&taxonomy()).tag(&text);
            prop_assert!(mentions.windows(2).all(|two| two[0].span.end <= two[1].span.start));
            prop_assert!(mentions.iter().all(|mention| text.is_char_boundary(mention.span.end)));
        }
    }
}
