//! The encoder on candle tensors: differentiable, on any device.

use super::kernels::matmul::Precision;
use super::ops::{activate, attention, dropout, layer_norm, linear, neighbours};
use super::{EncoderConfig, EncoderError, Norm, TokenBatch, Weights};
use candle_core::{Device, Tensor};

/// Dropout of a training step. The default drops nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Noise {
    /// Share of the numbers set to 0 after the embeddings, after attention and after the feed-forward part.
    pub dropout: f32,
    /// Changes with every step.
    pub seed: u64,
}

impl Noise {
    fn apply(self, x: &Tensor, place: usize) -> candle_core::Result<Tensor> {
        dropout(x, self.dropout, self.seed.wrapping_mul(0x2545_F491_4F6C_DD1D).wrapping_add(place as u64))
    }
}

/// An encoder whose weights are candle tensors, which may be variables under training.
#[derive(Debug, Clone)]
pub struct GraphEncoder {
    config: EncoderConfig,
    weights: Weights,
    device: Device,
    precision: Precision,
}

impl GraphEncoder {
    /// An encoder of this shape over these weights, all on `device`.
    pub fn new(config: EncoderConfig, weights: Weights, device: Device) -> Self {
        Self { config, weights, device, precision: Precision::F32 }
    }

    /// The same encoder with the factors of its large products rounded.
    #[must_use]
    pub fn with_precision(self, precision: Precision) -> Self {
        Self { precision, ..self }
    }

    /// Shape of the encoder.
    pub fn config(&self) -> &EncoderConfig {
        &self.config
    }

    /// Last hidden state of every token: `[tokens, hidden]`.
    pub fn forward(&self, batch: &TokenBatch, noise: Noise) -> Result<Tensor, EncoderError> {
        batch.check(&self.config)?;
        let mut x = noise.apply(&self.norm(&self.embed(batch)?, "embeddings.norm")?, 0)?;
        if self.config.conv > 0 {
            let mixed = self.linear(&neighbours(&x, &batch.rows, self.config.conv)?, "embeddings.conv")?;
            x = (x + activate(&mixed, self.config.activation)?)?;
        }
        for layer in 0..self.config.layers {
            x = match self.config.norm {
                Norm::Pre => self.pre_layer(&x, layer, batch, noise)?,
                Norm::Post => self.post_layer(&x, layer, batch, noise)?,
            };
        }
        match self.config.norm {
            Norm::Pre => self.norm(&x, "final.norm"),
            Norm::Post => Ok(x),
        }
    }

    fn embed(&self, batch: &TokenBatch) -> Result<Tensor, EncoderError> {
        let ids = Tensor::new(batch.ids.as_slice(), &self.device)?;
        let positions = Tensor::new(batch.positions(&self.config), &self.device)?;
        let words = self.weights.get("embeddings.word")?.index_select(&ids, 0)?;
        let mut x = (words + self.weights.get("embeddings.position")?.index_select(&positions, 0)?)?;
        if self.config.lexicon > 0 {
            let rows: Vec<u32> = batch.hints.iter().map(|hint| hint.lexicon).collect();
            x = (x + self.rows("embeddings.lexicon", rows)?)?;
        }
        if self.config.shapes > 0 {
            let rows: Vec<u32> = batch.hints.iter().map(|hint| hint.shape).collect();
            x = (x + self.rows("embeddings.shape", rows)?)?;
        }
        Ok(x)
    }

    fn rows(&self, name: &str, rows: Vec<u32>) -> Result<Tensor, EncoderError> {
        Ok(self.weights.get(name)?.index_select(&Tensor::new(rows, &self.device)?, 0)?)
    }

    fn pre_layer(
        &self,
        x: &Tensor,
        layer: usize,
        batch: &TokenBatch,
        noise: Noise,
    ) -> Result<Tensor, EncoderError> {
        let inner = self.norm(x, &format!("layer.{layer}.attention.norm"))?;
        let inner = noise.apply(&self.attend(&inner, layer, batch)?, 2 * layer + 1)?;
        let x = (x + inner)?;
        let inner = self.norm(&x, &format!("layer.{layer}.ffn.norm"))?;
        let inner = noise.apply(&self.feed_forward(&inner, layer)?, 2 * layer + 2)?;
        Ok((x + inner)?)
    }

    fn post_layer(
        &self,
        x: &Tensor,
        layer: usize,
        batch: &TokenBatch,
        noise: Noise,
    ) -> Result<Tensor, EncoderError> {
        let inner = noise.apply(&self.attend(x, layer, batch)?, 2 * layer + 1)?;
        let x = self.norm(&(x + inner)?, &format!("layer.{layer}.attention.norm"))?;
        let inner = noise.apply(&self.feed_forward(&x, layer)?, 2 * layer + 2)?;
        self.norm(&(x + inner)?, &format!("layer.{layer}.ffn.norm"))
    }

    fn attend(&self, x: &Tensor, layer: usize, batch: &TokenBatch) -> Result<Tensor, EncoderError> {
        let qkv = self.linear(x, &format!("layer.{layer}.attention.qkv"))?;
        self.linear(
            &attention(&qkv, &batch.rows, self.config.attention_heads())?,
            &format!("layer.{layer}.attention.out"),
        )
    }

    fn feed_forward(&self, x: &Tensor, layer: usize) -> Result<Tensor, EncoderError> {
        let inner = self.linear(x, &format!("layer.{layer}.ffn.in"))?;
        self.linear(&activate(&inner, self.config.activation)?, &format!("layer.{layer}.ffn.out"))
    }

    fn linear(&self, x: &Tensor, name: &str) -> Result<Tensor, EncoderError> {
        let weight = self.weights.get(&format!("{name}.weight"))?;
        Ok(linear(x, weight, self.weights.get(&format!("{name}.bias"))?, self.precision)?)
    }

    fn norm(&self, x: &Tensor, name: &str) -> Result<Tensor, EncoderError> {
        let weight = self.weights.get(&format!("{name}.weight"))?;
        Ok(layer_norm(x, weight, self.weights.get(&format!("{name}.bias"))?, self.config.eps)?)
    }
}
