//! Plain ordered SQL files, with lockstep's own history table: for teams without a migration tool.

use std::cmp::Ordering;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::body::Body;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::row::Row;
use super::{Book, Contents, Format, HistoryTable, Known, Late, ReadOnly, Writing};
use crate::model::history::{Edit, Excerpt, HistoryRow, Memory, Migration, Tool};
use crate::model::quote::quote_literal;
use crate::model::script::Script;
use crate::sql::classify::Class;
use crate::sql::edit::{bare, without_mark};

pub(super) const KNOWN: Known = Known {
    tool: Tool::Plain,
    recognise,
    open: |_, _| Ok(Arc::new(Plain)),
    books: &[Book::Schema("lockstep")],
};

fn recognise(directory: &Directory) -> Option<Evidence> {
    Some(Evidence::new(Strength::Fallback, directory.sql_files().next()?))
}

/// The leading digits of `20240101_create.sql`, else the whole name without `.sql`.
fn version(file: &str) -> &str {
    let stem = file.strip_suffix(".sql").unwrap_or(file);
    let digits = stem.len() - stem.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let separated = stem[digits..].chars().next().is_none_or(|next| !next.is_alphanumeric());
    if digits > 0 && separated { &stem[..digits] } else { stem }
}

/// Both checksums as the model carries them: of the file and of its SQL alone.
fn checksums(text: &str) -> String {
    format!("{} {}", sha256(text), sha256(&bare(text)))
}

/// PostgreSQL refuses the mark; it is hashed and not sent.
fn without_byte_order_mark(text: &str) -> Option<Excerpt> {
    let start = text.len() - without_mark(text).len();
    (start > 0).then(|| Excerpt::of(text, start..text.len()))
}

fn sha256(text: &str) -> String {
    format!("{:x}", Sha256::digest(text.as_bytes()))
}

#[derive(Debug)]
struct Plain;

impl Format for Plain {
    fn writing(&self) -> Result<&dyn Writing, ReadOnly> {
        Ok(self)
    }

    fn read(&self, directory: &Directory) -> Result<Contents, FormatError> {
        let mut contents = Contents::default();
        for file_name in directory.sql_files().filter(|name| !name.ends_with(".down.sql")) {
            let text = directory.read(file_name)?;
            contents.migrations.push(Migration {
                version: version(file_name).to_owned(),
                name: file_name.trim_end_matches(".sql").to_owned(),
                file: directory.relative(file_name),
                checksum: Some(checksums(&text)),
                excerpt: without_byte_order_mark(&text),
                text,
                ..Migration::default()
            });
        }
        contents.migrations.sort_by(|a, b| self.compare_versions(&a.version, &b.version));
        Ok(contents)
    }

    /// None: such a file is run statement by statement.
    fn transaction_trap(&self, _migration: &Migration, _body: &Body<'_>) -> Option<&'static str> {
        None
    }

    fn script(&self, _migration: &Migration, body: &Body<'_>, row: &str) -> Script {
        if body.has(Class::NoTransaction) { body.each_then_row(row) } else { body.with_row(row) }
    }

    fn history_table(&self, _schema: &str) -> HistoryTable {
        HistoryTable::new("lockstep", "migrations")
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let version = row.required("version")?;
        let checksum = format!("{} {}", row.required("checksum")?, row.required("sql_checksum")?);
        let name = row.text("name").unwrap_or_else(|| version.clone());
        Ok(HistoryRow {
            checksum: Some(checksum),
            at: row.text("applied_at"),
            took_ms: row.number("took_ms"),
            by: row.text("applied_by"),
            ..HistoryRow::applied(version, name)
        })
    }

    fn memory(&self) -> Memory {
        Memory::Checksum
    }

    fn matches(&self, _migration: &Migration, text: &str, row: &HistoryRow) -> bool {
        file_sum(row) == Some(&sha256(text))
    }

    /// The checksum of the SQL alone tells comments from SQL without the applied text.
    fn edit(&self, _migration: &Migration, text: &str, row: &HistoryRow) -> Option<Edit> {
        let sql_sum = row.checksum.as_deref()?.split_once(' ')?.1;
        Some(if sql_sum == sha256(&bare(text)) { Edit::Comments } else { Edit::Sql })
    }

    /// Numbers by value, before names by bytes.
    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        let key = |version: &str| match version.trim_start_matches('0') {
            digits if version.bytes().all(|byte| byte.is_ascii_digit()) => {
                (false, digits.len(), digits.to_owned())
            }
            _ => (true, 0, version.to_owned()),
        };
        key(a).cmp(&key(b))
    }

    fn late(&self) -> Late {
        Late::Refused
    }
}

impl Writing for Plain {
    fn create_history(&self, table: &HistoryTable) -> String {
        format!(
            "CREATE SCHEMA IF NOT EXISTS lockstep;\n\
             CREATE TABLE IF NOT EXISTS {} (\n  \
             version text PRIMARY KEY,\n  \
             name text NOT NULL,\n  \
             checksum text NOT NULL,\n  \
             sql_checksum text NOT NULL,\n  \
             applied_at timestamptz NOT NULL DEFAULT now(),\n  \
             applied_by text NOT NULL DEFAULT session_user,\n  \
             took_ms bigint\n);",
            table.quoted()
        )
    }

    fn row(&self, migration: &Migration, body: &Body<'_>, table: &HistoryTable) -> String {
        let took = if body.has(Class::NoTransaction) {
            "NULL"
        } else {
            "(1000 * pg_catalog.date_part('epoch', \
             pg_catalog.clock_timestamp() - pg_catalog.now()))::pg_catalog.int8"
        };
        insert(migration, table, took, "")
    }

    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String {
        let update = " ON CONFLICT (version) DO UPDATE SET name = EXCLUDED.name, \
                      checksum = EXCLUDED.checksum, sql_checksum = EXCLUDED.sql_checksum";
        insert(migration, table, "NULL", update)
    }

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        format!("DELETE FROM {} WHERE version = {};", table.quoted(), quote_literal(version))
    }
}

fn file_sum(row: &HistoryRow) -> Option<&str> {
    Some(row.checksum.as_deref()?.split_once(' ')?.0)
}

fn insert(migration: &Migration, table: &HistoryTable, took_ms: &str, conflict: &str) -> String {
    format!(
        "INSERT INTO {} (version, name, checksum, sql_checksum, took_ms) VALUES ({}, {}, '{}', '{}', {took_ms})\
         {conflict};",
        table.quoted(),
        quote_literal(&migration.version),
        quote_literal(&migration.name),
        sha256(&migration.text),
        sha256(&bare(&migration.text))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_leading_digits_or_the_name() {
        assert_eq!(version("0001_a.sql"), "0001");
        assert_eq!(version("10.sql"), "10");
        assert_eq!(version("3rd_party.sql"), "3rd_party");
        assert_eq!(version("create.sql"), "create");
    }

    #[test]
    fn numbers_come_by_value_and_before_names() {
        let mut versions = ["b", "10", "a", "9", "0002", "99999999999999999999999"];
        versions.sort_by(|a, b| Plain.compare_versions(a, b));
        assert_eq!(versions, ["0002", "9", "10", "99999999999999999999999", "a", "b"]);
    }

    #[test]
    fn the_row_alone_tells_the_kind_of_edit() {
        let applied = "-- c\nselect 1;\n";
        let value = serde_json::json!({
            "version": "1", "checksum": sha256(applied), "sql_checksum": sha256(&bare(applied))
        });
        let row = Plain.read_row(&Row { tool: Tool::Plain, value: &value }).expect("a row");
        let migration = Migration::default();
        assert!(Plain.matches(&migration, applied, &row));
        assert_eq!(Plain.edit(&migration, "select 1;\n", &row), Some(Edit::Comments));
        assert_eq!(Plain.edit(&migration, "select 2;\n", &row), Some(Edit::Sql));
    }
}
