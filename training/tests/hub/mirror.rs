//! A hub on the loopback address, in the layout that `hf-hub` asks for.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// The one commit there is.
pub const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// Files by name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A hub with one repository.
pub struct Mirror {
    /// Such as `http://127.0.0.1:40123`.
    pub endpoint: String,
    asked: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Mirror {
    /// Serves the files of `repository`.
    pub fn new(repository: &str, files: Files) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let (asked, stop) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
        let site = Site { endpoint: endpoint.clone(), repository: repository.to_owned(), files };
        let (log, stopped) = (asked.clone(), stop.clone());
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let _ = site.answer(stream, &log);
            }
        });
        Self { endpoint, asked, stop, thread: Some(thread) }
    }

    /// The paths that were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no thread panicked").clone()
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.endpoint.trim_start_matches("http://"));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Site {
    endpoint: String,
    repository: String,
    files: Files,
}

impl Site {
    fn answer(&self, stream: TcpStream, log: &Mutex<Vec<String>>) -> std::io::Result<()> {
        let mut lines = BufReader::new(stream.try_clone()?).lines();
        let first = lines.next().transpose()?.unwrap_or_default();
        let path = first.split(' ').nth(1).unwrap_or("/").to_owned();
        let mut range = None;
        for line in lines {
            let line = line?;
            if line.is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("range")
            {
                range = value.trim().strip_prefix("bytes=").map(str::to_owned);
            }
        }
        log.lock().expect("no thread panicked").push(path.clone());
        self.respond(stream, &path, range.as_deref())
    }

    fn respond(&self, mut stream: TcpStream, path: &str, range: Option<&str>) -> std::io::Result<()> {
        let resolve = ["main", COMMIT].map(|revision| format!("/{}/resolve/{revision}/", self.repository));
        let info =
            ["main", COMMIT].map(|revision| format!("/api/models/{}/revision/{revision}", self.repository));
        if info.iter().any(|info| path == info) {
            let names: Vec<_> =
                self.files.keys().map(|name| serde_json::json!({"rfilename": name})).collect();
            let body = serde_json::json!({"sha": COMMIT, "siblings": names}).to_string();
            return send(&mut stream, "200 OK", "content-type: application/json\r\n", body.as_bytes());
        }
        if let Some(file) = path.strip_prefix("/large/").and_then(|name| self.files.get(name)) {
            return part(&mut stream, file, range, "");
        }
        let name = resolve.iter().find_map(|prefix| path.strip_prefix(prefix.as_str()));
        let Some((name, file)) = name.and_then(|name| Some((name, self.files.get(name)?))) else {
            return send(&mut stream, "404 Not Found", "x-error-code: EntryNotFound\r\n", b"");
        };
        if name.ends_with(".safetensors") {
            // As a hub does it: large files lie elsewhere, and the first answer says where and which.
            let headers = format!(
                "location: {}/large/{name}\r\nx-linked-etag: \"large-{name}\"\r\nx-linked-size: {}\r\n\
                 x-repo-commit: {COMMIT}\r\netag: \"pointer\"\r\n",
                self.endpoint,
                file.len()
            );
            return send(&mut stream, "302 Found", &headers, b"");
        }
        part(&mut stream, file, range, &format!("etag: \"small-{name}\"\r\nx-repo-commit: {COMMIT}\r\n"))
    }
}

/// The asked range of a file.
fn part(stream: &mut TcpStream, file: &[u8], range: Option<&str>, headers: &str) -> std::io::Result<()> {
    let (from, to) = range.and_then(|range| range.split_once('-')).unwrap_or(("0", ""));
    let from: usize = from.parse().unwrap_or(0);
    let to = to.parse::<usize>().map_or(file.len(), |last| (last + 1).min(file.len()));
    let headers = format!("{headers}content-range: bytes {from}-{}/{}\r\n", to.saturating_sub(1), file.len());
    send(stream, "206 Partial Content", &headers, file.get(from..to).unwrap_or_default())
}

fn send(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(body)?;
    stream.flush()
}
