//! Running pg_dump into a folder that is not a backup yet.

use std::convert::Infallible;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::process::Command;

use super::checksum;
use super::client::{self, Running};
use super::error::BackupError;
use super::layout::{self, DUMP, Partial};
use super::tools::Tools;
use crate::db::cancel::Cancel;
use crate::model::backup::ManifestFile;
use crate::model::connection::Connection;
use crate::model::progress::{Observer, Progress};
use crate::model::quote::quote_identifier;

/// How long pg_dump waits for a table that somebody is changing, in milliseconds.
const LOCK_WAIT: &str = "--lock-wait-timeout=300000";
/// How often progress is told.
const TICK: Duration = Duration::from_millis(500);

/// pg_dump's output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// One file.
    Custom,
    /// A folder with a file per table, written by this many connections at once.
    Directory { jobs: u32 },
}

impl Format {
    /// pg_dump's word, also in the manifest.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Directory { .. } => "directory",
        }
    }
}

/// What to dump.
pub(super) struct Dump<'a> {
    pub(super) tools: &'a Tools,
    pub(super) connection: &'a Connection,
    pub(super) format: Format,
    pub(super) schema_only: bool,
    pub(super) snapshot: &'a str,
    /// Names, not patterns.
    pub(super) without_schemas: &'a [String],
}

/// Dumps into `partial`; the dump's files, durable and hashed.
pub(super) async fn run(
    dump: &Dump<'_>,
    partial: &Partial,
    observer: &dyn Observer,
    cancel: &Cancel,
) -> Result<Vec<ManifestFile>, BackupError> {
    let mut command = client::command(&dump.tools.pg_dump, Some(dump.connection));
    command.stdin(partial.lock_for_child()?).args(arguments(dump));
    match dump.format {
        Format::Custom => stream(command, partial, observer, cancel).await,
        Format::Directory { jobs } => {
            let target = partial.path().join(DUMP);
            command.arg(format!("--jobs={}", jobs.max(1))).arg("--file").arg(&target);
            let running = client::start(command, "pg_dump")?;
            watched(running, || folder_size(&target), observer, cancel)
                .await
                .map_err(|error| full_disk(error, partial.path()))?;
            let files = layout::seal_permissions(partial.path())?;
            checksum::seal(partial.path(), files, cancel).await
        }
    }
}

fn arguments(dump: &Dump<'_>) -> Vec<OsString> {
    // zstd costs less and packs better than gzip, which is fastest at its first level.
    let compression = if dump.tools.major >= 16 { "--compress=zstd:3" } else { "--compress=1" };
    // We make the files durable ourselves, once.
    let fixed = ["--no-password", "--no-sync", LOCK_WAIT, compression];
    let mut arguments: Vec<OsString> = fixed.map(OsString::from).to_vec();
    arguments.push(format!("--format={}", dump.format.as_str()).into());
    arguments.push(format!("--snapshot={}", dump.snapshot).into());
    if dump.schema_only {
        arguments.push("--schema-only".into());
    }
    for schema in dump.without_schemas {
        arguments.push(format!("--exclude-schema={}", quote_identifier(schema)).into());
    }
    arguments
}

/// The custom format comes through a pipe: it is hashed on the way, and should we be killed,
/// pg_dump dies of the broken pipe instead of reading on from the server.
async fn stream(
    mut command: Command,
    partial: &Partial,
    observer: &dyn Observer,
    cancel: &Cancel,
) -> Result<Vec<ManifestFile>, BackupError> {
    let path = partial.path().join(DUMP);
    let mut file = create(&path)?;
    command.stdout(Stdio::piped());
    let mut running = client::start(command, "pg_dump")?;
    let pipe = running.child.stdout.take().expect("the standard output is piped");
    let mut pipe = pipe.into_owned_fd().map(File::from).map_err(BackupError::io("read from", &path))?;
    let written = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&written);
    // Ends by itself: with the pipe when pg_dump ends, or with the first error.
    let writer = tokio::task::spawn_blocking(move || {
        let hashed = checksum::copy_hashed(&mut pipe, &mut file, &mut |chunk| {
            counter.fetch_add(chunk as u64, Ordering::Relaxed);
            true
        })?;
        file.sync_all().map(|()| hashed)
    });
    let ended = watched(running, || written.load(Ordering::Relaxed), observer, cancel).await;
    let hashed = writer.await.map_err(std::io::Error::other).and_then(|result| result);
    // When we could not write, pg_dump's complaint about the pipe is only the consequence.
    let (bytes, sha256) = match (hashed, ended) {
        (_, Err(BackupError::Cancelled)) => return Err(BackupError::Cancelled),
        (Err(error), _) => return Err(BackupError::io("write", &path)(error)),
        (Ok(_), Err(error)) => return Err(error),
        (Ok(hashed), Ok(())) => hashed,
    };
    Ok(vec![ManifestFile { path: DUMP.to_owned(), bytes, sha256 }])
}

fn create(path: &Path) -> Result<File, BackupError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path).map_err(BackupError::io("write", path))
}

/// Waits for the program, telling the size of what it wrote.
async fn watched(
    running: Running,
    size: impl Fn() -> u64,
    observer: &dyn Observer,
    cancel: &Cancel,
) -> Result<(), BackupError> {
    let tell = || observer.observe(Progress::Bytes { what: "dumped", done: size() });
    let ticking = async {
        loop {
            tokio::time::sleep(TICK).await;
            tell();
        }
    };
    let ended: Result<(), BackupError> = tokio::select! {
        ended = running.finish(cancel) => ended,
        never = ticking => { let never: Infallible = never; match never {} }
    };
    tell();
    ended
}

fn folder_size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// pg_dump's own word for a full disk, as our error for it.
fn full_disk(error: BackupError, path: &Path) -> BackupError {
    match error {
        BackupError::Tool { message, .. } if message.contains("No space left on device") => {
            BackupError::DiskFull { path: path.to_owned() }
        }
        other => other,
    }
}
