//! What is said where an encoder cannot be had.

use super::mirror::{Files, Mirror};
use super::{REPOSITORY, start, tiny, write};
use passerelle_train::hub::Hub;
use std::net::TcpListener;

/// What is said about a repository with these files, and the paths that were asked for.
fn said_of(files: Files) -> (String, Vec<String>) {
    let cache = tempfile::tempdir().expect("a folder");
    let mirror = Mirror::new(REPOSITORY, files);
    let error = Hub::at(&mirror.endpoint, cache.path()).files(REPOSITORY, "main").expect_err("not to be had");
    (format!("{error:#}"), mirror.asked())
}

fn without(file: &str, instead: &str) -> Files {
    let mut files = tiny::camembert();
    files.remove(file);
    files.insert(instead.to_owned(), b"?".to_vec());
    files
}

#[test]
fn a_repository_with_sentencepiece_alone_says_how_to_convert_it() {
    let (error, asked) = said_of(without("tokenizer.json", "sentencepiece.bpe.model"));
    assert!(error.contains("only sentencepiece.bpe.model") && error.contains("use_fast=True"), "{error}");
    assert!(!asked.iter().any(|path| path.ends_with("model.safetensors")), "the weights are fetched last");
}

#[test]
fn pickled_weights_are_not_read() {
    let (error, _) = said_of(without("model.safetensors", "pytorch_model.bin"));
    assert!(error.contains("a pickle") && error.contains("save_pretrained"), "{error}");
}

#[test]
fn an_encoder_of_another_family_is_refused_before_its_weights_are_fetched() {
    let mut files = tiny::camembert();
    files.insert("config.json".into(), br#"{"model_type": "t5"}"#.to_vec());
    let (error, asked) = said_of(files);
    assert!(error.contains("`t5`") && error.contains("camembert"), "{error}");
    assert_eq!(asked.iter().filter(|path| !path.ends_with("config.json")).count(), 0, "{asked:?}");
}

#[test]
fn a_repository_or_revision_that_does_not_exist_is_named() {
    let cache = tempfile::tempdir().expect("a folder");
    let mirror = Mirror::new(REPOSITORY, tiny::camembert());
    for (name, revision) in [("somebody/else", "main"), (REPOSITORY, "v9")] {
        let error = Hub::at(&mirror.endpoint, cache.path()).files(name, revision).expect_err("there is none");
        let error = error.to_string();
        assert!(error.contains(name) && error.contains(revision), "{error}");
    }
}

#[test]
fn a_hub_that_cannot_be_reached_says_what_works_without_a_network() {
    let cache = tempfile::tempdir().expect("a folder");
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
    let hub = Hub::at(&format!("http://127.0.0.1:{port}/"), cache.path());
    let error = hub.files(REPOSITORY, "main").expect_err("nobody listens").to_string();
    assert!(
        error.contains(&format!("http://127.0.0.1:{port}/{REPOSITORY}/resolve/main/config.json")),
        "{error}"
    );
    assert!(error.contains("HF_ENDPOINT") && error.contains("HF_HOME"), "{error}");

    let hub = Hub::at("http://127.0.0.1:1", cache.path()).offline(true);
    let error = hub.files(REPOSITORY, "main").expect_err("an empty cache").to_string();
    assert!(error.contains("--offline") && error.contains("give their folder"), "{error}");
}

#[test]
fn a_name_that_is_neither_folder_nor_repository_is_refused() {
    let cache = tempfile::tempdir().expect("a folder");
    for name in ["./no/such/folder", "/no/such/folder", "../up", "a/b/c", "a b", ""] {
        let error = Hub::at("http://127.0.0.1:1", cache.path()).files(name, "main").expect_err("neither");
        assert!(error.to_string().contains("neither a folder nor"), "{name}: {error}");
    }
}

#[test]
fn a_folder_without_all_three_files_says_which_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &without("tokenizer.json", "vocab.txt"));
    let name = folder.path().display().to_string();
    let error =
        Hub::at("http://127.0.0.1:1", folder.path()).files(&name, "main").expect_err("no tokenizer.json");
    assert!(error.to_string().contains("no tokenizer.json, only vocab.txt"), "{error}");
}

#[test]
fn the_checkpoints_of_one_encoder_are_not_taken_up_by_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let (run, mut starts) = (folder.path().join("run"), Vec::new());
    for (name, files) in [("one", tiny::camembert()), ("two", tiny::bert())] {
        let encoder = folder.path().join(name);
        std::fs::create_dir(&encoder).expect("a folder");
        write(&encoder, &files);
        let hub = Hub::at("http://127.0.0.1:1", folder.path());
        starts.push(hub.files(&encoder.display().to_string(), "main").expect("three files"));
    }
    start(&starts[0], &run).expect("a new run");
    std::fs::write(run.join("finetune.safetensors"), b"?").expect("a checkpoint");
    start(&starts[0], &run).expect("the same run again");
    let error = start(&starts[1], &run).expect_err("another run's folder").to_string();
    assert!(error.contains("one; give another folder with --out"), "{error}");
}
