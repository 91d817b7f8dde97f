//! diesel's program.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::installed::built;
use crate::migrations::{CONCURRENT, Migration};
use crate::project::{Project, run};
use crate::support::cluster::Database;

pub(crate) struct Diesel;

impl Diesel {
    fn command(project: &Project, database: &Database, command: &str) -> Command {
        let mut program = project.at(database, built("diesel"));
        program.args(["migration", command]);
        program
    }
}

impl Tool for Diesel {
    fn name(&self) -> &'static str {
        "diesel"
    }

    fn folder(&self) -> &'static str {
        "migrations"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file = |one: &Migration, way: &str| {
            format!("migrations/2024-01-{:02}-000000_{}/{way}.sql", one.number, one.name)
        };
        let both = |one: &Migration| {
            [(file(one, "up"), one.script()), (file(one, "down"), format!("{};\n", one.down))]
        };
        migrations.iter().flat_map(both).collect()
    }

    fn outside_a_transaction(&self, files: Vec<(String, String)>) -> Option<Vec<(String, String)>> {
        let up = files.iter().find(|(file, _)| file.contains(CONCURRENT) && file.ends_with("up.sql"));
        let metadata = up.map(|(file, _)| file.replace("up.sql", "metadata.toml"));
        let metadata = metadata.map(|file| (file, "run_in_transaction = false\n".to_owned()));
        Some(files.into_iter().chain(metadata).collect())
    }

    fn prepare(&self, project: &Project) {
        project.write("diesel.toml", "[migrations_directory]\ndir = \"migrations\"\n");
        project.write("Cargo.toml", "[package]\nname = \"interop\"\nversion = \"0.0.0\"\n");
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, "run")
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&run(Self::command(project, database, "pending")), "false")?;
        let again = self.apply(project, database);
        if again.all().contains("Running migration") { Err(again.all()) } else { says(&again, "") }
    }

    fn history(&self) -> History {
        History { table: "__diesel_schema_migrations", order: "version", incomparable: &["run_on"] }
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
