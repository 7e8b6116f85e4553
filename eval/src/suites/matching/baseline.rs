//! BM25 over what a taxonomy says of each occupation: its titles, its definition, its concepts' labels.

use super::{Matcher, TEN};
use crate::blackbox::Matched;
use crate::bm25::Bm25;
use anyhow::Result;
use passerelle_engine::taxonomy::{Occupation, Taxonomy};

/// The baseline.
#[derive(Debug)]
pub struct Bm25Occupations {
    index: Bm25,
    codes: Vec<String>,
    tag: String,
}

impl Bm25Occupations {
    /// The baseline over a taxonomy.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        Self {
            index: Bm25::new(taxonomy.occupations().iter().map(|occupation| text(taxonomy, occupation))),
            codes: taxonomy.occupations().iter().map(|occupation| occupation.code.0.clone()).collect(),
            tag: taxonomy.tag(),
        }
    }
}

fn text(taxonomy: &Taxonomy, occupation: &Occupation) -> String {
    let titles = occupation.titles.iter().map(|title| title.label.as_str());
    let concepts =
        occupation.needs.iter().map(|need| need.concept).chain(occupation.contexts.iter().copied());
    let labels = concepts.map(|concept| taxonomy.concept(concept).label.as_str());
    let own = [occupation.label.as_str(), occupation.definition.as_str()];
    own.into_iter().chain(titles).chain(labels).collect::<Vec<_>>().join("\n")
}

impl Matcher for Bm25Occupations {
    fn name(&self) -> String {
        format!("BM25 over the occupations of {}", self.tag)
    }

    fn find(&self, text: &str) -> Result<Matched> {
        let found = self.index.search(text).into_iter().take(TEN);
        let occupations = found.map(|(at, _)| self.codes[at].clone()).collect();
        Ok(Matched { occupations, concepts: Vec::new(), versions: self.tag.clone() })
    }
}
