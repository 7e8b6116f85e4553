//! The command `finetune`: what is asked for, and the order of the work.

use crate::Run;
use anyhow::Result;
use clap::builder::FalseyValueParser;
use passerelle_engine::taxonomy::starter::starter;
use passerelle_engine::taxonomy::{esco, rome};
use passerelle_eval::datasets::{Split, read_jsonl};
use passerelle_train::config::RunConfig;
use passerelle_train::hub::Hub;
use passerelle_train::pairs::Pairs;
use passerelle_train::start::Start;
use passerelle_train::{export, finetune, foreign};
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Finetune {
    #[command(flatten)]
    run: Run,
    /// Annotated documents: JSON Lines, a file or a folder
    #[arg(long)]
    corpus: PathBuf,
    /// Weights to go on from, such as `model.safetensors` of a model trained before; over those of the run's folder
    #[arg(long, value_name = "FILE", conflicts_with = "encoder")]
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
    /// Name of the model; `passerelle-small`, or with --encoder `passerelle-` and the encoder's name
    #[arg(long)]
    name: Option<String>,
    /// Version of the model
    #[arg(long, default_value = "0.1.0")]
    version: String,
    #[command(flatten)]
    encoder: Encoder,
}

#[expect(clippy::struct_field_names, reason = "the names of fields are those of the options")]
#[derive(clap::Args)]
#[command(next_help_heading = "Encoder of Hugging Face")]
struct Encoder {
    /// Starts from this encoder instead of the run's own: a folder, or a repository such as `almanach/camembert-base`
    ///
    /// BERT, DistilBERT, RoBERTa, CamemBERT and XLM-R are read, and what is built like them: multilingual MiniLM, e5. A
    /// folder holds config.json, tokenizer.json and model.safetensors. A repository is fetched from HF_ENDPOINT
    /// (https://huggingface.co) into the cache of HF_HOME (~/.cache/huggingface), and read from there afterwards. The
    /// TOML file has a [pretrained] section (training/configs/pretrained.toml) in place of [encoder].
    #[arg(long, value_name = "FOLDER|REPOSITORY")]
    encoder: Option<String>,
    /// Branch, tag or commit of the repository; a commit makes the run repeatable
    #[arg(long, requires = "encoder", default_value = "main")]
    revision: String,
    /// Asks no hub: takes the repository from the cache, or fails
    #[arg(long, env = "HF_HUB_OFFLINE", value_parser = FalseyValueParser::new())]
    offline: bool,
    /// Token for repositories that need one; better given by the environment than typed
    #[arg(long, env = "HF_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    hub_token: Option<String>,
}

impl Finetune {
    /// Trains, and writes the best model.
    pub(crate) fn run(&self) -> Result<()> {
        let config = self.run.config()?;
        let start = self.start(&config)?;
        let (tokenizer, hints) = (&start.tokenizer, start.hints()?);
        let documents = read_jsonl(&self.corpus)?;
        let mut train = Split::Train.filter(&documents);
        train.truncate((train.len() as f64 * self.share) as usize);
        let mut train = finetune::examples(&train, tokenizer, &hints)?;
        let whole = train.len();
        for source in &config.foreign {
            let mut sentences = foreign::read(&self.run.data.join(&source.path), source.form)?;
            sentences.truncate((sentences.len() as f64 * source.share) as usize);
            train.extend(finetune::partial_examples(&sentences, tokenizer, &hints)?);
        }
        let watch = match &self.watch {
            Some(path) => finetune::examples(&read_jsonl(path)?, tokenizer, &hints)?,
            None => Vec::new(),
        };
        let dev = finetune::examples(&Split::Dev.filter(&documents), tokenizer, &hints)?;
        let pairs = self.pairs()?;
        let partly = train.len() - whole;
        eprintln!(
            "{whole} documents and {partly} foreign sentences to train on, {} documents for dev",
            dev.len()
        );
        let data = finetune::Data { train: &train, dev: &dev, watch: &watch, pairs: &pairs };
        let training =
            finetune::Finetuning::new(&config.finetune, &start.encoder, tokenizer, &data, config.seed);
        let manifest = start.manifest(&self.name(), &self.version);
        let best = training.run(&start.params, &self.run.out, &mut |params| {
            export::write(&self.model, params, &start.encoder, &start.tokenizer_file, manifest.clone())
        })?;
        eprintln!("best strict F1 on dev: {best:.4}");
        Ok(())
    }

    fn start(&self, config: &RunConfig) -> Result<Start> {
        let Some(name) = &self.encoder.encoder else {
            return Start::own(
                config,
                RunConfig::section("encoder", config.encoder.as_ref())?,
                &self.run.out,
                self.start.as_ref(),
            );
        };
        let how = RunConfig::section("pretrained", config.pretrained.as_ref())?;
        let hub = Hub::from_env().with_token(self.encoder.hub_token.clone()).offline(self.encoder.offline);
        let files = hub.files(name, &self.encoder.revision)?;
        eprintln!("starting from {}", files.origin);
        Start::pretrained(config, how, &files, &self.run.out)
    }

    fn name(&self) -> String {
        let encoder = self.encoder.encoder.as_deref().map(|name| name.trim_end_matches('/'));
        let last = encoder.map_or("small", |name| name.rsplit('/').next().unwrap_or(name));
        self.name.clone().unwrap_or_else(|| format!("passerelle-{last}"))
    }

    fn pairs(&self) -> Result<Pairs> {
        let mut pairs = Pairs::default();
        pairs.add(&starter()?);
        if let Some(folder) = &self.rome {
            pairs.add(&rome::import(folder, &mut |_| {})?.taxonomy);
        }
        if let Some(folder) = &self.esco {
            pairs.add(&esco::import(folder, &mut |_| {})?.taxonomy);
        }
        Ok(pairs)
    }
}
