//! What a migration tool's rules are made of: [`Format`], by which its migrations are read, checked
//! and replayed, and [`Writing`], by which lockstep applies and records those of most tools.

use std::cmp::Ordering;
use std::fmt;

use super::body::Body;
use super::directory::Directory;
use super::error::FormatError;
use super::history_table::HistoryTable;
use super::row::Row;
use crate::model::finding::Finding;
use crate::model::history::{Edit, HistoryRow, Memory, Migration};
use crate::model::script::Script;

/// What is in a folder, in the tool's order.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) migrations: Vec<Migration>,
    pub(super) findings: Vec<Finding>,
}

/// What becomes of a migration that is older than the newest applied one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Late {
    Applied,
    /// The tool stops.
    Refused,
    /// The tool goes on and never runs it.
    Skipped,
}

/// Why migrations are read and checked, and neither applied nor recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ReadOnly(pub(crate) &'static str);

/// One migration tool's rules: how its migrations are read, checked and replayed.
pub(super) trait Format: fmt::Debug + Send + Sync {
    /// The other half: how they are applied and recorded, unless only the tool itself can.
    fn writing(&self) -> Result<&dyn Writing, ReadOnly>;

    /// The migrations in the folder. What makes the tool itself stop is an error.
    fn read(&self, directory: &Directory) -> Result<Contents, FormatError>;

    /// Refuses what the tool, or lockstep, cannot send.
    fn check(&self, _migration: &Migration, body: &Body<'_>) -> Result<(), FormatError> {
        body.check()
    }

    /// What a statement that refuses transactions will meet, when that is a failure: what to do.
    fn transaction_trap(&self, migration: &Migration, body: &Body<'_>) -> Option<&'static str>;

    /// What the tool sends to run a migration, with SQL that records it: in the same transaction where
    /// the tool has one.
    fn script(&self, migration: &Migration, body: &Body<'_>, row: &str) -> Script;

    /// SQL for what the tool makes before the first migration, besides its history.
    fn before_all(&self) -> String {
        String::new()
    }

    /// Where the table is unless configured; `schema` is where unqualified names are made.
    fn history_table(&self, schema: &str) -> HistoryTable;

    /// An unqualified table is looked up along the connection's search path.
    fn follows_search_path(&self) -> bool {
        true
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError>;

    /// What the table's rows say of the migrations, for tools whose rows are not one per migration.
    fn read_history(
        &self,
        rows: &[Row<'_>],
        _migrations: &[Migration],
    ) -> Result<Vec<HistoryRow>, FormatError> {
        rows.iter().map(|row| self.read_row(row)).collect()
    }

    /// What the rows can prove about the text that ran.
    fn memory(&self) -> Memory;

    /// Whether the tool holds `text`, or has no way not to hold it, for the one that ran; the text of
    /// `migration`, or a variant or an earlier version of it.
    fn matches(&self, migration: &Migration, text: &str, row: &HistoryRow) -> bool;

    /// The kind of edit, when the row alone can tell more than that no variant of line ends matches.
    fn edit(&self, _migration: &Migration, _text: &str, _row: &HistoryRow) -> Option<Edit> {
        None
    }

    /// What a version of the file says of this migration, when the file holds several.
    fn part(&self, _migration: &Migration, _text: &str) -> Option<String> {
        None
    }

    /// The tool itself stops at a file whose only edit is line endings.
    fn stops_at_line_endings(&self) -> bool {
        false
    }

    /// What else of an applied migration contradicts its row, so that the tool stops.
    fn contradiction(&self, _migration: &Migration, _row: &HistoryRow) -> Option<String> {
        None
    }

    /// The version has a place in the order: once it ran, pending ones before it are late.
    fn is_ordered(&self, _version: &str) -> bool {
        true
    }

    /// The migration is made to run also after later ones.
    fn may_be_late(&self, migration: &Migration) -> bool {
        migration.repeatable
    }

    /// The tool's order of versions.
    fn compare_versions(&self, a: &str, b: &str) -> Ordering;

    /// What the tool does with a migration that is older than the newest applied one.
    fn late(&self) -> Late;

    /// How a migration that is older than the newest applied one is made newer.
    fn give_later_version(&self, migration: &Migration, newest: &str) -> String {
        format!("rename {} so that its version comes after {newest}, then commit", migration.file)
    }
}

/// How lockstep applies and records a tool's migrations, so that the tool would go on from there.
pub(super) trait Writing: Format {
    /// Creates the table as the tool does; harmless when it is there.
    fn create_history(&self, table: &HistoryTable) -> String;

    /// SQL that records the migration, for when it is sent with it.
    fn row(&self, migration: &Migration, body: &Body<'_>, table: &HistoryTable) -> String;

    /// What to send to apply a migration and record it.
    fn script_with_row(&self, migration: &Migration, body: &Body<'_>, table: &HistoryTable) -> Script {
        self.script(migration, body, &self.row(migration, body, table))
    }

    /// SQL that records a failure as the tool would.
    fn failure_row(
        &self,
        _migration: &Migration,
        _table: &HistoryTable,
        _error_text: &str,
    ) -> Option<String> {
        None
    }

    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String;

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String;

    /// `resolve --rolled-back` may take back a finished row.
    fn can_forget(&self) -> bool {
        true
    }

    /// The tool's own advisory locks.
    fn locks(&self, _database: &str, _table: &HistoryTable) -> Vec<i64> {
        Vec::new()
    }

    /// The tool refuses to start on a database that holds tables and no history.
    fn wants_baseline(&self) -> bool {
        false
    }
}
