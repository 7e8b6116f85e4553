//! The market: counts of the store in; demand, supply, gaps, expressions and modules out.
//!
//! The formulas are pure functions over counts, tested by hand-computed cases: [`demands`], [`gaps()`],
//! [`surpluses`], [`compatibilities`], [`modules()`], [`ranked`]. [`Market`] feeds them from the store and
//! gives no number below [`LEAST_OFFERS`] offers.

mod demand;
mod expressions;
mod gaps;
mod modules;
mod report;
pub mod stats;
mod supply;

pub use demand::{Demand, LENT_OFFERS, SegmentCounts, demands};
pub use expressions::{RankedExpression, previous, ranked};
pub use gaps::{Compatibility, Gap, Surplus, compatibilities, gaps, is_teachable, surpluses};
pub use modules::{Form, Module, modules};
pub use report::{Figures, GapReport, LEAST_OFFERS, Market};
pub use supply::{Course, Supply};

#[cfg(test)]
mod tests;
