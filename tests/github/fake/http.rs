//! Requests and answers as the fake sees them, and their way over a socket.

use std::future::Future;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};

/// One request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub(crate) method: String,
    /// With the query, as it was sent.
    pub(crate) target: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Call {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The path without the query.
    pub(crate) fn path(&self) -> &str {
        self.target.split('?').next().expect("split gives one")
    }

    pub(crate) fn query(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        url::form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect()
    }
}

/// One answer; `None` in place of one closes the connection.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Reply {
    pub(crate) fn new(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body }
    }

    /// An error in GitHub's form.
    pub(crate) fn error(status: u16, message: &str) -> Self {
        let url = "https://docs.github.com/rest";
        let body = serde_json::json!({
            "message": message, "documentation_url": url, "status": status.to_string(),
        });
        Self::new(status, body)
    }

    /// 422 with what is wrong with which field.
    pub(crate) fn invalid(resource: &str, field: &str, message: &str) -> Self {
        let mut reply = Self::error(422, "Validation Failed");
        reply.body["errors"] = serde_json::json!([
            { "resource": resource, "code": "custom", "field": field, "message": message }
        ]);
        reply
    }

    pub(crate) fn with<T: ToString + ?Sized>(mut self, name: &str, value: &T) -> Self {
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The runtime of everything that speaks HTTP in this process.
pub(crate) fn runtime() -> &'static tokio::runtime::Runtime {
    static RUNTIME: std::sync::OnceLock<tokio::runtime::Runtime> = std::sync::OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
    })
}

/// Serves on a port of its own for the life of the process; returns the port.
pub(crate) fn serve<F, A>(answer: F) -> u16
where
    F: Fn(Call) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Option<Reply>> + Send + 'static,
{
    let listener = runtime().block_on(TcpListener::bind("127.0.0.1:0")).expect("a port");
    let port = listener.local_addr().expect("an address").port();
    runtime().spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let answer = answer.clone();
            let service = hyper::service::service_fn(move |request| {
                let answer = answer.clone();
                async move { respond(answer(read(request).await).await) }
            });
            runtime().spawn(async move {
                // An error here is a connection that was closed, by either side.
                let _ = hyper::server::conn::http1::Builder::new()
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    port
}

async fn read(request: Request<Incoming>) -> Call {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    Call {
        method: parts.method.to_string(),
        target: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        headers: headers(&parts.headers),
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

fn headers(headers: &hyper::HeaderMap) -> Vec<(String, String)> {
    let text = |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

/// An error of the service is what makes hyper close the connection without a word.
fn respond(reply: Option<Reply>) -> Result<Response<Full<Bytes>>, std::io::Error> {
    let reply = reply.ok_or(std::io::ErrorKind::ConnectionReset)?;
    let mut response = Response::builder().status(reply.status).header("content-type", "application/json");
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    Ok(response.body(Full::from(reply.body.to_string())).expect("a valid answer"))
}

/// Sends one request to a port of this machine. `None`: the connection was closed without an answer.
pub(crate) async fn send(port: u16, call: Call) -> Option<Reply> {
    let stream = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
    runtime().spawn(async move {
        let _ = connection.await;
    });
    let mut request = Request::builder().method(call.method.as_str()).uri(&call.target);
    for (name, value) in call.headers.iter().filter(|(name, _)| name != "content-length" && name != "host") {
        request = request.header(name, value);
    }
    let request = request.header("host", format!("127.0.0.1:{port}"));
    let request = request.body(Full::<Bytes>::from(call.body)).ok()?;
    let (parts, body) = sender.send_request(request).await.ok()?.into_parts();
    let body = body.collect().await.ok()?.to_bytes();
    let body = serde_json::from_slice(&body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&body).into_owned()));
    Some(Reply { status: parts.status.as_u16(), headers: headers(&parts.headers), body })
}
