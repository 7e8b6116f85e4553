//! Candidates and choices in; every figure of linking out.

use super::sweep::{self, Choice};
use super::{Mention, Ranked, Ranker};
use crate::datasets::mentions::LinkCase;
use crate::metrics::{Counts, Interval, bootstrap};
use anyhow::Result;
use passerelle_engine::tagging::Label;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// Figures over a set of mentions. Where there is nothing to count a share is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkScores {
    /// Mentions.
    pub mentions: usize,
    /// Of them, those that have a concept.
    pub linkable: usize,
    /// Share of all mentions that are linked to a concept meant, or rightly to none.
    pub accuracy: f64,
    /// Share of the linkable ones that are linked to a concept meant.
    pub accuracy_at_1: f64,
    /// Share of the linkable ones with a concept meant as the first candidate, whatever the threshold.
    pub recall_at_1: f64,
    /// The same among the first five.
    pub recall_at_5: f64,
    /// The same among the first ten.
    pub recall_at_10: f64,
    /// Mean of 1 / position of the first concept meant among the candidates; 0 where it is not there.
    pub mrr: f64,
    /// Share of the unlinked ones that have no concept.
    pub nil_precision: f64,
    /// Share of those without a concept that stay unlinked.
    pub nil_recall: f64,
}

/// What a linker reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkingReport {
    /// Name of the linker.
    pub system: String,
    /// The taxonomy that is linked to.
    pub taxonomy: String,
    /// Over all mentions.
    pub all: LinkScores,
    /// Accuracy over all mentions, with its 95 % interval.
    pub accuracy: Interval,
    /// By label.
    pub by_label: BTreeMap<Label, LinkScores>,
    /// The threshold in use.
    pub threshold: Option<f64>,
    /// The threshold of the highest accuracy on these very mentions: what could be had at most.
    pub best: Choice,
    /// What other thresholds would do.
    pub sweep: Vec<Choice>,
}

/// Runs a linker over cases; `mentions` says what they mean in its taxonomy.
pub fn evaluate(
    ranker: &dyn Ranker,
    taxonomy: &str,
    cases: &[LinkCase],
    mentions: &[Mention],
) -> Result<LinkingReport> {
    let ranked = ranker.rank(cases)?;
    let all: Vec<(&Mention, &Ranked)> = mentions.iter().zip(&ranked).collect();
    let by_label = Label::ALL.into_iter().filter_map(|label| {
        let of_label: Vec<_> = all.iter().copied().filter(|(mention, _)| mention.label == label).collect();
        (!of_label.is_empty()).then(|| (label, scores(&of_label)))
    });
    let right: Vec<Counts> = all.iter().map(|(mention, ranked)| single(is_right(mention, ranked))).collect();
    let sweep = sweep::over(mentions, &ranked);
    Ok(LinkingReport {
        system: ranker.name(),
        taxonomy: taxonomy.to_owned(),
        all: scores(&all),
        accuracy: bootstrap::f1(&right),
        by_label: by_label.collect(),
        threshold: ranker.threshold(),
        best: sweep::best(&sweep),
        sweep,
    })
}

/// One mention; F1 of such counts is the share of right ones.
fn single(right: bool) -> Counts {
    Counts { correct: usize::from(right), found: 1, annotated: 1 }
}

fn is_right(mention: &Mention, ranked: &Ranked) -> bool {
    match &ranked.linked {
        Some(concept) => mention.meant.contains(concept),
        None => mention.meant.is_empty(),
    }
}

fn scores(all: &[(&Mention, &Ranked)]) -> LinkScores {
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let count = |of: &dyn Fn(&Mention, &Ranked) -> bool| {
        all.iter().filter(|(mention, ranked)| of(mention, ranked)).count()
    };
    let linkable = count(&|mention, _| !mention.meant.is_empty());
    let (nil, unlinked) = (all.len() - linkable, count(&|_, ranked| ranked.linked.is_none()));
    let right_nil = count(&|mention, ranked| ranked.linked.is_none() && mention.meant.is_empty());
    let right = count(&is_right);
    let within = |k: usize| {
        share(count(&|mention, ranked| position(mention, ranked).is_some_and(|at| at < k)), linkable)
    };
    let reciprocal = |&(mention, ranked): &(&Mention, &Ranked)| {
        position(mention, ranked).map_or(0.0, |at| 1.0 / (at + 1) as f64)
    };
    LinkScores {
        mentions: all.len(),
        linkable,
        accuracy: share(right, all.len()),
        accuracy_at_1: share(right - right_nil, linkable),
        recall_at_1: within(1),
        recall_at_5: within(5),
        recall_at_10: within(10),
        mrr: all.iter().map(reciprocal).sum::<f64>() / linkable.max(1) as f64,
        nil_precision: share(right_nil, unlinked),
        nil_recall: share(right_nil, nil),
    }
}

/// Where the first concept meant stands among the candidates, from 0.
fn position(mention: &Mention, ranked: &Ranked) -> Option<usize> {
    ranked.candidates.iter().position(|(concept, _)| mention.meant.contains(concept))
}

impl fmt::Display for LinkingReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} · {} · {} mentions, {} with a concept",
            self.system, self.taxonomy, self.all.mentions, self.all.linkable
        )?;
        let Interval { value, low, high } = self.accuracy;
        writeln!(f, "  accuracy {value:.3} (95 %: {low:.3} to {high:.3})")?;
        writeln!(
            f,
            "  {:<14} {:>8} {:>6} {:>6} {:>6} {:>6} {:>6} {:>8} {:>7}",
            "", "accuracy", "acc@1", "rec@1", "rec@5", "rec@10", "MRR", "NIL prec", "NIL rec"
        )?;
        let labels = self.by_label.iter().map(|(label, scores)| (label.name(), scores));
        for (name, s) in [("all", &self.all)].into_iter().chain(labels) {
            writeln!(
                f,
                "  {name:<14} {:>8.3} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {:>8.3} {:>7.3}",
                s.accuracy,
                s.accuracy_at_1,
                s.recall_at_1,
                s.recall_at_5,
                s.recall_at_10,
                s.mrr,
                s.nil_precision,
                s.nil_recall
            )?;
        }
        let Choice { threshold, accuracy, link_precision, link_recall } = self.best;
        let used = self.threshold.map_or_else(|| "none".into(), |threshold| format!("{threshold:.2}"));
        writeln!(
            f,
            "  threshold in use {used}; best on these mentions {threshold:.2}: accuracy {accuracy:.3}, links {link_precision:.3} right, {link_recall:.3} found"
        )
    }
}
