//! Forms with their vectors in; groups of forms that say the same out.
//!
//! Leader clustering (Hartigan 1975): the forms are taken by falling number of documents; each joins the leader
//! most like it, or, where none is like enough, leads a group of its own. A form is compared with leaders alone,
//! so groups do not chain. How alike two forms are is the linker's measure: 0.6 · cosine + 0.4 · likeness in
//! letters (letters alone where a vector is missing).
//!
//! No form is compared with all others. Whom it is compared with comes from two indexes: the letters of the
//! linker's index, which visits a bounded number of places a query, and the vectors of the `DENSE` most
//! frequent forms.

use super::Form;
use passerelle_engine::linking::{ConceptVectors, LexicalIndex};
use passerelle_engine::taxonomy::ConceptIx;
use std::collections::BTreeSet;

/// Leaders compared with a form, from each index.
const NEIGHBOURS: usize = 8;
/// Most frequent forms whose vectors are searched; beyond them letters find the neighbours.
const DENSE: usize = 4_000;
/// Share of the vector in the likeness, as in linking.
const DENSE_WEIGHT: f32 = 0.6;
/// Likeness from which a form joins a leader. Set by hand: on the demonstration market, what joins from here on are
/// other forms of the same words; to be fitted on judged pairs.
const ALIKE: f32 = 0.8;
/// Likeness in letters from which a form without a vector joins.
const ALIKE_IN_LETTERS: f32 = 0.75;

/// Forms that say the same; positions in the list that was clustered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// The most frequent form.
    pub leader: usize,
    /// All forms, the leader first.
    pub members: Vec<usize>,
}

/// The groups of forms, in the order of their leaders. `forms` stand by falling number of documents; `vectors`
/// has one vector of length 1 a form, or an empty one. Labels are never mixed.
pub fn cluster(forms: &[Form], vectors: &[Vec<f32>]) -> Vec<Cluster> {
    let wordings: Vec<&str> = forms.iter().map(Form::wording).collect();
    let letters = LexicalIndex::new((0..).zip(wordings.iter().copied()));
    let dense = dense(forms, vectors);
    let mut leads = vec![false; forms.len()];
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut of_leader = vec![0; forms.len()];
    for at in 0..forms.len() {
        let joins = |other: usize| other < at && leads[other] && forms[other].label == forms[at].label;
        let query = letters.query(wordings[at]);
        let found = letters.top_k(&query, NEIGHBOURS, |other| joins(other as usize));
        let mut near: BTreeSet<usize> = found.into_iter().map(|(other, _)| other as usize).collect();
        near.extend(dense[at].iter().copied().filter(|&other| joins(other)));
        let alike = |other: usize| {
            let likeness = letters.score(&query, other as u32);
            match cosine(vectors.get(at), vectors.get(other)) {
                Some(cosine) => (DENSE_WEIGHT * cosine.max(0.0) + (1.0 - DENSE_WEIGHT) * likeness) / ALIKE,
                None => likeness / ALIKE_IN_LETTERS,
            }
        };
        let scored = near.into_iter().map(|other| (other, alike(other))).filter(|(_, score)| *score >= 1.0);
        // Of equally like leaders the more frequent one.
        let best = scored.reduce(|kept, new| if new.1 > kept.1 { new } else { kept });
        if let Some((leader, _)) = best {
            clusters[of_leader[leader]].members.push(at);
        } else {
            (leads[at], of_leader[at]) = (true, clusters.len());
            clusters.push(Cluster { leader: at, members: vec![at] });
        }
    }
    clusters
}

/// For each of the most frequent forms the forms of the nearest vectors.
fn dense(forms: &[Form], vectors: &[Vec<f32>]) -> Vec<Vec<usize>> {
    let mut near = vec![Vec::new(); forms.len()];
    let rows: Vec<&[f32]> = vectors.iter().take(DENSE).map(Vec::as_slice).collect();
    let dim = rows.first().map_or(0, |row| row.len());
    if rows.len() > forms.len() || rows.iter().any(|row| row.len() != dim) {
        return near;
    }
    let owners = (0..rows.len() as u32).map(ConceptIx).collect();
    let Ok(index) = ConceptVectors::new(dim, rows.concat(), owners) else { return near };
    let earlier = |at: usize, other: ConceptIx| {
        let other = other.0 as usize;
        other < at && forms[other].label == forms[at].label
    };
    for (near, found) in near.iter_mut().zip(index.top_k_many(&rows, 2 * NEIGHBOURS, earlier)) {
        *near = found.into_iter().map(|(other, _)| other.0 as usize).collect();
    }
    near
}

fn cosine(a: Option<&Vec<f32>>, b: Option<&Vec<f32>>) -> Option<f32> {
    let (a, b) = (a?, b?);
    (!a.is_empty() && a.len() == b.len()).then(|| a.iter().zip(b).map(|(x, y)| x * y).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use passerelle_engine::tagging::Label;
    use std::collections::BTreeMap;

    fn form(wording: &str, documents: u32, label: Label) -> Form {
        Form {
            label,
            surfaces: BTreeMap::from([(wording.to_owned(), u64::from(documents))]),
            mentions: u64::from(documents),
            documents: (0..documents).collect(),
            places: Vec::new(),
        }
    }

    fn groups(forms: &[Form], vectors: &[Vec<f32>]) -> Vec<Vec<usize>> {
        cluster(forms, vectors).into_iter().map(|cluster| cluster.members).collect()
    }

    #[test]
    fn forms_join_by_letters_and_by_vectors_and_labels_stay_apart() {
        let forms = [
            form("facturation électronique", 5, Label::Knowledge),
            form("jumeau numérique", 4, Label::Knowledge),
            form("facturations électronique", 3, Label::Knowledge),
            form("facturation électronique", 2, Label::Skill),
            form("double numérique", 1, Label::Knowledge),
        ];
        let (east, north) = (vec![1.0, 0.0], vec![0.0, 1.0]);
        let vectors = [east.clone(), north.clone(), east.clone(), east, north];
        // "double numérique" shares one of two words, and the vector: 0.6 · 1 + 0.4 · letters ≥ 0.8 where the
        // letters are at least half alike.
        let found = groups(&forms, &vectors);
        assert_eq!(found[0], [0, 2]);
        assert!(found.contains(&vec![3]), "{found:?}");
        assert_eq!(groups(&forms, &[])[0], [0, 2], "without vectors the letters decide");
    }

    #[test]
    fn the_same_letters_with_another_meaning_stay_apart() {
        let forms = [
            form("gestion de flotte", 3, Label::Skill),
            form("gestion de la flotte aérienne", 2, Label::Skill),
        ];
        assert_eq!(groups(&forms, &[vec![1.0, 0.0], vec![0.0, 1.0]]), [vec![0], vec![1]]);
    }

    #[test]
    fn every_form_is_in_one_group() {
        let forms: Vec<Form> = (0..300)
            .map(|n| form(&format!("outil numéro {} de type {}", n % 70, n % 9), 300 - n, Label::Knowledge))
            .collect();
        let vectors: Vec<Vec<f32>> = (0..300_u16)
            .map(|n| {
                let angle = f32::from(n % 70);
                vec![angle.cos(), angle.sin()]
            })
            .collect();
        let mut members: Vec<usize> = groups(&forms, &vectors).concat();
        members.sort_unstable();
        assert_eq!(members, (0..300).collect::<Vec<_>>());
    }
}
