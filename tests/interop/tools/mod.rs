//! One file per tool: the form its files have, how it is run, what it says, what its rows may differ in.

mod atlas;
mod dbmate;
mod diesel;
mod drizzle;
mod flyway;
mod golang_migrate;
mod goose;
mod liquibase;
mod node_pg_migrate;
mod prisma;
mod refinery;
mod sqitch;
mod sqlx;
mod supabase;

use std::process::Command;

use crate::migrations::{CONCURRENT, Migration};
use crate::project::{Project, run};
use crate::support::binary::Said;
use crate::support::cluster::Database;

/// Every tool, in the order of the table.
pub(crate) const TOOLS: &[&dyn Tool] = &[
    &prisma::Prisma,
    &supabase::Supabase,
    &sqlx::Sqlx,
    &flyway::Flyway,
    &drizzle::Drizzle,
    &dbmate::Dbmate,
    &golang_migrate::GolangMigrate,
    &goose::Goose,
    &diesel::Diesel,
    &refinery::Refinery,
    &node_pg_migrate::NodePgMigrate,
    &atlas::Atlas,
    &liquibase::Liquibase,
    &sqitch::Sqitch,
];

/// A migration tool as installed.
pub(crate) trait Tool: Sync {
    /// Its name in `versions`, and lockstep's word for its format.
    fn name(&self) -> &'static str;

    /// Where its migrations are: `migrations.path` of lockstep.
    fn folder(&self) -> &'static str;

    /// The files of these migrations with their paths in the project.
    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)>;

    /// The same files, the newest marked to run outside a transaction; `None` where no file can.
    fn outside_a_transaction(&self, files: Vec<(String, String)>) -> Option<Vec<(String, String)>> {
        Some(files)
    }

    /// What it wants in the project besides: its own configuration.
    fn prepare(&self, _project: &Project) {}

    /// What its users run after every change of the files.
    fn seal(&self, _project: &Project) {}

    /// The command that applies what is pending.
    fn start(&self, project: &Project, database: &Database) -> Command;

    /// Applies what is pending.
    fn apply(&self, project: &Project, database: &Database) -> Said {
        run(self.start(project, database))
    }

    /// Asks it in every way it has whether something is left to do; fails unless it says that nothing is.
    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String>;

    fn history(&self) -> History;

    /// Whether lockstep applies this tool's migrations, or only reads them.
    fn lockstep_applies(&self) -> bool {
        true
    }

    /// Whether its history tells lockstep that the SQL of an applied file was edited.
    fn history_shows_edits(&self) -> bool;

    /// What it does about an applied file whose SQL was edited.
    fn on_an_edit(&self) -> Reaction;

    /// The same when only the line ends became those of Windows.
    fn on_line_ends(&self) -> Reaction {
        self.on_an_edit()
    }

    /// What it does about a pending file that is older than the newest applied one.
    fn on_a_late_file(&self) -> Late;

    /// What it does when the file of an applied migration is gone, which was not the newest.
    fn on_a_missing_file(&self) -> Reaction;

    /// Whether its history names every migration that ran, and not the newest alone.
    fn history_names_all(&self) -> bool {
        true
    }

    /// The expression of the key of its own advisory lock, when it takes one on this database.
    fn lock(&self, _database: &Database) -> Option<String> {
        None
    }

    /// Forgets the migration of this number, which failed and left a row; for tools that keep such rows. With what
    /// the row calls it.
    fn take_back(&self, _project: &Project, _database: &Database, _number: usize) -> Option<(String, Said)> {
        None
    }

    /// Records all as applied without running them, when it can.
    fn baseline(&self, _project: &Project, _database: &Database, _migrations: &[Migration]) -> Option<Said> {
        None
    }

    /// Whether its rows of a baseline are not those of migrations that ran.
    fn baselines_in_its_own_way(&self) -> bool {
        false
    }
}

/// What a tool does when it is told to apply, and an applied file is not what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reaction {
    /// It stops with these words.
    Refuses(&'static str),
    /// It says these words and goes on.
    Tells(&'static str),
    Silent,
}

/// What becomes of a file that comes late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Late {
    Runs,
    /// The tool goes on as if it were not there.
    Skips,
    /// It stops with these words.
    Refuses(&'static str),
}

/// The table a tool keeps.
pub(crate) struct History {
    pub(crate) table: &'static str,
    pub(crate) order: &'static str,
    /// Columns of moments, durations and random keys: of these only whether they are null is compared.
    pub(crate) incomparable: &'static [&'static str],
}

/// Changes the text of the file that is to run outside a transaction.
fn marked(files: Vec<(String, String)>, mark: impl Fn(String) -> String) -> Option<Vec<(String, String)>> {
    let is_it = |file: &str| file.contains(CONCURRENT);
    Some(
        files
            .into_iter()
            .map(|(file, text)| if is_it(&file) { (file, mark(text)) } else { (file, text) })
            .collect(),
    )
}

/// Fails unless the tool ended well with these words.
fn says(said: &Said, words: &str) -> Result<(), String> {
    if said.code == 0 && (said.stdout.contains(words) || said.stderr.contains(words)) {
        return Ok(());
    }
    Err(format!("it should have said {words:?}:\n{}", said.all()))
}
