//! Migrations, the rows their tool keeps in the database, and the verdict of one against the other.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::finding::Finding;
use super::script::FileSpan;

macro_rules! tools {
    ($($(#[$doc:meta])* $variant:ident => $word:literal;)*) => {
        /// A migration tool whose files and history table lockstep reads; most of them it also writes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Tool { $($(#[$doc])* $variant,)* }

        impl Tool {
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word in `migrations.format` and in reports.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }
    };
}

impl Tool {
    /// Whether lockstep only reads and checks what this tool applies.
    pub(crate) fn is_read_only(self) -> bool {
        matches!(self, Self::Atlas | Self::Liquibase | Self::Sqitch)
    }
}

tools! {
    Prisma => "prisma";
    Supabase => "supabase";
    Sqlx => "sqlx";
    Flyway => "flyway";
    Drizzle => "drizzle";
    Dbmate => "dbmate";
    GolangMigrate => "golang-migrate";
    Goose => "goose";
    Diesel => "diesel";
    Refinery => "refinery";
    NodePgMigrate => "node-pg-migrate";
    Atlas => "atlas";
    Liquibase => "liquibase";
    Sqitch => "sqitch";
    /// Ordered SQL files with lockstep's own history.
    Plain => "plain";
}

/// What the configuration says of the migrations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// Relative to the root; `None` = look in the tools' usual places.
    pub(crate) path: Option<PathBuf>,
    /// `None` = detect.
    pub(crate) format: Option<Tool>,
    /// The history table when it is not the tool's usual one, possibly qualified and quoted.
    pub(crate) table: Option<String>,
    /// Values that the tool puts into the SQL (Flyway's placeholders, goose's ENVSUB).
    pub(crate) placeholders: BTreeMap<String, String>,
}

/// One migration of the user's, as read from disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// What is run, when that is not the text as it stands: a part of it, or placeholders replaced.
    pub(crate) excerpt: Option<Excerpt>,
    /// What the tool itself would store; `None` where it stores none (Supabase).
    pub(crate) checksum: Option<String>,
    /// Runs again, after all others, whenever its text changes (Flyway's `R__`).
    pub(crate) repeatable: bool,
}

impl Migration {
    /// What is run.
    pub(crate) fn sql(&self) -> &str {
        self.excerpt.as_ref().map_or(&self.text, |excerpt| &excerpt.sql)
    }
}

/// The SQL that is run of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub(crate) sql: String,
    /// What of `sql` stands in the file word for word, in order; the rest was put in.
    pub(crate) spans: Vec<FileSpan>,
}

impl Excerpt {
    /// A part of a file.
    pub(crate) fn of(text: &str, part: std::ops::Range<usize>) -> Self {
        let span = FileSpan { start_in_message: 0, start_in_file: part.start, length: part.len() };
        Self { sql: text[part].to_owned(), spans: vec![span] }
    }
}

/// What a tool's history table can prove about the text that ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// A checksum: an edit is seen, its kind only when git still has the text.
    Checksum,
    /// The statements: an edit and its kind are seen.
    Statements,
    /// Which migrations ran, and nothing of their text: an edit cannot be seen.
    Versions,
    /// The newest migration only: an edit cannot be seen, nor an older file that never ran.
    Newest,
}

impl Memory {
    pub(crate) const ALL: [Self; 4] = [Self::Checksum, Self::Statements, Self::Versions, Self::Newest];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Checksum => "checksum",
            Self::Statements => "statements",
            Self::Versions => "versions",
            Self::Newest => "newest",
        }
    }

    /// What a history of this kind cannot show, for people who take its silence for a proof.
    pub(crate) fn blind_spot(self) -> Option<&'static str> {
        match self {
            Self::Checksum | Self::Statements => None,
            Self::Versions => Some("keeps no checksum: an edit of an applied file does not show here"),
            Self::Newest => Some(
                "keeps the newest version only: an edit of an applied file does not show here, nor an older \
                 file that never ran",
            ),
        }
    }
}

/// What the history row says about a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowState {
    Applied,
    /// Started and not finished: running in another process, killed, or failed.
    Failed,
    RolledBack,
    /// The tool will never run it in this database (Flyway: another baseline stands for it).
    Skipped,
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
    /// Who ran it, where the tool keeps it.
    pub(crate) by: Option<String>,
    /// The error text the tool kept.
    pub(crate) log: Option<String>,
}

impl HistoryRow {
    /// An applied migration of which nothing else is known.
    pub(crate) fn applied(version: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            version: version.into(),
            name: name.into(),
            checksum: None,
            statements: None,
            state: RowState::Applied,
            at: None,
            took_ms: None,
            by: None,
            log: None,
        }
    }
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
    /// A repeatable migration that changed since it ran; runs again at the next apply.
    Outdated,
    /// Stopped half-way with statements committed; the next apply goes on where it stopped.
    Interrupted,
    /// The tool never runs it in this database.
    Skipped,
}

impl Standing {
    /// Every one, the edited with an edit of which nothing is known.
    pub(crate) const ALL: [Self; 10] = [
        Self::Applied,
        Self::Pending,
        Self::OutOfOrder,
        Self::Modified(Edit::Unknown),
        Self::Failed,
        Self::MissingFile,
        Self::RolledBack,
        Self::Outdated,
        Self::Interrupted,
        Self::Skipped,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Pending => "pending",
            Self::OutOfOrder => "out-of-order",
            Self::Modified(_) => "modified",
            Self::Failed => "failed",
            Self::MissingFile => "missing-file",
            Self::RolledBack => "rolled-back",
            Self::Outdated => "outdated",
            Self::Interrupted => "interrupted",
            Self::Skipped => "skipped",
        }
    }

    /// Whether the migration's effect is in the database.
    pub(crate) fn is_applied(self) -> bool {
        matches!(self, Self::Applied | Self::Modified(_) | Self::MissingFile)
    }

    /// Whether the next apply runs it.
    pub(crate) fn is_pending(self) -> bool {
        match self {
            Self::Pending | Self::OutOfOrder | Self::RolledBack | Self::Outdated | Self::Interrupted => true,
            Self::Applied | Self::Modified(_) | Self::Failed | Self::MissingFile | Self::Skipped => false,
        }
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
    /// Who ran it, where the tool keeps it.
    pub(crate) by: Option<String>,
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
