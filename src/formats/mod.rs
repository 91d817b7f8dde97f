//! Migration tools: their folders, their files, their history tables, their transaction rules. One
//! file per tool, one line per tool in [`FORMATS`]. This room reads migration files and makes SQL
//! text; it never talks to a database.

mod annotation;
mod atlas;
mod body;
mod branch;
mod dbmate;
mod detect;
mod diesel;
mod directory;
mod divergence;
mod drizzle;
mod error;
mod faults;
mod flyway;
mod folder;
mod format;
mod golang_migrate;
mod goose;
mod history_table;
mod interrupted;
mod liquibase;
mod new_file;
mod node_pg_migrate;
mod numbered;
mod placeholder;
mod plain;
mod prisma;
mod refinery;
mod row;
mod shell;
mod sqitch;
mod sqlx;
mod standings;
mod steps;
mod supabase;
mod untracked;
mod verdict;
mod versions;
mod whereabouts;
mod writer;

use std::path::Path;
use std::sync::Arc;

use crate::model::history::{Source, Tool};

use detect::Evidence;
use directory::Directory;
pub(crate) use error::FormatError;
pub(crate) use folder::Folder;
pub(crate) use format::ReadOnly;
use format::{Contents, Format, Late, Writing};
pub(crate) use history_table::HistoryTable;
pub(crate) use new_file::{NewFile, new_file, usual_folder};
pub(crate) use steps::steps;
pub(crate) use writer::Writer;

/// The tools lockstep reads the migrations of; it runs those of most.
static FORMATS: &[Known] = &[
    prisma::KNOWN,
    supabase::KNOWN,
    sqlx::KNOWN,
    dbmate::KNOWN,
    golang_migrate::KNOWN,
    goose::KNOWN,
    diesel::KNOWN,
    node_pg_migrate::KNOWN,
    drizzle::KNOWN,
    flyway::KNOWN,
    refinery::KNOWN,
    atlas::KNOWN,
    liquibase::KNOWN,
    sqitch::KNOWN,
    plain::KNOWN,
];

/// How a tool is recognised and opened.
struct Known {
    tool: Tool,
    /// What in or around the folder says that it is this tool's.
    recognise: fn(&Directory) -> Option<Evidence>,
    open: Open,
    /// Where the tool keeps its books unless configured.
    books: &'static [Book],
}

/// What a tool's rules say of one folder.
type Open = fn(&Directory, &Source) -> Result<Arc<dyn Format>, FormatError>;

/// Where a tool keeps its books, which is never part of a schema that is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Book {
    /// A schema that holds nothing else.
    Schema(&'static str),
    /// A table, in whichever schema.
    Table(&'static str),
}

/// Where the tools keep their books.
pub(crate) fn bookkeeping() -> impl Iterator<Item = Book> {
    FORMATS.iter().flat_map(|known| known.books).copied()
}

/// Reads the migrations: those at the configured path, else those in the tools' usual places.
pub(crate) fn open(root: &Path, source: &Source) -> Result<Folder, FormatError> {
    let (known, directory) = detect::detect(root, source.path.as_deref(), source.format)?;
    let format = (known.open)(&directory, source)?;
    let Contents { migrations, mut findings } = format.read(&directory)?;
    findings.extend(faults::duplicates(format.as_ref(), &migrations));
    for migration in &migrations {
        findings.extend(faults::text_findings(known.tool, format.as_ref(), migration));
    }
    let path = directory.path().to_owned();
    Ok(Folder { tool: known.tool, path, migrations, findings, format, table: source.table.clone() })
}

#[cfg(test)]
mod docs_test;
#[cfg(test)]
mod tests;
