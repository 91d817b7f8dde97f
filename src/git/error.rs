//! Why git could not be asked.

use std::io;

/// git did not answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GitError {
    #[error("git cannot be started; install it, or see that it is in PATH")]
    Start(#[source] io::Error),
    #[error("git says: {reason}")]
    Refused { reason: String },
    #[error("git did not answer within {seconds} s")]
    Slow { seconds: u64 },
    #[error("the copy of an earlier state of the migrations cannot be written")]
    Copy(#[source] io::Error),
    #[error("the commit {commit} holds {file:?}, which cannot be a file's name here")]
    Name { commit: String, file: String },
}
