//! The `passerelle` program, for the tests of this package.

use std::process::ExitCode;

fn main() -> ExitCode {
    passerelle::cli::main()
}
