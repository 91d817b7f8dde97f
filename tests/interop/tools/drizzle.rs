//! drizzle-kit, whose `migrate` runs the migrator of drizzle-orm over node-postgres.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::installed::{of_npm, store};
use crate::migrations::Migration;
use crate::project::Project;
use crate::support::cluster::Database;

pub(crate) struct Drizzle;

impl Tool for Drizzle {
    fn name(&self) -> &'static str {
        "drizzle"
    }

    fn folder(&self) -> &'static str {
        "drizzle"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let tag = |one: &Migration| format!("{:04}_{}", one.number - 1, one.name);
        let entry = |one: &Migration| {
            let when = 1_704_067_200_000_u64 + 86_400_000 * one.number as u64;
            format!(
                "{{\"idx\": {}, \"version\": \"7\", \"when\": {when}, \"tag\": \"{}\", \"breakpoints\": true}}",
                one.number - 1,
                tag(one)
            )
        };
        let script = |one: &Migration| {
            let statements: Vec<String> = one.up.iter().map(|statement| format!("{statement};")).collect();
            format!("-- {}\n{}\n", one.about, statements.join("--> statement-breakpoint\n"))
        };
        let journal = format!(
            "{{\"version\": \"7\", \"dialect\": \"postgresql\", \"entries\": [\n  {}\n]}}\n",
            migrations.iter().map(entry).collect::<Vec<_>>().join(",\n  ")
        );
        let scripts = migrations.iter().map(|one| (format!("drizzle/{}.sql", tag(one)), script(one)));
        scripts.chain([("drizzle/meta/_journal.json".to_owned(), journal)]).collect()
    }

    fn outside_a_transaction(&self, _files: Vec<(String, String)>) -> Option<Vec<(String, String)>> {
        None
    }

    fn prepare(&self, project: &Project) {
        project.write(
            "drizzle.config.ts",
            "import { defineConfig } from \"drizzle-kit\";\n\
             export default defineConfig({ dialect: \"postgresql\", out: \"./drizzle\", \
             dbCredentials: { url: process.env.DATABASE_URL! } });\n",
        );
        project.link("node_modules", &store().join("npm/node_modules"));
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        let mut command = project.at(database, of_npm("drizzle-kit"));
        command.arg("migrate");
        command
    }

    /// It says the same whether it did something or not: that its table stays as it is says the rest.
    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&self.apply(project, database), "migrations applied successfully!")
    }

    fn history(&self) -> History {
        History { table: "drizzle.__drizzle_migrations", order: "id", incomparable: &[] }
    }

    fn history_shows_edits(&self) -> bool {
        true
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
}
