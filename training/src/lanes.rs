//! Steps whose batch is split into lanes that run side by side: each lane has its own forward and backward, the
//! gradients are averaged. Small operations keep one core busy; lanes keep all of them busy.

use crate::params::Params;
use anyhow::Result;
use candle_core::Tensor;
use candle_core::backprop::GradStore;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The gradient of each parameter that has one.
#[derive(Debug, Default)]
pub struct Gradients {
    by_name: BTreeMap<String, Tensor>,
}

impl Gradients {
    /// The mean over lanes.
    pub fn mean(params: &Params, lanes: &[GradStore]) -> Result<Self> {
        let names: Vec<_> = params.iter().collect();
        let sums = names.par_iter().map(|(name, var)| -> Result<Option<(String, Tensor)>> {
            let mut parts = lanes.iter().filter_map(|lane| lane.get(var.as_tensor()));
            let Some(first) = parts.next() else { return Ok(None) };
            let sum = parts.try_fold(first.clone(), |sum, part| &sum + part)?;
            let mean = if lanes.len() > 1 { (sum / lanes.len() as f64)? } else { sum };
            Ok(Some(((*name).clone(), mean.contiguous()?)))
        });
        let sums: Vec<_> = sums.collect::<Result<_>>()?;
        Ok(Self { by_name: sums.into_iter().flatten().collect() })
    }

    /// The gradient of a parameter.
    pub fn get(&self, name: &str) -> Option<&Tensor> {
        self.by_name.get(name)
    }

    /// The Euclidean norm over all parameters.
    pub fn norm(&self) -> Result<f32> {
        let tensors: Vec<&Tensor> = self.by_name.values().collect();
        let squares = tensors.par_iter().map(|grad| -> Result<f32> {
            let (storage, layout) = grad.storage_and_layout();
            let candle_core::Storage::Cpu(storage) = &*storage else {
                anyhow::bail!("training runs on the CPU")
            };
            let numbers = &storage.as_slice::<f32>()?[layout.start_offset()..][..layout.shape().elem_count()];
            Ok(numbers.par_chunks(1 << 15).map(|chunk| chunk.iter().map(|x| x * x).sum::<f32>()).sum())
        });
        Ok(squares.collect::<Result<Vec<f32>>>()?.iter().sum::<f32>().sqrt())
    }
}

/// Runs the lanes of a step: what each returned, and the mean gradient of the losses.
pub fn run<L: Sync, R: Send>(
    params: &Params,
    lanes: &[L],
    forward: impl Fn(&L) -> Result<(Tensor, R)> + Sync,
) -> Result<(Vec<R>, Gradients)> {
    let done: Vec<(GradStore, R)> = lanes
        .par_iter()
        .map(|lane| {
            let (loss, rest) = forward(lane)?;
            Ok((loss.backward()?, rest))
        })
        .collect::<Result<_>>()?;
    let (grads, rest): (Vec<GradStore>, Vec<R>) = done.into_iter().unzip();
    Ok((rest, Gradients::mean(params, &grads)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn lanes_give_the_gradient_of_the_mean_loss() {
        let mut params = Params::new(Device::Cpu);
        params.add("w", &[2], 1.0, 3).expect("a variable");
        let (losses, grads) = run(&params, &[1.0, 3.0], |&factor: &f64| {
            let loss = (params.get("w")?.sum_all()? * factor)?;
            Ok((loss.clone(), factor))
        })
        .expect("two lanes");
        assert_eq!(losses, [1.0, 3.0]);
        let grad: Vec<f32> = grads.get("w").expect("a gradient").to_vec1().expect("numbers");
        assert_eq!(grad, [2.0, 2.0]);
        assert!((grads.norm().expect("a norm") - 8f32.sqrt()).abs() < 1e-6);
    }
}
