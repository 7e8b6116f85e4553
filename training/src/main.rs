//! The command line of training. Each command reads the run's TOML file and leaves its results in the run's
//! folder, where the next one finds them.

use anyhow::{Context, Result, ensure};
use candle_core::{Device, Tensor};
use clap::{Parser, Subcommand};
use indicatif::ProgressIterator;
use passerelle_engine::taxonomy::starter::starter;
use passerelle_engine::taxonomy::{esco, rome};
use passerelle_engine::tokens::{Hints, Lexicon, Tokenizer, Tokens};
use passerelle_eval::datasets::{Document, Split, guide, inline, read_jsonl};
use passerelle_models::{Linking, Manifest};
use passerelle_train::config::RunConfig;
use passerelle_train::pairs::Pairs;
use passerelle_train::params::Params;
use passerelle_train::{corpus, export, finetune, pretrain, tokenizer, vectors};
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
    Finetune(Finetune),
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

#[derive(clap::Args)]
struct Finetune {
    #[command(flatten)]
    run: Run,
    /// Annotated documents: JSON Lines, a file or a folder
    #[arg(long)]
    corpus: PathBuf,
    /// Weights to go on from, such as `model.safetensors` of a model trained before; over those of the run's folder
    #[arg(long)]
    start: Option<PathBuf>,
    /// Documents that are measured after each epoch and decide nothing
    #[arg(long)]
    watch: Option<PathBuf>,
    /// ROME folder whose wordings train the linking
    #[arg(long)]
    rome: Option<PathBuf>,
    /// ESCO folder whose wordings train the linking
    #[arg(long)]
    esco: Option<PathBuf>,
    /// Only this share of the training documents, for a learning curve
    #[arg(long, default_value_t = 1.0)]
    share: f64,
    /// Folder of the exported model
    #[arg(long)]
    model: PathBuf,
    /// Name of the model
    #[arg(long, default_value = "passerelle-small")]
    name: String,
    /// Version of the model
    #[arg(long, default_value = "0.1.0")]
    version: String,
}

fn main() -> Result<()> {
    match Args::parse().command {
        Command::Tokenizer(run) => learn_tokenizer(&run),
        Command::Vectors(run) => learn_vectors(&run),
        Command::Pretrain(run) => run_pretraining(&run),
        Command::Finetune(args) => run_finetuning(&args),
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
        Ok(tokenizer.with_neutral(config.encoder.neutral))
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
    let trained = tokenizer::train(&texts, config.tokenizer.vocab)?;
    trained.save(run.out.join("tokenizer.json"), false).map_err(|error| anyhow::anyhow!("{error}"))
}

fn learn_vectors(run: &Run) -> Result<()> {
    let config = run.config()?;
    let tokenizer = run.tokenizer(&config)?;
    let encoded = run.encoded(&config, &tokenizer)?;
    let tokens: usize = encoded.iter().map(Tokens::len).sum();
    eprintln!("{tokens} tokens");
    let sequences: Vec<Vec<u32>> = encoded.into_iter().map(|tokens| tokens.ids).collect();
    let (vocab, dim) = (tokenizer.vocab(), config.encoder.hidden);
    let numbers = vectors::train(&sequences, vocab, dim, 0.05, config.seed);
    let tensor = Tensor::from_vec(numbers, (vocab, dim), &Device::Cpu)?;
    let named = std::collections::HashMap::from([("embeddings.word".to_owned(), tensor)]);
    Ok(candle_core::safetensors::save(&named, run.out.join("vectors.safetensors"))?)
}

fn run_pretraining(run: &Run) -> Result<()> {
    let config = run.config()?;
    let tokenizer = run.tokenizer(&config)?;
    let encoder = config.encoder.encoder(tokenizer.vocab());
    let mut params = Params::new(Device::Cpu).with_precision(config.precision);
    params.add_encoder(&encoder, config.seed)?;
    pretrain::add_head(&mut params, &encoder, config.seed)?;
    let start = run.out.join("vectors.safetensors");
    if start.is_file() {
        ensure!(params.load(&start)? == 1, "{} does not fit the encoder's shape", start.display());
    }
    let encoded = run.encoded(&config, &tokenizer)?;
    let sequences = pretrain::sequences(&encoded, &tokenizer, config.pretrain.sequence);
    let mask = tokenizer.id("[MASK]").context("the tokenizer has no [MASK]")?;
    eprintln!("{} sequences", sequences.len());
    let training = pretrain::Pretraining {
        config: &config.pretrain,
        encoder: &encoder,
        sequences: &sequences,
        mask,
        seed: config.seed,
    };
    training.run(&params, &run.out)
}

fn run_finetuning(args: &Finetune) -> Result<()> {
    let config = args.run.config()?;
    let tokenizer = args.run.tokenizer(&config)?;
    let encoder = config.encoder.encoder(tokenizer.vocab());
    let mut params = Params::new(Device::Cpu).with_precision(config.precision);
    params.add_encoder(&encoder, config.seed)?;
    finetune::add_heads(&mut params, &encoder, config.encoder.vector, config.seed)?;
    if let Some(start) = &args.start {
        ensure!(start.is_file(), "{}: no such file; --start wants weights in safetensors", start.display());
    }
    let starts = ["vectors.safetensors", "pretrain.safetensors"].map(|file| args.run.out.join(file));
    for path in starts.iter().chain(args.start.as_ref()) {
        if path.is_file() {
            eprintln!("{} parameters from {}", params.load(path)?, path.display());
        }
    }
    let documents = read_jsonl(&args.corpus)?;
    let mut train = Split::Train.filter(&documents);
    train.truncate((train.len() as f64 * args.share) as usize);
    let hints = Hints {
        lexicon: if config.encoder.lexicon { Some(Lexicon::new(&starter()?)) } else { None },
        shapes: config.encoder.shapes,
    };
    let mut train = finetune::examples(&train, &tokenizer, &hints)?;
    let whole = train.len();
    for foreign in &config.foreign {
        let mut sentences =
            passerelle_train::foreign::read(&args.run.data.join(&foreign.path), foreign.form)?;
        sentences.truncate((sentences.len() as f64 * foreign.share) as usize);
        train.extend(finetune::partial_examples(&sentences, &tokenizer, &hints)?);
    }
    let watch = match &args.watch {
        Some(path) => finetune::examples(&read_jsonl(path)?, &tokenizer, &hints)?,
        None => Vec::new(),
    };
    let dev = finetune::examples(&Split::Dev.filter(&documents), &tokenizer, &hints)?;
    let pairs = pairs(args)?;
    let partly = train.len() - whole;
    eprintln!(
        "{whole} documents and {partly} foreign sentences to train on, {} documents for dev",
        dev.len()
    );
    let data = finetune::Data { train: &train, dev: &dev, watch: &watch, pairs: &pairs };
    let training = finetune::Finetuning::new(&config.finetune, &encoder, &tokenizer, &data, config.seed);
    let manifest = Manifest {
        name: args.name.clone(),
        version: args.version.clone(),
        languages: vec!["fr".into(), "en".into()],
        window: encoder.max_tokens(),
        overlap: 32,
        vector: config.encoder.vector,
        linking: Linking { threshold: 0.7 },
        calibration: None,
        files: std::collections::BTreeMap::new(),
    };
    let file = args.run.out.join("tokenizer.json");
    let best = training.run(&params, &args.run.out, &mut |params| {
        export::write(&args.model, params, &encoder, &file, manifest.clone())
    })?;
    eprintln!("best strict F1 on dev: {best:.4}");
    Ok(())
}

fn pairs(args: &Finetune) -> Result<Pairs> {
    let mut pairs = Pairs::default();
    pairs.add(&starter()?);
    if let Some(folder) = &args.rome {
        pairs.add(&rome::import(folder, &mut |_| {})?.taxonomy);
    }
    if let Some(folder) = &args.esco {
        pairs.add(&esco::import(folder, &mut |_| {})?.taxonomy);
    }
    Ok(pairs)
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
