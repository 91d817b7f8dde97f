//! sqlx-cli. Its commands take no lock, unlike the library's migrator.

use std::process::Command;

use super::{History, Late, Reaction, Tool, marked, says};
use crate::installed::built;
use crate::migrations::Migration;
use crate::project::{Project, run};
use crate::support::cluster::Database;

pub(crate) struct Sqlx;

impl Sqlx {
    fn command(project: &Project, database: &Database, arguments: &[&str]) -> Command {
        let mut command = project.at(database, built("sqlx"));
        command.arg("migrate").args(arguments);
        command
    }
}

impl Tool for Sqlx {
    fn name(&self) -> &'static str {
        "sqlx"
    }

    fn folder(&self) -> &'static str {
        "migrations"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file = |one: &Migration| format!("migrations/{}_{}.sql", one.timestamp(), one.name);
        migrations.iter().map(|one| (file(one), one.script())).collect()
    }

    fn outside_a_transaction(&self, files: Vec<(String, String)>) -> Option<Vec<(String, String)>> {
        marked(files, |text| format!("-- no-transaction\n{text}"))
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, &["run"])
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        let info = run(Self::command(project, database, &["info"]));
        says(&info, "/installed")?;
        if info.stdout.contains("/pending") || info.stdout.contains("mismatch") {
            return Err(info.all());
        }
        says(&self.apply(project, database), "")
    }

    fn history(&self) -> History {
        History {
            table: "_sqlx_migrations",
            order: "version",
            incomparable: &["installed_on", "execution_time"],
        }
    }

    fn history_shows_edits(&self) -> bool {
        true
    }

    fn on_an_edit(&self) -> Reaction {
        Reaction::Refuses("was previously applied but has been modified")
    }

    fn on_a_late_file(&self) -> Late {
        Late::Runs
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Refuses("was previously applied but is missing")
    }
}
