//! Why a step could not do its job, with the exit code it means.
//!
//! A finding is a result; a failure means the job could not be done. Every room's error becomes a
//! failure here and nowhere else, so that one place decides which exit code it is.

use crate::backup::BackupError;
use crate::db::DbError;
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
