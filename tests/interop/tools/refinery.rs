//! refinery's program. It tells of an edited, a late or a missing file and goes on,
//! where the library refuses unless told otherwise.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::installed::built;
use crate::migrations::Migration;
use crate::project::{Project, run};
use crate::support::binary::Said;
use crate::support::cluster::Database;

pub(crate) struct Refinery;

impl Refinery {
    fn command(project: &Project, database: &Database, arguments: &[&str]) -> Command {
        let mut command = project.at(database, built("refinery"));
        command.args(["migrate", "-e", "DATABASE_URL", "-p", "migrations"]).args(arguments);
        command
    }
}

impl Tool for Refinery {
    fn name(&self) -> &'static str {
        "refinery"
    }

    fn folder(&self) -> &'static str {
        "migrations"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file = |one: &Migration| format!("migrations/V{}__{}.sql", one.number, one.name);
        migrations.iter().map(|one| (file(one), one.script())).collect()
    }

    fn outside_a_transaction(&self, _files: Vec<(String, String)>) -> Option<Vec<(String, String)>> {
        None
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, &[])
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&self.apply(project, database), "no migrations to apply")
    }

    fn history(&self) -> History {
        History { table: "refinery_schema_history", order: "version", incomparable: &["applied_on"] }
    }

    fn history_shows_edits(&self) -> bool {
        true
    }

    fn on_an_edit(&self) -> Reaction {
        Reaction::Tells("is different than filesystem one")
    }

    fn on_a_late_file(&self) -> Late {
        Late::Skips
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Tells("is missing from the filesystem")
    }

    fn baseline(&self, project: &Project, database: &Database, _migrations: &[Migration]) -> Option<Said> {
        Some(run(Self::command(project, database, &["-f"])))
    }
}
