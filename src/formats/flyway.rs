//! Flyway: `V1__x.sql`, `R__x.sql` and `B1__x.sql` below its locations, `flyway_schema_history` with a
//! CRC-32 of each. Rules as in Flyway 11.8.2, free of charge edition.

mod callback;
mod checksum;
mod elsewhere;
mod file;
mod history;
mod name;
mod options;
mod recognise;
mod rows;
mod transaction;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::body::{BACK_TO_LOGIN_ROLE, Body};
use super::directory::Directory;
use super::error::FormatError;
use super::row::Row;
use super::{Contents, Format, HistoryTable, Known, Late};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::history::{HistoryRow, Memory, Migration, Source, Tool};
use crate::model::place::Place;
use crate::model::quote::{quote_identifier, quote_literal};
use crate::model::script::Script;
use crate::sql::classify::Class;

use checksum::checksum;
use name::{Name, Sort};
use options::Options;
use transaction::{Running, SideFile, running};

pub(super) const KNOWN: Known = Known { tool: Tool::Flyway, recognise: recognise::recognise, open };

/// The folders that `flyway.toml` or `flyway.conf` at the root names.
pub(super) fn configured_folders(root: &std::path::Path) -> Vec<PathBuf> {
    options::configured_folders(root)
}

/// Whether the folder holds names that no other tool would take.
pub(super) fn has_own_names(directory: &Directory) -> bool {
    recognise::own_name(directory).is_some()
}

fn open(directory: &Directory, source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    let options = Options::read(directory)?;
    let folder = PathBuf::from(directory.path());
    let mut locations = vec![directory.clone()];
    if options.locations.contains(&folder) {
        for location in options.locations.iter().filter(|location| **location != folder) {
            locations.push(Directory::open(directory.root(), location)?);
        }
    }
    let mut placeholders = options.placeholders.clone();
    placeholders.extend(source.placeholders.iter().map(|(name, value)| (name.to_lowercase(), value.clone())));
    let table = match &source.table {
        Some(name) => HistoryTable::named(name, "").name,
        None => options.table.clone(),
    };
    let mut flyway =
        Flyway { options, locations, placeholders, table, running: BTreeMap::new(), hindrance: None };
    flyway.look()?;
    Ok(Arc::new(flyway))
}

#[derive(Debug)]
struct Flyway {
    options: Options,
    /// Scripts are known by their path in one of these.
    locations: Vec<Directory>,
    /// Names in lower case.
    placeholders: BTreeMap<String, String>,
    table: String,
    /// Per migration file: what its side file says of transactions.
    running: BTreeMap<String, bool>,
    /// Why lockstep does not apply these migrations.
    hindrance: Option<&'static str>,
}

impl Flyway {
    /// What must be known of the files besides their text.
    fn look(&mut self) -> Result<(), FormatError> {
        self.hindrance = self.options.hindrance;
        for location in &self.locations {
            for path in location.files_below()? {
                let file = base_name(&path);
                if callback::when(file, &self.options).is_some() {
                    self.hindrance.get_or_insert(callback::HINDRANCE);
                }
                if let Some(Ok(_)) = Name::parse(file, &self.options)
                    && let Some(word) = SideFile::read(location, &path)?.in_transaction
                {
                    self.running.insert(location.relative(&path), word);
                }
            }
        }
        Ok(())
    }

    fn running(&self, migration: &Migration, body: &Body<'_>) -> Running {
        running(body, self.running.get(&migration.file).copied(), &self.options)
    }

    /// What makes Flyway itself stop at a script, or lockstep, when it is run.
    fn refusal(&self, migration: &Migration, body: &Body<'_>) -> Option<Finding> {
        let running = self.running(migration, body);
        let apart = running == Running::Apart || body.has(Class::TransactionControl);
        let (message, help) = if running == Running::Refused {
            (
                "holds statements that cannot run in a transaction and others, which Flyway refuses",
                "move them into files of their own, or set `mixed = true` in flyway.toml",
            )
        } else if apart && !self.options.schemas.is_empty() {
            (
                "does not run in one transaction, and lockstep keeps flyway.defaultSchema for one transaction only",
                "apply it with Flyway, or name the schema in the file and leave defaultSchema out",
            )
        } else {
            return None;
        };
        let finding = Finding::new(Code::MigrationUnsupported, format!("{} {message}", migration.file));
        let place = body.place_of(Class::NoTransaction).unwrap_or_else(|| Place::file(&migration.file));
        Some(finding.with_help(help).at(place))
    }

    /// The path below the location that the file is in.
    fn script_path<'m>(&self, migration: &'m Migration) -> &'m str {
        let inside = |location: &Directory| {
            migration.file.strip_prefix(location.path()).map(|path| path.trim_start_matches('/'))
        };
        self.locations.iter().filter_map(inside).min_by_key(|path| path.len()).unwrap_or(&migration.file)
    }

    fn name_of(&self, migration: &Migration) -> Name {
        match Name::parse(base_name(&migration.file), &self.options) {
            Some(Ok(name)) => name,
            _ => {
                Name { sort: Sort::Versioned, version: migration.version.clone(), description: String::new() }
            }
        }
    }

    fn insert(&self, migration: &Migration, table: &HistoryTable, took_ms: &str, success: bool) -> String {
        let entry = history::Entry {
            name: &self.name_of(migration),
            script: self.script_path(migration),
            checksum: migration.checksum.as_deref(),
            by: self.options.installed_by.as_deref(),
            took_ms,
            success,
        };
        history::insert(&entry, table)
    }
}

impl Format for Flyway {
    fn read(&self, _directory: &Directory) -> Result<Contents, FormatError> {
        let mut contents = Contents::default();
        for location in &self.locations {
            for path in location.files_below()? {
                let migration = self.migration(location, &path, &mut contents.findings)?;
                contents.migrations.extend(migration);
            }
        }
        contents.findings.extend(elsewhere::findings(&self.locations[0]));
        contents.migrations.sort_by(|a, b| name::compare_keys(&a.version, &b.version));
        for migration in &contents.migrations {
            contents.findings.extend(self.refusal(migration, &Body::of(migration)));
        }
        Ok(contents)
    }

    fn read_only(&self) -> Option<&'static str> {
        self.hindrance
    }

    fn transaction_trap(&self, migration: &Migration, body: &Body<'_>) -> Option<&'static str> {
        (self.running(migration, body) == Running::Together).then_some(
            "write `executeInTransaction=false` into a file beside it, named like it with `.conf` at the end",
        )
    }

    fn history_table(&self, schema: &str) -> HistoryTable {
        HistoryTable::new(self.options.schemas.first().map_or(schema, String::as_str), &self.options.table)
    }

    fn create_history(&self, table: &HistoryTable) -> String {
        let schemas = if self.options.creates_schemas { &self.options.schemas[..] } else { &[] };
        history::create(table, schemas)
    }

    fn follows_search_path(&self) -> bool {
        self.options.schemas.is_empty()
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        rows::read_row(row)
    }

    fn read_history(
        &self,
        rows: &[Row<'_>],
        migrations: &[Migration],
    ) -> Result<Vec<HistoryRow>, FormatError> {
        rows::read(rows, migrations)
    }

    fn memory(&self) -> Memory {
        Memory::Checksum
    }

    /// A row without a checksum, as of a baseline, accepts any text. Of a repeatable migration the
    /// checksum is that of the text with values, and Flyway accepts that without them too.
    fn matches(&self, migration: &Migration, text: &str, row: &HistoryRow) -> bool {
        let Some(stored) = &row.checksum else { return true };
        let with_values =
            || self.replaced(text, base_name(&migration.file)).map(|excerpt| checksum(&excerpt.sql));
        *stored == checksum(text) || (migration.repeatable && with_values().as_ref() == Ok(stored))
    }

    /// Flyway compares the description and the kind of migration, too.
    fn contradiction(&self, migration: &Migration, row: &HistoryRow) -> Option<String> {
        if row.log.is_some() || migration.repeatable {
            return None;
        }
        let Some(Ok(applied)) = Name::parse(&format!("{}.sql", row.name), &Options::default()) else {
            return Some(format!("the history has {} for this version", row.name));
        };
        let (applied, now) = (applied.description, history::shortened(&self.name_of(migration).description));
        (applied != now).then(|| format!("it was called `{applied}` when it ran and is called `{now}` now"))
    }

    fn is_ordered(&self, version: &str) -> bool {
        !name::is_repeatable(version)
    }

    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        name::compare_keys(a, b)
    }

    fn script(&self, migration: &Migration, body: &Body<'_>, table: &HistoryTable) -> Script {
        if self.running(migration, body) == Running::Apart {
            return body.each_then_row(&self.insert(migration, table, "0", true));
        }
        let took = "(1000 * pg_catalog.date_part('epoch', \
                    pg_catalog.clock_timestamp() - pg_catalog.now()))::pg_catalog.int4";
        let row = self.insert(migration, table, took, true);
        match self.options.schemas.first() {
            Some(schema) => Script::transactional(body.whole(
                &format!("BEGIN;\n{}\n", search_path_of(schema)),
                2,
                &format!("{BACK_TO_LOGIN_ROLE}{row}\nCOMMIT;"),
            )),
            None => body.with_row(&row),
        }
    }

    fn failure_row(&self, migration: &Migration, table: &HistoryTable, _error_text: &str) -> Option<String> {
        let apart = self.running(migration, &Body::of(migration)) == Running::Apart;
        apart.then(|| format!("{BACK_TO_LOGIN_ROLE}{}", self.insert(migration, table, "0", false)))
    }

    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String {
        format!(
            "DELETE FROM {} WHERE NOT success AND {};\n{}",
            table.quoted(),
            history::rows_of(&migration.version),
            self.insert(migration, table, "0", true)
        )
    }

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        format!("DELETE FROM {} WHERE {};", table.quoted(), history::rows_of(version))
    }

    fn locks(&self, _database: &str, table: &HistoryTable) -> Vec<i64> {
        vec![history::lock(table)]
    }

    fn late(&self) -> Late {
        if self.options.out_of_order { Late::Applied } else { Late::Refused }
    }

    fn wants_baseline(&self) -> bool {
        true
    }
}

/// Unqualified names go to this schema, for one transaction.
fn search_path_of(schema: &str) -> String {
    format!(
        "SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', {}, \
         NULLIF(pg_catalog.current_setting('search_path'), '')), TRUE);",
        quote_literal(&quote_identifier(schema))
    )
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests;
