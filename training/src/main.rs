//! The command line of training. Each command reads the run's TOML file and leaves its results in the run's
//! folder, where the next one finds them.

mod finetune_command;

use anyhow::{Context, Result, ensure};
use candle_core::{Device, Tensor};
use clap::{Parser, Subcommand};
use finetune_command::Finetune;
use indicatif::ProgressIterator;
use passerelle_engine::tokens::{Tokenizer, Tokens};
use passerelle_eval::datasets::{Document, guide, inline};
use passerelle_train::config::RunConfig;
use passerelle_train::params::Params;
use passerelle_train::{corpus, pretrain, tokenizer, vectors};
use std::path::{Path, PathBuf};

/// Every operation of a step allocates its result; the allocator of the C library gives large ones back to the
/// system each time, which costs a fifth of a step.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "passerelle-train", version, about = "Trains Passerelle's models")]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Learns the subwords from the run's sources
    Tokenizer(Run),
    /// Gives the word embedding its start from the run's sources
    Vectors(Run),
    /// Pretrains on masked words; resumes where a checkpoint is
    Pretrain(Run),
    /// Fine-tunes on annotated documents and taxonomies, and exports the best model
    ///
    /// Starts from the run's own encoder, or with --encoder from one of Hugging Face.
    Finetune(Box<Finetune>),
    /// Turns documents in the inline form into the guide's JSON Lines
    Inline {
        /// Files in the inline form
        files: Vec<PathBuf>,
    },
}

#[derive(clap::Args)]
struct Run {
    /// The run's TOML file
    config: PathBuf,
    /// Folder the sources' paths are relative to
    #[arg(long)]
    data: PathBuf,
    /// Folder of the run's results
    #[arg(long)]
    out: PathBuf,
}

fn main() -> Result<()> {
    match Args::parse().command {
        Command::Tokenizer(run) => learn_tokenizer(&run),
        Command::Vectors(run) => learn_vectors(&run),
        Command::Pretrain(run) => run_pretraining(&run),
        Command::Finetune(args) => args.run(),
        Command::Inline { files } => convert(&files),
    }
}

impl Run {
    fn config(&self) -> Result<RunConfig> {
        std::fs::create_dir_all(&self.out).with_context(|| format!("creating {}", self.out.display()))?;
        RunConfig::read(&self.config)
    }

    fn tokenizer(&self, config: &RunConfig) -> Result<Tokenizer> {
        let path = self.out.join("tokenizer.json");
        let tokenizer = Tokenizer::read(&path).with_context(|| "run `passerelle-train tokenizer` first")?;
        Ok(tokenizer.with_neutral(config.encoder.as_ref().is_some_and(|shape| shape.neutral)))
    }

    /// The sources' documents, encoded, each as often as its weight says.
    fn encoded(&self, config: &RunConfig, tokenizer: &Tokenizer) -> Result<Vec<Tokens>> {
        let mut all = Vec::new();
        for source in config.source.iter().progress() {
            let documents = corpus::read(&self.data, source)?;
            let encoded: Vec<Tokens> =
                documents.iter().map(|text| tokenizer.encode(text)).collect::<Result<_, _>>()?;
            for _ in 0..source.weight {
                all.extend_from_slice(&encoded);
            }
        }
        Ok(all)
    }
}

fn learn_tokenizer(run: &Run) -> Result<()> {
    let config = run.config()?;
    let mut texts = Vec::new();
    for source in &config.source {
        let documents = corpus::read(&run.data, source)?;
        eprintln!("{}: {} documents", source.path.display(), documents.len());
        for _ in 0..source.weight {
            texts.extend_from_slice(&documents);
        }
    }
    let trained =
        tokenizer::train(&texts, RunConfig::section("tokenizer", config.tokenizer.as_ref())?.vocab)?;
    trained.save(run.out.join("tokenizer.json"), false).map_err(|error| anyhow::anyhow!("{error}"))
}

fn learn_vectors(run: &Run) -> Result<()> {
    let config = run.config()?;
    let tokenizer = run.tokenizer(&config)?;
    let encoded = run.encoded(&config, &tokenizer)?;
    let tokens: usize = encoded.iter().map(Tokens::len).sum();
    eprintln!("{tokens} tokens");
    let sequences: Vec<Vec<u32>> = encoded.into_iter().map(|tokens| tokens.ids).collect();
    let (vocab, dim) = (tokenizer.vocab(), RunConfig::section("encoder", config.encoder.as_ref())?.hidden);
    let numbers = vectors::train(&sequences, vocab, dim, 0.05, config.seed);
    let tensor = Tensor::from_vec(numbers, (vocab, dim), &Device::Cpu)?;
    let named = std::collections::HashMap::from([("embeddings.word".to_owned(), tensor)]);
    Ok(candle_core::safetensors::save(&named, run.out.join("vectors.safetensors"))?)
}

fn run_pretraining(run: &Run) -> Result<()> {
    let config = run.config()?;
    let tokenizer = run.tokenizer(&config)?;
    let encoder = RunConfig::section("encoder", config.encoder.as_ref())?.encoder(tokenizer.vocab());
    let pretraining = RunConfig::section("pretrain", config.pretrain.as_ref())?;
    let mut params = Params::new(Device::Cpu).with_precision(config.precision);
    params.add_encoder(&encoder, config.seed)?;
    pretrain::add_head(&mut params, &encoder, config.seed)?;
    let start = run.out.join("vectors.safetensors");
    if start.is_file() {
        ensure!(params.load(&start)? == 1, "{} does not fit the encoder's shape", start.display());
    }
    let encoded = run.encoded(&config, &tokenizer)?;
    let sequences = pretrain::sequences(&encoded, &tokenizer, pretraining.sequence);
    let mask = tokenizer.mask().context("the tokenizer has no [MASK]")?;
    eprintln!("{} sequences", sequences.len());
    let training = pretrain::Pretraining {
        config: pretraining,
        encoder: &encoder,
        sequences: &sequences,
        mask,
        seed: config.seed,
    };
    training.run(&params, &run.out)
}

fn convert(files: &[PathBuf]) -> Result<()> {
    for file in files {
        for document in documents(file)? {
            println!("{}", guide::to_line(&document));
        }
    }
    Ok(())
}

fn documents(file: &Path) -> Result<Vec<Document>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    inline::parse(&text).map_err(|reason| anyhow::anyhow!("{}: {reason}", file.display()))
}
