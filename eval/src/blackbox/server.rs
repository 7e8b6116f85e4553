//! A `passerelle` of its own, with a folder of its own that goes with it.

use super::Client;
use anyhow::{Context, Result};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// Pause between two questions whether it is ready.
const PAUSE: Duration = Duration::from_millis(100);

/// A running server; ends with the value.
#[derive(Debug)]
pub struct Server {
    child: Child,
    url: String,
    _folder: TempDir,
}

impl Server {
    /// The `passerelle` that lies beside this program.
    pub fn beside() -> Result<PathBuf> {
        let own = std::env::current_exe().context("where this program lies")?;
        let program = own.with_file_name(format!("passerelle{}", std::env::consts::EXE_SUFFIX));
        anyhow::ensure!(
            program.is_file(),
            "{}: not there; build it (cargo build -p passerelle), or name a running server with --server",
            program.display()
        );
        Ok(program)
    }

    /// Starts the program without a market, with this model where one is named, and waits until it is ready.
    pub fn start(program: &Path, model: Option<&Path>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut command = Command::new(program);
        command.arg("serve").args(["--listen", &format!("127.0.0.1:{port}")]);
        command.arg("--data-dir").arg(folder.path()).args(["--demo", "false", "--log", "warn"]);
        if let Some(model) = model {
            command.arg("--model").arg(model);
        }
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        let child = child.with_context(|| program.display().to_string())?;
        let mut server = Self { child, url: format!("http://127.0.0.1:{port}"), _folder: folder };
        server.wait_until_ready()?;
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let client = Client::new(&self.url);
        loop {
            if let Some(status) = self.child.try_wait()? {
                anyhow::bail!("the server ended before it was ready: {status}");
            }
            if client.is_ready()? {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing of it is kept, so that there is nothing to finish.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
