//! Atlas: flat `<version>_<words>.sql` under the sums of `atlas.sum`. Read and checked, not applied:
//! its revision rows are Atlas's own. Rules as in Atlas 0.32.
//!
//! Atlas keeps its table in a schema of its own name; where the connection names a schema it is there,
//! and `migrations.table: public.atlas_schema_revisions` says so.

use std::cmp::Ordering;
use std::sync::Arc;

use super::body::Body;
use super::detect::{Evidence, Strength};
use super::directory::Directory;
use super::error::FormatError;
use super::row::Row;
use super::{Book, Contents, Format, HistoryTable, Known, Late, ReadOnly, Writing};
use crate::model::history::{HistoryRow, Memory, Migration, RowState, Source, Tool};
use crate::model::place::Place;
use crate::model::script::Script;

mod sum;

use sum::File;

/// What `type` is made of; 2 is a file that was run.
const BASELINE: u64 = 1;
const RESOLVED: u64 = 4;

pub(super) const KNOWN: Known = Known {
    tool: Tool::Atlas,
    recognise,
    open,
    books: &[Book::Schema("atlas_schema_revisions"), Book::Table("atlas_schema_revisions")],
};

fn recognise(directory: &Directory) -> Option<Evidence> {
    directory.has(sum::FILE).then(|| Evidence::new(Strength::Marker, sum::FILE))
}

/// The value of `-- atlas:<name> <value>` in the comments that begin a file.
fn directive<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let comments = text.lines().take_while(|line| line.starts_with("--"));
    let mut directives = comments.filter_map(|line| line[2..].trim().strip_prefix("atlas:"));
    directives.find_map(|directive| Some(directive.strip_prefix(name)?.trim()))
}

/// The version and the words of a file name.
fn version(file: &str) -> &str {
    let stem = file.strip_suffix(".sql").unwrap_or(file);
    stem.split_once('_').map_or(stem, |(version, _)| version)
}

#[derive(Debug)]
struct Atlas {
    /// In the order in which they run.
    files: Vec<File>,
}

fn open(directory: &Directory, _source: &Source) -> Result<Arc<dyn Format>, FormatError> {
    let mut files = Vec::new();
    for name in directory.sql_files() {
        let text = directory.read(name)?;
        if directive(&text, "checkpoint").is_some() {
            return Err(FormatError::Unsupported {
                place: Place::file(directory.relative(name)),
                reason: "a checkpoint stands for all files before it, which lockstep does not read"
                    .to_owned(),
            });
        }
        files.push((name.to_owned(), text));
    }
    files.sort_by(|(a, _), (b, _)| version(a).cmp(version(b)));
    Ok(Arc::new(Atlas { files }))
}

impl Atlas {
    /// What Atlas would keep of a file with this text, the files before it being as they are.
    fn hash(&self, version_of: &str, text: &str) -> Option<String> {
        let at = self.files.iter().position(|(name, _)| version(name) == version_of)?;
        let mut files = self.files[..=at].to_vec();
        text.clone_into(&mut files[at].1);
        sum::hashes(&files).pop().flatten()
    }

    /// Takes out what a hash cannot prove. A hash is of all files before as well: after the first
    /// that does not fit, none can. A file that came late is in none of the later hashes.
    fn keep_what_proves(&self, rows: &mut [HistoryRow]) {
        let ran = |name: &str, rows: &[HistoryRow]| rows.iter().any(|row| row.version == version(name));
        let early: Vec<File> = self.files.iter().filter(|(name, _)| ran(name, rows)).cloned().collect();
        let without_late = sum::hashes(&early);
        let mut proves = true;
        for ((name, text), hash) in early.iter().zip(without_late) {
            let Some(row) = rows.iter_mut().find(|row| row.version == version(name)) else { continue };
            let now = self.hash(version(name), text);
            if !proves || row.checksum == hash {
                row.checksum = None;
            }
            proves &= row.checksum.is_none() || row.checksum == now;
        }
    }
}

impl Format for Atlas {
    fn writing(&self) -> Result<&dyn Writing, ReadOnly> {
        Err(ReadOnly("what it runs is settled by its policies, hooks and templates, which only atlas knows"))
    }

    fn read(&self, directory: &Directory) -> Result<Contents, FormatError> {
        let mut contents = Contents::default();
        if directory.has(sum::FILE) {
            let sums = directory.read(sum::FILE)?;
            contents.findings = sum::check(&directory.relative(sum::FILE), &sums, &self.files);
        }
        for ((name, text), hash) in self.files.iter().zip(sum::hashes(&self.files)) {
            contents.migrations.push(Migration {
                version: version(name).to_owned(),
                name: name.trim_end_matches(".sql").to_owned(),
                file: directory.relative(name),
                text: text.clone(),
                checksum: hash,
                ..Migration::default()
            });
        }
        Ok(contents)
    }

    fn transaction_trap(&self, migration: &Migration, _body: &Body<'_>) -> Option<&'static str> {
        (directive(&migration.text, "txmode") != Some("none"))
            .then_some("begin the file with `-- atlas:txmode none` and an empty line")
    }

    fn history_table(&self, _schema: &str) -> HistoryTable {
        HistoryTable::new("atlas_schema_revisions", "atlas_schema_revisions")
    }

    fn follows_search_path(&self) -> bool {
        false
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError> {
        let version = row.required("version")?;
        let name = match row.text("description").filter(|description| !description.is_empty()) {
            Some(description) => format!("{version}_{description}"),
            None => version.clone(),
        };
        let kind = row.number("type").unwrap_or_default();
        let error = row.text("error").filter(|error| !error.is_empty());
        let half = row.number("applied") < row.number("total") || error.is_some();
        let claimed = kind & (BASELINE | RESOLVED) != 0;
        let hash = row.text("hash").filter(|hash| !hash.is_empty() && kind & BASELINE == 0);
        Ok(HistoryRow {
            checksum: hash.map(|hash| hash.trim_start_matches("h1:").to_owned()),
            state: if half && !claimed { RowState::Failed } else { RowState::Applied },
            at: row.text("executed_at"),
            took_ms: row.number("execution_time").map(|nanoseconds| nanoseconds / 1_000_000),
            log: error,
            ..HistoryRow::applied(version, name)
        })
    }

    /// Versions that begin with a dot are Atlas's notes. A baseline stands for the files up to it.
    fn read_history(
        &self,
        rows: &[Row<'_>],
        migrations: &[Migration],
    ) -> Result<Vec<HistoryRow>, FormatError> {
        let mut history = Vec::new();
        let mut baseline: Option<HistoryRow> = None;
        for row in rows {
            if row.text("version").is_some_and(|version| version.starts_with('.')) {
                continue;
            }
            let read = self.read_row(row)?;
            if row.number("type").is_some_and(|kind| kind & BASELINE != 0) {
                baseline = Some(read.clone());
            }
            history.push(read);
        }
        self.keep_what_proves(&mut history);
        if let Some(baseline) = baseline {
            let under = migrations.iter().filter(|migration| migration.version < baseline.version);
            let stood_for = under.map(|migration| HistoryRow {
                at: baseline.at.clone(),
                ..HistoryRow::applied(&migration.version, &migration.name)
            });
            history.extend(stood_for.collect::<Vec<_>>());
        }
        Ok(history)
    }

    fn memory(&self) -> Memory {
        Memory::Checksum
    }

    fn matches(&self, migration: &Migration, text: &str, row: &HistoryRow) -> bool {
        row.checksum.is_none() || row.checksum == self.hash(&migration.version, text)
    }

    fn compare_versions(&self, a: &str, b: &str) -> Ordering {
        a.cmp(b)
    }

    fn script(&self, migration: &Migration, body: &Body<'_>, row: &str) -> Script {
        match directive(&migration.text, "txmode") {
            Some("none") => body.each_then_row(row),
            _ => body.with_row(row),
        }
    }

    fn late(&self) -> Late {
        Late::Refused
    }
}

#[cfg(test)]
mod tests;
