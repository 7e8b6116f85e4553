//! Store, taxonomy and model in; the list of candidates that a person looks through out.

use super::{Cluster, Form, Forms, cluster};
use crate::inference::Situated;
use crate::store::{DocumentId, MentionAt, Store, StoreError, Tenant};
use passerelle_engine::tagging::Label;
use passerelle_engine::taxonomy::{ConceptIx, ConceptKind, Taxonomy};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Concepts shown beside a candidate.
const NEAREST: usize = 3;
/// Sentences shown of a candidate.
const EXAMPLES: usize = 3;

/// A wording that may deserve a concept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// Its most frequent wording.
    pub wording: String,
    /// What it is tagged as.
    pub label: Label,
    /// Mentions in offers and courses.
    pub mentions: u64,
    /// Offers and courses that have it.
    pub documents: u64,
    /// Every wording with its mentions, most frequent first.
    pub forms: Vec<(String, u64)>,
    /// Sentences it stands in.
    pub examples: Vec<Example>,
    /// The concepts most like it, with a likeness of 0 to 1, best first.
    pub nearest: Vec<(ConceptIx, f32)>,
}

/// A sentence with a candidate in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The document.
    pub document: DocumentId,
    /// The sentence.
    pub sentence: String,
}

/// All candidates, and what they were made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Candidates {
    /// Mentions without a concept.
    pub mentions: u64,
    /// Normal forms among them.
    pub forms: usize,
    /// The rarest forms, which were not grouped because there are more than asked for.
    pub left_out: usize,
    /// Those in enough documents, most documents first.
    pub items: Vec<Candidate>,
}

/// How candidates are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Documents a candidate must stand in.
    pub at_least: u64,
    /// Forms that are grouped, the most frequent.
    pub most_forms: usize,
    /// One label only.
    pub label: Option<Label>,
}

/// Looks for candidates; sentences are read for those at `shown` alone. `situate` is told the wordings of all
/// forms, and may block.
pub async fn candidates<E, F>(
    store: &Store,
    tenant: &Tenant,
    taxonomy: &Taxonomy,
    settings: Settings,
    shown: std::ops::Range<usize>,
    situate: impl FnOnce(Vec<String>) -> F,
) -> Result<Candidates, E>
where
    E: From<StoreError>,
    F: Future<Output = Result<Vec<Situated>, E>>,
{
    let forms = Forms::of(store, tenant).await?;
    let (mentions, count) = (forms.mentions, forms.len());
    let forms = forms.into_list(settings.most_forms);
    let left_out = count - forms.len();
    let wordings = forms.iter().map(|form| form.wording().to_owned()).collect();
    let situated = situate(wordings).await?;
    let vectors: Vec<Vec<f32>> = situated.iter().map(|found| found.vector.clone()).collect();
    let mut items: Vec<(Candidate, Vec<MentionAt>)> = cluster(&forms, &vectors)
        .iter()
        .map(|cluster| candidate(cluster, &forms, &situated, taxonomy))
        .filter(|(item, _)| item.documents >= settings.at_least)
        .filter(|(item, _)| settings.label.is_none_or(|label| item.label == label))
        .collect();
    items.sort_by(|(a, _), (b, _)| {
        b.documents
            .cmp(&a.documents)
            .then(b.mentions.cmp(&a.mentions))
            .then_with(|| a.wording.cmp(&b.wording))
    });
    for (item, places) in items.iter_mut().skip(shown.start).take(shown.len()) {
        item.examples = examples(store, tenant, places).await?;
    }
    let items = items.into_iter().map(|(item, _)| item).collect();
    Ok(Candidates { mentions, forms: count, left_out, items })
}

fn candidate(
    cluster: &Cluster,
    forms: &[Form],
    situated: &[Situated],
    taxonomy: &Taxonomy,
) -> (Candidate, Vec<MentionAt>) {
    let members: Vec<&Form> = cluster.members.iter().map(|&at| &forms[at]).collect();
    let documents: BTreeSet<u32> = members.iter().flat_map(|form| &form.documents).copied().collect();
    let mut surfaces: BTreeMap<&str, u64> = BTreeMap::new();
    for (surface, count) in members.iter().flat_map(|form| &form.surfaces) {
        *surfaces.entry(surface).or_insert(0) += count;
    }
    let mut surfaces: Vec<(String, u64)> =
        surfaces.into_iter().map(|(surface, count)| (surface.to_owned(), count)).collect();
    surfaces.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let leader = &forms[cluster.leader];
    let nearest = situated.get(cluster.leader).map_or(&[][..], |found| &found.nearest);
    let of_kind = nearest.iter().filter(|link| may_be(leader.label, taxonomy.concept(link.concept).kind));
    let item = Candidate {
        wording: leader.wording().to_owned(),
        label: leader.label,
        mentions: members.iter().map(|form| form.mentions).sum(),
        documents: documents.len() as u64,
        forms: surfaces,
        examples: Vec::new(),
        nearest: of_kind.take(NEAREST).map(|link| (link.concept, link.score)).collect(),
    };
    // One place of every form first: examples show different wordings.
    let places = (0..EXAMPLES).flat_map(|nth| members.iter().filter_map(move |form| form.places.get(nth)));
    (item, places.cloned().collect())
}

/// A skill may turn out to be knowledge and the reverse, as in linking.
fn may_be(label: Label, kind: ConceptKind) -> bool {
    kind.label() == label
        || matches!(
            (label, kind),
            (Label::Skill, ConceptKind::Knowledge) | (Label::Knowledge, ConceptKind::Skill)
        )
}

/// The first different sentences.
async fn examples(store: &Store, tenant: &Tenant, places: &[MentionAt]) -> Result<Vec<Example>, StoreError> {
    let mut found: Vec<Example> = Vec::new();
    for at in places {
        if found.len() == EXAMPLES {
            break;
        }
        if let Some(sentence) = store.sentence_of(tenant, at).await?
            && found.iter().all(|other| other.sentence != sentence)
        {
            found.push(Example { document: at.document.clone(), sentence });
        }
    }
    Ok(found)
}
