//! golang-migrate: `<digits>_<words>.up.sql`, one row in `schema_migrations` that holds the version
//! the database is at and whether a migration stopped half-way. Rules as in golang-migrate 4.20.

use std::cmp::Ordering;
use std::sync::Arc;

use super::body::Body;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::numbered::{Names, Version, by_value};
use super::row::Row;
use super::{Book, Contents, Format, HistoryTable, Known, Late, ReadOnly, Writing, sqlx};
use crate::model::history::{Excerpt, HistoryRow, Memory, Migration, RowState, Source, Tool};
use crate::model::quote::quote_literal;
use crate::model::script::{Message, Script};

const DOWN: &str = ".down.sql";

pub(super) const KNOWN: Known =
    Known { tool: Tool::GolangMigrate, recognise, open, books: &[Book::Table("schema_migrations")] };

static NAMES: Names = Names {
    tool: "golang-migrate",
    suffixes: &[".up.sql", DOWN],
    programs: &[],
    not: &[],
    underscore: true,
    version: Version::Number { least: 0, most: u64::MAX },
    strict: false,
};

/// `1_x.up.sql` is also sqlx's reversible form, which then shows elsewhere.
fn recognise(directory: &Directory) -> Option<Evidence> {
    let file = directory.sql_files().find(|file| file.ends_with(".up.sql"))?;
    sqlx::recognise(directory).is_none().then(|| Evidence::new(Strength::Name, file))
}

fn open(directory: &Directory, _source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    let versions = read(directory)?.migrations.into_iter().map(|migration| migration.version).collect();
    Ok(Arc::new(GolangMigrate { versions }))
}

/// A version with a down file only is one all the same, and runs nothing.
fn read(directory: &Directory) -> Result<Contents, FormatError> {
    let mut contents = NAMES.read(directory, |a, b| by_value(&a.version, &b.version))?;
    let (down, up): (Vec<_>, Vec<_>) =
        contents.migrations.into_iter().partition(|migration| migration.file.ends_with(DOWN));
    contents.migrations = up;
    for mut migration in down {
        if contents.migrations.iter().all(|one| one.version != migration.version) {
            migration.excerpt = Some(Excerpt::of(&migration.text, 0..0));
            contents.migrations.push(migration);
        }
    }
    contents.migrations.sort_by(|a, b| by_value(&a.version, &b.version));
    Ok(contents)
}

#[derive(Debug)]
struct GolangMigrate {
    /// All of the folder's, in order.
    versions: Vec<String>,
}

impl GolangMigrate {
    /// The one row. A `DELETE` leaves what the tool's `TRUNCATE` does and locks nobody out.
    fn set(&self, version: &str, dirty: bool, table: &HistoryTable) -> String {
        let quoted = table.quoted();
        format!(
            "DELETE FROM {quoted};\nINSERT INTO {quoted} (version, dirty) VALUES ({}, {dirty});",
            literal(version)
        )
    }
}

impl Format for GolangMigrate {
    fn writing(&self) -> Result<&dyn Writing, ReadOnly> {
        Ok(self)
    }

    fn read(&self, directory: &Directory) -> Result<Contents, FormatError> {
        read(directory)
    }

    fn transaction_trap(&self, _migration: &Migration, body: &Body<'_>) -> Option<&'static str> {
        (!body.is_single())
            .then_some("leave the statement alone in this file and move the others into another")
    }

    fn script(&self, _migration: &Migration, body: &Body<'_>, row: &str) -> Script {
        body.then_row(row)
    }

    fn history_table(&self, schema: &str) -> HistoryTable {
        HistoryTable::new(schema, "schema_migrations")
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let version = row.required("version")?;
        let state = match row.truth("dirty") {
            Some(true) => RowState::Failed,
            Some(false) => RowState::Applied,
            None => return Err(row.missing("dirty")),
        };
        Ok(HistoryRow { state, ..HistoryRow::applied(version.clone(), version) })
    }

    /// The row stands for itself and for all files before it.
    fn read_history(
        &self,
        rows: &[Row<'_>],
        migrations: &[Migration],
    ) -> Result<Vec<HistoryRow>, FormatError> {
        let Some(row) = rows.first() else { return Ok(Vec::new()) };
        let mut current = self.read_row(row)?;
        let before =
            |migration: &&Migration| by_value(&migration.version, &current.version) == Ordering::Less;
        let mut history: Vec<HistoryRow> = migrations
            .iter()
            .filter(before)
            .map(|migration| HistoryRow::applied(&migration.version, &migration.name))
            .collect();
        if let Some(migration) = migrations.iter().find(|migration| migration.version == current.version) {
            current.name.clone_from(&migration.name);
        }
        history.push(current);
        Ok(history)
    }

    fn memory(&self) -> Memory {
        Memory::Newest
    }

    /// The row says nothing of texts.
    fn matches(&self, _migration: &Migration, _text: &str, _row: &HistoryRow) -> bool {
        true
    }

    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        by_value(a, b)
    }

    fn late(&self) -> Late {
        Late::Skipped
    }
}

impl Writing for GolangMigrate {
    fn create_history(&self, table: &HistoryTable) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (version bigint not null primary key, dirty boolean not null);",
            table.quoted()
        )
    }

    fn row(&self, migration: &Migration, _body: &Body<'_>, table: &HistoryTable) -> String {
        self.set(&migration.version, false, table)
    }

    /// The tool sets the version dirty, runs the file, and sets it clean; where all that is one
    /// transaction the first step shows to nobody.
    fn script_with_row(&self, migration: &Migration, body: &Body<'_>, table: &HistoryTable) -> Script {
        let script = self.script(migration, body, &self.row(migration, body, table));
        let start = Message::own(self.set(&migration.version, true, table));
        Script { start: (!script.transactional).then_some(start), ..script }
    }

    fn failure_row(&self, migration: &Migration, table: &HistoryTable, _error_text: &str) -> Option<String> {
        Some(self.set(&migration.version, true, table))
    }

    /// As `migrate force`, but never back: a later version says already that this one has run.
    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String {
        let (quoted, version) = (table.quoted(), literal(&migration.version));
        format!(
            "DELETE FROM {quoted} WHERE version <= {version};\n\
             INSERT INTO {quoted} (version, dirty) SELECT {version}, FALSE WHERE NOT EXISTS (SELECT FROM {quoted});"
        )
    }

    /// As `migrate force` with the version before; the row of another version stays.
    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        let (quoted, this) = (table.quoted(), literal(version));
        let before = self.versions.iter().rev().find(|other| by_value(other, version) == Ordering::Less);
        match before {
            Some(before) => {
                let before = literal(before);
                format!("UPDATE {quoted} SET version = {before}, dirty = FALSE WHERE version = {this};")
            }
            None => format!("DELETE FROM {quoted} WHERE version = {this};"),
        }
    }

    /// Opened from a URL the tool takes the database's name with its slash, from a handle without.
    fn locks(&self, database: &str, table: &HistoryTable) -> Vec<i64> {
        let names = [table.schema.as_str(), &table.name];
        vec![lock(&names, &format!("/{database}")), lock(&names, database)]
    }
}

fn literal(version: &str) -> String {
    format!("{}::pg_catalog.int8", quote_literal(version))
}

fn lock(names: &[&str], database: &str) -> i64 {
    let named: Vec<&str> = names.iter().copied().chain([database]).collect();
    i64::from(crc32fast::hash(named.join("\0").as_bytes()).wrapping_mul(1_486_364_155))
}

#[cfg(test)]
mod tests;
