//! Masked-language-model pretraining (Devlin et al. 2019) with whole words masked.
//!
//! In: sequences of ids with their word beginnings. Out: a checkpoint with the encoder's parameters.

use crate::config::PretrainConfig;
use crate::lanes;
use crate::optim::{AdamW, Settings, schedule};
use crate::params::Params;
use crate::rng::Rng;
use crate::run::{Curve, load_checkpoint, progress, save_checkpoint};
use anyhow::Result;
use candle_core::Tensor;
use passerelle_engine::encoder::graph::Noise;
use passerelle_engine::encoder::ops::{activate, cross_entropy, layer_norm, linear, scores};
use passerelle_engine::encoder::{Activation, EncoderConfig, TokenBatch};
use passerelle_engine::tokens::{Tokenizer, Tokens};
use std::path::Path;
use std::time::Instant;

/// Ids of a stretch of text, opened and closed, and where its words begin.
#[derive(Debug, Clone)]
pub struct Sequence {
    ids: Vec<u32>,
    words: Vec<std::ops::Range<usize>>,
}

/// Cuts encoded documents into sequences of at most `longest` tokens.
pub fn sequences(documents: &[Tokens], tokenizer: &Tokenizer, longest: usize) -> Vec<Sequence> {
    let mut all = Vec::new();
    for tokens in documents {
        let mut from = 0;
        while from < tokens.len() {
            let to = (from + longest - 2).min(tokens.len());
            let starts: Vec<usize> = (from..to).filter(|&at| tokens.starts[at]).collect();
            let ends = starts.iter().skip(1).copied().chain([to]);
            let words = starts.iter().zip(ends).map(|(&a, b)| a - from + 1..b - from + 1).collect();
            all.push(Sequence { ids: tokenizer.wrap(&tokens.ids[from..to]), words });
            from = to;
        }
    }
    all.retain(|sequence| sequence.words.len() >= 3);
    all
}

/// Adds the parameters of the output layer, which a fine-tuned model does without.
pub fn add_head(params: &mut Params, config: &EncoderConfig, seed: u64) -> Result<()> {
    let h = config.hidden;
    params.add("mlm.dense.weight", &[h, h], 0.02, seed ^ 11)?;
    params.add("mlm.dense.bias", &[h], 0.0, 0)?;
    params.add("mlm.norm.weight", &[h], 0.0, 0)?;
    params.add("mlm.norm.bias", &[h], 0.0, 0)
}

/// Ids with masks, places of the masks, and what stood there.
struct Masked {
    batch: TokenBatch,
    places: Vec<u32>,
    targets: Vec<u32>,
}

/// A run of pretraining.
#[derive(Debug)]
pub struct Pretraining<'a> {
    /// What the run does.
    pub config: &'a PretrainConfig,
    /// Shape of the encoder.
    pub encoder: &'a EncoderConfig,
    /// Text.
    pub sequences: &'a [Sequence],
    /// Id of the mask.
    pub mask: u32,
    /// Decides every random choice.
    pub seed: u64,
}

impl Pretraining<'_> {
    /// Trains until the last step, from a checkpoint in `folder` where there is one.
    pub fn run(&self, params: &Params, folder: &Path) -> Result<()> {
        let settings = Settings { weight_decay: self.config.weight_decay as f32, ..Settings::default() };
        let mut optimiser = AdamW::new(params, settings);
        let checkpoint = folder.join("pretrain.safetensors");
        let first = load_checkpoint(&checkpoint, params, &mut optimiser)?;
        let mut curve = Curve::open(&folder.join("pretrain.csv"), &["step", "loss"], first)?;
        let bar = progress(self.config.steps, first);
        let (mut loss_sum, mut seen, mut tokens) = (0.0, 0, 0usize);
        let started = Instant::now();
        for step in first..self.config.steps {
            let lanes: Vec<Masked> = (0..self.config.lanes).map(|lane| self.batch(step, lane)).collect();
            let (losses, grads) = lanes::run(params, &lanes, |masked| {
                let loss = self.loss(params, masked, step)?;
                Ok((loss.clone(), loss.to_scalar::<f32>()?))
            })?;
            tokens += lanes.iter().map(|masked| masked.batch.ids.len()).sum::<usize>();
            let lr = schedule(step, self.config.warmup, self.config.steps, self.config.lr);
            optimiser.step(params, &grads, lr)?;
            loss_sum += losses.iter().map(|&loss| f64::from(loss)).sum::<f64>() / losses.len() as f64;
            seen += 1;
            if (step + 1) % 50 == 0 {
                let loss = loss_sum / seen as f64;
                curve.push(vec![(step + 1) as f64, loss])?;
                let rate = tokens as f64 / started.elapsed().as_secs_f64();
                bar.set_message(format!("loss {loss:.3} · {rate:.0} tokens/s"));
                if !bar.is_hidden() {
                    bar.tick();
                } else if (step + 1) % 200 == 0 {
                    eprintln!("step {} loss {loss:.3} {rate:.0} tokens/s", step + 1);
                }
                (loss_sum, seen) = (0.0, 0);
            }
            bar.inc(1);
            if (step + 1) % self.config.checkpoint_every == 0 || step + 1 == self.config.steps {
                save_checkpoint(&checkpoint, params, &optimiser, step + 1)?;
            }
        }
        bar.finish();
        Ok(())
    }

    /// The batch of a lane of a step: the same for the same seed, however often the run was resumed.
    fn batch(&self, step: usize, lane: usize) -> Masked {
        let mut rng = Rng::new(self.seed, (step * self.config.lanes + lane) as u64);
        let (mut ids, mut places, mut targets): (Vec<Vec<u32>>, Vec<u32>, Vec<u32>) =
            (Vec::new(), Vec::new(), Vec::new());
        let mut total = 0;
        while total < self.config.batch_tokens / self.config.lanes {
            let sequence = &self.sequences[rng.below(self.sequences.len())];
            let mut masked = sequence.ids.clone();
            for word in &sequence.words {
                if rng.uniform() >= self.config.mask {
                    continue;
                }
                let choice = rng.uniform();
                for at in word.clone() {
                    places.push((total + at) as u32);
                    targets.push(sequence.ids[at]);
                    if choice < 0.8 {
                        masked[at] = self.mask;
                    } else if choice < 0.9 {
                        masked[at] = 5 + rng.below(self.encoder.vocab - 5) as u32;
                    }
                }
            }
            total += masked.len();
            ids.push(masked);
        }
        if targets.is_empty() {
            places.push(1);
            targets.push(ids[0][1]);
        }
        Masked { batch: TokenBatch::new(ids.iter().map(Vec::as_slice)), places, targets }
    }

    fn loss(&self, params: &Params, masked: &Masked, step: usize) -> Result<Tensor> {
        let noise = Noise { dropout: 0.0, seed: step as u64 };
        let hidden = params.encoder(self.encoder).forward(&masked.batch, noise)?;
        let device = hidden.device();
        let places = Tensor::new(masked.places.as_slice(), device)?;
        let x = hidden.index_select(&places, 0)?;
        let x =
            linear(&x, &params.get("mlm.dense.weight")?, &params.get("mlm.dense.bias")?, params.precision())?;
        let x = activate(&x, Activation::GeluTanh)?;
        let x =
            layer_norm(&x, &params.get("mlm.norm.weight")?, &params.get("mlm.norm.bias")?, self.encoder.eps)?;
        let logits = scores(&x, &params.get("embeddings.word")?, params.precision())?;
        Ok(cross_entropy(&logits, masked.targets.clone())?)
    }
}
