//! Prisma Migrate with the WebAssembly build of its schema engine, which its npm package brings.
//!
//! The usual engine is a program that is fetched when Prisma starts. The two variables below keep it from asking;
//! `npm/prisma.config.ts` makes the other engine talk to the server as the usual one does.

use std::process::Command;

use super::{History, Late, Reaction, Tool, says};
use crate::installed::{of_npm, store};
use crate::migrations::{Migration, with_a_failing_one};
use crate::project::{Project, run};
use crate::support::binary::Said;
use crate::support::cluster::Database;

pub(crate) struct Prisma;

impl Prisma {
    fn command(project: &Project, database: &Database, arguments: &[&str]) -> Command {
        let mut command = project.at(database, of_npm("prisma"));
        command.arg("migrate").args(arguments);
        command.env("PRISMA_QUERY_ENGINE_LIBRARY", project.path().join("prisma.config.ts"));
        command.env("PRISMA_SCHEMA_ENGINE_BINARY", "/bin/true");
        command.env("CHECKPOINT_DISABLE", "1").env("PRISMA_HIDE_UPDATE_MESSAGE", "1");
        command
    }

    fn names(migrations: &[Migration]) -> impl Iterator<Item = String> {
        migrations.iter().map(|one| format!("{}_{}", one.timestamp(), one.name))
    }
}

impl Tool for Prisma {
    fn name(&self) -> &'static str {
        "prisma"
    }

    fn folder(&self) -> &'static str {
        "prisma/migrations"
    }

    fn files(&self, migrations: &[Migration]) -> Vec<(String, String)> {
        let script = |(name, one): (String, &Migration)| {
            (format!("prisma/migrations/{name}/migration.sql"), one.script())
        };
        let lock =
            ("prisma/migrations/migration_lock.toml".to_owned(), "provider = \"postgresql\"\n".to_owned());
        Self::names(migrations).zip(migrations).map(script).chain([lock]).collect()
    }

    fn prepare(&self, project: &Project) {
        project.write("prisma.config.ts", include_str!("../npm/prisma.config.ts"));
        project.write(
            "prisma/schema.prisma",
            "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n",
        );
        project.link("node_modules", &store().join("npm/node_modules"));
    }

    fn start(&self, project: &Project, database: &Database) -> Command {
        Self::command(project, database, &["deploy"])
    }

    fn says_nothing_to_do(&self, project: &Project, database: &Database) -> Result<(), String> {
        says(&run(Self::command(project, database, &["status"])), "Database schema is up to date!")?;
        says(&self.apply(project, database), "No pending migrations to apply.")
    }

    fn history(&self) -> History {
        History {
            table: "_prisma_migrations",
            order: "migration_name, started_at",
            incomparable: &["id", "started_at", "finished_at", "rolled_back_at", "logs"],
        }
    }

    fn history_shows_edits(&self) -> bool {
        true
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

    fn lock(&self, _database: &Database) -> Option<String> {
        Some("72707369".to_owned())
    }

    fn take_back(&self, project: &Project, database: &Database, number: usize) -> Option<(String, Said)> {
        let name = Self::names(&with_a_failing_one()).nth(number - 1).expect("a migration");
        let said = run(Self::command(project, database, &["resolve", "--rolled-back", &name]));
        Some((name, said))
    }

    fn baseline(&self, project: &Project, database: &Database, migrations: &[Migration]) -> Option<Said> {
        let mut last = None;
        for name in Self::names(migrations) {
            last = Some(run(Self::command(project, database, &["resolve", "--applied", &name])));
        }
        last
    }
}
