//! golang-migrate's program.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::installed::built;
use crate::migrations::Migration;
use crate::project::{Project, run, url};
use crate::support::binary::Said;
use crate::support::cluster::Database;

pub(crate) struct GolangMigrate;

impl GolangMigrate {
    fn command(project: &Project, database: &Database, arguments: &[&str]) -> Command {
        let mut command = project.at(database, built("migrate"));
        command.args(["-path", "migrations", "-database", &url(database)]).args(arguments);
        command
    }
}

impl Tool for GolangMigrate {
    fn name(&self) -> &'static str {
        "golang-migrate"
    }

    fn folder(&self) -> &'static str {
        "migrations"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file =
            |one: &Migration, way: &str| format!("migrations/{:06}_{}.{way}.sql", one.number, one.name);
        let both = |one: &Migration| {
            [(file(one, "up"), one.script()), (file(one, "down"), format!("{};\n", one.down))]
        };
        migrations.iter().flat_map(both).collect()
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, &["up"])
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&self.apply(project, database), "no change")
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
        Late::Skips
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Silent
    }

    fn history_names_all(&self) -> bool {
        false
    }

    /// Of the URL's path, which begins with a slash, the schema and the table.
    fn lock(&self, database: &Database) -> Option<String> {
        let sum = crc32fast::hash(format!("public\0schema_migrations\0/{}", database.name).as_bytes());
        Some(sum.wrapping_mul(1_486_364_155).to_string())
    }

    fn take_back(&self, project: &Project, database: &Database, number: usize) -> Option<(String, Said)> {
        let said = run(Self::command(project, database, &["force", &(number - 1).to_string()]));
        Some((number.to_string(), said))
    }

    fn baseline(&self, project: &Project, database: &Database, migrations: &[Migration]) -> Option<Said> {
        Some(run(Self::command(project, database, &["force", &migrations.len().to_string()])))
    }
}
