//! `/v1/match` from outside.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

/// Most bytes of an answer.
const LIMIT: u64 = 64 << 20;

/// Speaks to a server.
#[derive(Debug)]
pub struct Client {
    agent: ureq::Agent,
    url: String,
}

/// What a profile was matched with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matched {
    /// Codes of occupations, best first.
    pub occupations: Vec<String>,
    /// Identifiers of the concepts read in the text, sorted.
    pub concepts: Vec<String>,
    /// Model and taxonomy of the answer.
    pub versions: String,
}

#[derive(Deserialize)]
struct Answer {
    occupations: Vec<Occupation>,
    documents: Vec<Document>,
    versions: Versions,
}

#[derive(Deserialize)]
struct Occupation {
    code: String,
}

#[derive(Deserialize)]
struct Document {
    concepts: Vec<Concept>,
}

#[derive(Deserialize)]
struct Concept {
    id: String,
}

#[derive(Deserialize)]
struct Versions {
    model: String,
    taxonomy: String,
}

impl Client {
    /// A client of the server at this address.
    pub fn new(url: &str) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { agent, url: url.trim_end_matches('/').to_owned() }
    }

    /// True once `/ready` says so; an error where it says that it never will be.
    pub(super) fn is_ready(&self) -> Result<bool> {
        match self.agent.get(format!("{}/ready", self.url)).call() {
            Ok(answer) if answer.status() == 200 => Ok(true),
            Ok(mut answer) => {
                let said = answer.body_mut().read_to_string().unwrap_or_default();
                anyhow::ensure!(!said.contains("failed"), "the server will not become ready: {said}");
                Ok(false)
            }
            // Not listening yet.
            Err(_) => Ok(false),
        }
    }

    /// The occupations for a text, at most `limit`.
    pub fn matching(&self, text: &str, limit: usize) -> Result<Matched> {
        let body = json!({"documents": [{"text": text}], "limit": limit});
        let mut answer = self.agent.post(format!("{}/v1/match", self.url)).send_json(&body)?;
        let status = answer.status();
        let said = answer.body_mut().with_config().limit(LIMIT).read_to_string()?;
        anyhow::ensure!(status == 200, "/v1/match answered {status}: {said}");
        let answer: Answer = serde_json::from_str(&said).context("the answer of /v1/match")?;
        let mut concepts: Vec<String> =
            answer.documents.into_iter().flat_map(|document| document.concepts).map(|c| c.id).collect();
        concepts.sort();
        concepts.dedup();
        Ok(Matched {
            occupations: answer.occupations.into_iter().map(|found| found.code).collect(),
            concepts,
            versions: format!("{}, {}", answer.versions.model, answer.versions.taxonomy),
        })
    }
}
