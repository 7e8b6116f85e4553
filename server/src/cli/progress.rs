//! Progress of long work, on standard error; nothing where that is no terminal.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// A line that shows how far the work is.
pub struct Bar(ProgressBar);

impl Bar {
    /// A line that says what is done.
    pub fn new(message: &'static str) -> Self {
        let bar = ProgressBar::no_length().with_message(message);
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// So many of so many are done.
    pub fn set(&self, done: u64, of: Option<u64>) {
        if let Some(of) = of
            && self.0.length() != Some(of)
        {
            self.0.set_length(of);
            let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}");
            self.0.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        }
        self.0.set_position(done);
    }

    /// What is done now.
    pub fn say(&self, message: String) {
        self.0.set_message(message);
    }

    /// Prints a line without disturbing the progress.
    pub fn note(&self, line: &str) {
        self.0.suspend(|| eprintln!("{line}"));
    }

    /// Takes the line away.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}
