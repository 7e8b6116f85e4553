//! Exit codes.

use std::fmt::Display;
use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Everything was done.
    Done = 0,
    /// It could not be done: model, database, address, disk.
    Failed = 1,
    /// What was typed or configured makes no sense (clap uses the same number).
    Usage = 2,
    /// It was done, but some records were refused and are listed.
    Partly = 3,
    /// The input cannot be read at all.
    Input = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A message for people and the code for the shell.
#[derive(Debug)]
pub struct Failure {
    /// How the program ends.
    pub exit: Exit,
    /// What happened and what to do.
    pub message: String,
}

impl Failure {
    /// It could not be done.
    pub fn of(error: impl Display) -> Self {
        Self { exit: Exit::Failed, message: error.to_string() }
    }

    /// What was typed makes no sense.
    pub fn usage(error: impl Display) -> Self {
        Self { exit: Exit::Usage, message: error.to_string() }
    }

    /// The input cannot be read.
    pub fn input(error: impl Display) -> Self {
        Self { exit: Exit::Input, message: error.to_string() }
    }
}
