//! sqlx: flat `<integer>_<words>.sql` (or `.up.sql`), SHA-384, `sqlx.toml`. Rules as in sqlx 0.9
//! and its CLI.

use std::cmp::Ordering;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha384};

use super::body::Body;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::history_table::identifiers;
use super::row::Row;
use super::{Book, Contents, Format, HistoryTable, Known, Late, ReadOnly, Writing};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::history::{HistoryRow, Memory, Migration, RowState, Source, Tool};
use crate::model::place::Place;
use crate::model::quote::{quote_identifier, quote_literal};
use crate::model::script::Script;

const OPTIONS_FILE: &str = "sqlx.toml";
const NO_TRANSACTION: &str = "-- no-transaction";

pub(super) const KNOWN: Known =
    Known { tool: Tool::Sqlx, recognise, open, books: &[Book::Table("_sqlx_migrations")] };

pub(super) fn recognise(directory: &Directory) -> Option<Evidence> {
    directory.sql_files().find(|file| matches!(parse(file), Some(Ok(_))))?;
    let parents = || directory.parents();
    if parents().any(|parent| parent.join(OPTIONS_FILE).is_file()) {
        return Some(Evidence::new(Strength::Marker, OPTIONS_FILE));
    }
    if parents().any(|parent| parent.join(".sqlx").is_dir()) {
        return Some(Evidence::new(Strength::Marker, ".sqlx"));
    }
    let names_sqlx = |parent: PathBuf| {
        let text = std::fs::read_to_string(parent.join("Cargo.toml")).ok()?;
        text.parse::<toml::Table>().is_ok_and(|manifest| depends_on_sqlx(&manifest)).then_some(())
    };
    parents().find_map(names_sqlx)?;
    Some(Evidence::new(Strength::Name, "Cargo.toml names sqlx"))
}

fn depends_on_sqlx(manifest: &toml::Table) -> bool {
    let lists = |table: &toml::Table| {
        ["dependencies", "dev-dependencies", "build-dependencies"]
            .iter()
            .any(|list| table.get(*list).and_then(|list| list.get("sqlx")).is_some())
    };
    lists(manifest) || manifest.get("workspace").and_then(toml::Value::as_table).is_some_and(lists)
}

/// `sqlx.toml`, as far as migrations go. Other keys are sqlx's business.
#[derive(Debug, Default, Deserialize)]
struct OptionsFile {
    #[serde(default)]
    migrate: SqlxOptions,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct SqlxOptions {
    table_name: Option<String>,
    migrations_dir: Option<String>,
    ignored_chars: Vec<char>,
    create_schemas: Vec<String>,
}

fn read_options(file: &std::path::Path, shown: String) -> Result<SqlxOptions, FormatError> {
    let text =
        std::fs::read_to_string(file).map_err(|source| FormatError::Read { path: shown.clone(), source })?;
    let parsed: OptionsFile = toml::from_str(&text)
        .map_err(|error| FormatError::Options { file: shown, reason: error.to_string().trim().to_owned() })?;
    Ok(parsed.migrate)
}

/// The folder that `sqlx.toml` at the root names.
pub(super) fn configured_folder(root: &std::path::Path) -> Option<PathBuf> {
    let options = read_options(&root.join(OPTIONS_FILE), OPTIONS_FILE.to_owned()).ok()?;
    options.migrations_dir.map(PathBuf::from)
}

fn open(directory: &Directory, _source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    let file = directory.parents().map(|parent| parent.join(OPTIONS_FILE)).find(|file| file.is_file());
    let options = match file {
        Some(file) => {
            let shown = file.strip_prefix(directory.root()).unwrap_or(&file).display().to_string();
            read_options(&file, shown)?
        }
        None => SqlxOptions::default(),
    };
    Ok(Arc::new(Sqlx { options }))
}

/// A migration's file name: version and description. `None`: not a migration; an error: sqlx stops.
fn parse(file: &str) -> Option<Result<(i64, String), ()>> {
    let (version, rest) = file.split_once('_')?;
    if !rest.ends_with(".sql") || rest.ends_with(".down.sql") {
        return None;
    }
    let suffix = if rest.ends_with(".up.sql") { ".up.sql" } else { ".sql" };
    let description = rest.trim_end_matches(suffix).replace('_', " ");
    Some(version.parse().map(|version| (version, description)).map_err(|_| ()))
}

#[derive(Debug)]
struct Sqlx {
    options: SqlxOptions,
}

impl Sqlx {
    fn checksum(&self, text: &str) -> String {
        let kept: String = text.chars().filter(|c| !self.options.ignored_chars.contains(c)).collect();
        format!("{:x}", Sha384::digest(kept.as_bytes()))
    }

    fn insert(
        &self,
        migration: &Migration,
        table: &HistoryTable,
        nanoseconds: &str,
        conflict: &str,
    ) -> String {
        let file = migration.file.rsplit('/').next().unwrap_or_default();
        let description = match parse(file) {
            Some(Ok((_, description))) => description,
            _ => migration.name.clone(),
        };
        format!(
            "INSERT INTO {} (version, description, success, checksum, execution_time) VALUES \
             ({}, {}, TRUE, pg_catalog.decode('{}', 'hex'), {nanoseconds}){conflict};",
            table.quoted(),
            version_literal(&migration.version),
            quote_literal(&description),
            self.checksum(&migration.text)
        )
    }
}

impl Format for Sqlx {
    fn writing(&self) -> Result<&dyn Writing, ReadOnly> {
        Ok(self)
    }

    fn read(&self, directory: &Directory) -> Result<Contents, FormatError> {
        let mut contents = Contents::default();
        let mut versions = Vec::new();
        for file_name in directory.sql_files() {
            let file = directory.relative(file_name);
            match parse(file_name) {
                Some(Ok((version, _))) => {
                    let text = directory.read(file_name)?;
                    let name = file_name.trim_end_matches(".sql").trim_end_matches(".up").to_owned();
                    let checksum = Some(self.checksum(&text));
                    versions.push((
                        version,
                        Migration {
                            version: version.to_string(),
                            name,
                            file,
                            text,
                            checksum,
                            ..Migration::default()
                        },
                    ));
                }
                Some(Err(())) => return Err(FormatError::Name { file }),
                None if file_name.ends_with(".down.sql") => {}
                None => contents.findings.push(skipped(&file)),
            }
        }
        versions.sort_by_key(|(version, _)| *version);
        contents.migrations = versions.into_iter().map(|(_, migration)| migration).collect();
        Ok(contents)
    }

    fn transaction_trap(&self, migration: &Migration, body: &Body<'_>) -> Option<&'static str> {
        if !migration.text.starts_with(NO_TRANSACTION) {
            Some("move the statement alone into a file whose first line is `-- no-transaction`")
        } else if !body.is_single() {
            Some("leave the statement alone in this file and move the others into another")
        } else {
            None
        }
    }

    fn script(&self, migration: &Migration, body: &Body<'_>, row: &str) -> Script {
        if migration.text.starts_with(NO_TRANSACTION) { body.then_row(row) } else { body.with_row(row) }
    }

    /// An unqualified name is looked up in the search path, as sqlx does.
    fn history_table(&self, schema: &str) -> HistoryTable {
        let name = self.options.table_name.as_deref().unwrap_or("_sqlx_migrations");
        HistoryTable::named(name, schema)
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let version = row.required("version")?;
        let description = row.text("description").unwrap_or_default();
        let state = if row.truth("success").unwrap_or(true) { RowState::Applied } else { RowState::Failed };
        let name = format!("{version}_{}", description.replace(' ', "_"));
        Ok(HistoryRow {
            checksum: row.hex("checksum"),
            state,
            at: row.text("installed_on"),
            took_ms: row.number("execution_time").map(|nanoseconds| nanoseconds / 1_000_000),
            ..HistoryRow::applied(version, name)
        })
    }

    fn memory(&self) -> Memory {
        Memory::Checksum
    }

    fn matches(&self, _migration: &Migration, text: &str, row: &HistoryRow) -> bool {
        row.checksum.as_deref() == Some(&self.checksum(text))
    }

    fn stops_at_line_endings(&self) -> bool {
        true
    }

    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        let number = |version: &str| version.parse::<i64>().unwrap_or(i64::MAX);
        number(a).cmp(&number(b))
    }

    fn late(&self) -> Late {
        Late::Applied
    }
}

impl Writing for Sqlx {
    fn create_history(&self, table: &HistoryTable) -> String {
        let mut sql = String::new();
        for name in &self.options.create_schemas {
            let identifier = identifiers(name).pop().unwrap_or_else(|| name.clone());
            sql.push_str(&format!("CREATE SCHEMA IF NOT EXISTS {};\n", quote_identifier(&identifier)));
        }
        sql.push_str(&format!(
            "CREATE TABLE IF NOT EXISTS {} (\n  \
             version BIGINT PRIMARY KEY,\n  \
             description TEXT NOT NULL,\n  \
             installed_on TIMESTAMPTZ NOT NULL DEFAULT now(),\n  \
             success BOOLEAN NOT NULL,\n  \
             checksum BYTEA NOT NULL,\n  \
             execution_time BIGINT NOT NULL\n);",
            table.quoted()
        ));
        sql
    }

    fn row(&self, migration: &Migration, _body: &Body<'_>, table: &HistoryTable) -> String {
        // sqlx itself writes -1 first and the time later, so -1 reads as "not measured"
        let nanoseconds = if migration.text.starts_with(NO_TRANSACTION) {
            "-1"
        } else {
            "(1000000000 * pg_catalog.date_part('epoch', \
             pg_catalog.clock_timestamp() - pg_catalog.now()))::pg_catalog.int8"
        };
        self.insert(migration, table, nanoseconds, "")
    }

    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String {
        let update = " ON CONFLICT (version) DO UPDATE SET description = EXCLUDED.description, \
                      success = TRUE, checksum = EXCLUDED.checksum";
        self.insert(migration, table, "-1", update)
    }

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        format!("DELETE FROM {} WHERE version = {};", table.quoted(), version_literal(version))
    }

    fn locks(&self, database: &str, _table: &HistoryTable) -> Vec<i64> {
        vec![0x3d32_ad9e_i64.wrapping_mul(i64::from(crc32fast::hash(database.as_bytes())))]
    }
}

fn version_literal(version: &str) -> String {
    format!("{}::pg_catalog.int8", quote_literal(version))
}

fn skipped(file: &str) -> Finding {
    Finding::new(Code::MigrationName, format!("{file} is skipped, as sqlx does: its name has no `_`"))
        .with_help("name it `<number>_<words>.sql`, or move it out of the folder")
        .at(Place::file(file))
}

#[cfg(test)]
mod tests;
