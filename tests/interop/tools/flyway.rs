//! Flyway's library, through the few lines of `jvm/RunFlyway.java`.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::installed::of_java;
use crate::migrations::Migration;
use crate::project::{Project, run};
use crate::support::binary::Said;
use crate::support::cluster::{Database, PASSWORD, USER};

pub(crate) struct Flyway;

impl Flyway {
    fn command(project: &Project, database: &Database, arguments: &[&str]) -> Command {
        let mut command = project.at(database, of_java("RunFlyway"));
        command.args(arguments).arg("flyway.locations=filesystem:db/migration");
        command.env("FLYWAY_URL", format!("jdbc:postgresql://127.0.0.1:{}/{}", database.port, database.name));
        command.env("FLYWAY_USER", USER).env("FLYWAY_PASSWORD", PASSWORD);
        command
    }
}

impl Tool for Flyway {
    fn name(&self) -> &'static str {
        "flyway"
    }

    fn folder(&self) -> &'static str {
        "db/migration"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file = |one: &Migration| format!("db/migration/V{}__the_{}.sql", one.number, one.name);
        migrations.iter().map(|one| (file(one), one.script())).collect()
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, &["migrate"])
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&run(Self::command(project, database, &["validate"])), "valid")?;
        says(&self.apply(project, database), "executed 0")
    }

    fn history(&self) -> History {
        History {
            table: "flyway_schema_history",
            order: "installed_rank",
            incomparable: &["installed_on", "execution_time"],
        }
    }

    fn history_shows_edits(&self) -> bool {
        true
    }

    fn on_an_edit(&self) -> Reaction {
        Reaction::Refuses("Migration checksum mismatch for migration version 2")
    }

    fn on_line_ends(&self) -> Reaction {
        Reaction::Silent
    }

    fn on_a_late_file(&self) -> Late {
        Late::Refuses("Detected resolved migration not applied to database: 3")
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Refuses("Detected applied migration not resolved locally: 3")
    }

    /// 77431708279161 and Java's hash of the quoted name of the table.
    fn lock(&self, _database: &Database) -> Option<String> {
        let name = "\"public\".\"flyway_schema_history\"";
        let hash = name.bytes().fold(0_i32, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        Some((77_431_708_279_161 + i64::from(hash)).to_string())
    }

    fn baseline(&self, project: &Project, database: &Database, migrations: &[Migration]) -> Option<Said> {
        let version = format!("flyway.baselineVersion={}", migrations.len());
        Some(run(Self::command(project, database, &["baseline", &version])))
    }

    fn baselines_in_its_own_way(&self) -> bool {
        true
    }
}
