//! Liquibase's formatted SQL: several changesets in a file, each known by file, id and author. Read and
//! checked, not applied: contexts, labels, preconditions and the order of a master changelog are
//! decided by Liquibase when it runs. Rules as in Liquibase 4.33.
//!
//! Every changeset counts as wanted, whatever its contexts and labels, but those of another `dbms`.
//! Checksums of version 8 and older cannot be told apart from one another and prove nothing here.

use std::cmp::Ordering;
use std::sync::Arc;

use super::annotation::annotated;
use super::body::Body;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::row::Row;
use super::{Book, Contents, Format, HistoryTable, Known, Late, ReadOnly, Writing};
use crate::model::history::{HistoryRow, Memory, Migration, Source, Tool};
use crate::model::place::Place;
use crate::model::script::Script;

mod changeset;
mod comments;

use changeset::{Changeset, parse};

const HEADER: &str = "--liquibaseformattedsql";

pub(super) const KNOWN: Known = Known {
    tool: Tool::Liquibase,
    recognise,
    open,
    books: &[Book::Table("databasechangelog"), Book::Table("databasechangeloglock")],
};

fn recognise(directory: &Directory) -> Option<Evidence> {
    match changelog(directory) {
        Some(file) => Some(Evidence::new(Strength::Marker, file)),
        None => annotated(directory, &[HEADER]),
    }
}

/// A changelog in another language than SQL.
fn changelog(directory: &Directory) -> Option<&str> {
    let suffixes = [".xml", ".yaml", ".yml", ".json"];
    let files = directory.files();
    let mut written = files.filter(|file| suffixes.iter().any(|suffix| file.ends_with(suffix)));
    written.find(|file| directory.read(file).is_ok_and(|text| text.contains("databaseChangeLog")))
}

/// A changeset and the migration that it is.
#[derive(Debug)]
struct Entry {
    changeset: Changeset,
    migration: Migration,
    /// What Liquibase calls the file, when the changeset says so.
    logical_path: Option<String>,
}

#[derive(Debug)]
struct Liquibase {
    /// In the order in which they run.
    entries: Vec<Entry>,
}

fn open(directory: &Directory, _source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    if let Some(file) = changelog(directory) {
        return Err(FormatError::Unsupported {
            place: Place::file(directory.relative(file)),
            reason: "lockstep reads a folder of Liquibase's formatted SQL, in the order of its file names, and no \
                     changelog in XML, YAML or JSON; name the folder with the SQL files as `migrations.path`"
                .to_owned(),
        });
    }
    let mut entries = Vec::new();
    for file_name in directory.sql_files() {
        read_file(directory, file_name, &mut entries)?;
    }
    Ok(Arc::new(Liquibase { entries }))
}

fn read_file(directory: &Directory, file_name: &str, entries: &mut Vec<Entry>) -> Result<(), FormatError> {
    let (file, text) = (directory.relative(file_name), directory.read(file_name)?);
    let changesets = parse(&text).map_err(|line| FormatError::Unsupported {
        place: Place::at(&file, line, 1),
        reason: "a changeset begins with `--changeset author:id`".to_owned(),
    })?;
    for changeset in changesets {
        if !changeset.is_for_postgresql() || changeset.says("ignore", "true") {
            continue;
        }
        let version = format!("{file_name}::{}::{}", changeset.id, changeset.author);
        let migration = Migration {
            name: version.clone(),
            version,
            file: file.clone(),
            text: text.clone(),
            excerpt: Some(changeset.excerpt(&text)),
            checksum: Some(changeset.checksum(&text)),
            repeatable: changeset.says("runonchange", "true"),
        };
        let logical_path = changeset.attribute("logicalfilepath").map(str::to_owned);
        entries.push(Entry { changeset, migration, logical_path });
    }
    Ok(())
}

impl Entry {
    /// Liquibase keeps the path that it was given: from the folder it ran in, or from the class path.
    fn is_in(&self, filename: &str) -> bool {
        let stored = filename.strip_prefix("classpath:").unwrap_or(filename);
        let stored = stored.strip_prefix("./").unwrap_or(stored).trim_start_matches('/');
        let ends = |path: &str, end: &str| {
            path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        match &self.logical_path {
            Some(logical) => logical == filename,
            None => ends(&self.migration.file, stored) || ends(stored, &self.migration.file),
        }
    }

    /// The same changeset in another version of the file.
    fn of<'a>(&self, changesets: &'a [Changeset]) -> Option<&'a Changeset> {
        let same = |one: &&Changeset| one.id == self.changeset.id && one.author == self.changeset.author;
        changesets.iter().find(same)
    }
}

impl Liquibase {
    fn entry(&self, version: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.migration.version == version)
    }

    fn position(&self, version: &str) -> Option<usize> {
        self.entries.iter().position(|entry| entry.migration.version == version)
    }
}

impl Format for Liquibase {
    fn writing(&self) -> Result<&dyn Writing, ReadOnly> {
        Err(ReadOnly(
            "contexts, labels and preconditions say what runs, and only liquibase knows them when it runs",
        ))
    }

    fn read(&self, _directory: &Directory) -> Result<Contents, FormatError> {
        let migrations = self.entries.iter().map(|entry| entry.migration.clone()).collect();
        Ok(Contents { migrations, findings: Vec::new() })
    }

    fn transaction_trap(&self, migration: &Migration, _body: &Body<'_>) -> Option<&'static str> {
        let alone = self.entry(&migration.version)?.changeset.says("runintransaction", "false");
        (!alone).then_some("put the statement into a changeset of its own with `runInTransaction:false`")
    }

    fn history_table(&self, schema: &str) -> HistoryTable {
        HistoryTable::new(schema, "databasechangelog")
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let (id, author, file) = (row.required("id")?, row.required("author")?, row.required("filename")?);
        let mut same =
            self.entries.iter().filter(|entry| entry.changeset.id == id && entry.changeset.author == author);
        let version = match same.find(|entry| entry.is_in(&file)) {
            Some(entry) => entry.migration.version.clone(),
            None => format!("{file}::{id}::{author}"),
        };
        Ok(HistoryRow {
            checksum: row.text("md5sum"),
            at: row.text("dateexecuted"),
            ..HistoryRow::applied(version.clone(), version)
        })
    }

    fn memory(&self) -> Memory {
        Memory::Checksum
    }

    fn matches(&self, migration: &Migration, text: &str, row: &HistoryRow) -> bool {
        let Some(sum) = row.checksum.as_deref().filter(|sum| sum.starts_with("9:")) else { return true };
        let Some(entry) = self.entry(&migration.version) else { return false };
        let Ok(changesets) = parse(text) else { return false };
        let accepted = |valid: &String| valid == sum || valid.eq_ignore_ascii_case("any") || valid == "1:any";
        entry.of(&changesets).is_some_and(|changeset| {
            changeset.checksum(text) == sum
                || changeset.says("runalways", "true")
                || changeset.valid_checksums.iter().any(accepted)
        })
    }

    fn part(&self, migration: &Migration, text: &str) -> Option<String> {
        let changesets = parse(text).ok()?;
        Some(self.entry(&migration.version)?.of(&changesets)?.sql(text))
    }

    /// By their place in the files; what is in none of them came before.
    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        let key = |version: &str| self.position(version);
        key(a).cmp(&key(b)).then_with(|| if key(a).is_none() { a.cmp(b) } else { Ordering::Equal })
    }

    fn script(&self, migration: &Migration, body: &Body<'_>, row: &str) -> Script {
        let entry = self.entry(&migration.version);
        if entry.is_some_and(|entry| entry.changeset.says("runintransaction", "false")) {
            body.each_then_row(row)
        } else {
            body.with_row(row)
        }
    }

    fn late(&self) -> Late {
        Late::Applied
    }
}

#[cfg(test)]
mod tests;
