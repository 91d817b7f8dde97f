//! What one run was asked to do, as types. `cli` builds it, `pipeline` carries it out.

use std::path::PathBuf;

use crate::model::connection::Connection;
use crate::model::mode::Mode;

/// One end of a comparison, or the source of an export.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Side {
    Environment(String),
    Url(Connection),
    /// Replay of the configured folder.
    Migrations,
    /// Replay of another folder.
    Directory(PathBuf),
    /// One SQL file loaded into scratch.
    File(PathBuf),
}

/// What `resolve` is to record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Resolution {
    Applied(String),
    RolledBack(String),
}

/// A mode with its options.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Command {
    Check,
    Status,
    /// `None` = the first and the last environment.
    Compare { from: Option<Side>, to: Option<Side> },
    Verify { environment: Option<String> },
    Health,
    Backup { environment: Option<String>, schema_only: bool },
    Apply { environment: String, dry_run: bool },
    Deploy { dry_run: bool },
    /// `backup`: a directory with a manifest; `None` = the newest proven one of `environment`.
    Restore { environment: Option<String>, backup: Option<PathBuf>, into: Connection },
    /// `to`: the last version to record; `None` = all.
    Baseline { environment: String, to: Option<String> },
    Resolve { environment: String, resolution: Resolution },
    Export { from: Option<Side>, as_migration: Option<String> },
    Demo { keep: bool },
}

impl Command {
    pub(crate) fn mode(&self) -> Mode {
        match self {
            Self::Check => Mode::Check,
            Self::Status => Mode::Status,
            Self::Compare { .. } => Mode::Compare,
            Self::Verify { .. } => Mode::Verify,
            Self::Health => Mode::Health,
            Self::Backup { .. } => Mode::Backup,
            Self::Apply { .. } => Mode::Apply,
            Self::Deploy { .. } => Mode::Deploy,
            Self::Restore { .. } => Mode::Restore,
            Self::Baseline { .. } => Mode::Baseline,
            Self::Resolve { .. } => Mode::Resolve,
            Self::Export { .. } => Mode::Export,
            Self::Demo { .. } => Mode::Demo,
        }
    }

    /// Shows what would be done and does nothing.
    pub(crate) fn dry_run(&self) -> bool {
        matches!(self, Self::Apply { dry_run: true, .. } | Self::Deploy { dry_run: true })
    }
}
