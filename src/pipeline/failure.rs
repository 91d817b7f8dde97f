//! Why a step could not do its job, with the exit code it means.
//!
//! A finding is a result; a failure means the job could not be done. Every room's error becomes a
//! failure here and nowhere else, so that one place decides which exit code it is.

use std::error::Error;

use crate::backup::BackupError;
use crate::config::error::ConfigError;
use crate::db::DbError;
use crate::db::execute::{Cause, ExecuteError};
use crate::formats::FormatError;
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::Finding;
use crate::scratch::ScratchError;

/// A step that could not do its job.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) finding: Box<Finding>,
}

/// What a step or a part of it returns.
pub(crate) type Outcome<T> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(exit: Exit, finding: Finding) -> Self {
        Self { exit, finding: Box::new(finding) }
    }

    /// Refused before any change.
    pub(crate) fn refused(finding: Finding) -> Self {
        Self::new(Exit::Refused, finding)
    }

    /// The configuration does not allow what was asked.
    pub(crate) fn configuration(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(Exit::Configuration, Finding::new(Code::ConfigurationInvalid, message).with_help(help))
    }

    /// The same failure, said to be about one environment.
    pub(crate) fn in_environment(mut self, name: &str) -> Self {
        self.finding.environment.get_or_insert_with(|| name.to_owned());
        self
    }
}

/// An error with its causes, in one line.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        // A message may quote its own cause already.
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::new(error.exit(), error.finding())
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        let (exit, code) = match &error {
            DbError::Unreachable { .. }
            | DbError::LoginRefused { .. }
            | DbError::Lost { .. }
            | DbError::Protocol { .. } => (Exit::Unreachable, Code::ConnectionFailed),
            // A statement of our own that the server refused: rights, most of the time.
            DbError::Server { .. } => (Exit::Failed, Code::ConnectionFailed),
            DbError::Pooler { .. } => (Exit::Refused, Code::Pooler),
            DbError::LockHeld { .. } => (Exit::Refused, Code::LockHeld),
            DbError::Environment(_) => (Exit::Configuration, Code::ConfigurationInvalid),
            DbError::Cancelled => (Exit::Interrupted, Code::Interrupted),
        };
        Self::new(exit, Finding::new(code, chain(&error)))
    }
}

impl From<ExecuteError> for Failure {
    fn from(error: ExecuteError) -> Self {
        match error.cause {
            Cause::Connection(error) => error.into(),
            Cause::Cancelled => DbError::Cancelled.into(),
            cause => Self::new(Exit::Failed, Finding::new(Code::ApplyFailed, chain(&cause))),
        }
    }
}

impl From<FormatError> for Failure {
    fn from(error: FormatError) -> Self {
        let mut finding = Finding::new(error.code(), chain(&error));
        finding.place = error.place();
        Self::new(Exit::Configuration, finding)
    }
}

impl From<ScratchError> for Failure {
    fn from(error: ScratchError) -> Self {
        Self::new(
            Exit::Unreachable,
            Finding::new(Code::ScratchUnavailable, chain(&error)).with_help(
                "scratch PostgreSQL replays the migrations; `scratch.url` can name another server",
            ),
        )
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        let (exit, code) = match error {
            BackupError::Database(error) => return error.into(),
            BackupError::NoTools { .. } | BackupError::Start { .. } => {
                (Exit::Configuration, Code::ToolUnavailable)
            }
            BackupError::ExtensionUnavailable { .. } => (Exit::Configuration, Code::ExtensionUnavailable),
            BackupError::Refused { .. } => (Exit::Refused, Code::RestoreTarget),
            BackupError::Cancelled => (Exit::Interrupted, Code::Interrupted),
            BackupError::NotFound { .. } => (Exit::Configuration, Code::BackupStale),
            BackupError::Unusable { .. } | BackupError::Damaged { .. } => {
                (Exit::Refused, Code::BackupUnproven)
            }
            BackupError::Tool { .. } | BackupError::DiskFull { .. } | BackupError::Io { .. } => {
                (Exit::Failed, Code::BackupUnproven)
            }
        };
        Self::new(exit, Finding::new(code, chain(&error)))
    }
}
