//! What can go wrong while a backup is made, proved, kept or restored. A backup that restores to
//! something else is not here: that is a result (`proof::Proof`), not an error.

use std::io;
use std::path::{Path, PathBuf};

use crate::db::DbError;

/// Why the work could not be done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BackupError {
    #[error(
        "no pg_dump and pg_restore for a PostgreSQL {server_major} server: they must be of version \
         {server_major} or newer, and {found}; install the Debian package \
         postgresql-client-{server_major} or newer"
    )]
    NoTools { server_major: u32, found: String },
    #[error("{program} could not be started: {source}; check that it is installed and may be executed")]
    Start { program: PathBuf, source: io::Error },
    #[error("{tool} failed ({status}): {message}")]
    Tool { tool: &'static str, status: String, message: String },
    #[error(
        "the disk that holds {path} is full; nothing half-written was kept; free space there or \
         set backup.dir to another disk"
    )]
    DiskFull { path: PathBuf },
    #[error("could not {doing} {path}: {source}")]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("{path} is not a usable backup: {problem}; use another backup")]
    Unusable { path: PathBuf, problem: String },
    #[error("{path} is not what the backup's manifest says: {problem}; use another backup")]
    Damaged { path: PathBuf, problem: String },
    #[error("no backup {wanted} of {environment} in {dir}; make one with `lockstep backup`")]
    NotFound { wanted: String, environment: String, dir: PathBuf },
    #[error(
        "the backup needs extension {extension}, which the server at {target} does not offer; \
         install its package on that server, or use a server that has it"
    )]
    ExtensionUnavailable { extension: String, target: String },
    /// Nothing was changed.
    #[error("refused to restore into {target}: {reason}")]
    Refused { target: String, reason: String },
    #[error("the backup was interrupted; nothing half-written was kept")]
    Cancelled,
    #[error(transparent)]
    Database(#[from] DbError),
}

impl BackupError {
    /// For `map_err`: an input or output error at `path`, a full disk told apart.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { path: path.to_owned() }
            }
            _ => Self::Io { doing, path: path.to_owned(), source },
        }
    }

    pub(super) fn unusable(path: &Path, problem: impl Into<String>) -> Self {
        Self::Unusable { path: path.to_owned(), problem: problem.into() }
    }

    pub(super) fn damaged(path: &Path, problem: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), problem: problem.into() }
    }
}
