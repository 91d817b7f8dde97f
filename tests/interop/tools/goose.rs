//! goose's program.

use std::process::Command;

use super::{History, Late, Reaction, Tool, marked, says};
use crate::installed::built;
use crate::migrations::Migration;
use crate::project::{Project, run, url};
use crate::support::cluster::Database;

pub(crate) struct Goose;

impl Goose {
    fn command(project: &Project, database: &Database, command: &str) -> Command {
        let mut program = project.at(database, built("goose"));
        program.args(["-dir", "migrations", "postgres", &url(database), command]);
        program
    }
}

/// A semicolon at the end of a line ends a statement for goose, unless it is told otherwise.
fn statement(sql: &str) -> String {
    if sql.lines().any(|line| line.ends_with(';')) {
        format!("-- +goose StatementBegin\n{sql};\n-- +goose StatementEnd\n")
    } else {
        format!("{sql};\n")
    }
}

impl Tool for Goose {
    fn name(&self) -> &'static str {
        "goose"
    }

    fn folder(&self) -> &'static str {
        "migrations"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file = |one: &Migration| format!("migrations/{}_{}.sql", one.timestamp(), one.name);
        let text = |one: &Migration| {
            let up: String = one.up.iter().map(|sql| statement(sql)).collect();
            format!("-- {}\n-- +goose Up\n{up}\n-- +goose Down\n{};\n", one.about, one.down)
        };
        migrations.iter().map(|one| (file(one), text(one))).collect()
    }

    fn outside_a_transaction(&self, files: Vec<(String, String)>) -> Option<Vec<(String, String)>> {
        marked(files, |text| format!("-- +goose NO TRANSACTION\n{text}"))
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, "up")
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        let status = run(Self::command(project, database, "status"));
        if status.all().contains("Pending") {
            return Err(status.all());
        }
        says(&status, "Applied At")?;
        says(&self.apply(project, database), "no migrations to run")
    }

    fn history(&self) -> History {
        History { table: "goose_db_version", order: "id", incomparable: &["tstamp"] }
    }

    fn history_shows_edits(&self) -> bool {
        false
    }

    fn on_an_edit(&self) -> Reaction {
        Reaction::Silent
    }

    fn on_a_late_file(&self) -> Late {
        Late::Refuses("found 1 missing migrations before current version")
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Silent
    }
}
