//! The loss of the tagging head under a conditional random field, as a differentiable operation.
//!
//! In: logits of words, logits of pairs of tags, and for each word the tags that its annotation leaves open. Out:
//! the mean over words of the log of what all paths sum to less that of what the open paths sum to.

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor, bail};
use passerelle_engine::tagging::TAGS;
use passerelle_engine::tagging::crf::{ANY, Chain, TagSet};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;

/// What the annotation says about the words of a batch.
#[derive(Debug, Clone, Default)]
pub struct Annotation {
    /// Tags left open for each word.
    pub open: Vec<TagSet>,
    /// Tags possible for each word whatever the annotation says: outside only for a line break.
    pub possible: Vec<TagSet>,
    /// Words of each sequence.
    pub sequences: Vec<Range<usize>>,
}

impl Annotation {
    /// Adds a word of the last sequence.
    pub fn push(&mut self, open: TagSet, line_break: bool) {
        self.open.push(open);
        self.possible.push(if line_break { 1 } else { ANY });
    }
}

/// The loss; `logits [words, TAGS]`, `transitions [TAGS, TAGS]`.
pub fn loss(logits: &Tensor, transitions: &Tensor, annotation: Annotation) -> Result<Tensor> {
    logits.apply_op2(transitions, Loss { annotation: Arc::new(annotation) })
}

#[derive(Clone)]
struct Loss {
    annotation: Arc<Annotation>,
}

impl Loss {
    /// Loss, gradient of the logits and gradient of the transitions.
    fn run(&self, logits: &[f32], transitions: &[f32]) -> (f32, Vec<f32>, Vec<f32>) {
        let chain = Chain::new(transitions);
        let Annotation { open, possible, sequences } = &*self.annotation;
        let parts: Vec<_> = sequences
            .par_iter()
            .map(|words| {
                let logits = &logits[words.start * TAGS..words.end * TAGS];
                let all = chain.posterior(logits, &possible[words.clone()]);
                let kept = chain.posterior(logits, &open[words.clone()]);
                let less = |a: Vec<f32>, b: &[f32]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f32>>();
                (all.log_sum - kept.log_sum, less(all.tags, &kept.tags), less(all.pairs, &kept.pairs))
            })
            .collect();
        let scale = 1.0 / open.len().max(1) as f32;
        let (mut sum, mut tags) = (0.0, Vec::with_capacity(logits.len()));
        let mut pairs = vec![0.0; TAGS * TAGS];
        for (loss, tag, pair) in parts {
            sum += loss;
            tags.extend(tag.iter().map(|g| g * scale));
            pairs.iter_mut().zip(&pair).for_each(|(sum, g)| *sum += g * scale);
        }
        ((sum as f32) * scale, tags, pairs)
    }
}

fn numbers<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match layout.contiguous_offsets() {
        Some((start, end)) => Ok(&storage.as_slice::<f32>()?[start..end]),
        None => bail!("the loss wants contiguous input"),
    }
}

impl CustomOp2 for Loss {
    fn name(&self) -> &'static str {
        "crf-loss"
    }

    fn cpu_fwd(
        &self,
        logits: &CpuStorage,
        ll: &Layout,
        transitions: &CpuStorage,
        lt: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (loss, ..) = self.run(numbers(logits, ll)?, numbers(transitions, lt)?);
        Ok((CpuStorage::F32(vec![loss]), Shape::from(())))
    }

    fn bwd(
        &self,
        logits: &Tensor,
        transitions: &Tensor,
        _: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let packed = logits.apply_op2_no_bwd(transitions, &Backward(self.clone()))?;
        let packed = packed.broadcast_mul(grad)?;
        let (words, all) = (logits.elem_count(), packed.elem_count());
        let logits = packed.narrow(0, 0, words)?.reshape(logits.shape())?;
        Ok((Some(logits), Some(packed.narrow(0, words, all - words)?.reshape(transitions.shape())?)))
    }
}

/// Both gradients, one after another.
struct Backward(Loss);

impl CustomOp2 for Backward {
    fn name(&self) -> &'static str {
        "crf-loss-backward"
    }

    fn cpu_fwd(
        &self,
        logits: &CpuStorage,
        ll: &Layout,
        transitions: &CpuStorage,
        lt: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (_, mut tags, pairs) = self.0.run(numbers(logits, ll)?, numbers(transitions, lt)?);
        tags.extend(pairs);
        let shape = Shape::from(tags.len());
        Ok((CpuStorage::F32(tags), shape))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Var};

    #[test]
    fn gradients_equal_finite_differences() {
        let numbers = |n: usize| (0..n).map(|at| ((at * 17) % 13) as f32 / 9.0 - 0.6).collect::<Vec<f32>>();
        let logits = Var::from_vec(numbers(5 * TAGS), (5, TAGS), &Device::Cpu).expect("logits");
        let pairs = Var::from_vec(numbers(TAGS * TAGS), (TAGS, TAGS), &Device::Cpu).expect("pairs");
        let mut annotation = Annotation { sequences: vec![0..3, 3..5], ..Annotation::default() };
        for open in [0b10, 0b100, ANY, 0b1, 0b1001] {
            annotation.push(open, open == 1);
        }
        let value = || {
            let loss = loss(logits.as_tensor(), pairs.as_tensor(), annotation.clone()).expect("a loss");
            (loss.backward().expect("gradients"), loss.to_scalar::<f32>().expect("a number"))
        };
        let (grads, start) = value();
        assert!(start > 0.0);
        for (var, places) in [(&logits, [0, 1, 20, 44, 61]), (&pairs, [0, 1, 17, 33, 200])] {
            let slope: Vec<f32> =
                grads.get(var).expect("a gradient").flatten_all().and_then(|g| g.to_vec1()).expect("numbers");
            for at in places {
                let kept: Vec<f32> = var.flatten_all().and_then(|x| x.to_vec1()).expect("numbers");
                let moved = |by: f32| {
                    let mut now = kept.clone();
                    now[at] += by;
                    var.set(&Tensor::from_vec(now, var.shape(), &Device::Cpu).expect("a tensor"))
                        .expect("set");
                    value().1
                };
                let expected = (moved(2e-2) - moved(-2e-2)) / 4e-2;
                moved(0.0);
                assert!((slope[at] - expected).abs() < 2e-3, "{} against {expected} at {at}", slope[at]);
            }
        }
    }
}
