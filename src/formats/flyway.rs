//! Flyway: `V1__x.sql`, `R__x.sql` and `B1__x.sql` below its locations, `flyway_schema_history` with a
//! CRC-32 of each. Rules as in Flyway 11.8.2, free of charge edition.

mod callback;
mod checksum;
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
use super::placeholder;
use super::row::Row;
use super::{Contents, Format, HistoryTable, Known, Late};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::history::{Excerpt, HistoryRow, Memory, Migration, Source, Tool};
use crate::model::place::Place;
use crate::model::quote::{quote_identifier, quote_literal};
use crate::model::script::Script;
use crate::sql::classify::Class;
use crate::sql::edit::without_mark;
use crate::sql::position::line_column;

use checksum::checksum;
use name::{Name, Sort};
use options::Options;
use transaction::{Running, SideFile, running};

/// Flyway's number in front of the table's.
const LOCK: i64 = 77_431_708_279_161;

/// How much of a description and of a script's path the table holds.
const DESCRIPTION: usize = 200;
const SCRIPT: usize = 1000;

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

    /// One file; `None`: it is no migration of a kind that `migrate` runs.
    fn migration(
        &self,
        location: &Directory,
        path: &str,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Migration>, FormatError> {
        let file = location.relative(path);
        let name = match Name::parse(base_name(path), &self.options) {
            Some(Ok(name)) if name.sort == Sort::Undo => return Ok(None),
            Some(Ok(name)) => name,
            other => {
                findings.extend(callback::finding(base_name(path), &file, &self.options).or_else(|| {
                    let why = match other {
                        Some(Err(why)) => why,
                        _ if self.options.suffixes.iter().any(|suffix| path.ends_with(suffix)) => {
                            "its name begins with none of Flyway's prefixes".to_owned()
                        }
                        _ => return None,
                    };
                    Some(skipped(&file, &why))
                }));
                return Ok(None);
            }
        };
        let text = location.read(path)?;
        let replaces = SideFile::read(location, path)?.replaces.unwrap_or(self.options.replaces);
        let start = text.len() - without_mark(&text).len();
        let excerpt = if replaces {
            let replaced = self
                .replaced(&text, base_name(path))
                .map_err(|missing| self.no_value(&file, &text, &missing))?;
            (replaced.sql != text).then_some(replaced)
        } else {
            (start > 0).then(|| Excerpt::of(&text, start..text.len()))
        };
        let repeatable = name.sort == Sort::Repeatable;
        let hashed = excerpt.as_ref().filter(|_| repeatable).map_or(text.as_str(), |excerpt| &excerpt.sql);
        Ok(Some(Migration {
            version: name.key(),
            name: stem(base_name(path)).to_owned(),
            checksum: Some(checksum(hashed)),
            file,
            excerpt,
            repeatable,
            text,
        }))
    }

    /// The text as it runs, with the values of placeholders.
    fn replaced(&self, text: &str, file: &str) -> Result<Excerpt, placeholder::Missing> {
        let start = text.len() - without_mark(text).len();
        placeholder::replace(text, start, &self.options.marks, |name| self.value(name, file))
    }

    /// The value of a placeholder; of Flyway's own, those that files tell.
    fn value(&self, name: &str, file: &str) -> Option<String> {
        let name = name.to_lowercase();
        self.placeholders.get(&name).cloned().or_else(|| {
            match name.strip_prefix("flyway")?.strip_prefix(&self.options.own_separator.to_lowercase())? {
                "filename" => Some(file.to_owned()),
                "table" => Some(self.table.clone()),
                "defaultschema" => self.options.schemas.first().cloned(),
                _ => None,
            }
        })
    }

    fn no_value(&self, file: &str, text: &str, missing: &placeholder::Missing) -> FormatError {
        let (line, column) = line_column(text, missing.offset);
        let name = &missing.name;
        let marked = format!("{}{name}{}", self.options.marks.prefix, self.options.marks.suffix);
        let own = format!("flyway{}", self.options.own_separator);
        let reason = if name.to_lowercase().starts_with(&own) {
            format!(
                "the placeholder {marked} is Flyway's own, and files do not tell its value; give it in lockstep.yml: \
                 `migrations: {{placeholders: {{\"{name}\": …}}}}`"
            )
        } else {
            format!(
                "the placeholder {marked} has no value; give it in lockstep.yml: `migrations: {{placeholders: \
                 {{\"{name}\": …}}}}`, or in flyway.toml under [flyway.placeholders]"
            )
        };
        FormatError::Unsupported { place: Place::at(file, line, column), reason }
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
        let name = self.name_of(migration);
        let version = match name.sort {
            Sort::Repeatable => "NULL".to_owned(),
            _ => quote_literal(&name.version),
        };
        let sort = if name.sort == Sort::Baseline { "SQL_BASELINE" } else { "SQL" };
        format!(
            "INSERT INTO {table} (installed_rank, version, description, type, script, checksum, installed_by, \
             execution_time, success) SELECT COALESCE(pg_catalog.max(installed_rank), 0) + 1, {version}, {}, \
             '{sort}', {}, {}, {}, {took_ms}, {success} FROM {table};",
            quote_literal(&shortened(&name.description)),
            quote_literal(&shortened_path(self.script_path(migration))),
            migration.checksum.as_deref().unwrap_or("NULL"),
            self.options.installed_by.as_deref().map_or("CURRENT_USER".to_owned(), quote_literal),
            table = table.quoted(),
        )
    }

    /// The rows of a migration, by its key.
    fn rows_of(&self, key: &str) -> String {
        if name::is_repeatable(key) {
            let description = key.trim_start_matches("R__").replace('_', " ");
            return format!(
                "version IS NULL AND type = 'SQL' AND description = {}",
                quote_literal(&shortened(&description))
            );
        }
        let (version, sort) = match name::baseline_version(key) {
            Some(version) => (version, "type = 'SQL_BASELINE'"),
            None => (key, "type NOT IN ('SQL_BASELINE', 'BASELINE')"),
        };
        format!(
            "{sort} AND pg_catalog.regexp_replace(pg_catalog.regexp_replace(version, '(^|[.])0+([0-9])', \
             '\\1\\2', 'g'), '([.]0+)+$', '') = {}",
            quote_literal(&name::plain_version(version))
        )
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
        let create = create_table(table);
        if self.options.schemas.is_empty() || !self.options.creates_schemas {
            return create;
        }
        format!("{}\n{create}", create_schemas(&self.options.schemas, table, &create))
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
        let (applied, now) = (applied.description, shortened(&self.name_of(migration).description));
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
            self.rows_of(&migration.version),
            self.insert(migration, table, "0", true)
        )
    }

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String {
        format!("DELETE FROM {} WHERE {};", table.quoted(), self.rows_of(version))
    }

    fn locks(&self, _database: &str, table: &HistoryTable) -> Vec<i64> {
        vec![LOCK + i64::from(java_hash(&table.quoted()))]
    }

    fn late(&self) -> Late {
        if self.options.out_of_order { Late::Applied } else { Late::Refused }
    }

    fn wants_baseline(&self) -> bool {
        true
    }
}

fn create_table(table: &HistoryTable) -> String {
    let quoted = table.quoted();
    format!(
        "CREATE TABLE IF NOT EXISTS {quoted} (\n  \
         \"installed_rank\" INT NOT NULL CONSTRAINT {} PRIMARY KEY,\n  \
         \"version\" VARCHAR(50),\n  \
         \"description\" VARCHAR(200) NOT NULL,\n  \
         \"type\" VARCHAR(20) NOT NULL,\n  \
         \"script\" VARCHAR(1000) NOT NULL,\n  \
         \"checksum\" INTEGER,\n  \
         \"installed_by\" VARCHAR(100) NOT NULL,\n  \
         \"installed_on\" TIMESTAMP NOT NULL DEFAULT now(),\n  \
         \"execution_time\" INTEGER NOT NULL,\n  \
         \"success\" BOOLEAN NOT NULL\n);\n\
         CREATE INDEX IF NOT EXISTS {} ON {quoted} (\"success\");",
        quote_identifier(&format!("{}_pk", table.name)),
        quote_identifier(&format!("{}_s_idx", table.name)),
    )
}

/// Flyway makes the schemas that are missing and says so in the first row.
fn create_schemas(schemas: &[String], table: &HistoryTable, create_table: &str) -> String {
    let names: Vec<String> = schemas.iter().map(|schema| quote_literal(schema)).collect();
    format!(
        "DO $lockstep$\nDECLARE missing text[]; one text;\nBEGIN\n\
         SELECT pg_catalog.array_agg(s ORDER BY n) INTO missing\n\
         FROM pg_catalog.unnest(ARRAY[{}]) WITH ORDINALITY AS u(s, n)\n\
         WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = s);\n\
         IF missing IS NULL THEN RETURN; END IF;\n\
         FOREACH one IN ARRAY missing LOOP EXECUTE pg_catalog.format('CREATE SCHEMA %I', one); END LOOP;\n\
         {create_table}\n\
         INSERT INTO {table} SELECT 0, NULL, '<< Flyway Schema Creation >>', 'SCHEMA',\n\
         (SELECT pg_catalog.string_agg('\"' || s || '\"', ',') FROM pg_catalog.unnest(missing) AS s),\n\
         NULL, CURRENT_USER, pg_catalog.now(), 0, TRUE WHERE NOT EXISTS (SELECT FROM {table});\n\
         END\n$lockstep$;",
        names.join(", "),
        table = table.quoted(),
    )
}

/// Unqualified names go to this schema, for one transaction.
fn search_path_of(schema: &str) -> String {
    format!(
        "SELECT pg_catalog.set_config('search_path', pg_catalog.concat_ws(', ', {}, \
         NULLIF(pg_catalog.current_setting('search_path'), '')), TRUE);",
        quote_literal(&quote_identifier(schema))
    )
}

/// `String.hashCode()` of Java.
fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0, |hash: i32, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

fn shortened(description: &str) -> String {
    if description.chars().count() <= DESCRIPTION {
        return description.to_owned();
    }
    description.chars().take(DESCRIPTION - 3).chain("...".chars()).collect()
}

/// Of a long path Flyway keeps the end.
fn shortened_path(path: &str) -> String {
    let length = path.chars().count();
    if length <= SCRIPT {
        return path.to_owned();
    }
    format!("...{}", path.chars().skip(length - (SCRIPT - 3)).collect::<String>())
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn skipped(file: &str, why: &str) -> Finding {
    Finding::new(Code::MigrationName, format!("{file} is skipped, as Flyway does: {why}"))
        .with_help("rename it, or move it out of the folder")
        .at(Place::file(file))
}

#[cfg(test)]
mod tests;
