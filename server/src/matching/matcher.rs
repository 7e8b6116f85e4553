//! A profile against all occupations of a taxonomy.

use super::constraint::Constraint;
use super::constraints::{OfferConditions, Verdict};
use super::explain::{Extra, Matched, Missing, explain};
use super::features::{Credits, Parts, coverage, exclusion, focus, mostly_refused, specificities};
use super::lexicon::Lexicon;
use super::near::Nearness;
use super::profile::Profile;
use super::titles::Titles;
use super::weights::Weights;
use passerelle_engine::taxonomy::{Occupation, OccupationCode, Taxonomy};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far refused words must be a title of an occupation that is left out: the square of an overlap of three
/// quarters.
const REFUSED_TITLE: f64 = 0.56;

/// What offers near the person say about constraints, by occupation.
pub type Conditions = BTreeMap<(OccupationCode, Constraint), OfferConditions>;

/// One vector of length 1 an occupation, in the taxonomy's order; or none at all.
#[derive(Debug, Clone, Default)]
pub struct OccupationVectors(pub Vec<Vec<f32>>);

/// What was found about one constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConstraintVerdict {
    /// Which.
    pub constraint: Constraint,
    /// What was found.
    pub verdict: Verdict,
    /// The contexts of the occupation it rests on, their labels.
    pub contexts: Vec<String>,
    /// What its offers near the person say.
    pub offers: OfferConditions,
}

impl ConstraintVerdict {
    fn leaves_out(&self, profile: &Profile) -> bool {
        self.verdict == Verdict::Violates && profile.insists(self.constraint)
    }
}

/// An occupation and how it fits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OccupationMatch {
    /// Its code.
    pub code: OccupationCode,
    /// Its name.
    pub label: String,
    /// How well it fits, 0 to 100.
    pub percent: f64,
    /// What the percentage is made of.
    pub parts: Parts,
    /// Asked for and had.
    pub matched: Vec<Matched>,
    /// Asked for and not had.
    pub missing: Vec<Missing>,
    /// Had and not asked for.
    pub extra: Vec<Extra>,
    /// The person's constraints.
    pub constraints: Vec<ConstraintVerdict>,
}

/// Everything about a taxonomy that does not change from one profile to the next.
#[derive(Debug, Clone)]
pub struct Matcher {
    taxonomy: Arc<Taxonomy>,
    near: Nearness,
    weights: Weights,
    vectors: OccupationVectors,
    specific: Vec<f64>,
    lexicon: Lexicon,
    titles: Titles,
}

impl Matcher {
    /// A matcher for a taxonomy. Vectors are ignored where there is not one for every occupation.
    pub fn new(
        taxonomy: Arc<Taxonomy>,
        near: Nearness,
        vectors: OccupationVectors,
        weights: Weights,
    ) -> Self {
        let lexicon = Lexicon::of(&taxonomy);
        let specific = specificities(&taxonomy);
        let titles = Titles::of(taxonomy.occupations());
        Self { taxonomy, near, weights, vectors, specific, lexicon, titles }
    }

    /// The taxonomy matched against.
    pub fn taxonomy(&self) -> &Arc<Taxonomy> {
        &self.taxonomy
    }

    /// The relation of concepts it uses; the market figures use the same.
    pub fn near(&self) -> &Nearness {
        &self.near
    }

    /// The `count` best occupations, best first, ties by code. Those that violate a constraint are left
    /// out, and those whose title or whose core the person refuses; `conditions` may turn a violation of a
    /// constraint into unknown, see [`super::Verdict`].
    pub fn rank(&self, profile: &Profile, conditions: &Conditions, count: usize) -> Vec<OccupationMatch> {
        let credits = Credits::of(profile, &self.near, self.taxonomy.concepts().len());
        let mut scored: Vec<(usize, Parts, f64)> = self.parts(profile, &credits, conditions);
        let occupations = self.taxonomy.occupations();
        scored.sort_by(|a, b| {
            b.2.total_cmp(&a.2).then_with(|| occupations[a.0].code.cmp(&occupations[b.0].code))
        });
        let refused = self.refused(profile);
        let kept = scored.into_iter().filter(|(at, ..)| !refused[*at]).filter_map(|(at, parts, percent)| {
            let constraints = self.judge(&occupations[at], &profile.constraints(), conditions);
            let violated = constraints.iter().any(|found| found.leaves_out(profile));
            (!violated).then_some((at, parts, percent, constraints))
        });
        kept.take(count)
            .map(|(at, parts, percent, constraints)| {
                let occupation = &occupations[at];
                let (matched, missing, extra) =
                    explain(&self.taxonomy, occupation, profile, &credits, &self.specific, &self.weights);
                let (code, label) = (occupation.code.clone(), occupation.label.clone());
                OccupationMatch { code, label, percent, parts, matched, missing, extra, constraints }
            })
            .collect()
    }

    /// The parts of every occupation in the taxonomy's order; none where it is left out for what the person
    /// refuses, whatever offers say. For fitting.
    pub fn features(&self, profile: &Profile) -> Vec<Option<Parts>> {
        let credits = Credits::of(profile, &self.near, self.taxonomy.concepts().len());
        let refused = self.refused(profile);
        let none = Conditions::new();
        let parts = self.parts(profile, &credits, &none).into_iter();
        parts
            .zip(self.taxonomy.occupations())
            .map(|((at, parts, _), occupation)| {
                let judged = self.judge(occupation, &profile.constraints(), &none);
                let kept = !refused[at] && !judged.iter().any(|found| found.leaves_out(profile));
                kept.then_some(parts)
            })
            .collect()
    }

    /// Per occupation whether its title or its core is refused.
    fn refused(&self, profile: &Profile) -> Vec<bool> {
        let occupations = self.taxonomy.occupations();
        let titles = self.titles.scores(&profile.refused_titles, occupations.len());
        let all = occupations.iter().zip(titles);
        all.map(|(occupation, title)| title >= REFUSED_TITLE || mostly_refused(occupation, &profile.excluded))
            .collect()
    }

    fn parts(
        &self,
        profile: &Profile,
        credits: &Credits,
        conditions: &Conditions,
    ) -> Vec<(usize, Parts, f64)> {
        let occupations = self.taxonomy.occupations();
        let lexical = self.lexicon.scores(&profile.keys);
        let around = self.lexicon.around(&lexical);
        let unwanted = self.lexicon.shares(&profile.refused_keys);
        let titles = self.titles.scores(&profile.titles, occupations.len());
        let domain = profile.sought.domain.as_deref().filter(|domain| !domain.is_empty());
        let all = occupations.iter().enumerate().map(|(at, occupation)| {
            let parts = Parts {
                coverage: coverage(occupation, credits, &self.specific, &self.weights),
                focus: focus(occupation, &profile.held, credits, &self.specific),
                lexical: lexical[at],
                around: around[at],
                dense: self.dense(at, &profile.vector),
                title: titles[at],
                domain: f64::from(u8::from(
                    domain.is_some_and(|domain| occupation.code.0.starts_with(domain)),
                )),
                exclusion: exclusion(occupation, &profile.excluded, &self.specific, &self.weights),
                unwanted: unwanted[at],
                against: self.against(occupation, profile, conditions),
            };
            (at, parts, parts.percent(&self.weights))
        });
        all.collect()
    }

    /// 1 where the occupation violates a constraint of times or places that was read in the person's words.
    fn against(&self, occupation: &Occupation, profile: &Profile, conditions: &Conditions) -> f64 {
        let soft: Vec<Constraint> =
            profile.constraints().into_iter().filter(|constraint| !profile.insists(*constraint)).collect();
        let judged = self.judge(occupation, &soft, conditions);
        f64::from(u8::from(judged.iter().any(|found| found.verdict == Verdict::Violates)))
    }

    fn dense(&self, at: usize, vector: &[f32]) -> f64 {
        let found =
            self.vectors.0.get(at).filter(|_| self.vectors.0.len() == self.taxonomy.occupations().len());
        let Some(other) = found.filter(|other| other.len() == vector.len()) else { return 0.0 };
        f64::from(other.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>()).clamp(0.0, 1.0)
    }

    fn judge(
        &self,
        occupation: &Occupation,
        constraints: &[Constraint],
        conditions: &Conditions,
    ) -> Vec<ConstraintVerdict> {
        let judge = |constraint: &Constraint| {
            let contexts: Vec<String> = occupation
                .contexts
                .iter()
                .map(|at| self.taxonomy.concept(*at))
                .filter(|context| constraint.excludes(context))
                .map(|context| context.label.clone())
                .collect();
            let offers = conditions.get(&(occupation.code.clone(), *constraint)).copied().unwrap_or_default();
            let free = contexts.is_empty() && !constraint.rules_out(&occupation.code);
            let verdict = match (free, offers.satisfying, offers.violating) {
                (false, 0, _) => Verdict::Violates,
                (true, 1.., 0) => Verdict::Satisfies,
                _ => Verdict::Unknown,
            };
            ConstraintVerdict { constraint: *constraint, verdict, contexts, offers }
        };
        constraints.iter().map(judge).collect()
    }
}
