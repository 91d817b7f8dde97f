//! node-pg-migrate with migrations in SQL.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::installed::of_npm;
use crate::migrations::Migration;
use crate::project::{Project, run};
use crate::support::binary::Said;
use crate::support::cluster::Database;

pub(crate) struct NodePgMigrate;

impl NodePgMigrate {
    fn command(project: &Project, database: &Database, arguments: &[&str]) -> Command {
        let mut command = project.at(database, of_npm("node-pg-migrate"));
        command.args(["up", "--migration-file-language", "sql"]).args(arguments);
        command
    }
}

impl Tool for NodePgMigrate {
    fn name(&self) -> &'static str {
        "node-pg-migrate"
    }

    fn folder(&self) -> &'static str {
        "migrations"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file = |one: &Migration| format!("migrations/{}000_{}.sql", one.timestamp(), one.name);
        let text = |one: &Migration| {
            format!("-- Up Migration\n{}\n-- Down Migration\n{};\n", one.script(), one.down)
        };
        migrations.iter().map(|one| (file(one), text(one))).collect()
    }

    fn outside_a_transaction(&self, _files: Vec<(String, String)>) -> Option<Vec<(String, String)>> {
        None
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, &[])
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&self.apply(project, database), "No migrations to run!")
    }

    fn history(&self) -> History {
        History { table: "pgmigrations", order: "id", incomparable: &["run_on"] }
    }

    fn history_shows_edits(&self) -> bool {
        false
    }

    fn on_an_edit(&self) -> Reaction {
        Reaction::Silent
    }

    fn on_a_late_file(&self) -> Late {
        Late::Refuses("is preceding already run migration")
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Refuses("is preceding already run migration")
    }

    fn lock(&self, _database: &Database) -> Option<String> {
        Some("7241865325823964".to_owned())
    }

    fn baseline(&self, project: &Project, database: &Database, _migrations: &[Migration]) -> Option<Said> {
        Some(run(Self::command(project, database, &["--fake"])))
    }
}
