//! The Supabase CLI: `db push` to a database by its URL, without an account.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::installed::of_npm;
use crate::migrations::Migration;
use crate::project::{Project, run, url};
use crate::support::binary::Said;
use crate::support::cluster::Database;

pub(crate) struct Supabase;

impl Supabase {
    fn command(project: &Project, database: &Database, arguments: &[&str]) -> Command {
        let mut command = project.at(database, of_npm("supabase"));
        command.args(arguments).arg(format!("--remote={}", url(database))).arg("--yes");
        command
    }
}

impl Tool for Supabase {
    fn name(&self) -> &'static str {
        "supabase"
    }

    fn folder(&self) -> &'static str {
        "supabase/migrations"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let file = |one: &Migration| format!("supabase/migrations/{}_{}.sql", one.timestamp(), one.name);
        migrations.iter().map(|one| (file(one), one.script())).collect()
    }

    fn prepare(&self, project: &Project) {
        project.write("supabase/config.toml", "project_id = \"interop\"\n");
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, &["db", "push"])
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&self.apply(project, database), "Remote database is up to date.")
    }

    fn history(&self) -> History {
        History { table: "supabase_migrations.schema_migrations", order: "version", incomparable: &[] }
    }

    fn history_shows_edits(&self) -> bool {
        true
    }

    fn on_an_edit(&self) -> Reaction {
        Reaction::Silent
    }

    fn on_a_late_file(&self) -> Late {
        Late::Refuses("Found local migration files to be inserted before the last migration")
    }

    fn on_a_missing_file(&self) -> Reaction {
        Reaction::Refuses("Remote migration versions not found in local migrations directory")
    }

    fn baseline(&self, project: &Project, database: &Database, migrations: &[Migration]) -> Option<Said> {
        let versions: Vec<String> = migrations.iter().map(Migration::timestamp).collect();
        let mut arguments = vec!["migration", "repair", "--status", "applied"];
        arguments.extend(versions.iter().map(String::as_str));
        Some(run(Self::command(project, database, &arguments)))
    }
}
