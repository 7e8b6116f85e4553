//! Profiles in; recall and rank of what suits them, and what should not stand there, out.

use super::{Matcher, TEN};
use crate::datasets::profiles::{Gender, Profile};
use crate::metrics::ranking::{among, ndcg, recall};
use crate::metrics::{Interval, bootstrap};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The grade of what suits well.
const WELL: u8 = 2;

/// Means over profiles, with 95 % intervals.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MatchingScores {
    /// Profiles.
    pub profiles: usize,
    /// Share of the occupations of grade 2, at most ten, that stand among the ten.
    pub recall_at_10: Interval,
    /// Gain of the ten in their order, against the best order; grades 1 and 2.
    pub ndcg_at_10: Interval,
    /// Occupations among the ten that nobody would name.
    pub wrong_at_10: Interval,
    /// Occupations among the ten that the person refuses.
    pub refused_at_10: Interval,
}

/// What a matcher reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatchingReport {
    /// Name of the matcher.
    pub system: String,
    /// Model and taxonomy.
    pub versions: String,
    /// Over all profiles.
    pub all: MatchingScores,
    /// By kind of text.
    pub by_kind: BTreeMap<String, MatchingScores>,
    /// The ten of each profile.
    pub found: BTreeMap<String, Vec<String>>,
}

/// Asks a matcher about every profile, in the masculine form.
pub fn evaluate(matcher: &dyn Matcher, profiles: &[Profile]) -> Result<MatchingReport> {
    let mut found = BTreeMap::new();
    let mut versions = String::new();
    for profile in profiles {
        let matched = matcher.find(&profile.text(Gender::Masculine))?;
        versions = matched.versions;
        found.insert(profile.id.clone(), matched.occupations);
    }
    let mut kinds: BTreeMap<String, Vec<&Profile>> = BTreeMap::new();
    for profile in profiles {
        kinds.entry(profile.kind.clone()).or_default().push(profile);
    }
    Ok(MatchingReport {
        system: matcher.name(),
        versions,
        all: scores(&profiles.iter().collect::<Vec<_>>(), &found),
        by_kind: kinds.into_iter().map(|(kind, of_kind)| (kind, scores(&of_kind, &found))).collect(),
        found,
    })
}

fn scores(profiles: &[&Profile], found: &BTreeMap<String, Vec<String>>) -> MatchingScores {
    let mean = |of: &dyn Fn(&Profile, &[String]) -> Option<f64>| {
        let values: Vec<f64> =
            profiles.iter().filter_map(|profile| of(profile, &found[&profile.id])).collect();
        bootstrap::mean(&values)
    };
    MatchingScores {
        profiles: profiles.len(),
        recall_at_10: mean(&|profile, ten| recall(ten, &profile.relevant, WELL, TEN)),
        ndcg_at_10: mean(&|profile, ten| ndcg(ten, &profile.relevant, TEN)),
        wrong_at_10: mean(&|profile, ten| Some(among(ten, &profile.wrong, TEN) as f64)),
        refused_at_10: mean(&|profile, ten| Some(among(ten, &profile.refused, TEN) as f64)),
    }
}

impl fmt::Display for MatchingReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} · {} · {} profiles", self.system, self.versions, self.all.profiles)?;
        writeln!(
            f,
            "  {:<14} {:>22} {:>22} {:>22} {:>22}",
            "", "recall@10", "nDCG@10", "wrong@10", "refused@10"
        )?;
        let kinds = self.by_kind.iter().map(|(kind, scores)| (kind.as_str(), scores));
        for (name, s) in [("all", &self.all)].into_iter().chain(kinds) {
            write!(f, "  {name:<14}")?;
            for Interval { value, low, high } in
                [s.recall_at_10, s.ndcg_at_10, s.wrong_at_10, s.refused_at_10]
            {
                write!(f, " {:>22}", format!("{value:.3} ({low:.3}–{high:.3})"))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blackbox::Matched;
    use crate::datasets::profiles::parse;

    /// The same two occupations for everybody.
    struct Same;

    impl Matcher for Same {
        fn name(&self) -> String {
            "the same".into()
        }

        fn find(&self, _: &str) -> Result<Matched> {
            Ok(Matched { occupations: vec!["A".into(), "B".into()], ..Matched::default() })
        }
    }

    #[test]
    fn means_over_profiles_by_hand() {
        let profiles = [
            r#"{"id":"1","kind":"cv","text":"x","relevant":{"A":2,"C":2},"wrong":["B"]}"#,
            r#"{"id":"2","kind":"answer","text":"x","relevant":{"B":2},"refused":["A"]}"#,
            r#"{"id":"3","kind":"cv","text":"x","relevant":{"A":1}}"#,
        ];
        let profiles: Vec<Profile> = profiles.iter().map(|line| parse(line).expect("a profile")).collect();
        let report = evaluate(&Same, &profiles).expect("a report");
        // The third has no occupation of grade 2 and does not count for recall.
        assert!((report.all.recall_at_10.value - 0.75).abs() < 1e-12);
        assert!((report.by_kind["cv"].recall_at_10.value - 0.5).abs() < 1e-12);
        assert!((report.all.wrong_at_10.value - 1.0 / 3.0).abs() < 1e-12);
        assert!((report.by_kind["answer"].refused_at_10.value - 1.0).abs() < 1e-12);
        let third = 1.0 / (1.0 + 1.0 / 3f64.log2());
        let expected = (third + 1.0 / 3f64.log2() + 1.0) / 3.0;
        assert!((report.all.ndcg_at_10.value - expected).abs() < 1e-12);
    }
}
