//! The encoder for serving on a CPU: packed f32 weights, ragged batches, no padding and no mask.
//!
//! In: a [`TokenBatch`]. Out: the last hidden state of every token. Sequences are gathered into chunks of a
//! few hundred tokens and the chunks are spread over the pool; inside a chunk nothing is parallel, so
//! nothing waits. Other precisions get a file beside this one and the same interface.

use super::kernels::attention::attend;
use super::kernels::elementwise as math;
use super::kernels::matmul::{View, Write, matmul, matmul_parallel};
use super::{Activation, EncoderConfig, EncoderError, Hint, Norm, TokenBatch, Weights};
use rayon::prelude::*;

/// Tokens a chunk aims at: enough rows for an efficient product, few enough to stay in the caches.
const CHUNK_TOKENS: usize = 256;

/// `[k, n]` weights and `[n]` bias.
#[derive(Debug)]
struct Linear {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

#[derive(Debug)]
struct LayerNorm {
    weight: Vec<f32>,
    bias: Vec<f32>,
    eps: f32,
}

#[derive(Debug)]
struct Layer {
    qkv: Linear,
    out: Linear,
    attention_norm: LayerNorm,
    ffn_in: Linear,
    ffn_out: Linear,
    ffn_norm: LayerNorm,
}

/// An encoder ready to serve.
#[derive(Debug)]
pub struct CpuEncoder {
    config: EncoderConfig,
    word: Vec<f32>,
    position: Vec<f32>,
    embedding_norm: LayerNorm,
    conv: Option<Linear>,
    lexicon: Option<Vec<f32>>,
    shape: Option<Vec<f32>>,
    layers: Vec<Layer>,
    final_norm: Option<LayerNorm>,
}

/// Scratch space of one chunk, kept between layers.
#[derive(Default)]
struct Scratch {
    normed: Vec<f32>,
    qkv: Vec<f32>,
    attended: Vec<f32>,
    inner: Vec<f32>,
    scores: Vec<f32>,
}

impl CpuEncoder {
    /// Packs the weights.
    pub fn new(config: EncoderConfig, weights: &Weights) -> Result<Self, EncoderError> {
        let pack = Pack { weights, eps: config.eps as f32 };
        let layers = (0..config.layers).map(|at| pack.layer(at)).collect::<Result<_, _>>()?;
        let final_norm = match config.norm {
            Norm::Pre => Some(pack.norm("final.norm")?),
            Norm::Post => None,
        };
        Ok(Self {
            word: pack.numbers("embeddings.word")?,
            position: pack.numbers("embeddings.position")?,
            embedding_norm: pack.norm("embeddings.norm")?,
            conv: if config.conv > 0 { Some(pack.linear("embeddings.conv")?) } else { None },
            lexicon: if config.lexicon > 0 { Some(pack.numbers("embeddings.lexicon")?) } else { None },
            shape: if config.shapes > 0 { Some(pack.numbers("embeddings.shape")?) } else { None },
            layers,
            final_norm,
            config,
        })
    }

    /// Shape of the encoder.
    pub fn config(&self) -> &EncoderConfig {
        &self.config
    }

    /// Last hidden state of every token, row-major `[tokens, hidden]`.
    pub fn forward(&self, batch: &TokenBatch) -> Result<Vec<f32>, EncoderError> {
        batch.check(&self.config)?;
        let h = self.config.hidden;
        let chunks = chunks(batch);
        let alone = chunks.len() == 1;
        let hidden: Vec<Vec<f32>> =
            chunks.par_iter().map(|sequences| self.chunk(batch, sequences.clone(), alone)).collect();
        let mut out = Vec::with_capacity(batch.ids.len() * h);
        hidden.iter().for_each(|part| out.extend_from_slice(part));
        Ok(out)
    }

    fn chunk(&self, batch: &TokenBatch, sequences: std::ops::Range<usize>, alone: bool) -> Vec<f32> {
        let rows = batch.rows.range(sequences.start).start..batch.rows.range(sequences.end - 1).end;
        let lengths: Vec<usize> = sequences.map(|at| batch.rows.range(at).len()).collect();
        let mut x = self.embed(&batch.ids[rows.clone()], &batch.hints[rows], &lengths);
        if let Some(conv) = &self.conv {
            self.mix(conv, &mut x, &lengths, alone);
        }
        let mut scratch = Scratch::default();
        for layer in &self.layers {
            let step = Step { layer, lengths: &lengths, config: &self.config, parallel: alone };
            match self.config.norm {
                Norm::Pre => step.pre(&mut x, &mut scratch),
                Norm::Post => step.post(&mut x, &mut scratch),
            }
        }
        if let Some(norm) = &self.final_norm {
            norm.in_place(&mut x);
        }
        x
    }

    fn embed(&self, ids: &[u32], hints: &[Hint], lengths: &[usize]) -> Vec<f32> {
        let h = self.config.hidden;
        let mut x = Vec::with_capacity(ids.len() * h);
        let positions = lengths.iter().flat_map(|&length| 0..length);
        for (&id, at) in ids.iter().zip(positions) {
            let word = &self.word[id as usize * h..][..h];
            let position = &self.position[(at + self.config.position_offset) * h..][..h];
            x.extend(word.iter().zip(position).map(|(w, p)| w + p));
        }
        let mut add = |table: &[f32], row: fn(&Hint) -> u32| {
            for (x, hint) in x.chunks_mut(h).zip(hints) {
                let added = &table[row(hint) as usize * h..][..h];
                x.iter_mut().zip(added).for_each(|(x, l)| *x += l);
            }
        };
        if let Some(lexicon) = &self.lexicon {
            add(lexicon, |hint| hint.lexicon);
        }
        if let Some(shape) = &self.shape {
            add(shape, |hint| hint.shape);
        }
        self.embedding_norm.in_place(&mut x);
        x
    }

    /// Adds to each token what the convolution makes of it and its neighbours.
    fn mix(&self, conv: &Linear, x: &mut [f32], lengths: &[usize], parallel: bool) {
        let (h, reach) = (self.config.hidden, self.config.conv);
        let mut beside = vec![0.0; x.len() * reach];
        let mut from = 0;
        for &length in lengths {
            for at in 0..length {
                let first = (at + 1).saturating_sub(reach / 2 + 1);
                let last = (at + reach / 2 + 1).min(length);
                let into = ((from + at) * reach + first + reach / 2 - at) * h;
                let rows = &x[(from + first) * h..(from + last) * h];
                beside[into..into + rows.len()].copy_from_slice(rows);
            }
            from += length;
        }
        let mut mixed = vec![0.0; x.len()];
        product(&beside, conv, &mut mixed, Write::Set, parallel);
        activate(&mut mixed, self.config.activation);
        x.iter_mut().zip(&mixed).for_each(|(x, m)| *x += m);
    }
}

/// Ranges of sequences of about [`CHUNK_TOKENS`] tokens, and no fewer than there are threads where
/// the sequences allow it.
fn chunks(batch: &TokenBatch) -> Vec<std::ops::Range<usize>> {
    let share = batch.ids.len().div_ceil(rayon::current_num_threads());
    let target = share.clamp(1, CHUNK_TOKENS);
    let (mut chunks, mut from, mut tokens) = (Vec::new(), 0, 0);
    for at in 0..batch.rows.sequences() {
        tokens += batch.rows.range(at).len();
        if tokens >= target {
            chunks.push(from..at + 1);
            (from, tokens) = (at + 1, 0);
        }
    }
    if from < batch.rows.sequences() {
        chunks.push(from..batch.rows.sequences());
    }
    chunks
}

/// One layer over one chunk.
struct Step<'a> {
    layer: &'a Layer,
    lengths: &'a [usize],
    config: &'a EncoderConfig,
    /// True where the chunk is the only one, so that its products may use the other threads.
    parallel: bool,
}

impl Step<'_> {
    fn pre(&self, x: &mut [f32], s: &mut Scratch) {
        self.layer.attention_norm.write_to(x, &mut s.normed);
        self.attend(&s.normed, &mut s.qkv, &mut s.attended, &mut s.scores);
        self.product(&s.attended, &self.layer.out, x, Write::Add);
        self.layer.ffn_norm.write_to(x, &mut s.normed);
        self.feed_forward(&s.normed, &mut s.inner, x);
    }

    fn post(&self, x: &mut [f32], s: &mut Scratch) {
        self.attend(x, &mut s.qkv, &mut s.attended, &mut s.scores);
        self.product(&s.attended, &self.layer.out, x, Write::Add);
        self.layer.attention_norm.in_place(x);
        s.normed.clear();
        s.normed.extend_from_slice(x);
        self.feed_forward(&s.normed, &mut s.inner, x);
        self.layer.ffn_norm.in_place(x);
    }

    fn attend(&self, x: &[f32], qkv: &mut Vec<f32>, out: &mut Vec<f32>, scores: &mut Vec<f32>) {
        let h = self.config.hidden;
        resize(qkv, 3 * x.len());
        self.product(x, &self.layer.qkv, qkv, Write::Set);
        resize(out, x.len());
        let mut from = 0;
        for &length in self.lengths {
            let rows = from..from + length;
            attend(
                &qkv[rows.start * 3 * h..rows.end * 3 * h],
                self.config.attention_heads(),
                &mut out[rows.start * h..rows.end * h],
                scores,
            );
            from += length;
        }
    }

    /// Adds the feed-forward part of `x` to `out`.
    fn feed_forward(&self, x: &[f32], inner: &mut Vec<f32>, out: &mut [f32]) {
        resize(inner, x.len() / self.config.hidden * self.config.ffn);
        self.product(x, &self.layer.ffn_in, inner, Write::Set);
        activate(inner, self.config.activation);
        self.product(inner, &self.layer.ffn_out, out, Write::Add);
    }

    fn product(&self, x: &[f32], linear: &Linear, out: &mut [f32], write: Write) {
        product(x, linear, out, write, self.parallel);
    }
}

/// `out = x · w + b`, or `out += x · w + b`.
fn product(x: &[f32], linear: &Linear, out: &mut [f32], write: Write, parallel: bool) {
    let n = linear.bias.len();
    let k = linear.weight.len() / n;
    let rows = x.len() / k;
    match write {
        Write::Set => out.chunks_mut(n).for_each(|row| row.copy_from_slice(&linear.bias)),
        Write::Add => {
            out.chunks_mut(n).for_each(|row| row.iter_mut().zip(&linear.bias).for_each(|(x, b)| *x += b));
        }
    }
    let product = if parallel { matmul_parallel } else { matmul };
    product(View::new(x, rows, k, k), View::new(&linear.weight, k, n, n), 1.0, out, n, Write::Add);
}

fn activate(x: &mut [f32], activation: Activation) {
    math::wide(|| match activation {
        Activation::GeluErf => x.iter_mut().for_each(|x| *x = math::gelu_erf(*x)),
        Activation::GeluTanh => x.iter_mut().for_each(|x| *x = math::gelu(*x)),
        Activation::Relu => x.iter_mut().for_each(|x| *x = x.max(0.0)),
    });
}

impl LayerNorm {
    fn in_place(&self, x: &mut [f32]) {
        math::wide(|| {
            for row in x.chunks_mut(self.weight.len()) {
                math::layer_norm_in_place(row, &self.weight, &self.bias, self.eps);
            }
        });
    }

    fn write_to(&self, x: &[f32], out: &mut Vec<f32>) {
        let n = self.weight.len();
        resize(out, x.len());
        math::wide(|| {
            for (out, row) in out.chunks_mut(n).zip(x.chunks(n)) {
                math::layer_norm(row, &self.weight, &self.bias, self.eps, out);
            }
        });
    }
}

fn resize(buffer: &mut Vec<f32>, len: usize) {
    buffer.resize(len, 0.0);
}

/// Reads weights into the packed form.
struct Pack<'a> {
    weights: &'a Weights,
    eps: f32,
}

impl Pack<'_> {
    fn numbers(&self, name: &str) -> Result<Vec<f32>, EncoderError> {
        Ok(self.weights.get(name)?.flatten_all()?.to_vec1()?)
    }

    fn linear(&self, name: &str) -> Result<Linear, EncoderError> {
        let weight = self.numbers(&format!("{name}.weight"))?;
        Ok(Linear { weight, bias: self.numbers(&format!("{name}.bias"))? })
    }

    fn norm(&self, name: &str) -> Result<LayerNorm, EncoderError> {
        let weight = self.numbers(&format!("{name}.weight"))?;
        Ok(LayerNorm { weight, bias: self.numbers(&format!("{name}.bias"))?, eps: self.eps })
    }

    fn layer(&self, at: usize) -> Result<Layer, EncoderError> {
        let name = |part: &str| format!("layer.{at}.{part}");
        Ok(Layer {
            qkv: self.linear(&name("attention.qkv"))?,
            out: self.linear(&name("attention.out"))?,
            attention_norm: self.norm(&name("attention.norm"))?,
            ffn_in: self.linear(&name("ffn.in"))?,
            ffn_out: self.linear(&name("ffn.out"))?,
            ffn_norm: self.norm(&name("ffn.norm"))?,
        })
    }
}
