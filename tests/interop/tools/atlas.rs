//! Atlas's executor, through the program of `go/atlas`: lockstep reads its folders and applies none.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::installed::built;
use crate::migrations::Migration;
use crate::project::{Project, run, url};
use crate::support::cluster::Database;

pub(crate) struct Atlas;

impl Tool for Atlas {
    fn name(&self) -> &'static str {
        "atlas"
    }

    fn folder(&self) -> &'static str {
        "migrations"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file = |one: &Migration| format!("migrations/{}_{}.sql", one.timestamp(), one.name);
        migrations.iter().map(|one| (file(one), one.script())).collect()
    }

    fn seal(&self, project: &Project) {
        let mut command = project.at(project.native(), built("atlas"));
        command.args(["hash", "migrations"]);
        let said = run(command);
        assert_eq!(said.code, 0, "{}", said.all());
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        let mut command = project.at(database, built("atlas"));
        command.args(["apply", "migrations", &url(database)]);
        command
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&self.apply(project, database), "nothing pending")
    }

    fn history(&self) -> History {
        History {
            table: "atlas_schema_revisions.atlas_schema_revisions",
            order: "version",
            incomparable: &["executed_at", "execution_time"],
        }
    }

    fn lockstep_applies(&self) -> bool {
        false
    }

    fn history_shows_edits(&self) -> bool {
        true
    }

    fn on_an_edit(&self) -> Reaction {
        Reaction::Refuses("checksum mismatch")
    }

    fn on_a_late_file(&self) -> Late {
        Late::Refuses("non-linear")
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Silent
    }
}
