//! drizzle-kit 0.x: `meta/_journal.json` names the files `<tag>.sql` and gives them their order;
//! SHA-256, kept and never compared. Rules as in drizzle-orm 0.45 and drizzle-kit 0.31.
//!
//! Two differences are meant. drizzle runs everything pending in one transaction, lockstep each
//! migration in its own: a failure leaves the earlier ones applied, and a new enum value can be used
//! by the next file. And drizzle looks at the newest row only: what is older and has no row it passes
//! over for ever, and an edited file it never notices; lockstep says both.

mod journal;

use std::cmp::Ordering;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::body::Body;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::row::Row;
use super::{Book, Contents, Format, HistoryTable, Known, Late, ReadOnly, Writing};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::history::{Excerpt, HistoryRow, Memory, Migration, Source, Tool};
use crate::model::place::Place;
use crate::model::quote::{quote_identifier, quote_literal};
use crate::model::script::{FileSpan, Script};

use journal::JournalFile;

const JOURNAL: &str = "meta/_journal.json";
const BREAKPOINT: &str = "--> statement-breakpoint";
/// Put for a breakpoint: drizzle sends what is between two of them by itself, with or without `;`.
const SEPARATOR: &str = "\n;\n";

pub(super) const KNOWN: Known =
    Known { tool: Tool::Drizzle, recognise, open, books: &[Book::Schema("drizzle")] };

fn recognise(directory: &Directory) -> Option<Evidence> {
    if directory.has(JOURNAL) {
        return Some(Evidence::new(Strength::Marker, JOURNAL));
    }
    let folder = folder_layout(directory)?;
    let suffixes = ["ts", "js", "mjs", "json"];
    let configured = suffixes.iter().find(|suffix| {
        directory.parents().any(|parent| parent.join(format!("drizzle.config.{suffix}")).is_file())
    })?;
    Some(Evidence::new(Strength::Marker, format!("drizzle.config.{configured} and {folder}")))
}

/// A folder of the layout of drizzle-kit 1: `<14 digits>_<name>/migration.sql`, no journal.
fn folder_layout(directory: &Directory) -> Option<&str> {
    directory.folder_with("migration.sql").filter(|_| !directory.has("migration_lock.toml"))
}

/// `drizzle.config.json`; a configuration in TypeScript is a program, which only drizzle runs.
#[derive(Debug, Default, Deserialize)]
struct Configuration {
    #[serde(default)]
    migrations: Names,
}

#[derive(Debug, Default, Deserialize)]
struct Names {
    schema: Option<String>,
    table: Option<String>,
}

fn open(directory: &Directory, _source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    let file =
        directory.parents().map(|parent| parent.join("drizzle.config.json")).find(|file| file.is_file());
    let names = match file {
        Some(file) => configured_names(&file, directory.root())?,
        None => Names::default(),
    };
    Ok(Arc::new(Drizzle { names }))
}

fn configured_names(file: &Path, root: &Path) -> Result<Names, FormatError> {
    let shown = file.strip_prefix(root).unwrap_or(file).display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|source| FormatError::Read { path: shown.clone(), source })?;
    let parsed: Configuration = serde_json::from_str(&text)
        .map_err(|error| FormatError::Options { file: shown, reason: error.to_string() })?;
    Ok(parsed.migrations)
}

fn sha256(text: &str) -> String {
    format!("{:x}", Sha256::digest(text.as_bytes()))
}

/// The parts that drizzle sends one by one; a breakpoint counts wherever it stands.
fn without_breakpoints(text: &str) -> Option<Excerpt> {
    if !text.contains(BREAKPOINT) {
        return None;
    }
    let mut excerpt = Excerpt { sql: String::with_capacity(text.len()), spans: Vec::new() };
    let mut start_in_file = 0;
    for part in text.split(BREAKPOINT) {
        if start_in_file > 0 {
            excerpt.sql.push_str(SEPARATOR);
        }
        let start_in_message = excerpt.sql.len();
        excerpt.spans.push(FileSpan { start_in_message, start_in_file, length: part.len() });
        excerpt.sql.push_str(part);
        start_in_file += part.len() + BREAKPOINT.len();
    }
    Some(excerpt)
}

#[derive(Debug)]
struct Drizzle {
    names: Names,
}

impl Format for Drizzle {
    fn writing(&self) -> Result<&dyn Writing, ReadOnly> {
        Ok(self)
    }

    fn read(&self, directory: &Directory) -> Result<Contents, FormatError> {
        if !directory.has(JOURNAL)
            && let Some(folder) = folder_layout(directory)
        {
            return Err(FormatError::Unsupported {
                place: Place::file(directory.relative(&format!("{folder}/migration.sql"))),
                reason:
                    "this is the layout of drizzle-kit 1 (a folder for each migration, no journal), which \
                         lockstep does not read; apply with drizzle-kit, or stay with drizzle-kit 0.31"
                        .to_owned(),
            });
        }
        let journal_file = JournalFile { file: directory.relative(JOURNAL), text: directory.read(JOURNAL)? };
        let entries = journal_file.parse()?.entries;
        let mut contents = Contents::default();
        for entry in &entries {
            let file_name = format!("{}.sql", entry.tag);
            if !directory.has(&file_name) {
                let reason = format!(
                    "{} is listed and {} is missing, which stops drizzle; bring the file back from git, or take \
                     the entry out if it ran nowhere",
                    entry.tag,
                    directory.relative(&file_name)
                );
                return Err(FormatError::Unsupported { place: journal_file.place_of(&entry.tag), reason });
            }
            let text = directory.read(&file_name)?;
            contents.migrations.push(Migration {
                version: entry.when.to_string(),
                name: entry.tag.clone(),
                file: directory.relative(&file_name),
                checksum: Some(sha256(&text)),
                excerpt: without_breakpoints(&text),
                text,
                repeatable: false,
            });
        }
        let pairs = entries.windows(2);
        contents.findings.extend(pairs.filter_map(|pair| journal_file.goes_back(&pair[0], &pair[1])));
        let listed = |file: &&str| entries.iter().any(|entry| file.strip_suffix(".sql") == Some(&entry.tag));
        let unlisted = directory.sql_files().filter(|file| !listed(file));
        contents.findings.extend(unlisted.map(|file| skipped(&directory.relative(file), &journal_file.file)));
        Ok(contents)
    }

    /// Always: everything pending is in one transaction.
    fn transaction_trap(&self, _migration: &Migration, _body: &Body<'_>) -> Option<&'static str> {
        Some(
            "drizzle knows no migration outside a transaction: leave `concurrently` out, or run the statement by \
             hand first, with `if not exists` and without `concurrently` in the file",
        )
    }

    fn history_table(&self, _schema: &str) -> HistoryTable {
        HistoryTable::new(
            self.names.schema.as_deref().unwrap_or("drizzle"),
            self.names.table.as_deref().unwrap_or("__drizzle_migrations"),
        )
    }

    fn follows_search_path(&self) -> bool {
        false
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let version = row.required("created_at")?;
        // drizzle-kit 1 adds two columns to the table
        let name = row.text("name").unwrap_or_else(|| version.clone());
        Ok(HistoryRow {
            checksum: row.text("hash"),
            at: row.text("applied_at"),
            ..HistoryRow::applied(version, name)
        })
    }

    fn memory(&self) -> Memory {
        Memory::Checksum
    }

    fn matches(&self, _migration: &Migration, text: &str, row: &HistoryRow) -> bool {
        row.checksum.as_deref() == Some(&sha256(text))
    }

    /// By value; what is no number (nobody writes such a row) by its letters.
    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        match (a.parse::<i64>(), b.parse::<i64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            _ => a.cmp(b),
        }
    }

    fn script(&self, _migration: &Migration, body: &Body<'_>, row: &str) -> Script {
        body.with_row(row)
    }

    fn late(&self) -> Late {
        Late::Skipped
    }

    fn give_later_version(&self, migration: &Migration, newest: &str) -> String {
        format!("give {} a `when` above {newest} in {JOURNAL}, then commit", migration.name)
    }
}

impl Writing for Drizzle {
    fn create_history(&self, table: &HistoryTable) -> String {
        format!(
            "CREATE SCHEMA IF NOT EXISTS {};\n\
             CREATE TABLE IF NOT EXISTS {} (\n  \
             id SERIAL PRIMARY KEY,\n  \
             hash text NOT NULL,\n  \
             created_at bigint\n);",
            quote_identifier(&table.schema),
            table.quoted()
        )
    }

    fn row(&self, migration: &Migration, _body: &Body<'_>, table: &HistoryTable) -> String {
        insert(migration, table)
    }

    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String {
        format!("{}\n{}", self.record_rolled_back(&migration.version, table), insert(migration, table))
    }

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        format!("DELETE FROM {} WHERE created_at = {};", table.quoted(), millis_literal(version))
    }
}

fn insert(migration: &Migration, table: &HistoryTable) -> String {
    format!(
        "INSERT INTO {} (hash, created_at) VALUES ('{}', {});",
        table.quoted(),
        sha256(&migration.text),
        millis_literal(&migration.version)
    )
}

fn millis_literal(version: &str) -> String {
    format!("{}::pg_catalog.int8", quote_literal(version))
}

fn skipped(file: &str, journal: &str) -> Finding {
    Finding::new(
        Code::MigrationName,
        format!("{file} is skipped, as drizzle does: {journal} does not list it"),
    )
    .with_help("let drizzle-kit generate it (`drizzle-kit generate --custom`), or move it out of the folder")
    .at(Place::file(file))
}

#[cfg(test)]
mod tests;
