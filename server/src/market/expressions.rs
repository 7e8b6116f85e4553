//! Wordings that employers use and the taxonomy does not know. Counts of two periods in; ranking out.

use super::stats::{discoveries, rise_p_value};
use crate::store::{Expression, Period};
use serde::Serialize;
use std::collections::HashMap;

/// Share of the wordings called emerging that may be so by chance.
const FALSE_DISCOVERY_RATE: f64 = 0.05;

/// A wording with its figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RankedExpression {
    /// The wording and its offers in the period.
    #[serde(flatten)]
    pub expression: Expression,
    /// Share of the segment's offers that have it.
    pub share: f64,
    /// Offers that had it in the period before; `None` where there is no such period.
    pub before: Option<u64>,
    /// One-sided p-value of the rise, before correction.
    pub p_value: Option<f64>,
    /// True where the rise stands after correction for the number of wordings.
    pub emerging: bool,
}

/// Wordings of one period, `offers` offers in all, against those of the period before.
pub fn ranked(
    now: Vec<Expression>,
    offers: u64,
    before: Option<(&[Expression], u64)>,
) -> Vec<RankedExpression> {
    let earlier: HashMap<&str, u64> = before
        .map(|(expressions, _)| expressions.iter().map(|e| (e.folded.as_str(), e.documents)).collect())
        .unwrap_or_default();
    let known = before.filter(|(_, offers)| *offers > 0);
    let counts = |expression: &Expression| earlier.get(expression.folded.as_str()).copied().unwrap_or(0);
    let p_values: Vec<Option<f64>> = now
        .iter()
        .map(|e| known.map(|(_, total)| rise_p_value((e.documents, offers), (counts(e), total))))
        .collect();
    let emerging = discoveries(&p_values.iter().flatten().copied().collect::<Vec<_>>(), FALSE_DISCOVERY_RATE);
    let found = now.into_iter().zip(p_values).enumerate();
    found
        .map(|(at, (expression, p_value))| RankedExpression {
            share: expression.documents as f64 / offers.max(1) as f64,
            before: known.map(|_| counts(&expression)),
            p_value,
            emerging: emerging.get(at).copied().unwrap_or(false),
            expression,
        })
        .collect()
}

/// The period of the same length just before; `None` where a bound is open or no month.
pub fn previous(period: &Period) -> Option<Period> {
    let (first, last) = (months(period.since.as_deref()?)?, months(period.until.as_deref()?)?);
    let length = last.checked_sub(first)? + 1;
    let (since, until) = (first.checked_sub(length)?, first.checked_sub(1)?);
    Some(Period { since: Some(name(since)), until: Some(name(until)) })
}

fn months(month: &str) -> Option<u32> {
    let (year, month) = month.split_once('-')?;
    let (year, month): (u32, u32) = (year.parse().ok()?, month.parse().ok()?);
    ((1..=12).contains(&month) && year < 10_000).then(|| year * 12 + month - 1)
}

fn name(months: u32) -> String {
    format!("{:04}-{:02}", months / 12, months % 12 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expression(folded: &str, documents: u64) -> Expression {
        Expression { folded: folded.into(), surface: folded.into(), documents }
    }

    #[test]
    fn a_wording_that_rises_clearly_is_emerging() {
        let now = vec![expression("facture electronique", 40), expression("bon contact", 20)];
        let before = [expression("bon contact", 19)];
        let found = ranked(now, 100, Some((&before, 100)));
        assert_eq!(
            found.iter().map(|e| (e.emerging, e.before)).collect::<Vec<_>>(),
            [(true, Some(0)), (false, Some(19))]
        );
        assert!((found[0].share - 0.4).abs() < 1e-12);
    }

    #[test]
    fn without_a_period_before_nothing_emerges() {
        let found = ranked(vec![expression("facture electronique", 40)], 100, None);
        assert_eq!((found[0].emerging, found[0].before, found[0].p_value), (false, None, None));
    }

    #[test]
    fn the_period_before_is_as_long() {
        let period =
            |since: &str, until: &str| Period { since: Some(since.into()), until: Some(until.into()) };
        assert_eq!(previous(&period("2026-01", "2026-03")), Some(period("2025-10", "2025-12")));
        assert_eq!(previous(&period("2026-02", "2026-02")), Some(period("2026-01", "2026-01")));
        assert_eq!(previous(&Period { since: None, until: None }), None);
        assert_eq!(previous(&period("2026-03", "2026-01")), None);
    }
}
