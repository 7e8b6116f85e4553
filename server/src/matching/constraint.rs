//! What work may ask for and a person may refuse: the names, and the table of how each shows.

use serde::{Deserialize, Serialize};

/// Something the work must not ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each is described by its French label in the table of signs")]
pub enum Constraint {
    Night,
    Sunday,
    Saturday,
    Weekend,
    Shifts,
    Early,
    Standby,
    Splits,
    Irregular,
    Travel,
    Loads,
    Standing,
    Outdoors,
    Cold,
    Heat,
    Heights,
    Noise,
    Dust,
    Repetitive,
    Screen,
    Telephone,
    Homes,
    Sites,
    Factory,
    Selling,
    Prospecting,
    Public,
    Driving,
    Passengers,
    Children,
    Elderly,
    Nursing,
    Animals,
    Kitchen,
    Cleaning,
    Coding,
    Accounting,
}

/// How a constraint shows. Lists are separated by `|`, words are folded and hyphens are spaces.
#[derive(Debug)]
pub(super) struct Signs {
    /// Which.
    pub constraint: Constraint,
    /// Its name in JSON.
    pub name: &'static str,
    /// Its French label.
    pub label: &'static str,
    /// Contexts of the taxonomy: OGR codes of ROME or identifiers of the starter catalogue.
    pub codes: &'static str,
    /// First characters of the ROME codes of occupations that are made of it.
    pub fields: &'static str,
    /// Words of conditions and contexts that break it, wherever they stand.
    pub breaks: &'static str,
    /// Words of offers that keep to it.
    pub keeps: &'static str,
    /// Beginnings of words by which people name what they refuse.
    pub said: &'static str,
}

impl Constraint {
    /// All of them, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        super::signs::TABLE.iter().map(|signs| signs.constraint)
    }

    /// The name in JSON.
    pub fn name(self) -> &'static str {
        self.signs().name
    }

    /// The French label.
    pub fn label(self) -> &'static str {
        self.signs().label
    }

    /// True for times and places of work, which vary from one employer to the next: an occupation that lists
    /// them has jobs without. What the body cannot do and what the work is made of does not vary.
    pub fn varies(self) -> bool {
        self <= Self::Travel
    }

    pub(super) fn signs(self) -> &'static Signs {
        &super::signs::TABLE[self as usize]
    }
}

/// The items of a list of the table.
pub(super) fn items(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.split('|').filter(|item| !item.is_empty())
}
