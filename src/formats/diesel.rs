//! diesel: `<version>_<words>/up.sql`, a row per version in `__diesel_schema_migrations`, no
//! checksum, no lock. Rules as in diesel 2.3 and its command line.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::annotation::Malformed;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::versions::{ByVersion, Rules, Sending, Table, Variables};
use super::{Book, Contents, Format, Known, Late};
use crate::model::history::{Migration, Source, Tool};
use crate::sql::split::split;

const SCRIPT: &str = "up.sql";
const OPTIONS: &str = "metadata.toml";

const TABLE: &str = "__diesel_schema_migrations";

pub(super) const KNOWN: Known = Known { tool: Tool::Diesel, recognise, open, books: &[Book::Table(TABLE)] };

static RULES: Rules = Rules {
    table: Table {
        name: TABLE,
        schema: None,
        columns: "\n  version VARCHAR(50) PRIMARY KEY NOT NULL,\n  \
                  run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP\n",
        version: "version",
        kind: "pg_catalog.varchar",
        values: &[],
        at: "run_on",
        first: None,
        log: None,
    },
    read,
    check: |migration, _| check(migration),
    sending: |_| Sending::Transaction,
    way_out: "put it alone into a migration with a `metadata.toml` that says `run_in_transaction = false`",
    compare: |a, b| a.cmp(b),
    late: Late::Applied,
    locks: &[],
};

fn recognise(directory: &Directory) -> Option<Evidence> {
    let folder = directory.folder_with(SCRIPT)?;
    if directory.parent()?.join("diesel.toml").is_file() {
        return Some(Evidence::new(Strength::Marker, "diesel.toml"));
    }
    Some(Evidence::new(Strength::Name, format!("{folder}/{SCRIPT}")))
}

fn open(directory: &Directory, _source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    let mut outside = BTreeSet::new();
    for folder in folders(directory) {
        let file = format!("{folder}/{OPTIONS}");
        if directory.has(&file) && runs_outside(&directory.read(&file)?) {
            outside.insert(version(folder));
        }
    }
    Ok(Arc::new(ByVersion { rules: &RULES, read_only: None, outside, variables: Variables::new() }))
}

/// A file without the key counts as a no; one that cannot be read, or with another value, as none.
fn runs_outside(options: &str) -> bool {
    let Ok(options) = options.parse::<toml::Table>() else { return false };
    match options.get("run_in_transaction") {
        Some(value) => value.as_bool() == Some(false),
        None => true,
    }
}

fn folders(directory: &Directory) -> impl Iterator<Item = &str> {
    directory.folders().iter().map(String::as_str).filter(|folder| !folder.starts_with('.'))
}

/// What stands before the first underscore, without hyphens.
fn version(folder: &str) -> String {
    folder.split('_').next().unwrap_or(folder).replace('-', "")
}

fn read(directory: &Directory, _: &Variables) -> Result<Contents, FormatError> {
    let mut contents = Contents::default();
    for folder in folders(directory) {
        let script = format!("{folder}/{SCRIPT}");
        let file = directory.relative(&script);
        if !directory.has(&script) {
            return Err(FormatError::MissingScript { file, tool: Tool::Diesel });
        }
        contents.migrations.push(Migration {
            version: version(folder),
            name: folder.to_owned(),
            text: directory.read(&script)?,
            file,
            ..Migration::default()
        });
    }
    contents.migrations.sort_by(|a, b| a.version.cmp(&b.version));
    Ok(contents)
}

fn check(migration: &Migration) -> Result<(), Malformed> {
    if split(&migration.text).iter().all(|statement| statement.significant().next().is_none()) {
        return Err(Malformed::new(0, "diesel stops at a script without a statement: write `SELECT 1;`"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
