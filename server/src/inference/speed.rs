//! How fast the model is at the moment.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Weight of the newest batch.
const FRESH: f64 = 0.2;
/// Assumed before the first batch, tokens a second.
const ASSUMED: f64 = 2_000.0;
/// Longest time a client is asked to stay away, seconds.
const LONGEST: f64 = 60.0;

/// A moving average of tokens a second.
#[derive(Debug, Default)]
pub struct Speed {
    /// Bits of the average; 0 before the first batch.
    average: AtomicU64,
}

impl Speed {
    /// Notes a batch.
    pub fn note(&self, tokens: usize, took: Duration) {
        let now = tokens as f64 / took.as_secs_f64().max(1e-6);
        let before = f64::from_bits(self.average.load(Ordering::Relaxed));
        let average = if before > 0.0 { before + FRESH * (now - before) } else { now };
        self.average.store(average.to_bits(), Ordering::Relaxed);
    }

    /// How long so many tokens are likely to take, in whole seconds from 1 to 60.
    pub fn time_for(&self, tokens: usize) -> Duration {
        let average = f64::from_bits(self.average.load(Ordering::Relaxed));
        let seconds = tokens as f64 / if average > 0.0 { average } else { ASSUMED };
        Duration::from_secs(seconds.ceil().clamp(1.0, LONGEST) as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_follows_the_measured_speed_within_bounds() {
        let speed = Speed::default();
        assert_eq!(speed.time_for(0), Duration::from_secs(1));
        speed.note(1_000, Duration::from_secs(1));
        assert_eq!(speed.time_for(5_000), Duration::from_secs(5));
        speed.note(2_000, Duration::from_secs(1));
        assert_eq!(speed.time_for(12_000), Duration::from_secs(10));
        assert_eq!(speed.time_for(usize::MAX).as_secs(), 60);
    }
}
