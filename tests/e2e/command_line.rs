//! The program from outside: what it prints and how it ends.

use crate::extract::assert_spans_cut_their_text;
use crate::people::{CV, OFFER};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn passerelle(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle-under-test"));
    command.current_dir(folder).args(args).env_remove("PASSERELLE_CONFIG").stdin(Stdio::null());
    command
}

pub fn run(folder: &Path, args: &[&str]) -> Output {
    passerelle(folder, args).output().expect("the program runs")
}

pub fn code(output: &Output) -> i32 {
    output.status.code().expect("it ends by itself")
}

pub fn said(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// The model a test may use: the one that ships, or one named for development.
pub fn has_model() -> bool {
    let found = std::env::var_os("PASSERELLE_MODEL").is_some()
        || passerelle_models::ModelFiles::shipped().is_ok_and(|files| files.verify().is_ok());
    if !found {
        eprintln!("skipped: no model ships with this checkout");
    }
    found
}

#[test]
fn help_names_every_command_and_a_wrong_word_is_wrong_usage() {
    let folder = tempfile::tempdir().unwrap();
    let help = run(folder.path(), &["--help"]);
    for command in ["serve", "tag", "import", "match", "gaps", "concepts", "queue", "models"] {
        assert!(said(&help.stdout).contains(command), "{command}");
    }
    assert_eq!(code(&run(folder.path(), &["sreve"])), 2);
    let odd = run(folder.path(), &["--queue", "0", "models", "list"]);
    assert_eq!(code(&odd), 2);
    assert!(said(&odd.stderr).contains("queue must be at least 1"), "{}", said(&odd.stderr));
}

#[test]
fn a_taxonomy_folder_without_its_files_is_unreadable_input() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["import", "taxonomy", "rome", "."]);
    assert_eq!(code(&output), 4);
    assert!(said(&output.stderr).contains("unix_referentiel_code_rome"), "{}", said(&output.stderr));
}

#[test]
fn an_unreadable_document_is_told_before_the_model_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("photo.png"), b"\x89PNG\r\n\x1a\n\0\0").unwrap();
    for (file, reason) in [("nowhere.pdf", "nowhere.pdf"), ("photo.png", "PNG")] {
        let output = run(folder.path(), &["match", file]);
        assert_eq!(code(&output), 4);
        assert!(said(&output.stderr).contains(reason), "{}", said(&output.stderr));
    }
}

#[test]
fn lines_are_tagged_and_bad_lines_listed() {
    if !has_model() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let lines =
        format!("{}\nnot json\n\n{}\n", json!({"id": "a", "text": OFFER}), json!({"id": "b", "text": CV}));
    let mut child = passerelle(folder.path(), &["tag"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    child.stdin.take().expect("a pipe").write_all(lines.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 3, "{}", said(&output.stderr));
    assert!(said(&output.stderr).contains("stdin:2: skipped"), "{}", said(&output.stderr));
    let tagged: Vec<Value> =
        said(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(tagged.iter().map(|line| line["id"].as_str().unwrap()).collect::<Vec<_>>(), ["a", "b"]);
    for (line, text) in tagged.iter().zip([OFFER, CV]) {
        assert_eq!(line["text"], text);
        assert!(assert_spans_cut_their_text(text, &line["spans"]) > 0);
    }
}

#[test]
fn a_cv_is_matched_as_a_table_and_as_json() {
    if !has_model() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("cv.txt"), CV).unwrap();
    let json = run(folder.path(), &["match", "--json", "--demo", "false", "cv.txt"]);
    assert_eq!(code(&json), 0, "{}", said(&json.stderr));
    let answer: Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(answer["occupations"].as_array().unwrap().len(), 10);
    let table = run(folder.path(), &["match", "--demo", "false", "cv.txt"]);
    assert!(said(&table.stdout).lines().any(|line| line.starts_with(" 1. ")), "{}", said(&table.stdout));
}

#[test]
fn an_unknown_occupation_is_wrong_usage_of_gaps() {
    if !has_model() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["gaps", "--occupation", "Z9999", "--demo", "false"]);
    assert_eq!(code(&output), 2);
    assert!(said(&output.stderr).contains("Z9999"), "{}", said(&output.stderr));
}
