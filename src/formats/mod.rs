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
mod flyway;
mod golang_migrate;
mod goose;
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

use std::cmp::Ordering;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use crate::git::{Base, Repository};
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Edit, HistoryRow, Memory, Migration, RowState, Source, Standings, Tool};
use crate::model::journal::{Entry, Key, Obstacle, Outside, Resume, Step};
use crate::model::place::Place;
use crate::model::quote::quote_qualified;
use crate::model::script::Script;
use crate::sql::classify::Class;
use crate::sql::outside::outside;
use crate::sql::token::{Kind, Token, tokens};

use body::Body;
use detect::Evidence;
use directory::Directory;
pub(crate) use error::FormatError;
pub(crate) use new_file::{NewFile, new_file, usual_folder};
use row::Row;

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
    open: fn(&Directory, &Source) -> Result<Arc<dyn Format>, FormatError>,
}

/// What is in a folder, in the tool's order.
#[derive(Debug, Default)]
struct Contents {
    migrations: Vec<Migration>,
    findings: Vec<Finding>,
}

/// One migration tool's rules.
trait Format: fmt::Debug + Send + Sync {
    /// The migrations in the folder. What makes the tool itself stop is an error.
    fn read(&self, directory: &Directory) -> Result<Contents, FormatError>;

    /// Refuses what the tool, or lockstep, cannot send.
    fn check(&self, _migration: &Migration, body: &Body<'_>) -> Result<(), FormatError> {
        body.check()
    }

    /// What a statement that refuses transactions will meet, when that is a failure: what to do.
    fn transaction_trap(&self, migration: &Migration, body: &Body<'_>) -> Option<&'static str>;

    /// Why lockstep only reads and checks this tool's migrations.
    fn read_only(&self) -> Option<&'static str> {
        None
    }

    /// Where the table is unless configured; `schema` is where unqualified names are made.
    fn history_table(&self, schema: &str) -> HistoryTable;

    /// Creates the table as the tool does; harmless when it is there.
    fn create_history(&self, table: &HistoryTable) -> String;

    /// An unqualified table is looked up along the connection's search path.
    fn follows_search_path(&self) -> bool {
        true
    }

    fn read_row(&self, row: &Row<'_>) -> Result<HistoryRow, FormatError>;

    /// What the table's rows say of the migrations, for tools whose rows are not one per migration.
    fn read_history(
        &self,
        rows: &[Row<'_>],
        _migrations: &[Migration],
    ) -> Result<Vec<HistoryRow>, FormatError> {
        rows.iter().map(|row| self.read_row(row)).collect()
    }

    /// What the rows can prove about the text that ran.
    fn memory(&self) -> Memory;

    /// Whether the tool holds `text`, or has no way not to hold it, for the one that ran; the text of
    /// `migration`, or a variant or an earlier version of it.
    fn matches(&self, migration: &Migration, text: &str, row: &HistoryRow) -> bool;

    /// The kind of edit, when the row alone can tell more than that no variant of line ends matches.
    fn edit(&self, _migration: &Migration, _text: &str, _row: &HistoryRow) -> Option<Edit> {
        None
    }

    /// What a version of the file says of this migration, when the file holds several.
    fn part(&self, _migration: &Migration, _text: &str) -> Option<String> {
        None
    }

    /// The tool itself stops at a file whose only edit is line endings.
    fn stops_at_line_endings(&self) -> bool {
        false
    }

    /// What else of an applied migration contradicts its row, so that the tool stops.
    fn contradiction(&self, _migration: &Migration, _row: &HistoryRow) -> Option<String> {
        None
    }

    /// The version has a place in the order: once it ran, pending ones before it are late.
    fn is_ordered(&self, _version: &str) -> bool {
        true
    }

    /// The migration is made to run also after later ones.
    fn may_be_late(&self, migration: &Migration) -> bool {
        migration.repeatable
    }

    /// The tool's order of versions.
    fn compare_versions(&self, a: &str, b: &str) -> Ordering;

    fn script(&self, migration: &Migration, body: &Body<'_>, table: &HistoryTable) -> Script;

    /// SQL that records a failure as the tool would.
    fn failure_row(
        &self,
        _migration: &Migration,
        _table: &HistoryTable,
        _error_text: &str,
    ) -> Option<String> {
        None
    }

    fn record_applied(&self, migration: &Migration, table: &HistoryTable) -> String;

    fn record_rolled_back(&self, version: &str, table: &HistoryTable) -> String;

    /// `resolve --rolled-back` may take back a finished row.
    fn can_forget(&self) -> bool {
        true
    }

    /// The tool's own advisory locks.
    fn locks(&self, _database: &str, _table: &HistoryTable) -> Vec<i64> {
        Vec::new()
    }

    /// What the tool does with a migration that is older than the newest applied one.
    fn late(&self) -> Late;

    /// How a migration that is older than the newest applied one is made newer.
    fn give_later_version(&self, migration: &Migration, newest: &str) -> String {
        format!("rename {} so that its version comes after {newest}, then commit", migration.file)
    }

    /// The tool refuses to start on a database that holds tables and no history.
    fn wants_baseline(&self) -> bool {
        false
    }
}

/// What becomes of a migration that is older than the newest applied one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Late {
    Applied,
    /// The tool stops.
    Refused,
    /// The tool goes on and never runs it.
    Skipped,
}

/// A tool's history table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HistoryTable {
    pub(crate) schema: String,
    pub(crate) name: String,
}

impl HistoryTable {
    fn new(schema: impl Into<String>, name: impl Into<String>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }

    /// From a name as people write it, possibly qualified and quoted; else in `schema`.
    fn named(name: &str, schema: &str) -> Self {
        match &identifiers(name)[..] {
            [table] => Self::new(schema, table),
            [.., named, table] => Self::new(named, table),
            [] => Self::new(schema, name),
        }
    }

    /// Qualified and quoted for SQL.
    pub(crate) fn quoted(&self) -> String {
        quote_qualified(&self.schema, &self.name)
    }
}

/// A migrations folder, read.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    pub(crate) tool: Tool,
    /// Relative to the repository root, with `/`.
    pub(crate) path: String,
    /// In the tool's order.
    pub(crate) migrations: Vec<Migration>,
    /// What is wrong with names and texts, whatever the databases say.
    pub(crate) findings: Vec<Finding>,
    format: Arc<dyn Format>,
    /// The configured history table.
    table: Option<String>,
}

/// Reads the migrations: those at the configured path, else those in the tools' usual places.
pub(crate) fn open(root: &Path, source: &Source) -> Result<Folder, FormatError> {
    let (known, directory) = detect::detect(root, source.path.as_deref(), source.format)?;
    let format = (known.open)(&directory, source)?;
    let Contents { migrations, mut findings } = format.read(&directory)?;
    findings.extend(duplicates(format.as_ref(), &migrations));
    for migration in &migrations {
        findings.extend(text_findings(known.tool, format.as_ref(), migration));
    }
    let path = directory.path().to_owned();
    Ok(Folder { tool: known.tool, path, migrations, findings, format, table: source.table.clone() })
}

impl Folder {
    /// The versions that the tool runs in an empty database, in its order: all of them, unless one
    /// stands for others.
    pub(crate) fn versions(&self) -> Vec<String> {
        let skipped: Vec<HistoryRow> = self.rows_of_nothing();
        let runs = |version: &&String| {
            !skipped.iter().any(|row| row.state == RowState::Skipped && row.version == **version)
        };
        self.migrations.iter().map(|migration| &migration.version).filter(runs).cloned().collect()
    }

    /// Where the history is: `schema` is the first of the connection's search path; tools with a
    /// schema of their own ignore it.
    pub(crate) fn history_table(&self, schema: &str) -> HistoryTable {
        match &self.table {
            Some(name) => HistoryTable::named(name, &self.format.history_table(schema).schema),
            None => self.format.history_table(schema),
        }
    }

    /// Whether an unqualified history table is where the connection's search path begins.
    pub(crate) fn follows_search_path(&self) -> bool {
        self.format.follows_search_path()
    }

    /// What the history can prove about the texts that ran.
    pub(crate) fn memory(&self) -> Memory {
        self.format.memory()
    }

    /// Why migrations of this tool are read and checked, and not applied or recorded.
    pub(crate) fn read_only(&self) -> Option<&'static str> {
        self.format.read_only()
    }

    /// The rows of `SELECT to_jsonb(t) FROM <history table> t`.
    pub(crate) fn read_rows(&self, rows: &[Value]) -> Result<Vec<HistoryRow>, FormatError> {
        let rows: Vec<Row<'_>> = rows.iter().map(|value| Row { tool: self.tool, value }).collect();
        self.format.read_history(&rows, &self.migrations)
    }

    /// What follows from an empty history.
    fn rows_of_nothing(&self) -> Vec<HistoryRow> {
        self.format.read_history(&[], &self.migrations).unwrap_or_default()
    }

    /// The verdict for each migration; `rows` is `None` without a history table, `journal` what is
    /// open of this history. `root` is where
    /// git is asked for earlier versions of edited files.
    pub(crate) fn standings(
        &self,
        environment: &str,
        rows: Option<&[HistoryRow]>,
        journal: &[Entry],
        root: &Path,
    ) -> Standings {
        standings::standings(self, environment, rows, journal, root)
    }

    /// What this branch did to migrations that its base has and that may have run somewhere;
    /// `repository` is the one around the folder. `None` when the base has no migrations there.
    pub(crate) fn against(
        &self,
        repository: &Repository,
        base: &Base,
    ) -> Result<Option<Vec<Finding>>, FormatError> {
        branch::findings(self, repository, base)
    }

    /// SQL that creates the tool's table as the tool does; harmless when it is there.
    pub(crate) fn create_history(&self, schema: &str) -> String {
        self.format.create_history(&self.history_table(schema))
    }

    /// What to send to apply a migration and record it.
    pub(crate) fn script(&self, migration: &Migration, schema: &str) -> Result<Script, FormatError> {
        let body = Body::of(migration);
        self.format.check(migration, &body)?;
        Ok(self.format.script(migration, &body, &self.history_table(schema)))
    }

    /// A script as the journal counts it.
    pub(crate) fn steps(&self, script: &Script) -> Vec<Step> {
        steps::steps(script)
    }

    /// Whose entry a migration's is in the journal.
    pub(crate) fn journal_key(&self, migration: &Migration, schema: &str) -> Key {
        Key {
            tool: self.tool.as_str().to_owned(),
            history: self.history_table(schema).quoted(),
            version: migration.version.clone(),
            file: migration.file.clone(),
        }
    }

    /// What to send of an interrupted migration and where it goes on, or why it cannot. A file whose
    /// rest was corrected may be grouped otherwise now, or be one transaction if none of it were
    /// committed: it is sent statement by statement then.
    pub(crate) fn resume(
        &self,
        migration: &Migration,
        schema: &str,
        entry: &Entry,
    ) -> Result<(Script, Resume), Obstacle> {
        if entry.running.as_ref().is_some_and(|sql| outside(sql) == Outside::Unknown) {
            return Err(Obstacle::Unclear);
        }
        let table = self.history_table(schema);
        let body = Body::of(migration);
        let script = self.format.script(migration, &body, &table);
        if !script.transactional
            && let Ok(resume) = entry.resume(&steps::steps(&script))
        {
            return Ok((script, resume));
        }
        let script = self.format.script(migration, &body.in_steps(), &table);
        let resume = entry.resume(&steps::steps(&script))?;
        Ok((script, resume))
    }

    /// SQL that records a failure as the tool would; `None` for tools that leave nothing. Also right
    /// when the script's own messages have already recorded the start.
    pub(crate) fn failure_row(
        &self,
        migration: &Migration,
        schema: &str,
        error_text: &str,
    ) -> Option<String> {
        self.format.failure_row(migration, &self.history_table(schema), error_text)
    }

    /// SQL that records a migration as applied without running it.
    pub(crate) fn record_applied(&self, migration: &Migration, schema: &str) -> String {
        self.format.record_applied(migration, &self.history_table(schema))
    }

    /// SQL that records a migration as rolled back, so that it runs again.
    pub(crate) fn record_rolled_back(&self, version: &str, schema: &str) -> String {
        self.format.record_rolled_back(version, &self.history_table(schema))
    }

    /// Whether `record_rolled_back` takes back a finished row; Prisma's only unfinished ones (P3012).
    pub(crate) fn can_forget(&self) -> bool {
        self.format.can_forget()
    }

    /// Keys of the tool's own advisory locks, to be held besides ours.
    pub(crate) fn locks(&self, database: &str, schema: &str) -> Vec<i64> {
        self.format.locks(database, &self.history_table(schema))
    }
}

/// Migrations that share a version, also when it is written differently (`1` and `01`).
fn duplicates(format: &dyn Format, migrations: &[Migration]) -> Vec<Finding> {
    let same =
        |pair: &&[Migration]| format.compare_versions(&pair[0].version, &pair[1].version) == Ordering::Equal;
    let finding = |pair: &[Migration]| {
        let message = format!("{} and {} share the version {}", pair[0].file, pair[1].file, pair[1].version);
        Finding::new(Code::MigrationDuplicate, message)
            .with_help("give the one that ran nowhere yet a later version")
            .at(Place::file(&pair[1].file))
    };
    migrations.windows(2).filter(same).map(finding).collect()
}

/// What is wrong with a migration's text.
fn text_findings(tool: Tool, format: &dyn Format, migration: &Migration) -> Vec<Finding> {
    let mut findings = Vec::new();
    let body = Body::of(migration);
    if body.sql().starts_with('\u{feff}') {
        let message = format!("{} begins with a byte order mark, which PostgreSQL refuses", migration.file);
        let finding = Finding::new(Code::MigrationByteOrderMark, message)
            .with_help("save it as UTF-8 without byte order mark, unless it has been applied already")
            .at(Place::at(&migration.file, 1, 1));
        findings.push(finding);
    }
    if let Err(FormatError::Unsupported { place, reason }) = format.check(migration, &body) {
        let message = format!("{} cannot be applied: {reason}", migration.file);
        findings.push(Finding::new(Code::MigrationUnsupported, message).at(place));
    }
    if let Some(place) = body.place_of(Class::NoTransaction)
        && let Some(help) = format.transaction_trap(migration, &body)
    {
        let message = format!(
            "{} will fail: this statement cannot run in a transaction, and {} sends the file as one",
            migration.file,
            tool.as_str()
        );
        let finding = Finding::new(Code::MigrationUnsupported, message)
            .severity(Severity::Warning)
            .with_help(help)
            .at(place);
        findings.push(finding);
    }
    findings
}

/// The parts of a possibly qualified, possibly quoted name, as PostgreSQL folds them.
fn identifiers(name: &str) -> Vec<String> {
    let part = |token: Token<'_>| match token.kind {
        Kind::Word => Some(token.text.to_lowercase()),
        Kind::Quoted => Some(token.text.trim_matches('"').replace("\"\"", "\"")),
        _ => None,
    };
    tokens(name).filter_map(part).collect()
}

#[cfg(test)]
mod docs_test;
#[cfg(test)]
mod tests;
