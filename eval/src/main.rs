//! The command line of the evaluation harness. Exit code 1: the gate refused; 2: something is wrong.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
