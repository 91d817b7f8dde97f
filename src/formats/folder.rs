//! A migrations folder, read: what is in it, and what a database's history says of it.

use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::body::Body;
use super::error::FormatError;
use super::format::{Format, ReadOnly};
use super::history_table::HistoryTable;
use super::row::Row;
use super::writer::Writer;
use super::{branch, standings, steps};
use crate::git::{Base, Repository};
use crate::model::finding::Finding;
use crate::model::history::{HistoryRow, Memory, Migration, RowState, Standings, Tool};
use crate::model::journal::{Entry, Key, Obstacle, Outside, Resume, Step};
use crate::model::script::{Passage, Script};
use crate::sql::outside::outside;

/// A migrations folder, read.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub(crate) tool: Tool,
    /// Relative to the repository root, with `/`.
    pub(crate) path: String,
    /// In the tool's order.
    pub(crate) migrations: Vec<Migration>,
    /// What is wrong with names and texts, whatever the databases say.
    pub(crate) findings: Vec<Finding>,
    pub(super) format: Arc<dyn Format>,
    /// The configured history table.
    pub(super) table: Option<String>,
}

impl Folder {
    /// The versions that the tool runs in an empty database, in its order: all of them, unless one
    /// stands for others.
    pub(crate) fn versions(&self) -> Vec<String> {
        let skipped: Vec<HistoryRow> = self.rows_of_nothing();
        let runs = |version: &&String| {
            !skipped.iter().any(|row| row.state == RowState::Skipped && row.version == **version)
        };
        self.migrations.iter().map(|migration| &migration.version).filter(runs).cloned().collect()
    }

    /// Where the history is: `schema` is the first of the connection's search path; tools with a
    /// schema of their own ignore it.
    pub(crate) fn history_table(&self, schema: &str) -> HistoryTable {
        match &self.table {
            Some(name) => HistoryTable::named(name, &self.format.history_table(schema).schema),
            None => self.format.history_table(schema),
        }
    }

    /// Whether an unqualified history table is where the connection's search path begins.
    pub(crate) fn follows_search_path(&self) -> bool {
        self.format.follows_search_path()
    }

    /// What the history can prove about the texts that ran.
    pub(crate) fn memory(&self) -> Memory {
        self.format.memory()
    }

    /// What applies and records these migrations, unless only the tool itself can.
    pub(crate) fn writer(&self, schema: &str) -> Result<Writer<'_>, ReadOnly> {
        let writing = self.format.writing()?;
        Ok(Writer { folder: self, writing, table: self.history_table(schema) })
    }

    /// Whether a finished row may be taken back; Prisma's only unfinished ones (P3012).
    pub(crate) fn can_forget(&self) -> bool {
        self.format.writing().is_ok_and(|writing| writing.can_forget())
    }

    /// The rows of `SELECT to_jsonb(t) FROM <history table> t`.
    pub(crate) fn read_rows(&self, rows: &[Value]) -> Result<Vec<HistoryRow>, FormatError> {
        let rows: Vec<Row<'_>> = rows.iter().map(|value| Row { tool: self.tool, value }).collect();
        self.format.read_history(&rows, &self.migrations)
    }

    /// What follows from an empty history.
    pub(super) fn rows_of_nothing(&self) -> Vec<HistoryRow> {
        self.format.read_history(&[], &self.migrations).unwrap_or_default()
    }

    /// The verdict for each migration; `rows` is `None` without a history table, `journal` what is
    /// open of this history. `root` is where git is asked for earlier versions of edited files.
    pub(crate) fn standings(
        &self,
        environment: &str,
        rows: Option<&[HistoryRow]>,
        journal: &[Entry],
        root: &Path,
    ) -> Standings {
        standings::standings(self, environment, rows, journal, root)
    }

    /// What this branch did to migrations that its base has and that may have run somewhere;
    /// `repository` is the one around the folder. `None` when the base has no migrations there.
    pub(crate) fn against(
        &self,
        repository: &Repository,
        base: &Base,
    ) -> Result<Option<Vec<Finding>>, FormatError> {
        branch::findings(self, repository, base)
    }

    /// SQL for what an empty database holds before the first migration runs: the tool's history, which
    /// a migration may speak of, where lockstep keeps it.
    pub(crate) fn before_replay(&self, schema: &str) -> String {
        self.writer(schema).map_or_else(|_| self.format.before_all(), |writer| writer.create_history())
    }

    /// What to send to replay a migration on scratch: what applies it, where lockstep applies.
    pub(crate) fn replay(&self, migration: &Migration, schema: &str) -> Result<Script, FormatError> {
        Ok(self.script(migration, &self.checked(migration)?, schema))
    }

    /// The statements of a migration, one for each that its script sends, in order.
    pub(crate) fn passages(&self, migration: &Migration) -> Vec<Passage> {
        Body::of(migration).passages().collect()
    }

    fn script(&self, migration: &Migration, body: &Body<'_>, schema: &str) -> Script {
        match self.writer(schema) {
            Ok(Writer { writing, table, .. }) => writing.script_with_row(migration, body, &table),
            Err(ReadOnly(_)) => self.format.script(migration, body, ""),
        }
    }

    /// What is run of a migration, unless the tool or lockstep cannot send it.
    pub(super) fn checked<'m>(&self, migration: &'m Migration) -> Result<Body<'m>, FormatError> {
        let body = Body::of(migration);
        self.format.check(migration, &body)?;
        Ok(body)
    }

    /// A script as the journal counts it.
    pub(crate) fn steps(&self, script: &Script) -> Vec<Step> {
        steps(script)
    }

    /// Whose entry a migration's is in the journal.
    pub(crate) fn journal_key(&self, migration: &Migration, schema: &str) -> Key {
        Key {
            tool: self.tool.as_str().to_owned(),
            history: self.history_table(schema).quoted(),
            version: migration.version.clone(),
            file: migration.file.clone(),
        }
    }

    /// What to send of an interrupted migration and where it goes on, or why it cannot. A file whose
    /// rest was corrected may be grouped otherwise now, or be one transaction if none of it were
    /// committed: it is sent statement by statement then.
    pub(crate) fn resume(
        &self,
        migration: &Migration,
        schema: &str,
        entry: &Entry,
    ) -> Result<(Script, Resume), Obstacle> {
        if entry.running.as_ref().is_some_and(|sql| outside(sql) == Outside::Unknown) {
            return Err(Obstacle::Unclear);
        }
        let body = Body::of(migration);
        let script = self.script(migration, &body, schema);
        if !script.transactional
            && let Ok(resume) = entry.resume(&steps(&script))
        {
            return Ok((script, resume));
        }
        let script = self.script(migration, &body.in_steps(), schema);
        let resume = entry.resume(&steps(&script))?;
        Ok((script, resume))
    }
}
