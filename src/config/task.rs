//! What one run has to do: a mode with its options, as the command line said it.

use std::path::PathBuf;

use super::settings::BackupFormat;
use super::side::SideArgument;
use crate::model::mode::Mode;

/// A mode with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Task {
    Check {
        /// The branch or commit to compare with; `None` = as the event says.
        base: Option<String>,
    },
    Status {
        /// Applied migrations too.
        all: bool,
    },
    Compare {
        /// What is; `None` = the first environment.
        from: Option<SideArgument>,
        /// What is wanted; `None` = the last environment.
        to: Option<SideArgument>,
    },
    Plan {
        /// What is; `None` = the last environment.
        from: Option<SideArgument>,
        /// What is wanted; `None` = the first environment.
        to: Option<SideArgument>,
        /// The shortest script, for a database that nobody uses meanwhile.
        offline: bool,
    },
    SyncSchema {
        /// The environment to change; `None` = the last.
        environment: Option<String>,
        /// What is wanted; `None` = the first environment.
        to: Option<SideArgument>,
        offline: bool,
        dry_run: bool,
        /// The plan that was approved: the hash of it, or a file that holds it.
        approved: Option<String>,
    },
    Verify {
        /// `None` = every environment.
        environment: Option<String>,
    },
    Health {
        /// See first whether the comparison sees every kind of change.
        self_test: bool,
        /// Write today's differences down as accepted.
        accept: Option<Acceptance>,
    },
    Backup {
        environment: String,
        /// `true` overrides the configuration.
        schema_only: bool,
        /// `None` = as configured.
        format: Option<BackupFormat>,
    },
    Apply {
        environment: String,
        dry_run: bool,
    },
    Deploy {
        dry_run: bool,
    },
    Restore {
        source: RestoreSource,
        /// A URL or `env:NAME`.
        into: SideArgument,
    },
    Baseline {
        environment: String,
        /// The last version to record; `None` = all files.
        to: Option<String>,
        recording: Recording,
    },
    Resolve {
        environment: String,
        resolution: Resolution,
        recording: Recording,
    },
    Export {
        /// `None` = the migrations.
        from: Option<SideArgument>,
        /// Write it as a migration of this name, in the tool's own form.
        as_migration: Option<String>,
    },
    Publish {
        /// The JSON report of another run.
        report: PathBuf,
    },
    Demo {
        /// Leave the databases running.
        keep: bool,
    },
}

/// How today's differences are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acceptance {
    /// Why; `None` = nothing was said.
    pub(crate) reason: Option<String>,
    /// The last day, `YYYY-MM-DD`; `None` = without end.
    pub(crate) until: Option<String>,
}

/// Which backup to restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RestoreSource {
    /// The newest proven one of an environment.
    Newest { environment: String },
    /// The directory of a backup.
    Path(PathBuf),
}

/// How the history is written without running a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Recording {
    /// Prove, and write nothing.
    pub(crate) dry_run: bool,
    /// Write although the proof failed: the version to be recorded, typed once more.
    pub(crate) force: Option<String>,
}

/// What became of a migration, as the user says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resolution {
    Applied { version: String },
    RolledBack { version: String },
}

impl Task {
    pub(crate) fn mode(&self) -> Mode {
        match self {
            Self::Check { .. } => Mode::Check,
            Self::Status { .. } => Mode::Status,
            Self::Compare { .. } => Mode::Compare,
            Self::Plan { .. } => Mode::Plan,
            Self::SyncSchema { .. } => Mode::SyncSchema,
            Self::Verify { .. } => Mode::Verify,
            Self::Health { .. } => Mode::Health,
            Self::Backup { .. } => Mode::Backup,
            Self::Apply { .. } => Mode::Apply,
            Self::Deploy { .. } => Mode::Deploy,
            Self::Restore { .. } => Mode::Restore,
            Self::Baseline { .. } => Mode::Baseline,
            Self::Resolve { .. } => Mode::Resolve,
            Self::Export { .. } => Mode::Export,
            Self::Publish { .. } => Mode::Publish,
            Self::Demo { .. } => Mode::Demo,
        }
    }

    /// The environment that the user named.
    pub(crate) fn environment(&self) -> Option<&str> {
        match self {
            Self::Backup { environment, .. }
            | Self::Apply { environment, .. }
            | Self::Baseline { environment, .. }
            | Self::Resolve { environment, .. } => Some(environment),
            Self::SyncSchema { environment, .. } | Self::Verify { environment } => environment.as_deref(),
            Self::Check { .. }
            | Self::Status { .. }
            | Self::Compare { .. }
            | Self::Plan { .. }
            | Self::Health { .. }
            | Self::Deploy { .. }
            | Self::Restore { .. }
            | Self::Export { .. }
            | Self::Publish { .. }
            | Self::Demo { .. } => None,
        }
    }

    /// Whether the task only shows what would run.
    pub(crate) fn is_dry_run(&self) -> bool {
        match self {
            Self::Apply { dry_run, .. } | Self::Deploy { dry_run } | Self::SyncSchema { dry_run, .. } => {
                *dry_run
            }
            Self::Baseline { recording, .. } | Self::Resolve { recording, .. } => recording.dry_run,
            _ => false,
        }
    }
}
