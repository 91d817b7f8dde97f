//! Why there is no scratch server, and what to do about it.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::binaries::BIN_VARIABLE;
use crate::db::{DbError, ServerError};

/// What can go wrong with throw-away PostgreSQL.
#[derive(Debug, Error)]
pub(crate) enum ScratchError {
    #[error(
        "no PostgreSQL installation with {tools} found; looked in: {found}; install the package postgresql \
         (Debian, Ubuntu) or postgresql@17 (Homebrew), name its directory in {BIN_VARIABLE}, or set \
         scratch.url to a server where databases may be made and dropped",
        found = if searched.is_empty() { "PATH and the usual places, where there is none" } else { searched }
    )]
    NoPrograms { tools: String, searched: String },
    #[error("cannot prepare {}, where the scratch server would live", path.display())]
    Directory {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(
        "{} is too long for the path of a unix socket, which scratch PostgreSQL needs; set TMPDIR to a \
         shorter directory", path.display()
    )]
    SocketPath { path: PathBuf },
    #[error("cannot run the scratch server's supervisor (sh) as user id {uid}")]
    Supervisor {
        uid: u32,
        #[source]
        source: io::Error,
    },
    #[error(
        "user id {uid} has no entry in /etc/passwd, which initdb insists on; install the package \
         libnss-wrapper, run as a user that has an entry, or set scratch.url"
    )]
    NoPasswdEntry { uid: u32 },
    #[error("initdb failed for the scratch server; it said:\n{log}")]
    Initdb { log: String },
    #[error("the scratch server did not start; its log ends with:\n{log}")]
    Start { log: String },
    #[error("the scratch server was not ready after {seconds} s; its log ends with:\n{log}")]
    Timeout { seconds: u64, log: String },
    #[error("the scratch server did not end within {seconds} s; {} may be left", directory.display())]
    Stop { seconds: u64, directory: PathBuf },
    #[error("scratch database")]
    Database(#[from] DbError),
    #[error("the {which} prelude failed on the scratch database")]
    Prelude {
        which: &'static str,
        #[source]
        source: DbError,
    },
}

impl ScratchError {
    /// The server's own error about a prelude, when it is one.
    pub(crate) fn server(&self) -> Option<&ServerError> {
        match self {
            Self::Prelude { source, .. } => source.server(),
            _ => None,
        }
    }

    pub(super) fn directory(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Directory { path, source }
    }
}
