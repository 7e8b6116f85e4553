//! The numbers a run trains: named variables, their start, and their file.

use crate::rng::Rng;
use anyhow::Result;
use candle_core::{DType, Device, Tensor, Var};
use passerelle_engine::encoder::kernels::matmul::Precision;
use passerelle_engine::encoder::{EncoderConfig, GraphEncoder, Weights, weights::shapes};
use std::collections::BTreeMap;
use std::path::Path;

/// Named variables on one device.
#[derive(Debug, Clone)]
pub struct Params {
    vars: BTreeMap<String, Var>,
    device: Device,
    precision: Precision,
}

impl Params {
    /// No variables yet.
    pub fn new(device: Device) -> Self {
        Self { vars: BTreeMap::new(), device, precision: Precision::F32 }
    }

    /// The same variables, with the factors of large products rounded.
    #[must_use]
    pub fn with_precision(self, precision: Precision) -> Self {
        Self { precision, ..self }
    }

    /// What the factors of large products are rounded to.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// Adds the weights of an encoder: norms at one, biases at zero, the others normal with standard
    /// deviation 0.02, and less for what is added to the residual stream (Radford et al. 2019).
    pub fn add_encoder(&mut self, config: &EncoderConfig, seed: u64) -> Result<()> {
        for (place, (name, shape)) in shapes(config).into_iter().enumerate() {
            let residual = name.ends_with("out.weight");
            let std = if residual { 0.02 / (2.0 * config.layers as f32).sqrt() } else { 0.02 };
            self.add(&name, &shape, std, seed.wrapping_add(place as u64))?;
        }
        Ok(())
    }

    /// Adds the weights of an encoder that was trained before. Rows of positions beyond those of `config` are left
    /// out; embeddings of hints that it was trained without start at zero, so that they change nothing at first.
    ///
    /// # Errors
    /// Where another weight is missing.
    pub fn add_weights(&mut self, config: &EncoderConfig, weights: &Weights) -> Result<()> {
        for (name, shape) in shapes(config) {
            let tensor = match name.as_str() {
                "embeddings.position" => weights.get(&name)?.narrow(0, 0, config.positions)?.contiguous()?,
                "embeddings.lexicon" | "embeddings.shape" if !weights.has(&name) => {
                    Tensor::zeros(shape, DType::F32, &self.device)?
                }
                _ => weights.get(&name)?.clone(),
            };
            self.vars.insert(name, Var::from_tensor(&tensor.to_device(&self.device)?)?);
        }
        Ok(())
    }

    /// Adds one variable: ones for a norm's weight, zeros for a bias, else normal numbers.
    pub fn add(&mut self, name: &str, shape: &[usize], std: f32, seed: u64) -> Result<()> {
        let count: usize = shape.iter().product();
        let numbers = if name.ends_with("norm.weight") {
            vec![1f32; count]
        } else if name.ends_with("bias") {
            vec![0f32; count]
        } else {
            let mut rng = Rng::new(seed, count as u64);
            (0..count).map(|_| rng.normal() * std).collect()
        };
        let tensor = Tensor::from_vec(numbers, shape, &self.device)?;
        self.vars.insert(name.to_owned(), Var::from_tensor(&tensor)?);
        Ok(())
    }

    /// The variable's tensor, under gradient.
    ///
    /// # Errors
    /// Where there is no variable of that name.
    pub fn get(&self, name: &str) -> Result<Tensor> {
        let var = self.vars.get(name).ok_or_else(|| anyhow::anyhow!("there is no parameter `{name}`"))?;
        Ok(var.as_tensor().clone())
    }

    /// The same numbers in variables of their own.
    pub fn copy(&self) -> Result<Self> {
        let vars = self.vars.iter().map(|(name, var)| Ok((name.clone(), Var::from_tensor(&var.copy()?)?)));
        Ok(Self {
            vars: vars.collect::<Result<_>>()?,
            device: self.device.clone(),
            precision: self.precision,
        })
    }

    /// Overwrites a variable.
    pub fn set(&self, name: &str, tensor: &Tensor) -> Result<()> {
        let var = self.vars.get(name).ok_or_else(|| anyhow::anyhow!("there is no parameter `{name}`"))?;
        Ok(var.set(tensor)?)
    }

    /// Name and variable of each, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Var)> {
        self.vars.iter()
    }

    /// The encoder over these variables.
    pub fn encoder(&self, config: &EncoderConfig) -> GraphEncoder {
        let tensors = self.vars.iter().map(|(name, var)| (name.clone(), var.as_tensor().clone())).collect();
        GraphEncoder::new(config.clone(), Weights::from_internal(tensors), self.device.clone())
            .with_precision(self.precision)
    }

    /// Copies into these variables those of a file that have the same name and shape; returns their number.
    pub fn load(&self, path: &Path) -> Result<usize> {
        let mut copied = 0;
        for (name, tensor) in candle_core::safetensors::load(path, &self.device)? {
            if let Some(var) = self.vars.get(&name).filter(|var| var.dims() == tensor.dims()) {
                var.set(&tensor.to_dtype(var.dtype())?)?;
                copied += 1;
            }
        }
        Ok(copied)
    }

    /// All tensors by name.
    pub fn tensors(&self) -> std::collections::HashMap<String, Tensor> {
        self.vars.iter().map(|(name, var)| (name.clone(), var.as_tensor().clone())).collect()
    }
}
