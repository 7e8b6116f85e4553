//! The program as people use it: started on a free port of this machine, spoken to over HTTP, stopped.

mod client;
mod server;

pub use client::{Client, Matched};
pub use server::Server;
