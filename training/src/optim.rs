//! AdamW (Loshchilov and Hutter 2019) that works in place on the CPU: one pass over each parameter.
//!
//! candle's own allocates several tensors a parameter and step, which for an embedding costs more than the
//! rest of the model.

use crate::lanes::Gradients;
use crate::params::Params;
use anyhow::Result;
use candle_core::{CpuStorage, InplaceOp2, Layout, Tensor};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The fixed numbers of the method.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Decay of the mean of gradients.
    pub beta1: f32,
    /// Decay of the mean of squared gradients.
    pub beta2: f32,
    /// Added to the root of the latter.
    pub eps: f32,
    /// Decoupled weight decay; not applied to norms and biases.
    pub weight_decay: f32,
    /// Gradients are scaled so that their norm over all parameters is at most this.
    pub clip: f32,
    /// Decay of the moving average of the parameters (Polyak and Juditsky 1992); 0 keeps none.
    pub average: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { beta1: 0.9, beta2: 0.98, eps: 1e-6, weight_decay: 0.01, clip: 1.0, average: 0.0 }
    }
}

/// Running means of one parameter's gradient, squared gradient and value.
#[derive(Debug, Clone, Default)]
struct Moments {
    first: Vec<f32>,
    second: Vec<f32>,
    average: Vec<f32>,
}

/// The optimiser and its state.
#[derive(Debug)]
pub struct AdamW {
    settings: Settings,
    step: usize,
    moments: BTreeMap<String, Mutex<Moments>>,
}

impl AdamW {
    /// An optimiser for these parameters.
    pub fn new(params: &Params, settings: Settings) -> Self {
        let moments = params
            .iter()
            .map(|(name, var)| {
                let zeros = vec![0.0; var.elem_count()];
                let average = if settings.average > 0.0 { zeros.clone() } else { Vec::new() };
                (name.clone(), Mutex::new(Moments { first: zeros.clone(), second: zeros, average }))
            })
            .collect();
        Self { settings, step: 0, moments }
    }

    /// The moving average of the parameters; the parameters themselves where none is kept.
    pub fn averaged(&self, params: &Params) -> Result<Params> {
        let average = params.copy()?;
        if self.settings.average > 0.0 {
            for (name, moments) in &self.moments {
                let moments = moments.lock().unwrap_or_else(PoisonError::into_inner);
                let shape = params.get(name)?.shape().clone();
                let tensor = Tensor::from_slice(&moments.average, shape, &candle_core::Device::Cpu)?;
                average.set(name, &tensor)?;
            }
        }
        Ok(average)
    }

    /// One step along the gradients of a loss; returns their norm before clipping.
    pub fn step(&mut self, params: &Params, grads: &Gradients, lr: f64) -> Result<f32> {
        self.step += 1;
        let norm = grads.norm()?;
        anyhow::ensure!(norm.is_finite(), "the gradient is not finite; lower the learning rate");
        let scale = if norm > self.settings.clip { self.settings.clip / norm } else { 1.0 };
        for (name, var) in params.iter() {
            let (Some(grad), Some(moments)) = (grads.get(name), self.moments.get(name)) else { continue };
            let decays = !(name.ends_with("bias") || name.contains("norm."));
            let update =
                Update { settings: self.settings, step: self.step, lr: lr as f32, scale, decays, moments };
            var.as_tensor().inplace_op2(grad, &update)?;
        }
        Ok(norm)
    }

    /// The state as named vectors, for a checkpoint.
    pub fn state(&self) -> Result<Vec<(String, Tensor)>> {
        let device = candle_core::Device::Cpu;
        let mut all = vec![("adamw.step".to_owned(), Tensor::new(&[self.step as f32], &device)?)];
        for (name, moments) in &self.moments {
            let moments = moments.lock().unwrap_or_else(PoisonError::into_inner);
            all.push((format!("adamw.first.{name}"), Tensor::new(moments.first.as_slice(), &device)?));
            all.push((format!("adamw.second.{name}"), Tensor::new(moments.second.as_slice(), &device)?));
            if self.settings.average > 0.0 {
                all.push((
                    format!("adamw.average.{name}"),
                    Tensor::new(moments.average.as_slice(), &device)?,
                ));
            }
        }
        Ok(all)
    }

    /// Takes the state of a checkpoint up again.
    pub fn restore(&mut self, state: &std::collections::HashMap<String, Tensor>) -> Result<()> {
        let read = |name: String| -> Result<Vec<f32>> {
            let tensor = state.get(&name).ok_or_else(|| anyhow::anyhow!("the checkpoint has no `{name}`"))?;
            Ok(tensor.to_vec1()?)
        };
        self.step = read("adamw.step".into())?[0] as usize;
        for (name, moments) in &self.moments {
            let mut moments = moments.lock().unwrap_or_else(PoisonError::into_inner);
            moments.first = read(format!("adamw.first.{name}"))?;
            moments.second = read(format!("adamw.second.{name}"))?;
            if self.settings.average > 0.0 {
                moments.average = read(format!("adamw.average.{name}"))?;
            }
        }
        Ok(())
    }
}

/// Numbers a thread takes at a time.
const BLOCK: usize = 1 << 15;

struct Update<'a> {
    settings: Settings,
    step: usize,
    lr: f32,
    scale: f32,
    decays: bool,
    moments: &'a Mutex<Moments>,
}

impl InplaceOp2 for Update<'_> {
    fn name(&self) -> &'static str {
        "adamw"
    }

    fn cpu_fwd(
        &self,
        weight: &mut CpuStorage,
        weight_layout: &Layout,
        grad: &CpuStorage,
        grad_layout: &Layout,
    ) -> candle_core::Result<()> {
        let (Some((ws, we)), Some((gs, ge))) =
            (weight_layout.contiguous_offsets(), grad_layout.contiguous_offsets())
        else {
            candle_core::bail!("parameters and gradients are contiguous")
        };
        let CpuStorage::F32(weight) = weight else { candle_core::bail!("parameters are f32") };
        let (weight, grad) = (&mut weight[ws..we], &grad.as_slice::<f32>()?[gs..ge]);
        let mut moments = self.moments.lock().unwrap_or_else(PoisonError::into_inner);
        let Moments { first, second, average } = &mut *moments;
        let s = self.settings;
        let correct1 = 1.0 / (1.0 - s.beta1.powi(self.step as i32));
        let correct2 = 1.0 / (1.0 - s.beta2.powi(self.step as i32));
        let decay = if self.decays { 1.0 - self.lr * s.weight_decay } else { 1.0 };
        (
            weight.par_chunks_mut(BLOCK),
            grad.par_chunks(BLOCK),
            first.par_chunks_mut(BLOCK),
            second.par_chunks_mut(BLOCK),
        )
            .into_par_iter()
            .for_each(|(weight, grad, first, second)| {
                for (((w, g), m), v) in weight.iter_mut().zip(grad).zip(first).zip(second) {
                    let g = g * self.scale;
                    *m = s.beta1 * *m + (1.0 - s.beta1) * g;
                    *v = s.beta2 * *v + (1.0 - s.beta2) * g * g;
                    *w = *w * decay - self.lr * (*m * correct1) / ((*v * correct2).sqrt() + s.eps);
                }
            });
        if s.average > 0.0 {
            // Young averages forget faster, so that the start does not weigh on them.
            let keep = s.average.min(self.step as f32 / (self.step as f32 + 9.0)) * f32::from(self.step > 1);
            (average.par_chunks_mut(BLOCK), weight.par_chunks(BLOCK)).into_par_iter().for_each(|(a, w)| {
                a.iter_mut().zip(w).for_each(|(a, w)| *a = keep * *a + (1.0 - keep) * w);
            });
        }
        Ok(())
    }
}

/// Learning rate at a step: linear to the peak over `warmup` steps, then linear down to a tenth of it.
pub fn schedule(step: usize, warmup: usize, steps: usize, peak: f64) -> f64 {
    if step < warmup {
        return peak * (step + 1) as f64 / warmup as f64;
    }
    let done = (step - warmup) as f64 / (steps.saturating_sub(warmup)).max(1) as f64;
    peak * (1.0 - 0.9 * done.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    fn gradients(params: &Params, loss: &Tensor) -> Gradients {
        let lane = loss.backward().expect("gradients");
        Gradients::mean(params, &[lane]).expect("one lane")
    }

    #[test]
    fn the_first_step_moves_each_number_by_the_learning_rate() {
        let mut params = Params::new(Device::Cpu);
        params.add("w", &[2, 2], 1.0, 3).expect("a variable");
        let before: Vec<f32> =
            params.get("w").and_then(|w| Ok(w.flatten_all()?.to_vec1()?)).expect("numbers");
        let loss = params.get("w").and_then(|w| Ok((w * 3.0)?.sum_all()?)).expect("a loss");
        let settings = Settings { weight_decay: 0.0, eps: 0.0, ..Settings::default() };
        let mut optimiser = AdamW::new(&params, settings);
        let norm = optimiser.step(&params, &gradients(&params, &loss), 0.01).expect("a step");
        assert!((norm - 6.0).abs() < 1e-5);
        let after: Vec<f32> = params.get("w").and_then(|w| Ok(w.flatten_all()?.to_vec1()?)).expect("numbers");
        for (a, b) in after.iter().zip(before) {
            assert!((a - b + 0.01).abs() < 1e-5, "{b} -> {a}");
        }
    }

    #[test]
    fn the_schedule_rises_to_the_peak_and_falls() {
        assert!((schedule(9, 10, 100, 1.0) - 1.0).abs() < 1e-12);
        assert!(schedule(0, 10, 100, 1.0) < 0.11 && schedule(99, 10, 100, 1.0) < 0.12);
    }
}
