//! Which crate may use which.

use cargo_metadata::{DependencyKind, MetadataCommand};
use std::collections::{BTreeMap, BTreeSet};

/// A crate and those it may use. An arrow that is not here needs a reason in ARCHITECTURE.md first.
const ALLOWED: [(&str, &[&str]); 6] = [
    ("passerelle-models", &[]),
    ("passerelle-engine", &["passerelle-models"]),
    ("passerelle-eval", &["passerelle-engine", "passerelle-models"]),
    ("passerelle-train", &["passerelle-eval", "passerelle-engine", "passerelle-models"]),
    ("passerelle", &["passerelle-engine", "passerelle-models"]),
    (
        "passerelle-tests",
        &["passerelle", "passerelle-eval", "passerelle-engine", "passerelle-models", "passerelle-train"],
    ),
];

#[test]
fn no_crate_uses_one_it_must_not() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo metadata");
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.into_iter().collect();
    let names: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(names, allowed.keys().copied().collect(), "the list of crates");
    for package in &metadata.packages {
        let inside =
            package.dependencies.iter().filter(|dependency| names.contains(dependency.name.as_str()));
        for dependency in inside.filter(|dependency| dependency.kind == DependencyKind::Normal) {
            let may = allowed[package.name.as_str()].contains(&dependency.name.as_str());
            assert!(may, "{} uses {}, which is not allowed", package.name, dependency.name);
        }
    }
}

#[test]
fn the_model_crates_know_no_web_server_and_the_manifests_no_candle() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo metadata");
    for (of, forbidden) in [
        ("passerelle-models", &["candle-core", "axum", "tokio"][..]),
        ("passerelle-engine", &["axum", "tokio", "sqlx"]),
        ("passerelle-eval", &["axum", "sqlx"]),
    ] {
        let package = metadata.packages.iter().find(|package| package.name.as_str() == of).expect("there");
        for dependency in &package.dependencies {
            assert!(!forbidden.contains(&dependency.name.as_str()), "{of} uses {}", dependency.name);
        }
    }
}
