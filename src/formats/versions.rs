//! Tools whose history says which versions ran, and nothing of their text. One engine keeps the
//! rows; what the tools differ in is a [`Rules`] in each tool's file.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::annotation::Malformed;
use super::body::Body;
use super::directory::Directory;
use super::error::FormatError;
use super::row::Row;
use super::{Contents, Format, HistoryTable, Late, ReadOnly, Writing};
use crate::model::history::{HistoryRow, Memory, Migration, RowState};
use crate::model::quote::quote_literal;
use crate::model::script::Script;

/// A history table with a row for each version.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// Where it always is; `None`: where the search path begins.
    pub(super) schema: Option<&'static str>,
    /// As the tool declares them.
    pub(super) columns: &'static str,
    /// The column that holds the version.
    pub(super) version: &'static str,
    pub(super) kind: &'static str,
    /// Other columns that a row is written with, and their values.
    pub(super) values: &'static [(&'static str, &'static str)],
    /// The column that says when.
    pub(super) at: &'static str,
    /// A row that the tool writes when it makes the table, and that stands for no migration.
    pub(super) first: Option<&'static str>,
    /// Columns `(id, applied)` of a log: the newest row of a version counts, and it may say that the
    /// version was taken back.
    pub(super) log: Option<(&'static str, &'static str)>,
}

/// The values of variables that the tool puts into the SQL, by name.
pub(super) type Variables = BTreeMap<String, String>;

/// How a tool sends a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sending {
    /// In a transaction with its row.
    Transaction,
    /// In one message, the row after it.
    Message,
    /// Every statement alone, the row after them.
    Each,
}

/// What a tool does its own way.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) table: Table,
    pub(super) read: fn(&Directory, &Variables) -> Result<Contents, FormatError>,
    /// What makes the tool stop at a file.
    pub(super) check: fn(&Migration, &Variables) -> Result<(), Malformed>,
    pub(super) sending: fn(&Migration) -> Sending,
    /// How a file is run outside a transaction.
    pub(super) way_out: &'static str,
    pub(super) compare: fn(&str, &str) -> Ordering,
    pub(super) late: Late,
    pub(super) locks: &'static [i64],
}

/// One folder of such a tool.
#[derive(Debug)]
pub(super) struct ByVersion {
    pub(super) rules: &'static Rules,
    /// Why lockstep does not apply these migrations.
    pub(super) read_only: Option<ReadOnly>,
    /// Versions that a file beside the script takes out of the transaction.
    pub(super) outside: BTreeSet<String>,
    pub(super) variables: Variables,
}

impl ByVersion {
    fn sending(&self, migration: &Migration) -> Sending {
        if self.outside.contains(&migration.version) {
            Sending::Message
        } else {
            (self.rules.sending)(migration)
        }
    }

    /// The columns and the values of a version's row.
    fn row(&self, version: &str) -> (String, String) {
        let Table { version: column, kind, values, .. } = &self.rules.table;
        let mut columns = (*column).to_owned();
        let mut row = format!("{}::{kind}", quote_literal(version));
        for (name, value) in *values {
            columns.push_str(&format!(", {name}"));
            row.push_str(&format!(", {value}"));
        }
        (columns, row)
    }

    fn insert(&self, version: &str, table: &HistoryTable) -> String {
        let (columns, values) = self.row(version);
        format!("INSERT INTO {} ({columns}) VALUES ({values});", table.quoted())
    }

    fn delete(&self, version: &str, table: &HistoryTable) -> String {
        let Table { version: column, kind, .. } = &self.rules.table;
        format!("DELETE FROM {} WHERE {column} = {}::{kind};", table.quoted(), quote_literal(version))
    }
}

impl Format for ByVersion {
    fn writing(&self) -> Result<&dyn Writing, ReadOnly> {
        self.read_only.map_or(Ok(self), Err)
    }

    fn read(&self, directory: &Directory) -> Result<Contents, FormatError> {
        (self.rules.read)(directory, &self.variables)
    }

    fn check(&self, migration: &Migration, body: &Body<'_>) -> Result<(), FormatError> {
        (self.rules.check)(migration, &self.variables).map_err(|malformed| malformed.in_file(migration))?;
        body.check()
    }

    fn transaction_trap(&self, migration: &Migration, body: &Body<'_>) -> Option<&'static str> {
        match self.sending(migration) {
            Sending::Transaction => Some(self.rules.way_out),
            Sending::Message if !body.is_single() => {
                Some("leave the statement alone in this file and move the others into another")
            }
            Sending::Message | Sending::Each => None,
        }
    }

    fn history_table(&self, schema: &str) -> HistoryTable {
        let table = &self.rules.table;
        HistoryTable::new(table.schema.unwrap_or(schema), table.name)
    }

    fn follows_search_path(&self) -> bool {
        self.rules.table.schema.is_none()
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let version = row.required(self.rules.table.version)?;
        let taken_back = self.rules.table.log.is_some_and(|(_, applied)| row.truth(applied) == Some(false));
        let state = if taken_back { RowState::RolledBack } else { RowState::Applied };
        let at = row.text(self.rules.table.at);
        Ok(HistoryRow { state, at, ..HistoryRow::applied(version.clone(), version) })
    }

    fn read_history(
        &self,
        rows: &[Row<'_>],
        migrations: &[Migration],
    ) -> Result<Vec<HistoryRow>, FormatError> {
        let mut rows = rows.to_vec();
        if let Some((id, _)) = self.rules.table.log {
            rows.sort_by_key(|row| row.number(id));
        }
        let mut history: Vec<HistoryRow> = Vec::new();
        for row in &rows {
            let mut row = self.read_row(row)?;
            if self.rules.table.first == Some(row.version.as_str()) {
                continue;
            }
            if let Some(migration) = migrations.iter().find(|migration| migration.version == row.version) {
                row.name.clone_from(&migration.name);
            }
            if self.rules.table.log.is_some() {
                history.retain(|earlier| earlier.version != row.version);
            }
            history.push(row);
        }
        Ok(history)
    }

    fn memory(&self) -> Memory {
        Memory::Versions
    }

    /// The rows say nothing of texts.
    fn matches(&self, _migration: &Migration, _text: &str, _row: &HistoryRow) -> bool {
        true
    }

    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        (self.rules.compare)(a, b)
    }

    fn script(&self, migration: &Migration, body: &Body<'_>, row: &str) -> Script {
        match self.sending(migration) {
            Sending::Transaction => body.with_row(row),
            Sending::Message => body.then_row(row),
            Sending::Each => body.each_then_row(row),
        }
    }

    fn late(&self) -> Late {
        self.rules.late
    }
}

impl Writing for ByVersion {
    fn create_history(&self, table: &HistoryTable) -> String {
        let quoted = table.quoted();
        let mut sql = format!("CREATE TABLE IF NOT EXISTS {quoted} ({});", self.rules.table.columns);
        if let Some(first) = self.rules.table.first {
            let (columns, values) = self.row(first);
            let row = format!("INSERT INTO {quoted} ({columns}) SELECT {values}");
            sql.push_str(&format!("\n{row} WHERE NOT EXISTS (SELECT FROM {quoted});"));
        }
        sql
    }

    fn row(&self, migration: &Migration, _body: &Body<'_>, table: &HistoryTable) -> String {
        self.insert(&migration.version, table)
    }

    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String {
        let version = &migration.version;
        format!("{}\n{}", self.delete(version, table), self.insert(version, table))
    }

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        self.delete(version, table)
    }

    fn locks(&self, _database: &str, _table: &HistoryTable) -> Vec<i64> {
        self.rules.locks.to_vec()
    }
}
