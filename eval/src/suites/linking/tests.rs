use super::*;
use crate::datasets::mentions;
use passerelle_engine::taxonomy::starter;
use std::sync::Arc;

/// Five mentions, the last of which means nothing in the catalogue.
const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mentions.jsonl");

fn cases() -> Vec<LinkCase> {
    mentions::read(std::path::Path::new(FIXTURE)).expect("the fixture")
}

fn mention(meant: &[&str]) -> Mention {
    let meant = meant.iter().map(|&id| id.to_owned()).collect();
    Mention { id: "m".into(), label: Label::Skill, meant }
}

/// Gives out what it was told.
struct Told(Vec<Ranked>);

impl Ranker for Told {
    fn name(&self) -> String {
        "told".into()
    }

    fn rank(&self, _: &[LinkCase]) -> Result<Vec<Ranked>> {
        Ok(self.0.clone())
    }
}

fn ranked(candidates: &[(&str, f64)], linked: Option<&str>) -> Ranked {
    let candidates = candidates.iter().map(|&(id, score)| (id.to_owned(), score)).collect();
    Ranked { candidates, linked: linked.map(str::to_owned) }
}

#[test]
fn every_figure_by_hand() {
    let mentions = [mention(&["a"]), mention(&["b", "c"]), mention(&["d"]), mention(&[]), mention(&[])];
    let told = Told(vec![
        ranked(&[("a", 0.9), ("b", 0.5)], Some("a")),
        ranked(&[("a", 0.6), ("c", 0.5)], None),
        ranked(&[("e", 0.8)], Some("e")),
        ranked(&[("a", 0.3)], None),
        ranked(&[("a", 0.7)], Some("a")),
    ]);
    let report = evaluate(&told, "none", &[], &mentions).expect("a report");
    let all = report.all;
    assert_eq!((all.mentions, all.linkable), (5, 3));
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
    near(all.accuracy, 0.4);
    near(all.accuracy_at_1, 1.0 / 3.0);
    near(all.recall_at_1, 1.0 / 3.0);
    near(all.recall_at_5, 2.0 / 3.0);
    near(all.mrr, 0.5);
    near(all.nil_precision, 0.5);
    near(all.nil_recall, 0.5);
    // From 0.82 on only `a` is linked, and both without a concept stay unlinked: three of five.
    near(report.best.accuracy, 0.6);
    assert!(report.best.threshold > 0.8 && report.best.threshold <= 0.9, "{:?}", report.best);
    near(report.best.link_precision, 1.0);
}

#[test]
fn the_baselines_find_the_wordings_of_the_starter_catalogue() {
    let cases = cases();
    assert_eq!(cases.len(), 5);
    let taxonomy = Arc::new(starter().expect("the starter catalogue"));
    let mentions: Vec<Mention> = cases
        .iter()
        .map(|case| Mention { id: case.id.clone(), label: case.label, meant: case.starter.clone() })
        .collect();
    let exact = evaluate(&ExactWording::new(Arc::clone(&taxonomy)), "starter", &cases, &mentions);
    let exact = exact.expect("a report");
    assert!(exact.all.nil_recall > 0.99, "no wording is found for what is not there");
    let bm25 = evaluate(&Bm25Wordings::new(taxonomy), "starter", &cases, &mentions).expect("a report");
    assert!(bm25.all.recall_at_10 >= exact.all.recall_at_10 && exact.all.recall_at_1 > 0.0);
}
