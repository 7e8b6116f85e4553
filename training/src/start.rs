//! Where fine-tuning starts: an encoder of this project's own shape, or one of a hub.
//!
//! In: the run's configuration and files. Out: a [`Start`]: parameters with their heads, shape, tokenizer.

use crate::config::{Pretrained, RunConfig, Shape};
use crate::finetune::add_heads;
use crate::hub::Files;
use crate::params::Params;
use anyhow::{Context, Result, ensure};
use candle_core::Device;
use passerelle_engine::encoder::{EncoderConfig, Weights};
use passerelle_engine::taxonomy::starter::starter;
use passerelle_engine::tokens::{Hints, LEXICON_ROWS, Lexicon, SHAPE_ROWS, Tokenizer};
use passerelle_models::{Linking, Manifest};
use std::path::{Path, PathBuf};

/// Tokens that neighbouring windows share.
const OVERLAP: usize = 32;
/// Shortest window over which neighbours can share as many.
const SHORTEST_WINDOW: usize = 2 * OVERLAP + 3;

/// What fine-tuning starts from.
#[derive(Debug)]
pub struct Start {
    /// Encoder and heads.
    pub params: Params,
    /// Shape of the encoder.
    pub encoder: EncoderConfig,
    /// Cuts texts for it.
    pub tokenizer: Tokenizer,
    /// The file of the tokenizer.
    pub tokenizer_file: PathBuf,
    /// The encoder it starts from, where that is not this project's own.
    pub base: Option<String>,
    /// Length of a mention, concept or document vector.
    pub vector: usize,
}

impl Start {
    /// From this project's own shape, with what the earlier commands left in the run's folder, and over that the
    /// weights of `further`.
    pub fn own(config: &RunConfig, shape: &Shape, folder: &Path, further: Option<&PathBuf>) -> Result<Self> {
        if let Some(weights) = further {
            ensure!(
                weights.is_file(),
                "{}: no such file; --start wants weights in safetensors",
                weights.display()
            );
        }
        belongs(folder, None)?;
        let tokenizer_file = folder.join("tokenizer.json");
        let tokenizer =
            Tokenizer::read(&tokenizer_file).with_context(|| "run `passerelle-train tokenizer` first")?;
        let tokenizer = tokenizer.with_neutral(shape.neutral);
        let encoder = shape.encoder(tokenizer.vocab());
        let mut params = Params::new(Device::Cpu).with_precision(config.precision);
        params.add_encoder(&encoder, config.seed)?;
        add_heads(&mut params, &encoder, shape.vector, config.seed)?;
        let starts = ["vectors.safetensors", "pretrain.safetensors"].map(|file| folder.join(file));
        for path in starts.iter().chain(further).filter(|path| path.is_file()) {
            eprintln!("{} parameters from {}", params.load(path)?, path.display());
        }
        Ok(Self { params, encoder, tokenizer, tokenizer_file, base: None, vector: shape.vector })
    }

    /// From an encoder of a hub: its weights under the internal names, its tokenizer, heads of our own.
    ///
    /// # Errors
    /// Where its files do not belong together, its windows are too short, or the run's folder belongs to another run.
    pub fn pretrained(config: &RunConfig, how: &Pretrained, files: &Files, folder: &Path) -> Result<Self> {
        belongs(folder, Some(&files.origin))?;
        let theirs = EncoderConfig::read(&files.config)?;
        let weights = Weights::read(&files.weights, &theirs, &Device::Cpu)?;
        let tokenizer = Tokenizer::read(&files.tokenizer)?.with_neutral(how.neutral);
        let encoder = adapted(&theirs, how);
        let (tokens, rows) = (tokenizer.vocab(), encoder.vocab);
        ensure!(
            tokens <= rows,
            "{}: the tokenizer has {tokens} tokens, the encoder only {rows}; its files do not belong together",
            files.origin
        );
        ensure!(
            encoder.max_tokens() >= SHORTEST_WINDOW,
            "windows of {} tokens are too short; the shortest are {SHORTEST_WINDOW}",
            encoder.max_tokens()
        );
        let mut params = Params::new(Device::Cpu).with_precision(config.precision);
        params.add_weights(&encoder, &weights)?;
        add_heads(&mut params, &encoder, how.vector, config.seed)?;
        Ok(Self {
            params,
            encoder,
            tokenizer,
            tokenizer_file: files.tokenizer.clone(),
            base: Some(files.origin.clone()),
            vector: how.vector,
        })
    }

    /// What gives the hints that the encoder wants.
    pub fn hints(&self) -> Result<Hints> {
        Ok(Hints {
            lexicon: if self.encoder.lexicon > 0 { Some(Lexicon::new(&starter()?)) } else { None },
            shapes: self.encoder.shapes > 0,
        })
    }

    /// The manifest of a model that starts here; its windows are as long as the encoder's positions.
    pub fn manifest(&self, name: &str, version: &str) -> Manifest {
        Manifest {
            name: name.to_owned(),
            version: version.to_owned(),
            languages: vec!["fr".into(), "en".into()],
            base: self.base.clone(),
            window: self.encoder.max_tokens(),
            overlap: OVERLAP,
            vector: self.vector,
            linking: Linking { threshold: 0.54 },
            calibration: None,
            files: std::collections::BTreeMap::new(),
        }
    }
}

/// The encoder with the hints and the windows that the run asks for.
fn adapted(theirs: &EncoderConfig, how: &Pretrained) -> EncoderConfig {
    EncoderConfig {
        positions: theirs.positions.min(theirs.position_offset + how.window),
        lexicon: if how.lexicon { LEXICON_ROWS } else { theirs.lexicon },
        shapes: if how.shapes { SHAPE_ROWS } else { theirs.shapes },
        neutral: how.neutral,
        ..theirs.clone()
    }
}

/// Refuses a folder whose checkpoints belong to another encoder, and marks the folder of this one.
fn belongs(folder: &Path, base: Option<&str>) -> Result<()> {
    let mark = folder.join("base.txt");
    let kept = std::fs::read_to_string(&mark).ok();
    let kept = kept.as_deref().map(str::trim);
    if kept == base {
        return Ok(());
    }
    let checkpoint = folder.join("finetune.safetensors").is_file();
    ensure!(
        !checkpoint && (kept.is_none() || base.is_some()),
        "{} holds a run that started from {}; give another folder with --out",
        folder.display(),
        kept.unwrap_or("this project's own shape")
    );
    std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    std::fs::write(&mark, base.unwrap_or_default()).with_context(|| format!("writing {}", mark.display()))
}
