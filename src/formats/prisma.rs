//! Prisma Migrate: a folder per migration, `_prisma_migrations` in the schema of the URL.
//! <https://www.prisma.io/docs/orm/prisma-migrate>, rules as in prisma-engines.

use std::cmp::Ordering;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::body::{BACK_TO_LOGIN_ROLE, Body};
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::row::Row;
use super::{Book, Contents, Format, HistoryTable, Known, Late, ReadOnly, Writing};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::history::{HistoryRow, Memory, Migration, RowState, Tool};
use crate::model::place::Place;
use crate::model::quote::quote_literal;
use crate::model::script::{Message, Script};

const SCRIPT: &str = "migration.sql";
const LOCK_FILE: &str = "migration_lock.toml";

/// `SELECT pg_advisory_lock(72707369)` in Prisma's schema engine.
const LOCK: i64 = 72_707_369;

pub(super) const KNOWN: Known = Known {
    tool: Tool::Prisma,
    recognise,
    open: |_, _| Ok(Arc::new(Prisma)),
    books: &[Book::Table("_prisma_migrations")],
};

fn recognise(directory: &Directory) -> Option<Evidence> {
    if directory.has(LOCK_FILE) {
        return Some(Evidence::new(Strength::Marker, LOCK_FILE));
    }
    let folder = directory.folder_with(SCRIPT)?;
    Some(Evidence::new(Strength::Name, format!("{folder}/{SCRIPT}")))
}

#[derive(Debug)]
struct Prisma;

impl Format for Prisma {
    fn writing(&self) -> Result<&dyn Writing, ReadOnly> {
        Ok(self)
    }

    fn read(&self, directory: &Directory) -> Result<Contents, FormatError> {
        check_provider(directory)?;
        let mut contents = Contents::default();
        for name in directory.folders() {
            let script = format!("{name}/{SCRIPT}");
            let file = directory.relative(&script);
            if !directory.has(&script) {
                return Err(FormatError::MissingScript { file, tool: Tool::Prisma });
            }
            let text = directory.read(&script)?;
            if !name.starts_with(|first: char| first.is_ascii_digit()) {
                contents.findings.push(odd_name(name, &file));
            }
            contents.migrations.push(Migration {
                version: name.clone(),
                name: name.clone(),
                checksum: Some(checksum(&text)),
                file,
                text,
                ..Migration::default()
            });
        }
        Ok(contents)
    }

    fn transaction_trap(&self, _migration: &Migration, body: &Body<'_>) -> Option<&'static str> {
        (!body.is_single()).then_some("move the statement alone into a migration of its own")
    }

    fn script(&self, _migration: &Migration, body: &Body<'_>, row: &str) -> Script {
        body.then_row(row)
    }

    fn history_table(&self, schema: &str) -> HistoryTable {
        HistoryTable::new(schema, "_prisma_migrations")
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let name = row.required("migration_name")?;
        let finished = row.text("finished_at");
        let rolled_back = row.text("rolled_back_at");
        let state = match (&rolled_back, &finished) {
            (Some(_), _) => RowState::RolledBack,
            (None, Some(_)) => RowState::Applied,
            (None, None) => RowState::Failed,
        };
        Ok(HistoryRow {
            checksum: row.text("checksum"),
            state,
            at: rolled_back.or(finished).or_else(|| row.text("started_at")),
            log: row.text("logs").filter(|logs| !logs.is_empty()),
            ..HistoryRow::applied(name.clone(), name)
        })
    }

    fn memory(&self) -> Memory {
        Memory::Checksum
    }

    fn matches(&self, _migration: &Migration, text: &str, row: &HistoryRow) -> bool {
        row.checksum.as_deref().is_some_and(|stored| accepts(text, stored))
    }

    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        a.cmp(b)
    }

    fn late(&self) -> Late {
        Late::Applied
    }

    fn follows_search_path(&self) -> bool {
        false
    }
}

impl Writing for Prisma {
    fn create_history(&self, table: &HistoryTable) -> String {
        format!(
            "CREATE TABLE IF NOT EXISTS {} (\n  \
             id VARCHAR(36) PRIMARY KEY NOT NULL,\n  \
             checksum VARCHAR(64) NOT NULL,\n  \
             finished_at TIMESTAMPTZ,\n  \
             migration_name VARCHAR(255) NOT NULL,\n  \
             logs TEXT,\n  \
             rolled_back_at TIMESTAMPTZ,\n  \
             started_at TIMESTAMPTZ NOT NULL DEFAULT now(),\n  \
             applied_steps_count INTEGER NOT NULL DEFAULT 0\n);",
            table.quoted()
        )
    }

    fn row(&self, migration: &Migration, _body: &Body<'_>, table: &HistoryTable) -> String {
        format!(
            "INSERT INTO {} \
             (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ({}, \
             pg_catalog.now(), pg_catalog.clock_timestamp(), 1);",
            table.quoted(),
            identity(migration)
        )
    }

    /// Prisma writes start and finish apart from the script. When all of it can share a
    /// transaction the outcome is the same row in one round trip; when the script commits by itself
    /// or refuses a transaction, Prisma's own order keeps a trace of an unfinished run.
    fn script_with_row(&self, migration: &Migration, body: &Body<'_>, table: &HistoryTable) -> Script {
        let quoted = table.quoted();
        let script = self.script(migration, body, &self.row(migration, body, table));
        if script.transactional {
            return script;
        }
        let start = format!(
            "{}\nINSERT INTO {quoted} (id, checksum, migration_name, started_at) VALUES ({}, pg_catalog.now());",
            self.record_rolled_back(&migration.version, table),
            identity(migration)
        );
        let finish = format!(
            "{BACK_TO_LOGIN_ROLE}UPDATE {quoted} SET applied_steps_count = applied_steps_count + 1, \
             finished_at = pg_catalog.clock_timestamp() WHERE {};",
            open_row(&migration.version)
        );
        Script { start: Some(Message::own(start)), ..Script::stepwise(script.messages, finish) }
    }

    fn failure_row(&self, migration: &Migration, table: &HistoryTable, error_text: &str) -> Option<String> {
        let (quoted, logs) = (table.quoted(), quote_literal(error_text));
        Some(format!(
            "{BACK_TO_LOGIN_ROLE}WITH started AS (UPDATE {quoted} SET logs = {logs} WHERE {} RETURNING 1)\n\
             INSERT INTO {quoted} (id, checksum, migration_name, started_at, logs) \
             SELECT {}, pg_catalog.now(), {logs} WHERE NOT EXISTS (SELECT FROM started);",
            open_row(&migration.version),
            identity(migration)
        ))
    }

    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String {
        format!(
            "{}\nINSERT INTO {} (id, checksum, migration_name, started_at, finished_at, logs, \
             applied_steps_count) VALUES ({}, pg_catalog.now(), pg_catalog.now(), '', 0);",
            self.record_rolled_back(&migration.version, table),
            table.quoted(),
            identity(migration)
        )
    }

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        format!(
            "UPDATE {} SET rolled_back_at = pg_catalog.now() WHERE {};",
            table.quoted(),
            open_row(version)
        )
    }

    /// P3012: only an unfinished migration can be marked as rolled back.
    fn can_forget(&self) -> bool {
        false
    }

    fn locks(&self, _database: &str, _table: &HistoryTable) -> Vec<i64> {
        vec![LOCK]
    }

    fn wants_baseline(&self) -> bool {
        true
    }
}

/// Values for `id, checksum, migration_name`.
fn identity(migration: &Migration) -> String {
    format!(
        "pg_catalog.gen_random_uuid()::pg_catalog.text, {}, {}",
        quote_literal(&checksum(&migration.text)),
        quote_literal(&migration.version)
    )
}

/// The row of a run that has neither finished nor been taken back.
fn open_row(version: &str) -> String {
    format!("migration_name = {} AND finished_at IS NULL AND rolled_back_at IS NULL", quote_literal(version))
}

/// Prisma reads the first line that starts with `provider` (P3019 on a mismatch).
fn check_provider(directory: &Directory) -> Result<(), FormatError> {
    if !directory.has(LOCK_FILE) {
        return Ok(());
    }
    let text = directory.read(LOCK_FILE)?;
    let Some((at, line)) = text.lines().enumerate().find(|(_, line)| line.starts_with("provider")) else {
        return Ok(());
    };
    let provider = line.split('"').nth(1).unwrap_or_default();
    if matches!(provider, "postgresql" | "postgres") {
        return Ok(());
    }
    Err(FormatError::Provider {
        file: directory.relative(LOCK_FILE),
        line: u32::try_from(at + 1).unwrap_or(u32::MAX),
        provider: provider.to_owned(),
    })
}

fn odd_name(name: &str, file: &str) -> Finding {
    let message = format!("{name} does not start with a digit, so tools may disagree about its place");
    Finding::new(Code::MigrationName, message)
        .with_help("name it `<14 digits>_<words>` if it has not been applied anywhere")
        .at(Place::file(file))
}

fn checksum(text: &str) -> String {
    format!("{:x}", Sha256::digest(text.as_bytes()))
}

/// Line ends may be those of another checkout; an old engine wrote bytes without leading zeros.
fn accepts(text: &str, stored: &str) -> bool {
    if !stored.is_empty() && stored.len() != 64 {
        let unpadded = |text: &str| -> String {
            Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:x}")).collect()
        };
        return variants(text).iter().any(|variant| unpadded(variant) == stored);
    }
    variants(text).iter().any(|variant| checksum(variant) == stored)
}

/// As it is, with CRLF → LF, with LF → CRLF (every one, as Prisma does).
fn variants(text: &str) -> [String; 3] {
    [text.to_owned(), text.replace("\r\n", "\n"), text.replace('\n', "\r\n")]
}

#[cfg(test)]
mod tests;
