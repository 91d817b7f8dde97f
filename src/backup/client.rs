//! Running PostgreSQL's client programs: the connection goes in by environment variables that
//! only the child sees, errors come back as text, and a cancelled run leaves no process behind.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use super::error::BackupError;
use crate::db::cancel::Cancel;
use crate::model::connection::{Connection, TlsMode};

/// How much of a program's complaints is kept; the rest is read and dropped.
const KEPT_STDERR: usize = 64 * 1024;
/// How many lines of it a message shows.
const SHOWN_LINES: usize = 10;
/// How long a program may take to cancel its queries on the server before it is killed.
const GRACE: Duration = Duration::from_secs(2);

/// A program ready to start: no input, own process group (so that its parallel workers can be
/// stopped with it), messages in English, none of our own `PG*` variables.
pub(super) fn command(program: &Path, connection: Option<&Connection>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"PG") {
            command.env_remove(name);
        }
    }
    command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command.process_group(0).kill_on_drop(true);
    if let Some(connection) = connection {
        command.envs(variables(connection));
    }
    command
}

/// The connection as libpq's variables
/// (<https://www.postgresql.org/docs/current/libpq-envars.html>). Arguments would be readable by
/// every user of the machine; the environment is not.
fn variables(connection: &Connection) -> Vec<(&'static str, OsString)> {
    let mut variables: Vec<(&'static str, OsString)> = vec![
        ("PGHOST", connection.host.clone().into()),
        ("PGPORT", connection.port.to_string().into()),
        ("PGUSER", connection.user.clone().into()),
        ("PGDATABASE", connection.database.clone().into()),
        ("PGSSLMODE", connection.tls.as_str().into()),
        ("PGCONNECT_TIMEOUT", connection.connect_timeout.unwrap_or(30).to_string().into()),
        // Only what the URL says counts: a file that cannot exist keeps ~/.pgpass out.
        ("PGPASSFILE", "/dev/null/none".into()),
    ];
    if let Some(password) = &connection.password {
        variables.push(("PGPASSWORD", password.expose().into()));
    }
    let authorities = match &connection.root_certificate {
        Some(path) => Some(PathBuf::from(path)),
        None if connection.tls >= TlsMode::VerifyCa => system_authorities(),
        None => None,
    };
    if let Some(path) = authorities {
        variables.push(("PGSSLROOTCERT", path.into()));
    }
    variables
}

/// The system's certificate authorities: our own connections trust them by default, libpq only
/// when it is told where they are.
fn system_authorities() -> Option<PathBuf> {
    let named = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    let usual = [
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
        "/opt/homebrew/etc/openssl@3/cert.pem",
    ];
    named.into_iter().chain(usual.map(PathBuf::from)).find(|path| path.is_file())
}

/// A started program whose complaints are being collected.
pub(super) struct Running {
    pub(super) child: Child,
    tool: &'static str,
    stderr: JoinHandle<String>,
}

/// Starts `command`; `tool` is its name in messages.
pub(super) fn start(mut command: Command, tool: &'static str) -> Result<Running, BackupError> {
    let mut child = command
        .spawn()
        .map_err(|source| BackupError::Start { program: command.as_std().get_program().into(), source })?;
    let stderr = child.stderr.take();
    let stderr = tokio::spawn(async move {
        let mut kept = Vec::new();
        if let Some(mut stderr) = stderr {
            let mut chunk = [0; 4096];
            while let Ok(read @ 1..) = stderr.read(&mut chunk).await {
                let room = KEPT_STDERR.saturating_sub(kept.len());
                kept.extend_from_slice(&chunk[..read.min(room)]);
            }
        }
        String::from_utf8_lossy(&kept).into_owned()
    });
    Ok(Running { child, tool, stderr })
}

impl Running {
    /// Waits for the end; cancelled, the program is stopped first.
    pub(super) async fn finish(mut self, cancel: &Cancel) -> Result<(), BackupError> {
        let status = tokio::select! {
            status = self.child.wait() => status,
            _ = cancel.cancelled() => {
                self.stop().await;
                return Err(BackupError::Cancelled);
            }
        };
        let status = status.map_err(BackupError::io("wait for", Path::new(self.tool)))?;
        let stderr = (&mut self.stderr).await.unwrap_or_default();
        if status.success() {
            for line in stderr.lines() {
                tracing::warn!(tool = self.tool, "{line}");
            }
            return Ok(());
        }
        Err(BackupError::Tool { tool: self.tool, status: describe(status), message: first_lines(&stderr) })
    }

    fn group(&self) -> Option<Pid> {
        self.child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?))
    }

    /// Asks the program to end (on which pg_dump and pg_restore cancel their queries on the
    /// server), and kills it and its workers when it does not.
    async fn stop(&mut self) {
        let Some(group) = self.group() else { return };
        // A group that is gone already is what we want, so failures to signal do not matter.
        let _ = kill_process_group(group, Signal::TERM);
        let _ = tokio::time::timeout(GRACE, self.child.wait()).await;
        let _ = kill_process_group(group, Signal::KILL);
        let _ = self.child.wait().await;
    }
}

impl Drop for Running {
    /// Nobody waits any more: nothing of the program may stay, its workers included.
    fn drop(&mut self) {
        if let Some(group) = self.group() {
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

/// Runs `command` and returns what it wrote to standard output.
pub(super) async fn output(
    mut command: Command,
    tool: &'static str,
    cancel: &Cancel,
) -> Result<String, BackupError> {
    command.stdout(Stdio::piped());
    let mut running = start(command, tool)?;
    let stdout = running.child.stdout.take();
    let reader = tokio::spawn(async move {
        let mut text = Vec::new();
        if let Some(mut stdout) = stdout {
            stdout.read_to_end(&mut text).await.map(|_| ())?;
        }
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&text).into_owned())
    });
    running.finish(cancel).await?;
    let text = reader.await.map_err(std::io::Error::other).and_then(|text| text);
    text.map_err(BackupError::io("read the output of", Path::new(tool)))
}

fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit code {code}"),
        (None, Some(signal)) => format!("killed by signal {signal}"),
        (None, None) => "ended abnormally".to_owned(),
    }
}

/// The start of a program's complaints: the cause comes first, what follows from it later.
fn first_lines(stderr: &str) -> String {
    let lines: Vec<&str> = stderr.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut text = lines.iter().take(SHOWN_LINES).copied().collect::<Vec<_>>().join("\n");
    match lines.len() {
        0 => text.push_str("it gave no reason"),
        count if count > SHOWN_LINES => {
            text.push_str(&format!("\n… and {} more lines", count - SHOWN_LINES));
        }
        _ => {}
    }
    text
}
