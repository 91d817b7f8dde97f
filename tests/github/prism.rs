//! Prism (<https://github.com/stoplightio/prism>), a second judge: requests and answers go through it when `LOCKSTEP_TEST_PRISM` names its program. `script/github-scenarios` installs it.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use super::fake::Held;
use super::fake::http::{Call, Reply, send};
use crate::support::workspace::repository;

/// A running Prism; ends with this process.
pub(crate) struct Prism {
    port: u16,
    _child: Mutex<Child>,
}

impl Prism {
    /// `behind` starts what Prism hands the requests on to, and says at which port.
    pub(crate) fn from_environment(behind: impl FnOnce() -> u16) -> Option<Self> {
        let program = std::env::var_os("LOCKSTEP_TEST_PRISM").filter(|program| !program.is_empty())?;
        let description = std::env::var_os("LOCKSTEP_TEST_OPENAPI")
            .expect("LOCKSTEP_TEST_OPENAPI names the description for Prism");
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        // The shell ends it when this process ends, in whatever way: then its standard input closes.
        let mut child = Command::new("sh")
            .current_dir(repository())
            .arg("-c")
            .arg(r#""$@" & pid=$!; cat >/dev/null; kill $pid"#)
            .arg("sh")
            .arg(program)
            .args(["proxy", "--errors", "--host", "127.0.0.1", "--port", &port.to_string()])
            .arg(description)
            .arg(format!("http://127.0.0.1:{}", behind()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("sh");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let listens = lines.by_ref().map_while(Result::ok).any(|line| line.contains("Prism is listening"));
        assert!(listens, "Prism does not start");
        // Nobody reads on, but its pipe must not fill.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { port, _child: Mutex::new(child) })
    }

    /// The answer through Prism; what it objects to is a violation.
    pub(crate) async fn ask(&self, held: &Held, call: Call) -> Reply {
        let what = format!("{} {}", call.method, call.target);
        let reply = send(self.port, call).await.expect("Prism answers");
        // Its own errors have a type in one of these forms; GitHub's have a message.
        let kind = reply.body["type"].as_str().unwrap_or_default();
        if kind.contains("stoplight.io/prism") || kind.ends_with("Error") {
            held.lock().violation(format!("Prism on {what}: {}", reply.body));
        }
        reply
    }
}
