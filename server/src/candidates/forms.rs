//! Mentions without a concept in; their normal forms with counts out. One pass over the mentions, one lookup
//! each.

use crate::store::{DocumentId, MentionAt, Store, StoreError, Tenant, Unlinked};
use passerelle_engine::tagging::Label;
use passerelle_engine::text::key;
use std::collections::{BTreeMap, HashMap};

/// Mentions read from the store at a time.
const PAGE: u32 = 5_000;
/// Places kept of a form, for examples.
const PLACES: usize = 3;

/// Wordings with one normal form under one label.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// What the mentions are tagged as.
    pub label: Label,
    /// How often each wording stands in the documents.
    pub surfaces: BTreeMap<String, u64>,
    /// All mentions.
    pub mentions: u64,
    /// Numbers of the documents that have it, ascending.
    pub documents: Vec<u32>,
    /// Some of the places, in different documents.
    pub places: Vec<MentionAt>,
}

impl Form {
    /// The most frequent wording; of equally frequent ones the first in the alphabet.
    pub fn wording(&self) -> &str {
        let best = self.surfaces.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        best.map_or("", |(wording, _)| wording)
    }
}

/// The forms of a store.
#[derive(Debug, Default)]
pub struct Forms {
    by_key: HashMap<(Label, String), Form>,
    documents: u32,
    last: Option<DocumentId>,
    /// Mentions counted.
    pub mentions: u64,
}

impl Forms {
    /// The forms of all mentions of a tenant that have no concept.
    pub async fn of(store: &Store, tenant: &Tenant) -> Result<Self, StoreError> {
        let (mut forms, mut after) = (Self::default(), None);
        loop {
            let page = store.unlinked(tenant, after.as_ref(), PAGE).await?;
            let Some(last) = page.last() else { return Ok(forms) };
            after = Some(last.at.clone());
            page.into_iter().for_each(|mention| forms.add(mention));
        }
    }

    /// Counts a mention. Those of one document come together.
    pub fn add(&mut self, mention: Unlinked) {
        let Unlinked { at, label, surface } = mention;
        let Some(normal) = normal(&surface) else { return };
        if self.last.as_ref() != Some(&at.document) {
            self.documents += 1;
            self.last = Some(at.document.clone());
        }
        let document = self.documents;
        self.mentions += 1;
        let form = self.by_key.entry((label, normal)).or_insert_with(|| Form {
            label,
            surfaces: BTreeMap::new(),
            mentions: 0,
            documents: Vec::new(),
            places: Vec::new(),
        });
        let surface = surface.split_whitespace().collect::<Vec<_>>().join(" ");
        *form.surfaces.entry(surface).or_insert(0) += 1;
        form.mentions += 1;
        if form.documents.last() != Some(&document) {
            form.documents.push(document);
            if form.places.len() < PLACES {
                form.places.push(at);
            }
        }
    }

    /// Number of forms.
    pub fn len(&self) -> usize {
        self.by_key.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// The `most` forms that stand in the most documents, most first; ties by normal form.
    pub fn into_list(self, most: usize) -> Vec<Form> {
        let mut all: Vec<((Label, String), Form)> = self.by_key.into_iter().collect();
        all.sort_unstable_by(|(a, x), (b, y)| {
            y.documents.len().cmp(&x.documents.len()).then(y.mentions.cmp(&x.mentions)).then_with(|| a.cmp(b))
        });
        all.truncate(most);
        all.into_iter().map(|(_, form)| form).collect()
    }
}

/// Case, accents, articles, number, gender, spaces and hyphens do not count: `Git Ops` is `GitOps` is
/// `git-ops`. `None` for what has no two letters in a row to go by.
fn normal(surface: &str) -> Option<String> {
    let squeezed: String = key(surface).split(' ').collect();
    let letters = squeezed.chars().filter(|c| c.is_alphabetic()).count();
    let normal = match squeezed.strip_suffix('s') {
        Some(singular) if singular.len() > 3 => singular.to_owned(),
        _ => squeezed,
    };
    (letters >= 2).then_some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(forms: &mut Forms, document: &str, position: i64, surface: &str) {
        let at = MentionAt { document: DocumentId(document.into()), position };
        forms.add(Unlinked { at, label: Label::Knowledge, surface: surface.into() });
    }

    #[test]
    fn spellings_of_one_wording_are_one_form_counted_by_document() {
        let mut forms = Forms::default();
        for (document, position, surface) in
            [("a", 0, "GitOps"), ("a", 1, "Git Ops"), ("b", 0, "git-ops"), ("c", 0, "GitOps"), ("c", 1, "R")]
        {
            add(&mut forms, document, position, surface);
        }
        assert_eq!((forms.mentions, forms.len()), (4, 1));
        let form = forms.into_list(9).remove(0);
        assert_eq!((form.mentions, form.documents.len(), form.places.len()), (4, 3, 3));
        assert_eq!(form.wording(), "GitOps");
        assert_eq!(form.surfaces.len(), 3);
    }

    #[test]
    fn forms_are_listed_by_documents_and_labels_stay_apart() {
        let mut forms = Forms::default();
        add(&mut forms, "a", 0, "jumeau numérique");
        add(&mut forms, "a", 1, "Kanban");
        add(&mut forms, "b", 0, "les jumeaux numériques");
        let at = MentionAt { document: DocumentId("b".into()), position: 1 };
        forms.add(Unlinked { at, label: Label::Skill, surface: "kanban".into() });
        let wordings: Vec<String> = forms.into_list(2).iter().map(|form| form.wording().to_owned()).collect();
        assert_eq!(wordings, ["jumeau numérique", "kanban"]);
    }
}
