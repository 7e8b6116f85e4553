//! Models: which one answers, and how another one is put in service and taken out.

use crate::command_line::{code, has_model, run, said};
use crate::harness::Server;
use passerelle_models::{GateVerdict, JudgedData, JudgedModel, ModelFiles};
use serde_json::json;
use std::path::Path;

#[test]
fn the_server_tells_which_model_answers_and_that_another_waits() {
    let models = Server::shared().get("/v1/models").json();
    assert_eq!((&models["in_service"], &models["activated"]), (&json!("double-1"), &json!([])));
    // The double is no model of a folder: after a restart the built-in one would answer.
    assert_eq!((&models["next_start"], &models["restart_needed"]), (&models["built_in"], &json!(true)));
}

fn candidate(folder: &Path) -> JudgedModel {
    let mut files = ModelFiles::shipped().unwrap();
    files.manifest.version = "next".into();
    files.write(&folder.join("next")).unwrap();
    JudgedModel::of(&files)
}

fn verdict(folder: &Path, passed: bool, candidate: &JudgedModel) {
    let against = Some(JudgedModel::of(&ModelFiles::shipped().unwrap()));
    let data = JudgedData { checksum: "0".into(), documents: 9, split: "test".into() };
    let reasons = vec!["strict F1 0.7 against 0.8".into()];
    let verdict = GateVerdict::new(passed, reasons, candidate.clone(), against, data);
    verdict.write(&folder.join("next/verdict.json")).unwrap();
}

#[test]
fn a_model_is_activated_with_a_verdict_of_the_gate_only_and_rolled_back() {
    if !has_model() || std::env::var_os("PASSERELLE_MODEL").is_some() {
        eprintln!("skipped: no model ships, or another one is named for development");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let models = |args: &[&str]| run(folder.path(), &[&["models"], args].concat());
    let judged = candidate(folder.path());
    let without = models(&["activate", "next"]);
    assert_eq!(code(&without), 4);
    assert!(said(&without.stderr).contains("passerelle-eval gate --out"), "{}", said(&without.stderr));
    verdict(folder.path(), false, &judged);
    let refused = models(&["activate", "next"]);
    assert_eq!(code(&refused), 1);
    assert!(said(&refused.stderr).contains("strict F1 0.7 against 0.8"), "{}", said(&refused.stderr));
    verdict(folder.path(), true, &judged);
    let accepted = models(&["activate", "next"]);
    assert_eq!(code(&accepted), 0, "{}", said(&accepted.stderr));
    let in_service = || -> String {
        let listed = models(&["list"]);
        said(&listed.stdout).lines().find(|line| line.starts_with('*')).unwrap().to_owned()
    };
    assert!(in_service().contains(" next,"), "{}", in_service());
    assert_eq!(code(&models(&["verify"])), 0);
    assert_eq!(code(&models(&["rollback"])), 0);
    assert!(in_service().starts_with("* built-in"), "{}", in_service());
    assert_eq!(code(&models(&["rollback"])), 2);
}
