//! Migrations, the rows their tool keeps in the database, and the verdict of one against the other.

use super::finding::Finding;

/// A migration tool whose files and history table lockstep reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Tool {
    Prisma,
    Supabase,
    Sqlx,
    Plain,
}

impl Tool {
    pub(crate) const ALL: [Self; 4] = [Self::Prisma, Self::Supabase, Self::Sqlx, Self::Plain];

    /// The word in `migrations.format` and in reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Prisma => "prisma",
            Self::Supabase => "supabase",
            Self::Sqlx => "sqlx",
            Self::Plain => "plain",
        }
    }
}

/// One migration of the user's, as read from disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Migration {
    /// What the tool's history table calls it: Prisma the directory name, Supabase the digits as
    /// text, sqlx the number, plain the file name's leading digits.
    pub(crate) version: String,
    /// For people: the directory or file name without its suffix.
    pub(crate) name: String,
    /// The script file, relative to the repository root, with `/`.
    pub(crate) file: String,
    /// The file's text exactly as on disk (byte order mark and line endings included).
    pub(crate) text: String,
    /// What the tool itself would store; `None` where it stores none (Supabase).
    pub(crate) checksum: Option<String>,
}

/// What the history row says about a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowState {
    Applied,
    /// Started and not finished: running in another process, killed, or failed.
    Failed,
    RolledBack,
}

/// One row of a history table, in a shape common to all tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryRow {
    pub(crate) version: String,
    pub(crate) name: String,
    pub(crate) checksum: Option<String>,
    /// The statements that were run, where the tool keeps them (Supabase).
    pub(crate) statements: Option<Vec<String>>,
    pub(crate) state: RowState,
    /// As the server printed it in UTC: `2024-05-01T12:00:00+00:00`.
    pub(crate) at: Option<String>,
    /// Milliseconds, where the tool keeps it.
    pub(crate) took_ms: Option<u64>,
    /// The error text the tool kept.
    pub(crate) log: Option<String>,
}

/// What kind of edit made an applied file differ from what was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Edit {
    /// Only line endings or a byte order mark.
    LineEndings,
    /// Only comments or white space.
    Comments,
    /// The SQL itself.
    Sql,
    /// The tool keeps a checksum only and the applied text was not found: it may be any of these.
    Unknown,
}

impl Edit {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::LineEndings => "line endings or byte order mark only",
            Self::Comments => "comments or white space only",
            Self::Sql => "SQL changed",
            Self::Unknown => "kind of edit unknown",
        }
    }
}

/// The verdict for one migration in one environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Applied,
    Pending,
    /// Pending, but older than the newest applied one.
    OutOfOrder,
    /// Applied from a text that differs from the file.
    Modified(Edit),
    Failed,
    /// In the database, not in git.
    MissingFile,
    /// Rolled back by `resolve`; runs again at the next apply.
    RolledBack,
}

impl Standing {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::OutOfOrder => "out-of-order",
            Self::Modified(_) => "modified",
            Self::Failed => "failed",
            Self::MissingFile => "missing-file",
            Self::RolledBack => "rolled-back",
        }
    }

    /// Whether the migration's effect is in the database.
    pub(crate) fn is_applied(self) -> bool {
        matches!(self, Self::Applied | Self::Modified(_) | Self::MissingFile)
    }

    /// Whether the next apply runs it.
    pub(crate) fn is_pending(self) -> bool {
        matches!(self, Self::Pending | Self::OutOfOrder | Self::RolledBack)
    }
}

/// One migration's standing, with what the history row adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MigrationStanding {
    pub(crate) version: String,
    pub(crate) name: String,
    /// `None` for a row without a file.
    pub(crate) file: Option<String>,
    pub(crate) standing: Standing,
    pub(crate) at: Option<String>,
    pub(crate) took_ms: Option<u64>,
}

/// All migrations of one environment, in the tool's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standings {
    pub(crate) migrations: Vec<MigrationStanding>,
    /// The history table exists.
    pub(crate) tracked: bool,
    /// One finding per migration whose standing is not applied or pending.
    pub(crate) findings: Vec<Finding>,
}

impl Standings {
    /// Migrations the next apply would run, in order.
    pub(crate) fn pending(&self) -> impl Iterator<Item = &MigrationStanding> {
        self.migrations.iter().filter(|migration| migration.standing.is_pending())
    }
}
