//! Arithmetic on f32 slices: matrix product, layer normalisation, GELU, attention over ragged batches.
//!
//! In: row-major slices. Out: the same, written in place or into a given slice. Both the serving path
//! and the differentiable operations of the training path call these, so there is one definition of
//! each formula.

pub mod attention;
pub mod elementwise;
pub mod matmul;

/// Sequences of one ragged batch: where each begins and how long it is, in rows (tokens).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ragged {
    starts: Vec<usize>,
}

impl Ragged {
    /// Sequences of these lengths, one after another.
    pub fn from_lengths(lengths: impl IntoIterator<Item = usize>) -> Self {
        let mut starts = vec![0];
        let mut at = 0;
        for length in lengths {
            at += length;
            starts.push(at);
        }
        Self { starts }
    }

    /// Number of sequences.
    pub fn sequences(&self) -> usize {
        self.starts.len() - 1
    }

    /// Number of rows of all sequences together.
    pub fn rows(&self) -> usize {
        self.starts.last().copied().unwrap_or(0)
    }

    /// Rows of the sequence at `at`.
    pub fn range(&self, at: usize) -> std::ops::Range<usize> {
        self.starts[at]..self.starts[at + 1]
    }

    /// Rows of every sequence, in order.
    pub fn ranges(&self) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        self.starts.windows(2).map(|pair| pair[0]..pair[1])
    }
}
