//! The files of a Hugging Face encoder.
//!
//! In: a folder, or the name of a repository of a hub. Out: where `config.json`, `tokenizer.json` and
//! `model.safetensors` lie. A repository is fetched once into the cache that Hugging Face's own tools share, and read
//! from there afterwards, without a network too. Weights come as safetensors only: a pickle can run code.

use anyhow::{Context, Result, anyhow, bail};
use hf_hub::api::sync::{ApiBuilder, ApiError, ApiRepo};
use hf_hub::{Cache, Repo, RepoType};
use passerelle_engine::encoder::EncoderConfig;
use std::path::{Path, PathBuf};

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const WEIGHTS: &str = "model.safetensors";

/// What of a tokenizer lies in repositories that have no `tokenizer.json`.
const OLD_TOKENIZERS: [&str; 5] =
    ["sentencepiece.bpe.model", "spiece.model", "sentencepiece.model", "vocab.txt", "vocab.json"];

/// What to do where nothing can be fetched.
const WITHOUT_NETWORK: &str = "without a network, fetch config.json, tokenizer.json and model.safetensors elsewhere and \
    give their folder, or set HF_HOME to a cache that holds them, or HF_ENDPOINT to a mirror that can be reached";

/// The files of an encoder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// `config.json`
    pub config: PathBuf,
    /// `tokenizer.json`
    pub tokenizer: PathBuf,
    /// `model.safetensors`
    pub weights: PathBuf,
    /// Where they come from: `repository@commit`, or the folder.
    pub origin: String,
}

/// Where repositories come from.
#[derive(Debug)]
pub struct Hub {
    cache: Cache,
    api: ApiBuilder,
    offline: bool,
}

impl Hub {
    /// The hub and the cache that the environment names (`HF_ENDPOINT`, `HF_HOME`; `https://huggingface.co` and
    /// `~/.cache/huggingface` where it does not), with the token of the cache where there is one.
    pub fn from_env() -> Self {
        Self { cache: Cache::from_env(), api: ApiBuilder::from_env(), offline: false }
    }

    /// A hub at `endpoint` with a cache of its own in `folder`.
    pub fn at(endpoint: &str, folder: &Path) -> Self {
        let cache = Cache::new(folder.to_owned());
        let api =
            ApiBuilder::from_cache(cache.clone()).with_endpoint(endpoint.trim_end_matches('/').to_owned());
        Self { cache, api, offline: false }
    }

    /// The same hub asked with this token, for repositories that need one.
    #[must_use]
    pub fn with_token(self, token: Option<String>) -> Self {
        let Some(token) = token.filter(|token| !token.is_empty()) else { return self };
        Self { api: self.api.with_token(Some(token)), ..self }
    }

    /// The same hub, asked nothing where `offline` is true: only what its cache holds is found.
    #[must_use]
    pub fn offline(self, offline: bool) -> Self {
        Self { offline, ..self }
    }

    /// The files of an encoder: those of a folder, where `name` is one, or else of a repository at a revision: a
    /// branch, a tag, a commit.
    ///
    /// # Errors
    /// Where a file is missing or cannot be fetched, or the encoder is of another family than the engine reads; the
    /// message says what to do. The weights are fetched last.
    pub fn files(self, name: &str, revision: &str) -> Result<Files> {
        let folder = Path::new(name);
        if folder.is_dir() {
            return of_folder(folder);
        }
        if !is_repository(name) {
            bail!(
                "{name} is neither a folder nor the name of a repository such as `almanach/camembert-base`"
            );
        }
        let api = self.api.with_retries(3).build()?;
        let repository = |revision: &str| Fetch {
            api: api.repo(repo(name, revision)),
            cache: &self.cache,
            offline: self.offline,
            name,
            revision: revision.to_owned(),
        };
        let config = repository(revision).get(CONFIG)?;
        EncoderConfig::read(&config).with_context(|| format!("{name} cannot be used"))?;
        // What `main` is may change between two files; from here on the commit is asked for.
        let commit = commit_of(&config).context("the hub's cache has another layout than was expected")?;
        let pinned = repository(&commit);
        let (tokenizer, weights) = (pinned.get(TOKENIZER)?, pinned.get(WEIGHTS)?);
        Ok(Files { config, tokenizer, weights, origin: format!("{name}@{commit}") })
    }
}

fn of_folder(folder: &Path) -> Result<Files> {
    let there: Vec<String> = std::fs::read_dir(folder)
        .with_context(|| format!("reading {}", folder.display()))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let find = |file: &str| {
        let path = folder.join(file);
        if path.is_file() {
            Ok(path)
        } else {
            Err(anyhow!(missing(&folder.display().to_string(), file, &there)))
        }
    };
    let (config, tokenizer, weights) = (find(CONFIG)?, find(TOKENIZER)?, find(WEIGHTS)?);
    EncoderConfig::read(&config).with_context(|| format!("{} cannot be used", folder.display()))?;
    Ok(Files { config, tokenizer, weights, origin: folder.display().to_string() })
}

/// `name` or `owner/name`, of the characters a hub allows.
fn is_repository(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let parts: Vec<&str> = name.split('/').collect();
    parts.len() <= 2
        && parts.iter().all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(allowed))
}

fn repo(name: &str, revision: &str) -> Repo {
    Repo::with_revision(name.to_owned(), RepoType::Model, revision.to_owned())
}

/// The commit of a file of the cache: the folder it lies in.
fn commit_of(path: &Path) -> Option<String> {
    Some(path.parent()?.file_name()?.to_str()?.to_owned())
}

/// Fetches files of one repository at one revision.
struct Fetch<'a> {
    api: ApiRepo,
    cache: &'a Cache,
    offline: bool,
    name: &'a str,
    revision: String,
}

impl Fetch<'_> {
    fn get(&self, file: &str) -> Result<PathBuf> {
        if let Some(path) = self.cached(file) {
            return Ok(path);
        }
        if self.offline {
            let (name, cache) = (self.name, self.cache.path().display());
            bail!("{file} of {name} is not in {cache}, and --offline asks no hub; {WITHOUT_NETWORK}");
        }
        self.api.download(file).map_err(|error| self.explain(file, &error))
    }

    /// The file in the cache, by the name of the revision or, as other tools leave it, by its commit alone.
    fn cached(&self, file: &str) -> Option<PathBuf> {
        let cache = self.cache.repo(repo(self.name, &self.revision));
        let by_commit = || Some(cache.pointer_path(&self.revision).join(file)).filter(|path| path.is_file());
        cache.get(file).or_else(by_commit)
    }

    fn explain(&self, file: &str, error: &ApiError) -> anyhow::Error {
        let (name, revision, url) = (self.name, &self.revision, self.api.url(file));
        match status(error) {
            Some(404) => match self.api.info() {
                Ok(info) => {
                    let there: Vec<String> = info.siblings.into_iter().map(|file| file.rfilename).collect();
                    anyhow!(missing(name, file, &there))
                }
                Err(_) => {
                    anyhow!("{url} does not exist: is `{name}` the repository and `{revision}` its revision?")
                }
            },
            Some(401 | 403) => anyhow!(
                "{url} may not be read: the repository does not exist or needs leave. Accept its terms on its page \
                 and set HF_TOKEN, or `hf auth login`"
            ),
            Some(code) => anyhow!("{url} answered {code}; try again later, or {WITHOUT_NETWORK}"),
            None => anyhow!("{url} cannot be fetched: {error}; {WITHOUT_NETWORK}"),
        }
    }
}

/// The HTTP status an error stands for.
fn status(error: &ApiError) -> Option<u16> {
    let mut error = error;
    while let ApiError::TooManyRetries(inner) = error {
        error = inner;
    }
    if let ApiError::RequestError(request) = error
        && let ureq::Error::StatusCode(code) = **request
    {
        return Some(code);
    }
    None
}

/// What to say where `name` has no `file` but the files `there`.
fn missing(name: &str, file: &str, there: &[String]) -> String {
    let has = |wanted: &str| there.iter().any(|file| file == wanted);
    let save = "with Python's transformers, once";
    if file == TOKENIZER
        && let Some(old) = OLD_TOKENIZERS.into_iter().find(|old| has(old))
    {
        return format!(
            "{name} has no tokenizer.json, only {old}, which cannot be read; convert it {save}: \
             AutoTokenizer.from_pretrained(\"{name}\", use_fast=True).save_pretrained(FOLDER), put config.json and \
             model.safetensors beside it, and give FOLDER"
        );
    }
    if file == WEIGHTS && has("pytorch_model.bin") {
        return format!(
            "{name} has no model.safetensors, only pytorch_model.bin, a pickle, which can run code and is not read; \
             convert it {save}: AutoModel.from_pretrained(\"{name}\").save_pretrained(FOLDER), put tokenizer.json \
             beside it, and give FOLDER; on a hub, look for a revision such as refs/pr/1 with safetensors"
        );
    }
    if file == WEIGHTS && has("model.safetensors.index.json") {
        return format!("{name} has its weights in several files; encoders of that size are not supported");
    }
    format!("{name} has no {file}; an encoder is config.json, tokenizer.json and model.safetensors")
}
