//! For tests: a server that gives one answer after the other and keeps what it was asked.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::client::Client;
use super::context::Context;

/// What happens to one request.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// A status with its reason, headers, and a body.
    Say(&'static str, Vec<(&'static str, String)>, String),
    /// The connection is closed without a word.
    Hang,
}

/// What an answer holds: JSON, or a text that is none.
pub(super) struct Body(String);

impl From<Value> for Body {
    fn from(value: Value) -> Self {
        Self(value.to_string())
    }
}

impl From<i32> for Body {
    fn from(number: i32) -> Self {
        Self(number.to_string())
    }
}

impl From<&str> for Body {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// An answer without headers of its own.
pub(super) fn say(status: &'static str, body: impl Into<Body>) -> Step {
    Step::Say(status, Vec::new(), body.into().0)
}

/// One request as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// `GET /api/v3/repos/acme/shop`.
    pub(super) line: String,
    /// In lower case.
    pub(super) headers: String,
    pub(super) body: Value,
}

/// Runs until its test ends.
#[derive(Clone)]
pub(super) struct Scripted {
    /// With the path that GitHub Enterprise Server has.
    pub(super) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    steps: Arc<Mutex<VecDeque<Step>>>,
}

impl Scripted {
    pub(super) async fn start(steps: impl IntoIterator<Item = Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/api/v3", listener.local_addr().expect("an address"));
        let steps = Arc::new(Mutex::new(steps.into_iter().collect()));
        let server = Self { url, asked: Arc::default(), steps };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.serve(stream).await;
            }
        });
        server
    }

    /// More steps.
    pub(super) fn then(&self, steps: impl IntoIterator<Item = Step>) {
        self.steps.lock().expect("no panic").extend(steps);
    }

    async fn serve(&self, mut stream: TcpStream) {
        let Some(asked) = read(&mut stream).await else { return };
        let line = asked.line.clone();
        self.asked.lock().expect("no panic").push(asked);
        let step = self.steps.lock().expect("no panic").pop_front();
        let (status, headers, body) = match step {
            Some(Step::Say(status, headers, body)) => (status, headers, body),
            Some(Step::Hang) => return,
            None => ("418 Unexpected", Vec::new(), format!("{{\"message\": \"nothing left for {line}\"}}")),
        };
        let mut answer =
            format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n", body.len());
        for (name, value) in headers {
            answer += &format!("{name}: {value}\r\n");
        }
        answer += &format!("\r\n{body}");
        // The client may have gone at its deadline.
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    /// What was asked so far; all steps must have been used.
    pub(super) fn asked(&self) -> Vec<Asked> {
        let left = self.steps.lock().expect("no panic").clone();
        assert!(left.is_empty(), "never asked for: {left:?}");
        self.asked.lock().expect("no panic").clone()
    }

    /// The first lines of what was asked, without the path before the repository.
    pub(super) fn lines(&self) -> Vec<String> {
        self.asked().iter().map(|asked| asked.line.replace("/api/v3/repos/acme/shop", "")).collect()
    }

    /// A client of an app's token with this much time.
    pub(super) fn client(&self, seconds: u64) -> Client {
        let deadline = Instant::now() + Duration::from_secs(seconds);
        Client::new(&context(&self.url, "ghs_t0ken"), deadline).expect("a client")
    }
}

/// A run in `acme/shop`.
pub(super) fn context(api_url: &str, token: &str) -> Context {
    let variables = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_REPOSITORY", "acme/shop"),
        ("GITHUB_API_URL", api_url),
        ("GITHUB_TOKEN", token),
    ];
    let find = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, v)| (*v).to_owned());
    Context::read(&find, &|_| Err(io::ErrorKind::NotFound.into())).expect("on GitHub")
}

async fn read(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let headers = head.to_lowercase();
            let length = headers.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.and_then(|length| length.parse().ok()).unwrap_or(0) {
                let line = head.lines().next()?.trim_end_matches(" HTTP/1.1").to_owned();
                let body = serde_json::from_str(body).unwrap_or_default();
                return Some(Asked { line, headers, body });
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
