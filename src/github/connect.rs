//! Connections to GitHub's API. Octocrab's own builder cannot leave off its name, and its redirects turn
//! a POST into a GET; so it gets a service that has neither.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use octocrab::service::middleware::extra_headers::ExtraHeadersLayer;
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};

/// For reaching one address of the server.
const CONNECT: Duration = Duration::from_secs(10);

/// The headers that every request has beside the version of the API, which octocrab adds
/// (<https://docs.github.com/rest/using-the-rest-api/getting-started-with-the-rest-api#headers>).
const HEADERS: [(&str, &str); 2] = [
    ("accept", "application/vnd.github+json"),
    ("user-agent", concat!("lockstep/", env!("CARGO_PKG_VERSION"))),
];

/// Requests need whole addresses, and each carries the token: it is for one server only.
///
/// # Errors
/// When this machine has no certificates of authorities, or no header can carry the token.
pub(super) fn connect(token: Option<&str>) -> io::Result<Octocrab> {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_connect_timeout(Some(CONNECT));
    let tls = HttpsConnectorBuilder::new().with_native_roots()?.https_or_http().enable_http1();
    let client = Client::builder(TokioExecutor::new()).build::<_, OctoBody>(tls.wrap_connector(tcp));
    let mut headers = Vec::new();
    for (name, value) in HEADERS {
        headers.push((
            name.parse().expect("the name of a header"),
            value.parse().expect("the value of a header"),
        ));
    }
    if let Some(token) = token {
        let value = format!("Bearer {token}").parse();
        let value = value.map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "not a token"))?;
        headers.push(("authorization".parse().expect("the name of a header"), value));
    }
    let built = OctocrabBuilder::new_empty()
        .with_service(client)
        .with_layer(&ExtraHeadersLayer::new(Arc::new(headers)))
        .with_auth(AuthState::None)
        .build();
    let Ok(octocrab) = built;
    Ok(octocrab)
}
