//! The weights of an encoder under internal names, in the layout both ways of running want.
//!
//! | name | shape |
//! |---|---|
//! | `embeddings.word`, `embeddings.position` | `[vocab, hidden]`, `[positions, hidden]` (token type 0 is added to the positions) |
//! | `embeddings.conv.{weight,bias}`, `embeddings.{lexicon,shape}` | `[conv · hidden, hidden]`, `[hidden]`; `[rows, hidden]`, where the configuration has them |
//! | `embeddings.norm.{weight,bias}` | `[hidden]` |
//! | `layer.N.attention.qkv.{weight,bias}` | `[hidden, 3 · hidden]`: q, k, v side by side |
//! | `layer.N.attention.out.{weight,bias}`, `layer.N.ffn.in.…`, `layer.N.ffn.out.…` | `[inputs, outputs]` |
//! | `layer.N.attention.norm.…`, `layer.N.ffn.norm.…`, `final.norm.…` (pre-norm only) | `[hidden]` |

use super::{EncoderConfig, EncoderError, Norm, families};
use candle_core::{DType, Device, Tensor};
use std::collections::BTreeMap;
use std::path::Path;

/// Named tensors, f32, on one device.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    tensors: BTreeMap<String, Tensor>,
}

impl Weights {
    /// Reads a safetensors file and brings it into the internal names and layout.
    pub fn read(path: &Path, config: &EncoderConfig, device: &Device) -> Result<Self, EncoderError> {
        if !path.is_file() {
            return Err(EncoderError::Io { path: path.display().to_string(), reason: "no such file".into() });
        }
        let raw: BTreeMap<_, _> = candle_core::safetensors::load(path, &Device::Cpu)?.into_iter().collect();
        Self::from_raw(raw, config, device)
    }

    /// As [`Weights::read`], from the bytes of a safetensors file.
    pub fn from_bytes(bytes: &[u8], config: &EncoderConfig, device: &Device) -> Result<Self, EncoderError> {
        let raw = candle_core::safetensors::load_buffer(bytes, &Device::Cpu)?.into_iter().collect();
        Self::from_raw(raw, config, device)
    }

    /// From tensors as a family names them.
    pub fn from_raw(
        raw: BTreeMap<String, Tensor>,
        config: &EncoderConfig,
        device: &Device,
    ) -> Result<Self, EncoderError> {
        let named = families::rename(raw, config)?;
        let mut tensors = BTreeMap::new();
        for (name, tensor) in named {
            let tensor = tensor.to_dtype(DType::F32)?.contiguous()?.to_device(device)?;
            tensors.insert(name, tensor);
        }
        let weights = Self { tensors };
        weights.check(config)?;
        Ok(weights)
    }

    /// From tensors under the internal names, which may be variables.
    pub fn from_internal(tensors: BTreeMap<String, Tensor>) -> Self {
        Self { tensors }
    }

    /// The tensor of that name.
    pub fn get(&self, name: &str) -> Result<&Tensor, EncoderError> {
        self.tensors
            .get(name)
            .ok_or_else(|| EncoderError::Weight { name: name.into(), reason: "is missing".into() })
    }

    /// True where there is such a tensor.
    pub fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(name)
    }

    /// Name and tensor of each.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Tensor)> {
        self.tensors.iter()
    }

    fn check(&self, config: &EncoderConfig) -> Result<(), EncoderError> {
        for (name, shape) in shapes(config) {
            let tensor = self.get(&name)?;
            if tensor.dims() != shape {
                let reason = format!("has shape {:?}, expected {shape:?}", tensor.dims());
                return Err(EncoderError::Weight { name, reason });
            }
        }
        Ok(())
    }
}

/// Name and shape of every weight an encoder of this configuration has.
pub fn shapes(config: &EncoderConfig) -> Vec<(String, Vec<usize>)> {
    let (h, f) = (config.hidden, config.ffn);
    let mut all = vec![
        ("embeddings.word".to_owned(), vec![config.vocab, h]),
        ("embeddings.position".to_owned(), vec![config.positions, h]),
    ];
    let mut norm = |prefix: String| {
        all.push((format!("{prefix}.weight"), vec![h]));
        all.push((format!("{prefix}.bias"), vec![h]));
    };
    norm("embeddings.norm".into());
    if config.norm == Norm::Pre {
        norm("final.norm".into());
    }
    for layer in 0..config.layers {
        norm(format!("layer.{layer}.attention.norm"));
        norm(format!("layer.{layer}.ffn.norm"));
    }
    for layer in 0..config.layers {
        for (part, k, n) in
            [("attention.qkv", h, 3 * h), ("attention.out", h, h), ("ffn.in", h, f), ("ffn.out", f, h)]
        {
            all.push((format!("layer.{layer}.{part}.weight"), vec![k, n]));
            all.push((format!("layer.{layer}.{part}.bias"), vec![n]));
        }
    }
    if config.conv > 0 {
        all.push(("embeddings.conv.weight".to_owned(), vec![config.conv * h, h]));
        all.push(("embeddings.conv.bias".to_owned(), vec![h]));
    }
    if config.lexicon > 0 {
        all.push(("embeddings.lexicon".to_owned(), vec![config.lexicon, h]));
    }
    if config.shapes > 0 {
        all.push(("embeddings.shape".to_owned(), vec![config.shapes, h]));
    }
    all
}
