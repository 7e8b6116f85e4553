//! How far a confidence can be taken at its word: the reliability table and the expected calibration error
//! (Naeini et al. 2015).

use serde::{Deserialize, Serialize};

/// Bins of equal width.
const BINS: usize = 10;

/// A span that was found: how sure the system was, and whether it was right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// 0 to 1.
    pub confidence: f64,
    /// Same label, start and end as an annotated span.
    pub strict: bool,
    /// Same label and an overlap.
    pub partial: bool,
}

/// Spans of similar confidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Bin {
    /// Lowest confidence of the bin.
    pub from: f64,
    /// Spans in it.
    pub count: usize,
    /// Their mean confidence; 0 where the bin is empty.
    pub confidence: f64,
    /// Share of them that is right, strict.
    pub strict: f64,
    /// Share of them that is right, partial.
    pub partial: f64,
}

/// Ten bins of confidence, and how far confidence and truth lie apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// Spans judged.
    pub count: usize,
    /// Expected calibration error against strict truth: mean distance of a bin's confidence from its share
    /// of right spans, weighted by its spans. 0 is perfect.
    pub ece: f64,
    /// The same against partial truth.
    pub ece_partial: f64,
    /// Mean squared distance of confidence and strict truth (Brier 1950).
    pub brier: f64,
    /// The table.
    pub bins: Vec<Bin>,
}

impl Reliability {
    /// The table of these spans.
    pub fn of(judged: &[Judged]) -> Self {
        let mut bins = [Bin::default(); BINS];
        for span in judged {
            let bin = &mut bins[((span.confidence * BINS as f64) as usize).min(BINS - 1)];
            bin.count += 1;
            bin.confidence += span.confidence;
            bin.strict += f64::from(u8::from(span.strict));
            bin.partial += f64::from(u8::from(span.partial));
        }
        for (at, bin) in bins.iter_mut().enumerate() {
            let count = bin.count.max(1) as f64;
            bin.from = at as f64 / BINS as f64;
            bin.confidence /= count;
            bin.strict /= count;
            bin.partial /= count;
        }
        let all = judged.len().max(1) as f64;
        let error = |truth: fn(&Bin) -> f64| -> f64 {
            bins.iter().map(|bin| bin.count as f64 / all * (bin.confidence - truth(bin)).abs()).sum()
        };
        let square = |span: &Judged| (span.confidence - f64::from(u8::from(span.strict))).powi(2);
        Self {
            count: judged.len(),
            ece: error(|bin| bin.strict),
            ece_partial: error(|bin| bin.partial),
            brier: judged.iter().map(square).sum::<f64>() / all,
            bins: bins.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(confidence: f64, strict: bool) -> Judged {
        Judged { confidence, strict, partial: true }
    }

    #[test]
    fn the_error_by_hand() {
        let spans = [judged(0.9, true), judged(0.9, false), judged(0.3, false), judged(1.0, true)];
        let table = Reliability::of(&spans);
        // Bin 0.9 to 1: three spans, mean 2.8/3, two right. Bin 0.3: one span, none right.
        assert_eq!((table.bins[9].count, table.bins[3].count), (3, 1));
        let expected = 0.75 * (2.8 / 3.0 - 2.0 / 3.0) + 0.25 * 0.3;
        assert!((table.ece - expected).abs() < 1e-12, "{}", table.ece);
        assert!((table.ece_partial - (0.75 * (1.0 - 2.8 / 3.0) + 0.25 * 0.7)).abs() < 1e-12);
        assert!((table.brier - (0.01 + 0.81 + 0.09) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_found_is_no_error() {
        assert!(Reliability::of(&[]).ece.abs() < 1e-12);
    }
}
