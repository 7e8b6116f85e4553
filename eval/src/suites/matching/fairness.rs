//! The same person in masculine, feminine and inclusive words: the ten and the concepts must not change.

use super::Matcher;
use crate::blackbox::Matched;
use crate::datasets::profiles::{Gender, Profile};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// How often nothing changed between the three forms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FairnessReport {
    /// Name of the matcher.
    pub system: String,
    /// Model and taxonomy.
    pub versions: String,
    /// Profiles whose text has forms that differ; the others are left out.
    pub profiles: usize,
    /// Share with the same ten occupations, in any order.
    pub same_ten: f64,
    /// Share with the same ten in the same order.
    pub same_order: f64,
    /// Share with the same concepts.
    pub same_concepts: f64,
    /// What differs, profile by profile.
    pub differences: Vec<Difference>,
}

/// What a form of a text changes against the masculine one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Identifier of the profile.
    pub profile: String,
    /// The form.
    pub form: Gender,
    /// Occupations that the masculine form has and this one has not.
    pub occupations_lost: Vec<String>,
    /// Occupations that only this form has.
    pub occupations_gained: Vec<String>,
    /// True where the order of the ten differs.
    pub reordered: bool,
    /// Concepts that the masculine form has and this one has not.
    pub concepts_lost: Vec<String>,
    /// Concepts that only this form has.
    pub concepts_gained: Vec<String>,
}

impl FairnessReport {
    /// Asks a matcher about every profile in its three forms.
    pub fn of(matcher: &dyn Matcher, profiles: &[Profile]) -> Result<Self> {
        let (mut ten, mut order, mut concepts) = (0, 0, 0);
        let (mut differences, mut versions) = (Vec::new(), String::new());
        let gendered: Vec<&Profile> = profiles.iter().filter(|profile| profile.is_gendered()).collect();
        for profile in &gendered {
            let masculine = matcher.find(&profile.text(Gender::Masculine))?;
            let mut of_profile = Vec::new();
            for form in [Gender::Feminine, Gender::Inclusive] {
                of_profile.extend(difference(profile, form, &masculine, &matcher.find(&profile.text(form))?));
            }
            let none = |differs: fn(&Difference) -> bool| usize::from(!of_profile.iter().any(differs));
            ten += none(Difference::other_ten);
            order += none(|difference| difference.reordered);
            concepts += none(Difference::other_concepts);
            differences.extend(of_profile);
            versions = masculine.versions;
        }
        let share = |same: usize| same as f64 / gendered.len().max(1) as f64;
        Ok(Self {
            system: matcher.name(),
            versions,
            profiles: gendered.len(),
            same_ten: share(ten),
            same_order: share(order),
            same_concepts: share(concepts),
            differences,
        })
    }
}

impl Difference {
    fn other_ten(&self) -> bool {
        !self.occupations_lost.is_empty() || !self.occupations_gained.is_empty()
    }

    fn other_concepts(&self) -> bool {
        !self.concepts_lost.is_empty() || !self.concepts_gained.is_empty()
    }
}

fn difference(profile: &Profile, form: Gender, masculine: &Matched, other: &Matched) -> Option<Difference> {
    let less = |a: &[String], b: &[String]| -> Vec<String> {
        let (a, b): (BTreeSet<&String>, BTreeSet<&String>) = (a.iter().collect(), b.iter().collect());
        a.difference(&b).map(|item| (*item).clone()).collect()
    };
    let found = Difference {
        profile: profile.id.clone(),
        form,
        occupations_lost: less(&masculine.occupations, &other.occupations),
        occupations_gained: less(&other.occupations, &masculine.occupations),
        reordered: masculine.occupations != other.occupations,
        concepts_lost: less(&masculine.concepts, &other.concepts),
        concepts_gained: less(&other.concepts, &masculine.concepts),
    };
    (found.reordered || found.other_concepts()).then_some(found)
}

impl fmt::Display for FairnessReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} · {} · {} profiles in three forms", self.system, self.versions, self.profiles)?;
        writeln!(f, "  same ten occupations {:.3}", self.same_ten)?;
        writeln!(f, "  in the same order    {:.3}", self.same_order)?;
        writeln!(f, "  same concepts        {:.3}", self.same_concepts)?;
        for difference in &self.differences {
            let Difference { profile, form, .. } = difference;
            let mut changes = Vec::new();
            for (sign, items) in [
                ("−", &difference.occupations_lost),
                ("+", &difference.occupations_gained),
                ("−", &difference.concepts_lost),
                ("+", &difference.concepts_gained),
            ] {
                changes.extend(items.iter().map(|item| format!("{sign}{item}")));
            }
            if changes.is_empty() {
                changes.push("another order".into());
            }
            let form = format!("{form:?}").to_lowercase();
            writeln!(f, "  {profile}, {form}: {}", changes.join(" "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::datasets::profiles::parse;

    /// Knows the word "cuisinier" and not its feminine.
    struct Masculine;

    impl Matcher for Masculine {
        fn name(&self) -> String {
            "knows one form".into()
        }

        fn find(&self, text: &str) -> Result<Matched> {
            let known = text.contains("cuisinier");
            let codes = if known { ["G1", "K1"] } else { ["K1", "G1"] };
            let concepts = if known { vec!["cuisine".to_owned()] } else { vec![] };
            Ok(Matched { occupations: codes.map(String::from).to_vec(), concepts, versions: String::new() })
        }
    }

    #[test]
    fn what_changes_with_the_gender_is_counted_and_listed() {
        let lines = [
            r#"{"id":"1","kind":"cv","text":"{cuisinier|cuisinière|cuisinier·ère}","relevant":{}}"#,
            r#"{"id":"2","kind":"cv","text":"{prêt|prête|prêt·e}","relevant":{}}"#,
            r#"{"id":"3","kind":"cv","text":"sans forme","relevant":{}}"#,
        ];
        let profiles: Vec<Profile> = lines.iter().map(|line| parse(line).expect("a profile")).collect();
        let report = FairnessReport::of(&Masculine, &profiles).expect("a report");
        assert_eq!(report.profiles, 2);
        assert!((report.same_ten - 1.0).abs() < 1e-12);
        assert!((report.same_order - 0.5).abs() < 1e-12 && (report.same_concepts - 0.5).abs() < 1e-12);
        assert_eq!(report.differences.len(), 1, "the inclusive form still has the word");
        assert_eq!(report.differences[0].concepts_lost, ["cuisine"]);
    }
}
