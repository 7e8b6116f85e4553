//! A report as a table for people.

use super::report::{NerReport, Score};
use crate::metrics::{MucCounts, Reliability};
use std::fmt;

impl fmt::Display for NerReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} · {} documents", self.system, self.documents)?;
        writeln!(f, "  {:<18} {:>6} {:>6} {:>6} {:>7}", "", "F1", "prec.", "recall", "spans")?;
        line(f, "strict", &self.strict)?;
        writeln!(f, "  {:<18} {:.3} to {:.3}", "  95 %", self.strict_f1.low, self.strict_f1.high)?;
        line(f, "partial", &self.partial)?;
        line(f, "place only", &self.untyped)?;
        self.by_label.iter().try_for_each(|(label, score)| line(f, label.name(), score))?;
        self.by_kind.iter().try_for_each(|(kind, score)| line(f, kind.name(), score))?;
        self.by_domain.iter().try_for_each(|(domain, score)| line(f, domain, score))?;
        writeln!(
            f,
            "  {:<18} {:>7} {:>9} {:>7} {:>6} {:>8} {:>7}",
            "", "correct", "incorrect", "partial", "missed", "spurious", "½ F1"
        )?;
        fates(f, "all", &self.muc)?;
        self.muc_by_label.iter().try_for_each(|(label, counts)| fates(f, label.name(), counts))?;
        self.muc_by_kind.iter().try_for_each(|(kind, counts)| fates(f, kind.name(), counts))?;
        self.muc_by_domain.iter().try_for_each(|(domain, counts)| fates(f, domain, counts))?;
        for (perturbation, found) in &self.robustness {
            let (f1, drop) = (found.strict.f1, found.drop);
            writeln!(f, "  {:<24} {f1:.3}, {drop:+.3} lost", perturbation.slice())?;
        }
        if let Some(reliability) = &self.reliability {
            confidence(f, reliability)?;
        }
        writeln!(f, "  {:.0} characters/s", self.chars_per_second)
    }
}

fn line(f: &mut fmt::Formatter<'_>, name: &str, score: &Score) -> fmt::Result {
    writeln!(
        f,
        "  {name:<18} {:>6.3} {:>6.3} {:>6.3} {:>7}",
        score.f1, score.precision, score.recall, score.counts.annotated
    )
}

fn fates(f: &mut fmt::Formatter<'_>, name: &str, counts: &MucCounts) -> fmt::Result {
    writeln!(
        f,
        "  {name:<18} {:>7} {:>9} {:>7} {:>6} {:>8} {:>7.3}",
        counts.correct,
        counts.incorrect,
        counts.partial,
        counts.missed,
        counts.spurious,
        counts.half_f1()
    )
}

fn confidence(f: &mut fmt::Formatter<'_>, reliability: &Reliability) -> fmt::Result {
    writeln!(f, "  {:<18} {:>7} {:>9} {:>7} {:>8}", "confidence", "spans", "mean", "strict", "partial")?;
    for bin in reliability.bins.iter().filter(|bin| bin.count > 0) {
        let name = format!("from {:.1}", bin.from);
        writeln!(
            f,
            "  {name:<18} {:>7} {:>9.3} {:>7.3} {:>8.3}",
            bin.count, bin.confidence, bin.strict, bin.partial
        )?;
    }
    writeln!(
        f,
        "  ECE {:.4} strict, {:.4} partial; Brier {:.4}",
        reliability.ece, reliability.ece_partial, reliability.brier
    )
}
