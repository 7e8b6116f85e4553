//! People to occupations: a [`Profile`] in; the best occupations with their reasons, constraints, offers
//! and courses out.
//!
//! [`Matcher`] is pure and synchronous: the same profile gives the same answer, ties break by code, and
//! words are compared as stems in which gender does not show. [`suggest()`] adds offers and courses.

mod constraints;
mod explain;
mod features;
mod matcher;
pub mod near;
mod profile;
mod suggest;
mod titles;
mod weights;

pub use constraints::{Constraint, OfferConditions, Verdict, offer_verdict, text_verdict};
pub use explain::{Extra, Matched, Missing, Via};
pub use features::Parts;
pub use matcher::{Conditions, ConstraintVerdict, Matcher, OccupationMatch, OccupationVectors};
pub use near::Nearness;
pub use profile::{Given, Held, Near, Profile, Quote, Sought};
pub use suggest::{CourseHit, EvidencedMissing, OfferHit, SuggestError, Suggestion, Suggestions, suggest};
pub use weights::Weights;

#[cfg(test)]
mod tests;
