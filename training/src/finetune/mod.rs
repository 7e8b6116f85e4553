//! Multi-task fine-tuning: tags, mention → concept, document → occupation, in one forward a step.
//!
//! In: annotated documents and [`Pairs`]. Out: the parameters of the epoch with the best strict F1 on dev.

mod example;
mod step;

pub use example::{Example, examples};

use crate::config::FinetuneConfig;
use crate::optim::{AdamW, Settings, schedule};
use crate::pairs::Pairs;
use crate::params::Params;
use crate::rng::Rng;
use crate::run::{Curve, progress};
use anyhow::Result;
use candle_core::{D, Tensor};
use example::{breaks, found};
use passerelle_engine::encoder::graph::Noise;
use passerelle_engine::encoder::ops::linear;
use passerelle_engine::encoder::{EncoderConfig, TokenBatch};
use passerelle_engine::model::wrap_features;
use passerelle_engine::tagging::TAGS;
use passerelle_engine::tokens::{Tokenizer, windows};
use passerelle_eval::metrics::{Counts, count_strict};
use std::ops::Range;
use std::path::Path;
use step::Step;

/// Adds the parameters of the three heads.
pub fn add_heads(params: &mut Params, config: &EncoderConfig, vector: usize, seed: u64) -> Result<()> {
    params.add("tag.weight", &[config.hidden, TAGS], 0.02, seed ^ 21)?;
    params.add("tag.bias", &[TAGS], 0.0, 0)?;
    params.add("mention.weight", &[config.hidden, vector], 0.05, seed ^ 22)?;
    params.add("document.weight", &[config.hidden, vector], 0.05, seed ^ 23)
}

/// A run of fine-tuning.
#[derive(Debug)]
pub struct Finetuning<'a> {
    /// What the run does.
    pub config: &'a FinetuneConfig,
    /// Shape of the encoder.
    pub encoder: &'a EncoderConfig,
    /// Subwords.
    pub tokenizer: &'a Tokenizer,
    /// What is learnt from.
    pub train: &'a [Example],
    /// What the best epoch is chosen on.
    pub dev: &'a [Example],
    /// Texts that belong together.
    pub pairs: &'a Pairs,
    /// Decides every random choice.
    pub seed: u64,
}

impl Finetuning<'_> {
    /// Trains; `keep` is called with the parameters each time dev gets better. Returns the best strict F1.
    pub fn run(
        &self,
        params: &Params,
        folder: &Path,
        keep: &mut dyn FnMut(&Params) -> Result<()>,
    ) -> Result<f64> {
        let settings =
            Settings { weight_decay: self.config.weight_decay as f32, beta2: 0.99, ..Settings::default() };
        let mut optimiser = AdamW::new(params, settings);
        let plan = self.plan(0);
        let steps = plan.len() * self.config.epochs;
        let warmup = ((steps as f64 * self.config.warmup) as usize).max(1);
        let columns = ["epoch", "tags", "mentions", "documents", "dev_f1"];
        let mut curve = Curve::open(&folder.join("finetune.csv"), &columns, 0)?;
        let bar = progress(steps, 0);
        let (mut best, mut since, mut step) = (0.0, 0, 0);
        for epoch in 0..self.config.epochs {
            let mut sums = [0f64; 3];
            for group in &plan_of(self, epoch, plan.len()) {
                let losses = self.losses(params, &self.step(group, step)?, step)?;
                let contrast = (&losses[1] + &losses[2])?;
                let loss = (&losses[0] + (contrast * self.config.contrast)?)?;
                optimiser.step(params, &loss.backward()?, schedule(step, warmup, steps, self.config.lr))?;
                for (sum, loss) in sums.iter_mut().zip(&losses) {
                    *sum += f64::from(loss.to_scalar::<f32>()?) / plan.len() as f64;
                }
                step += 1;
                bar.inc(1);
            }
            let f1 = self.evaluate(params, self.dev)?.f1();
            curve.push(vec![(epoch + 1) as f64, sums[0], sums[1], sums[2], f1])?;
            let line = format!(
                "epoch {} tags {:.3} mentions {:.3} documents {:.3} dev F1 {f1:.4}",
                epoch + 1,
                sums[0],
                sums[1],
                sums[2]
            );
            bar.set_message(line.clone());
            if bar.is_hidden() {
                eprintln!("{line}");
            }
            since += 1;
            if f1 > best {
                (best, since) = (f1, 0);
                keep(params)?;
            }
            if since >= self.config.patience {
                break;
            }
        }
        bar.finish();
        Ok(best)
    }

    /// Windows of the training documents in the order of an epoch, grouped by the budget of tokens.
    fn plan(&self, epoch: usize) -> Vec<Vec<(usize, Range<usize>)>> {
        let mut rng = Rng::new(self.seed, 1_000_003 + epoch as u64);
        let mut all: Vec<(usize, Range<usize>)> = Vec::new();
        for (at, example) in self.train.iter().enumerate() {
            for window in windows(example.tokens.len(), &breaks(example), self.room(), 24) {
                all.push((at, window.seen));
            }
        }
        rng.shuffle(&mut all);
        let (mut groups, mut group, mut tokens) = (Vec::new(), Vec::new(), 0);
        for (at, range) in all {
            tokens += range.len();
            group.push((at, range));
            if tokens >= self.config.batch_tokens {
                groups.push(std::mem::take(&mut group));
                tokens = 0;
            }
        }
        if !group.is_empty() {
            groups.push(group);
        }
        groups
    }

    fn room(&self) -> usize {
        self.encoder.max_tokens() - 2
    }

    /// The losses of tags, mentions and documents.
    fn losses(&self, params: &Params, step: &Step, at: usize) -> Result<[Tensor; 3]> {
        let batch = TokenBatch::new(step.sequences.iter().map(Vec::as_slice));
        let batch = batch.with_features(step.features.clone());
        let noise = Noise { dropout: self.config.dropout, seed: self.seed ^ (at as u64 + 1) };
        let hidden = params.encoder(self.encoder).forward(&batch, noise)?;
        let places = Tensor::new(step.places.as_slice(), hidden.device())?;
        let words = hidden.index_select(&places, 0)?;
        let logits = linear(&words, &params.get("tag.weight")?, &params.get("tag.bias")?)?;
        let tags =
            candle_nn::loss::cross_entropy(&logits, &Tensor::new(step.tags.as_slice(), hidden.device())?)?;
        let mentions = self.contrast(&hidden, &step.mentions, &params.get("mention.weight")?)?;
        let documents = self.contrast(&hidden, &step.documents, &params.get("document.weight")?)?;
        Ok([tags, mentions, documents])
    }

    /// Symmetric InfoNCE (van den Oord et al. 2018; Radford et al. 2021) over pooled and projected rows.
    fn contrast(
        &self,
        hidden: &Tensor,
        pairs: &(Vec<Range<usize>>, Vec<Range<usize>>),
        weight: &Tensor,
    ) -> Result<Tensor> {
        if pairs.0.len() < 2 {
            return Ok(Tensor::zeros((), candle_core::DType::F32, hidden.device())?);
        }
        let a = unit(&pool(hidden, &pairs.0)?.matmul(weight)?)?;
        let b = unit(&pool(hidden, &pairs.1)?.matmul(weight)?)?;
        let scores = (a.matmul(&b.t()?)? * (1.0 / self.config.temperature))?;
        let targets = Tensor::arange(0u32, pairs.0.len() as u32, hidden.device())?;
        let there = candle_nn::loss::cross_entropy(&scores, &targets)?;
        let back = candle_nn::loss::cross_entropy(&scores.t()?.contiguous()?, &targets)?;
        Ok(((there + back)? * 0.5)?)
    }

    /// Strict counts of the spans decoded from these examples.
    pub fn evaluate(&self, params: &Params, examples: &[Example]) -> Result<Counts> {
        let encoder = params.encoder(self.encoder);
        let mut counts = Counts::default();
        for example in examples {
            let words = example.tokens.words();
            let mut scores = vec![0f32; words.len() * TAGS];
            for window in windows(example.tokens.len(), &breaks(example), self.room(), 24) {
                let ids = self.tokenizer.wrap(&example.tokens.ids[window.seen.clone()]);
                let features = wrap_features(&example.features[window.seen.clone()]);
                let batch = TokenBatch::new([ids.as_slice()]).with_features(features);
                let hidden = encoder.forward(&batch, Noise::default())?.detach();
                let logits = linear(&hidden, &params.get("tag.weight")?, &params.get("tag.bias")?)?;
                let logits = logits.to_vec2::<f32>()?;
                for (at, &token) in words.iter().enumerate().filter(|(_, token)| window.kept.contains(token))
                {
                    scores[at * TAGS..][..TAGS].copy_from_slice(&logits[1 + token - window.seen.start]);
                }
            }
            counts += count_strict(&found(example, &words, &scores), &example.gold);
        }
        Ok(counts)
    }
}

/// The groups of an epoch, cut or filled to the same number in every epoch.
fn plan_of(run: &Finetuning, epoch: usize, groups: usize) -> Vec<Vec<(usize, Range<usize>)>> {
    let mut plan = run.plan(epoch);
    plan.truncate(groups);
    plan
}

/// The mean of each group of rows, as one product with a matrix of shares.
fn pool(hidden: &Tensor, groups: &[Range<usize>]) -> Result<Tensor> {
    let rows = hidden.dim(0)?;
    let mut shares = vec![0f32; groups.len() * rows];
    for (group, shares) in groups.iter().zip(shares.chunks_mut(rows)) {
        shares[group.clone()].fill(1.0 / group.len().max(1) as f32);
    }
    Ok(Tensor::from_vec(shares, (groups.len(), rows), hidden.device())?.matmul(hidden)?)
}

fn unit(x: &Tensor) -> Result<Tensor> {
    Ok(x.broadcast_div(&(x.sqr()?.sum_keepdim(D::Minus1)? + 1e-9)?.sqrt()?)?)
}
