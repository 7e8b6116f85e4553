//! The `passerelle` program.

fn main() {}
