//! Liquibase's program, with changelogs in formatted SQL: lockstep reads them and applies none.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::installed::of_java;
use crate::migrations::Migration;
use crate::project::{Project, run};
use crate::support::binary::Said;
use crate::support::cluster::{Database, PASSWORD, USER};

pub(crate) struct Liquibase;

impl Liquibase {
    fn command(project: &Project, database: &Database, command: &str) -> Command {
        let mut program =
            project.at(database, of_java("liquibase.integration.commandline.LiquibaseCommandLine"));
        program.args(["--search-path=.", "--changelog-file=master.yaml"]);
        program.arg(format!("--url=jdbc:postgresql://127.0.0.1:{}/{}", database.port, database.name));
        program.arg(command);
        program.env("LIQUIBASE_COMMAND_USERNAME", USER).env("LIQUIBASE_COMMAND_PASSWORD", PASSWORD);
        program.env("LIQUIBASE_ANALYTICS_ENABLED", "false");
        program
    }
}

impl Tool for Liquibase {
    fn name(&self) -> &'static str {
        "liquibase"
    }

    fn folder(&self) -> &'static str {
        "changelog"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file = |one: &Migration| format!("changelog/{}_{}.sql", one.timestamp(), one.name);
        let text = |one: &Migration| {
            let whole = if one.script().contains("$body$") { " splitStatements:false" } else { "" };
            format!(
                "--liquibase formatted sql\n\n--changeset us:{}{whole}\n{}--rollback {};\n",
                one.name,
                one.script(),
                one.down
            )
        };
        migrations.iter().map(|one| (file(one), text(one))).collect()
    }

    fn prepare(&self, project: &Project) {
        project.write("master.yaml", "databaseChangeLog:\n  - includeAll:\n      path: changelog/\n");
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, "update")
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&run(Self::command(project, database, "status")), "is up to date")
    }

    fn history(&self) -> History {
        History { table: "databasechangelog", order: "orderexecuted", incomparable: &["dateexecuted"] }
    }

    fn lockstep_applies(&self) -> bool {
        false
    }

    fn history_shows_edits(&self) -> bool {
        true
    }

    fn on_an_edit(&self) -> Reaction {
        Reaction::Refuses("Validation Failed")
    }

    fn on_line_ends(&self) -> Reaction {
        Reaction::Silent
    }

    fn on_a_late_file(&self) -> Late {
        Late::Runs
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Silent
    }

    fn baseline(&self, project: &Project, database: &Database, _migrations: &[Migration]) -> Option<Said> {
        Some(run(Self::command(project, database, "changelog-sync")))
    }
}
