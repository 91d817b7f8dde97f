//! A PostgreSQL server of our own: private, reachable through a unix socket only, tuned for being
//! thrown away.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tempfile::TempDir;

use super::ScratchError;
use super::account::Account;
use super::binaries::Installation;
use super::supervisor::Supervisor;
use super::template::{self, Template};
use crate::model::connection::{Connection, Secret, TlsMode};
use crate::model::progress::{Observer, Progress};

/// What a server's name in its socket directory ends with; nothing listens on this port.
const PORT: u16 = 5432;

/// `sun_path` holds 104 bytes on macOS and the BSDs, 108 on Linux, each with its final zero.
const SOCKET_PATH_LIMIT: usize = 103;

/// What the server is started with. Durability is given up: after a crash there is nothing to keep.
const SETTINGS: [(&str, &str); 19] = [
    ("listen_addresses", ""),
    ("unix_socket_permissions", "0700"),
    ("fsync", "off"),
    ("full_page_writes", "off"),
    ("synchronous_commit", "off"),
    ("autovacuum", "off"),
    ("jit", "off"),
    ("checkpoint_timeout", "1h"),
    ("shared_buffers", "64MB"),
    ("max_connections", "50"),
    // One transaction may create or dump thousands of tables, and locks each of them.
    ("max_locks_per_transaction", "1024"),
    // Parallel workers take shared memory, of which a container has 64 MB.
    ("max_parallel_workers", "0"),
    ("max_parallel_maintenance_workers", "0"),
    // Publications, subscriptions and replication slots in migrations behave as on a real server.
    ("wal_level", "logical"),
    // Foreign names and messages are compared and shown: the same on every machine.
    ("lc_messages", "C"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    ("logging_collector", "off"),
    ("log_destination", "stderr"),
];

/// Tried in this order: the first sorts like every provider's default for text without language,
/// the second exists everywhere.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// A running server.
pub(super) struct Embedded {
    supervisor: Supervisor,
    major: u32,
}

impl Embedded {
    /// Starts a server of `installation`: from a copied data directory where there is one, which
    /// takes a fraction of a second, else from a new one.
    pub(super) async fn start(
        installation: &Installation,
        observer: &dyn Observer,
    ) -> Result<Self, ScratchError> {
        match Self::attempt(installation, observer, true).await {
            Err((error, Some(template))) => {
                // Damaged, or made with a locale that this machine does not have any more.
                tracing::warn!(%error, "scratch template does not start, making a new one");
                template.discard();
                Self::attempt(installation, observer, false).await.map_err(|(error, _)| error)
            }
            outcome => outcome.map_err(|(error, _)| error),
        }
    }

    /// One try. The error comes with the template that was used, if one was.
    async fn attempt(
        installation: &Installation,
        observer: &dyn Observer,
        use_template: bool,
    ) -> Result<Self, (ScratchError, Option<Template>)> {
        let begin = Instant::now();
        let plain = |error| (error, None);
        let directory = private_directory().map_err(plain)?;
        let us = std::fs::metadata(directory.path())
            .map_err(ScratchError::directory(directory.path()))
            .map_err(plain)?;
        let account = Account::choose(us.uid(), us.gid());
        let change = account.uid != us.uid();
        let mut supervisor = Supervisor::start(directory, installation, account, change).map_err(plain)?;
        let data = supervisor.directory().join("data");

        let template = Template::of(installation, us.uid());
        let source = template.usable(installation, us.uid()).filter(|_| use_template);
        let used = if let Some(source) = source {
            let used = Some(template.clone());
            let copied = copy(source.to_owned(), data, change.then_some(account)).await;
            copied.map_err(|error| (error, used.clone()))?;
            used
        } else {
            observer.observe(Progress::Waiting {
                reason: format!("preparing scratch PostgreSQL {}", installation.version),
            });
            initdb(&mut supervisor).await.map_err(plain)?;
            let kept = tokio::task::spawn_blocking(move || template.keep(&data)).await;
            if let Ok(Err(error)) = kept {
                tracing::debug!(%error, "cannot keep the scratch template for the next run");
            }
            None
        };
        supervisor.start_server(&options()).await.map_err(|error| (error, used.clone()))?;
        tracing::debug!(
            version = installation.version,
            cached = used.is_some(),
            took_ms = begin.elapsed().as_millis(),
            "scratch PostgreSQL runs"
        );
        Ok(Self { supervisor, major: installation.major })
    }

    pub(super) fn major(&self) -> u32 {
        self.major
    }

    /// How to reach one of its databases.
    pub(super) fn connection(&self, database: &str) -> Connection {
        Connection {
            host: self.supervisor.directory().display().to_string(),
            port: PORT,
            user: "postgres".to_owned(),
            password: None,
            database: database.to_owned(),
            tls: TlsMode::Disable,
            root_certificate: None,
            schema: None,
            connect_timeout: None,
            pooler: false,
            settings: Vec::new(),
            // Nothing to mask: nobody but this process can reach it.
            url: Secret::new(format!("postgresql:///{database}")),
        }
    }

    pub(super) async fn stop(self) -> Result<(), ScratchError> {
        self.supervisor.stop().await
    }
}

async fn initdb(supervisor: &mut Supervisor) -> Result<(), ScratchError> {
    let mut outcome = Ok(());
    for locale in LOCALES {
        outcome = supervisor.initdb(locale).await;
        match &outcome {
            Err(ScratchError::Initdb { log }) if log.contains("locale") => {}
            _ => break,
        }
    }
    outcome
}

async fn copy(source: PathBuf, data: PathBuf, owner: Option<Account>) -> Result<(), ScratchError> {
    let path = data.clone();
    let copied = tokio::task::spawn_blocking(move || template::copy(&source, &data, owner)).await;
    copied.unwrap_or_else(|panic| Err(std::io::Error::other(panic))).map_err(ScratchError::directory(path))
}

fn options() -> String {
    SETTINGS.iter().map(|(name, value)| format!("-c {name}={value} ")).collect()
}

/// A new directory that only its owner can enter, in `TMPDIR` or, where that does not do, `/tmp`.
fn private_directory() -> Result<TempDir, ScratchError> {
    let temporary = std::env::temp_dir();
    let parent = if can_hold_socket(&temporary) { &temporary } else { Path::new("/tmp") };
    if !can_hold_socket(parent) {
        return Err(ScratchError::SocketPath { path: temporary });
    }
    let directory = tempfile::Builder::new().prefix("lockstep-scratch-").tempdir_in(parent);
    directory.map_err(ScratchError::directory(parent))
}

fn can_hold_socket(parent: &Path) -> bool {
    let socket = parent.join("lockstep-scratch-XXXXXX").join(format!(".s.PGSQL.{PORT}"));
    // Root's server runs as somebody else, who must be able to come here and to remove it.
    let allows = |path: &Path, others: u32| {
        std::fs::metadata(path).is_ok_and(|data| data.uid() != 0 || data.mode() & others == others)
    };
    parent.is_absolute()
        && socket.as_os_str().len() <= SOCKET_PATH_LIMIT
        && allows(parent, 0o003)
        && parent.ancestors().all(|path| allows(path, 0o001))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_or_closed_directory_cannot_hold_the_socket() {
        assert!(can_hold_socket(Path::new("/tmp")));
        assert!(!can_hold_socket(Path::new("relative")));
        assert!(!can_hold_socket(Path::new(&format!("/tmp/{}", "x".repeat(80)))));
    }

    #[test]
    fn settings_are_words_that_the_supervisor_can_pass_on() {
        for (name, value) in SETTINGS {
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
            assert!(name.chars().all(plain) && value.chars().all(plain), "{name}={value}");
        }
    }
}
