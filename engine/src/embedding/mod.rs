//! Hidden states to vectors: a mean over tokens, a projection, length 1.
//!
//! Two projections share the encoder: one for mentions and concepts, one for documents and occupations.

use crate::encoder::kernels::matmul::{View, Write, matmul};

/// A linear map without bias, `[inputs, outputs]`, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    weight: Vec<f32>,
    inputs: usize,
    outputs: usize,
}

impl Projection {
    /// A projection of `inputs` numbers.
    ///
    /// # Panics
    /// Where the weight is not a whole number of rows.
    pub fn new(weight: Vec<f32>, inputs: usize) -> Self {
        assert!(inputs > 0 && weight.len().is_multiple_of(inputs), "a projection is [inputs, outputs]");
        let outputs = weight.len() / inputs;
        Self { weight, inputs, outputs }
    }

    /// Length of a vector it makes.
    pub fn dim(&self) -> usize {
        self.outputs
    }

    /// The unit vector of the mean of some rows of `hidden` (`[tokens, inputs]`).
    pub fn pool(&self, hidden: &[f32], rows: std::ops::Range<usize>) -> Vec<f32> {
        let mut mean = vec![0.0; self.inputs];
        for row in hidden[rows.start * self.inputs..rows.end * self.inputs].chunks(self.inputs) {
            mean.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        let scale = 1.0 / rows.len().max(1) as f32;
        mean.iter_mut().for_each(|x| *x *= scale);
        self.apply(&mean)
    }

    /// The unit vector of one mean.
    pub fn apply(&self, mean: &[f32]) -> Vec<f32> {
        let mut out = vec![0.0; self.outputs];
        let weight = View::new(&self.weight, self.inputs, self.outputs, self.outputs);
        matmul(View::new(mean, 1, self.inputs, self.inputs), weight, 1.0, &mut out, self.outputs, Write::Set);
        normalise(&mut out);
        out
    }
}

/// Brings a vector to length 1; a zero vector stays as it is.
pub fn normalise(vector: &mut [f32]) {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
}

/// Product of two vectors; their cosine where both have length 1.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pooled_vector_is_the_projected_mean_at_length_one() {
        let projection = Projection::new(vec![1.0, 0.0, 0.0, 2.0], 2);
        let hidden = [9.0, 9.0, 1.0, 0.0, 5.0, 4.0];
        let vector = projection.pool(&hidden, 1..3);
        assert!((vector[0] - 0.6).abs() < 1e-6 && (vector[1] - 0.8).abs() < 1e-6, "{vector:?}");
    }
}
