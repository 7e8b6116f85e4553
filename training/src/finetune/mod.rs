//! Multi-task fine-tuning: tags, mention → concept, document → occupation, in one forward a lane.
//!
//! In: annotated documents and [`Pairs`]. Out: the parameters of the epoch with the best strict F1 on dev, and a
//! checkpoint after each epoch from which a killed run goes on.

mod example;
mod loss;
mod piece;
mod step;

pub use example::{Example, examples, partial_examples};

use crate::config::FinetuneConfig;
use crate::lanes;
use crate::optim::{AdamW, Settings, schedule};
use crate::pairs::Pairs;
use crate::params::Params;
use crate::rng::Rng;
use crate::run::{Curve, load_checkpoint, progress, save_checkpoint};
use anyhow::{Result, ensure};
use example::{breaks, found};
use passerelle_engine::encoder::graph::Noise;
use passerelle_engine::encoder::ops::linear;
use passerelle_engine::encoder::{EncoderConfig, TokenBatch};
use passerelle_engine::model::wrap_hints;
use passerelle_engine::tagging::TAGS;
use passerelle_engine::tokens::{Tokenizer, windows};
use passerelle_eval::metrics::{Counts, count_strict};
use piece::Bank;
use rayon::prelude::*;
use std::ops::Range;
use std::path::Path;
use std::time::Instant;

/// Adds the parameters of the three heads.
pub fn add_heads(params: &mut Params, config: &EncoderConfig, vector: usize, seed: u64) -> Result<()> {
    params.add("tag.weight", &[config.hidden, TAGS], 0.02, seed ^ 21)?;
    params.add("tag.bias", &[TAGS], 0.0, 0)?;
    params.add("tag.transitions", &[TAGS, TAGS], 0.0, 0)?;
    params.add("mention.weight", &[config.hidden, vector], 0.05, seed ^ 22)?;
    params.add("document.weight", &[config.hidden, vector], 0.05, seed ^ 23)
}

/// What a run learns from and is measured on.
#[derive(Debug)]
pub struct Data<'a> {
    /// What is learnt from, whole annotations first.
    pub train: &'a [Example],
    /// What the best epoch is chosen on.
    pub dev: &'a [Example],
    /// What is measured beside it and decides nothing; may be empty.
    pub watch: &'a [Example],
    /// Texts that belong together.
    pub pairs: &'a Pairs,
}

/// A run of fine-tuning.
#[derive(Debug)]
pub struct Finetuning<'a> {
    config: &'a FinetuneConfig,
    encoder: &'a EncoderConfig,
    tokenizer: &'a Tokenizer,
    train: &'a [Example],
    dev: &'a [Example],
    watch: &'a [Example],
    pairs: &'a Pairs,
    bank: Bank,
    seed: u64,
}

/// Windows of a step.
type Group = Vec<(usize, Range<usize>)>;

impl<'a> Finetuning<'a> {
    /// A run over this data; `seed` decides every random choice.
    pub fn new(
        config: &'a FinetuneConfig,
        encoder: &'a EncoderConfig,
        tokenizer: &'a Tokenizer,
        data: &Data<'a>,
        seed: u64,
    ) -> Self {
        let Data { train, dev, watch, pairs } = *data;
        Self { config, encoder, tokenizer, train, dev, watch, pairs, bank: Bank::new(train), seed }
    }

    /// Trains, from the checkpoint in `folder` where there is one; `keep` is called with the averaged parameters
    /// each time dev gets better, and after the first epoch in any case. Returns the best strict F1.
    pub fn run(
        &self,
        params: &Params,
        folder: &Path,
        keep: &mut dyn FnMut(&Params) -> Result<()>,
    ) -> Result<f64> {
        ensure!(
            self.config.word_dropout == 0.0 || self.tokenizer.mask().is_some(),
            "the tokenizer has neither [MASK] nor <mask>; set word_dropout = 0.0"
        );
        let settings = Settings {
            weight_decay: self.config.weight_decay as f32,
            beta2: 0.99,
            average: self.config.average,
            ..Settings::default()
        };
        let mut optimiser = AdamW::new(params, settings);
        let checkpoint = folder.join("finetune.safetensors");
        let a_pass = self.plan(0).len();
        let steps = a_pass * self.config.epochs;
        let first = load_checkpoint(&checkpoint, params, &mut optimiser)? / a_pass;
        let columns = ["epoch", "tags", "mentions", "documents", "dev_f1", "watch_f1"];
        let mut curve = Curve::open(&folder.join("finetune.csv"), &columns, first)?;
        let (mut best, mut since) = best_so_far(curve.column(4));
        let bar = progress(steps, first * a_pass);
        for epoch in first..self.config.epochs {
            if since >= self.config.patience {
                break;
            }
            let (sums, rate) = self.epoch(params, &mut optimiser, epoch, (a_pass, steps), &bar)?;
            let averaged = optimiser.averaged(params)?;
            let dev = self.evaluate(&averaged, self.dev)?.f1();
            let watch = self.evaluate(&averaged, self.watch)?.f1();
            curve.push(vec![(epoch + 1) as f64, sums[0], sums[1], sums[2], dev, watch])?;
            let line = format!(
                "epoch {} tags {:.3} mentions {:.3} documents {:.3} dev F1 {dev:.4} watch {watch:.4} {rate:.0} tokens/s",
                epoch + 1,
                sums[0],
                sums[1],
                sums[2],
            );
            bar.set_message(line.clone());
            if bar.is_hidden() {
                eprintln!("{line}");
            }
            since += 1;
            if dev > best {
                (best, since) = (dev, 0);
                keep(&averaged)?;
            }
            save_checkpoint(&checkpoint, params, &optimiser, (epoch + 1) * a_pass)?;
        }
        bar.finish();
        Ok(best.max(0.0))
    }

    /// One pass: the mean losses, and tokens a second.
    fn epoch(
        &self,
        params: &Params,
        optimiser: &mut AdamW,
        epoch: usize,
        (a_pass, steps): (usize, usize),
        bar: &indicatif::ProgressBar,
    ) -> Result<([f64; 3], f64)> {
        let warmup = ((steps as f64 * self.config.warmup) as usize).max(1);
        let (mut sums, mut tokens, started) = ([0f64; 3], 0, Instant::now());
        for (at, groups) in self.plan_of(epoch, a_pass).iter().enumerate() {
            let step = epoch * a_pass + at;
            let numbered: Vec<(usize, &Group)> = groups.iter().enumerate().collect();
            let (parts, grads) = lanes::run(params, &numbered, |(lane, group)| {
                let place = step * self.config.lanes + lane;
                let what = self.step(group, place)?;
                let tokens = what.rows;
                let losses = self.losses(params, what, place)?;
                let contrast = (&losses[1] + &losses[2])?;
                let loss = (&losses[0] + (contrast * self.config.contrast)?)?;
                let numbers = losses.iter().map(|loss| Ok(f64::from(loss.to_scalar::<f32>()?)));
                Ok((loss, (numbers.collect::<Result<Vec<f64>>>()?, tokens)))
            })?;
            optimiser.step(params, &grads, schedule(step, warmup, steps, self.config.lr))?;
            for (losses, seen) in &parts {
                tokens += seen;
                let share = 1.0 / (a_pass * parts.len()) as f64;
                sums.iter_mut().zip(losses).for_each(|(sum, loss)| *sum += loss * share);
            }
            bar.inc(1);
        }
        Ok((sums, tokens as f64 / started.elapsed().as_secs_f64()))
    }

    /// Windows of the training documents in the order of an epoch, a group for each lane of each step.
    fn plan(&self, epoch: usize) -> Vec<Vec<Group>> {
        let mut rng = Rng::new(self.seed, 1_000_003 + epoch as u64);
        let mut all: Group = Vec::new();
        for (at, example) in self.train.iter().enumerate() {
            for window in windows(example.tokens.len(), &breaks(example), self.room(), 24) {
                all.push((at, window.seen));
            }
        }
        rng.shuffle(&mut all);
        let budget = self.config.batch_tokens / self.config.lanes;
        let (mut groups, mut group, mut tokens) = (Vec::new(), Vec::new(), 0);
        for (at, range) in all {
            tokens += range.len();
            group.push((at, range));
            if tokens >= budget {
                groups.push(std::mem::take(&mut group));
                tokens = 0;
            }
        }
        if !group.is_empty() {
            groups.push(group);
        }
        groups.chunks(self.config.lanes).map(<[Group]>::to_vec).collect()
    }

    /// The plan of an epoch, cut or filled to the same number of steps in every epoch.
    fn plan_of(&self, epoch: usize, steps: usize) -> Vec<Vec<Group>> {
        let mut plan = self.plan(epoch);
        while plan.len() < steps {
            plan.push(plan[0].clone());
        }
        plan.truncate(steps);
        plan
    }

    fn room(&self) -> usize {
        self.encoder.max_tokens() - 2
    }

    /// Strict counts of the spans decoded from these examples.
    pub fn evaluate(&self, params: &Params, examples: &[Example]) -> Result<Counts> {
        let counts = examples.par_iter().map(|example| self.count(params, example));
        Ok(counts.collect::<Result<Vec<Counts>>>()?.into_iter().fold(Counts::default(), |mut sum, counts| {
            sum += counts;
            sum
        }))
    }

    fn count(&self, params: &Params, example: &Example) -> Result<Counts> {
        let encoder = params.encoder(self.encoder);
        let words = example.tokens.words();
        let mut scores = vec![0f32; words.len() * TAGS];
        for window in windows(example.tokens.len(), &breaks(example), self.room(), 24) {
            let ids = self.tokenizer.wrap(&example.tokens.ids[window.seen.clone()]);
            let hints = wrap_hints(&example.hints[window.seen.clone()]);
            let batch = TokenBatch::new([ids.as_slice()]).with_hints(hints);
            let hidden = encoder.forward(&batch, Noise::default())?.detach();
            let logits =
                linear(&hidden, &params.get("tag.weight")?, &params.get("tag.bias")?, params.precision())?;
            let logits = logits.to_vec2::<f32>()?;
            for (at, &token) in words.iter().enumerate().filter(|(_, token)| window.kept.contains(token)) {
                scores[at * TAGS..][..TAGS].copy_from_slice(&logits[1 + token - window.seen.start]);
            }
        }
        let transitions = params.get("tag.transitions")?.flatten_all()?.to_vec1::<f32>()?;
        Ok(count_strict(&found(example, &words, &scores, &transitions), &example.gold))
    }
}

/// The best value of a curve, and how many rows ago it was.
fn best_so_far(values: Vec<f64>) -> (f64, usize) {
    values.into_iter().fold(
        (-1.0, 0),
        |(best, since), value| {
            if value > best { (value, 0) } else { (best, since + 1) }
        },
    )
}
