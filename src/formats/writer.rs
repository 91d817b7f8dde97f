//! A folder whose migrations lockstep applies and records, and the history it keeps of them.

use super::error::FormatError;
use super::folder::Folder;
use super::format::Writing;
use super::history_table::HistoryTable;
use crate::model::history::Migration;
use crate::model::script::Script;

/// What writes a folder's history. Only [`Folder::writer`] gives one, so that nothing is written for
/// a tool that keeps that to itself.
#[derive(Debug, Clone)]
pub(crate) struct Writer<'f> {
    pub(super) folder: &'f Folder,
    pub(super) writing: &'f dyn Writing,
    pub(super) table: HistoryTable,
}

impl Writer<'_> {
    /// SQL that creates the tool's table as the tool does; harmless when it is there.
    pub(crate) fn create_history(&self) -> String {
        self.writing.create_history(&self.table)
    }

    /// What to send to apply a migration and record it.
    pub(crate) fn script(&self, migration: &Migration) -> Result<Script, FormatError> {
        let body = self.folder.checked(migration)?;
        Ok(self.writing.script_with_row(migration, &body, &self.table))
    }

    /// SQL that records a failure as the tool would; `None` for tools that leave nothing. Also right
    /// when the script's own messages have already recorded the start.
    pub(crate) fn failure_row(&self, migration: &Migration, error_text: &str) -> Option<String> {
        self.writing.failure_row(migration, &self.table, error_text)
    }

    /// SQL that records a migration as applied without running it.
    pub(crate) fn record_applied(&self, migration: &Migration) -> String {
        self.writing.record_applied(migration, &self.table)
    }

    /// SQL that records a migration as rolled back, so that it runs again.
    pub(crate) fn record_rolled_back(&self, version: &str) -> String {
        self.writing.record_rolled_back(version, &self.table)
    }

    /// Keys of the tool's own advisory locks, to be held besides ours.
    pub(crate) fn locks(&self, database: &str) -> Vec<i64> {
        self.writing.locks(database, &self.table)
    }
}
