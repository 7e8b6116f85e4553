//! Wordings with their vectors in; the concepts most like each, of all kinds and however unlike, out: what a
//! person who adds a concept wants to see beside it.

use super::rerank::{Candidate, best};
use super::{ConceptVectors, LinkSettings, Linker};
use crate::pipeline::Link;
use crate::taxonomy::ConceptIx;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// A wording and its vector.
type Wording<'a> = (&'a str, &'a [f32]);
/// Concepts by vector, with their cosine.
type Nearest = Vec<(ConceptIx, f32)>;

impl Linker {
    /// For each wording the `k` concepts most like it, best first, ties by position. The score is that of linking
    /// without threshold and penalty. Vectors of another length than the concepts' do not count.
    pub fn situate(&self, wordings: &[(&str, &[f32])], k: usize) -> Vec<Vec<Link>> {
        let rows: Vec<&[f32]> = wordings.iter().map(|(_, vector)| *vector).collect();
        let fits = |vectors: &&ConceptVectors| rows.iter().all(|row| row.len() == vectors.dim());
        let vectors = self.vectors.as_ref().filter(fits);
        let nearest = match vectors {
            Some(vectors) => vectors.top_k_many(&rows, k, |_, _| true),
            None => vec![Vec::new(); wordings.len()],
        };
        let settings = LinkSettings { threshold: 0.0, lexical_threshold: 0.0, ..self.settings };
        let of_wording = |((text, vector), nearest): (&Wording<'_>, Nearest)| {
            let letters = self.concepts.query(text);
            let alike = self.concepts.top_k(&letters, k, |_| true);
            let concepts: BTreeSet<ConceptIx> =
                alike.iter().map(|(at, _)| ConceptIx(*at)).chain(nearest.iter().map(|(at, _)| *at)).collect();
            let link = |concept: ConceptIx| {
                let kind = self.kinds[concept.0 as usize];
                let lexical = self.concepts.score(&letters, concept.0);
                let dense = vectors.and_then(|vectors| vectors.score(vector, concept));
                best(&[Candidate { concept, kind, lexical, dense }], kind.label(), &settings)
            };
            let mut links: Vec<Link> = concepts.into_iter().filter_map(link).collect();
            links.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.concept.cmp(&b.concept)));
            links.truncate(k);
            links
        };
        wordings.par_iter().zip(nearest).map(of_wording).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linking::tiny::taxonomy;
    use std::sync::Arc;

    #[test]
    fn a_wording_below_every_threshold_still_has_neighbours_of_all_kinds() {
        let linker = Linker::new(Arc::new(taxonomy()), None, LinkSettings::default());
        let found = linker.situate(&[("encadrement d'une équipe de nuit", &[]), ("œnologie", &[])], 3);
        let first = found[0].first().map(|link| linker.taxonomy().concept(link.concept).id.0.as_str());
        assert_eq!(first, Some("sf-equipe"));
        assert!(found[0].windows(2).all(|two| two[0].score >= two[1].score));
        assert!(found[1].iter().all(|link| link.score < 0.5));
    }
}
