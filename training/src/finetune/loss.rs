//! The losses of the three tasks.

use super::Finetuning;
use super::step::Step;
use crate::crf::{self, Annotation};
use crate::params::Params;
use anyhow::Result;
use candle_core::{D, Tensor};
use passerelle_engine::encoder::TokenBatch;
use passerelle_engine::encoder::graph::Noise;
use passerelle_engine::encoder::ops::linear;
use passerelle_engine::tagging::TAGS;
use std::ops::Range;

impl Finetuning<'_> {
    /// The losses of tags, mentions and documents.
    pub(super) fn losses(&self, params: &Params, step: Step, place: usize) -> Result<[Tensor; 3]> {
        let batch = TokenBatch::new(step.sequences.iter().map(Vec::as_slice)).with_hints(step.hints);
        let noise = Noise { dropout: self.config.dropout, seed: self.seed ^ (place as u64 + 1) };
        let hidden = params.encoder(self.encoder).forward(&batch, noise)?;
        let places = Tensor::new(step.places.as_slice(), hidden.device())?;
        let words = hidden.index_select(&places, 0)?;
        let logits =
            linear(&words, &params.get("tag.weight")?, &params.get("tag.bias")?, params.precision())?;
        let tags = if self.config.crf {
            crf::loss(&logits, &params.get("tag.transitions")?, step.annotation)?
        } else {
            word_by_word(&logits, &step.annotation)?
        };
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
}

/// Cross-entropy of each word by itself, over the tags its annotation leaves open.
fn word_by_word(logits: &Tensor, annotation: &Annotation) -> Result<Tensor> {
    let closed = annotation
        .open
        .iter()
        .flat_map(|&open| (0..TAGS).map(move |tag| if open >> tag & 1 == 1 { 0f32 } else { -1e9 }));
    let closed = Tensor::from_vec(closed.collect(), logits.shape(), logits.device())?;
    let all = logits.log_sum_exp(D::Minus1)?;
    Ok((all - (logits + closed)?.log_sum_exp(D::Minus1)?)?.mean_all()?)
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
