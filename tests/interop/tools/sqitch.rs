//! Sqitch, which runs its scripts by psql: lockstep reads its plan and applies none.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::migrations::Migration;
use crate::project::{Project, run};
use crate::support::cluster::{Database, PASSWORD, USER};

pub(crate) struct Sqitch;

impl Sqitch {
    fn command(project: &Project, database: &Database, command: &str) -> Command {
        let mut program = project.at(database, Command::new("sqitch"));
        program
            .args(["-C", "sqitch", command])
            .arg(format!("db:pg://{USER}@127.0.0.1:{}/{}", database.port, database.name));
        program.env("PGPASSWORD", PASSWORD);
        program.env("SQITCH_FULLNAME", "Us").env("SQITCH_EMAIL", "us@example.com");
        program
    }
}

impl Tool for Sqitch {
    fn name(&self) -> &'static str {
        "sqitch"
    }

    fn folder(&self) -> &'static str {
        "sqitch"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let script = |one: &Migration| {
            let text =
                format!("-- Deploy interop:{} to pg\n\nbegin;\n\n{}\ncommit;\n", one.name, one.script());
            (format!("sqitch/deploy/{}.sql", one.name), text)
        };
        // Each requires the one before it.
        let before = |one: &Migration| migrations.iter().rfind(|other| other.number < one.number);
        let line = |one: &Migration| {
            let requires = before(one).map(|before| format!(" [{}]", before.name)).unwrap_or_default();
            format!(
                "{}{requires} 2024-01-{:02}T00:00:00Z Us <us@example.com> # {}\n",
                one.name, one.number, one.about
            )
        };
        let plan: String = migrations.iter().map(line).collect();
        let plan = format!("%syntax-version=1.0.0\n%project=interop\n\n{plan}");
        let conf = "[core]\n\tengine = pg\n".to_owned();
        let own = [("sqitch/sqitch.plan".to_owned(), plan), ("sqitch/sqitch.conf".to_owned(), conf)];
        migrations.iter().map(script).chain(own).collect()
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, "deploy")
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&run(Self::command(project, database, "status")), "Nothing to deploy (up-to-date)")
    }

    fn history(&self) -> History {
        History {
            table: "sqitch.changes",
            order: "planned_at",
            incomparable: &["committed_at", "planned_at"],
        }
    }

    fn lockstep_applies(&self) -> bool {
        false
    }

    fn history_shows_edits(&self) -> bool {
        true
    }

    fn on_an_edit(&self) -> Reaction {
        Reaction::Silent
    }

    fn on_a_late_file(&self) -> Late {
        Late::Refuses("Cannot find change")
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Refuses("Cannot find change")
    }
}
