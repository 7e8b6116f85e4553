//! A server on a free loopback port with a folder of its own, and a client that speaks to it from outside.

use crate::double::{self, Gate};
use passerelle::cli::serve;
use passerelle::config::{Config, Layer};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// A running server; ends with the value.
pub struct Server {
    pub gate: Arc<Gate>,
    address: SocketAddr,
    agent: ureq::Agent,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    _folder: TempDir,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }

    /// The body of a success.
    pub fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// The body of a problem of this sort; checks its form.
    pub fn problem(&self, status: u16, slug: &str) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{text}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem: Value = serde_json::from_slice(&self.body).expect("JSON");
        assert_eq!(problem["type"], format!("urn:passerelle:problem:{slug}"), "{text}");
        assert_eq!(problem["status"], status);
        assert!(!problem["title"].as_str().expect("a title").is_empty());
        assert!(!problem["detail"].as_str().expect("a detail").is_empty());
        problem
    }
}

impl Server {
    /// One server with the demonstration market for all tests that change nothing.
    pub fn shared() -> &'static Self {
        static SERVER: OnceLock<Server> = OnceLock::new();
        SERVER.get_or_init(|| Self::start(Layer::default()))
    }

    /// A server without offers and courses.
    pub fn empty() -> Self {
        Self::start(Layer { demo: Some(false), ..Layer::default() })
    }

    /// A server with these settings, once it is ready.
    pub fn start(settings: Layer) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = Layer { data_dir: Some(folder.path().join("data")), ..settings };
        let config = Config::of(settings).expect("a sound configuration");
        let (loaded, gate) = double::loaded();
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        listener.set_nonblocking(true).expect("a listener");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                let shutdown = async { drop(stopped.await) };
                serve::run(listener, config, loaded, shutdown).await.expect("the server runs");
            });
        });
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let server = Self { gate, address, agent, stop: Some(stop), thread: Some(thread), _folder: folder };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&self) {
        loop {
            let answer = self.get("/ready");
            match answer.status {
                200 => return,
                503 => assert!(!answer.text().contains("failed"), "{}", answer.text()),
                other => panic!("/ready answered {other}"),
            }
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn get(&self, path: &str) -> Answer {
        answer(self.agent.get(self.url(path)).call())
    }

    pub fn get_accepting(&self, path: &str, accept: &str) -> Answer {
        answer(self.agent.get(self.url(path)).header("accept", accept).call())
    }

    pub fn delete(&self, path: &str) -> Answer {
        answer(self.agent.delete(self.url(path)).call())
    }

    pub fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.post(path, "application/json", body.to_string().as_bytes())
    }

    pub fn post(&self, path: &str, content_type: &str, body: &[u8]) -> Answer {
        answer(self.agent.post(self.url(path)).header("content-type", content_type).send(body))
    }

    pub fn put(&self, path: &str, content_type: &str, body: &[u8]) -> Answer {
        answer(self.agent.put(self.url(path)).header("content-type", content_type).send(body))
    }

    pub fn put_named(&self, path: &str, content_type: &str, key: &str, body: &[u8]) -> Answer {
        let request = self.agent.put(self.url(path)).header("content-type", content_type);
        answer(request.header("idempotency-key", key).send(body))
    }

    /// Sends a file as a form does.
    pub fn post_file(&self, name: &str, content_type: &str, file: &[u8]) -> Answer {
        let mut body = format!(
            "--frontiere\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: {content_type}\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--frontiere--\r\n");
        self.post("/v1/extract/file", "multipart/form-data; boundary=frontiere", &body)
    }

    /// Stops the server; returns once it has ended.
    pub fn stop(&mut self) {
        self.gate.open();
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server ended well");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.stop();
        }
    }
}

fn answer(result: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = result.expect("the server answers");
    let body = response.body_mut().with_config().limit(64 << 20).read_to_vec().expect("a body");
    Answer { status: response.status().as_u16(), headers: response.headers().clone(), body }
}
