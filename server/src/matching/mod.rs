//! People to occupations: a [`Profile`] in; the best occupations with their reasons, constraints, offers
//! and courses out.
//!
//! [`Matcher`] is pure and synchronous: the same profile gives the same answer, ties break by code, and
//! texts are read in the masculine form whoever wrote them ([`Read`]). What people refuse in their own words is
//! read by [`refusals()`]. [`suggest()`] adds offers and courses.

mod constraint;
mod constraints;
mod explain;
mod features;
pub mod fit;
mod lexicon;
mod matcher;
pub mod near;
mod profile;
mod read;
mod refusals;
mod signs;
mod suggest;
mod titles;
mod weights;

pub use constraint::Constraint;
pub use constraints::{OfferConditions, Verdict, offer_verdict, text_verdict};
pub use explain::{Extra, Matched, Missing, Via};
pub use features::Parts;
pub use matcher::{Conditions, ConstraintVerdict, Matcher, OccupationMatch, OccupationVectors};
pub use near::Nearness;
pub use profile::{Given, Held, Near, Profile, Quote, Refusal, Sought};
pub use read::Read;
pub use refusals::{Refused, refusals};
pub use suggest::{CourseHit, EvidencedMissing, OfferHit, SuggestError, Suggestion, Suggestions, suggest};
pub use weights::Weights;

#[cfg(test)]
mod tests;
