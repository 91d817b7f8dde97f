//! dbmate, without the dump of the schema that it would write beside the migrations.

use std::process::Command;

use super::{History, Late, Reaction, Tool, marked, says};
use crate::installed::of_npm;
use crate::migrations::Migration;
use crate::project::{Project, run, url};
use crate::support::cluster::Database;

pub(crate) struct Dbmate;

impl Dbmate {
    fn command(project: &Project, database: &Database, command: &str) -> Command {
        let mut program = project.at(database, of_npm("dbmate"));
        program.args(["--no-dump-schema", "--url", &url(database), command]);
        program
    }
}

impl Tool for Dbmate {
    fn name(&self) -> &'static str {
        "dbmate"
    }

    fn folder(&self) -> &'static str {
        "db/migrations"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file = |one: &Migration| format!("db/migrations/{}_{}.sql", one.timestamp(), one.name);
        let text =
            |one: &Migration| format!("-- migrate:up\n{}\n-- migrate:down\n{};\n", one.script(), one.down);
        migrations.iter().map(|one| (file(one), text(one))).collect()
    }

    fn outside_a_transaction(&self, files: Vec<(String, String)>) -> Option<Vec<(String, String)>> {
        marked(files, |text| text.replace("-- migrate:up", "-- migrate:up transaction:false"))
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, "migrate")
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&run(Self::command(project, database, "status")), "Pending: 0")?;
        let again = self.apply(project, database);
        if again.all().contains("Applying") { Err(again.all()) } else { says(&again, "") }
    }

    fn history(&self) -> History {
        History { table: "schema_migrations", order: "version", incomparable: &[] }
    }

    fn history_shows_edits(&self) -> bool {
        false
    }

    fn on_an_edit(&self) -> Reaction {
        Reaction::Silent
    }

    fn on_a_late_file(&self) -> Late {
        Late::Runs
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Silent
    }
}
