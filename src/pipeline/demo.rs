//! `demo`: two embedded databases and the example migrations, so that the whole pipeline can be
//! seen without a database of one's own. What is shown are real runs; this file only sets the stage.

use std::path::{Path, PathBuf};

use crate::config::task::Task;
use crate::db::{self, Access};
use crate::model::connection::Connection;
use crate::model::exit::Exit;
use crate::model::progress::Observer;
use crate::scratch::{Scratch, ScratchOptions};

use super::failure::{Failure, Outcome};

macro_rules! example {
    ($($name:literal),* $(,)?) => {
        &[$((
            concat!("prisma/migrations/", $name),
            include_str!(concat!("../../migrations-example/prisma/migrations/", $name)),
        ),)*]
    };
}

/// The example application's Prisma migrations, as they stand in `migrations-example/`.
const FILES: &[(&str, &str)] = example![
    "migration_lock.toml",
    "20250106090000_users_and_profiles/migration.sql",
    "20250113101500_projects_and_tasks/migration.sql",
    "20250120083000_audit_log/migration.sql",
    "20250127140000_row_level_security/migration.sql",
    "20250203110000_project_overview/migration.sql",
    "20250210070000_index_open_tasks/migration.sql",
    "20250217093000_add_paused_status/migration.sql",
    "20250224093000_pause_projects/migration.sql",
];

const CONFIGURATION: &str = "\
version: 1
environments:
  staging: {url: \"${STAGING_DATABASE_URL}\", branch: develop}
  production: {url: \"${PROD_DATABASE_URL}\", branch: main, protected: true}
checks:
  - {name: every project has an owner, sql: \"select count(*) from projects where owner_id is null\", expect: 0}
";

/// One act of the demo: perhaps something done by hand, then a run that must end like this.
pub(crate) struct Act {
    pub(crate) title: &'static str,
    pub(crate) by_hand: Option<&'static str>,
    deploys: bool,
    pub(crate) exit: Exit,
}

impl Act {
    /// What lockstep is asked to do.
    pub(crate) fn task(&self) -> Task {
        if self.deploys { Task::Deploy { dry_run: false } } else { Task::Verify { environment: None } }
    }
}

/// The story.
pub(crate) const ACTS: &[Act] = &[
    Act {
        title: "lockstep deploy — both databases are empty, eight migrations are pending",
        by_hand: None,
        deploys: true,
        exit: Exit::Done,
    },
    Act {
        title: "lockstep deploy — the same again: nothing is pending, nothing is touched",
        by_hand: None,
        deploys: true,
        exit: Exit::Done,
    },
    Act {
        title: "Somebody changes production by hand; then lockstep verify",
        by_hand: Some(
            "  ALTER TABLE users ADD COLUMN nickname text;
  DROP POLICY archived_is_read_only ON tasks;
  ALTER TABLE projects ALTER COLUMN budget TYPE numeric(14,2);
",
        ),
        deploys: false,
        exit: Exit::Findings,
    },
    Act {
        title: "The changes are taken back; then lockstep verify",
        by_hand: Some(
            "  ALTER TABLE users DROP COLUMN nickname;
  CREATE POLICY archived_is_read_only ON tasks AS RESTRICTIVE FOR UPDATE
    USING (NOT EXISTS (SELECT 1 FROM projects p WHERE p.id = tasks.project_id AND p.status = 'archived'));
  ALTER TABLE projects ALTER COLUMN budget TYPE numeric(12,2);
",
        ),
        deploys: false,
        exit: Exit::Done,
    },
];

pub(crate) const EPILOGUE: &str = "
Every run above was real: two databases, the replay on a third, a backup restored and compared.
The planted drift was found; each run ended with the exit code it had to.
";

/// The stage: a folder like a user's repository, and two databases.
pub(crate) struct Demo {
    folder: PathBuf,
    scratch: Scratch,
    staging: Connection,
    production: Connection,
}

impl Demo {
    /// Writes the files and starts the databases.
    pub(crate) async fn prepare(observer: &dyn Observer) -> Outcome<Self> {
        let folder = tempfile::Builder::new()
            .prefix("lockstep-demo-")
            .tempdir()
            .map(tempfile::TempDir::keep)
            .map_err(|error| unwritable(&std::env::temp_dir(), &error))?;
        for (file, text) in FILES.iter().copied().chain([("lockstep.yml", CONFIGURATION)]) {
            let path = folder.join(file);
            let parent = path.parent().unwrap_or(&folder);
            std::fs::create_dir_all(parent)
                .and_then(|()| std::fs::write(&path, text))
                .map_err(|error| unwritable(&path, &error))?;
        }
        let scratch = Scratch::start(&ScratchOptions { url: None, required_major: None }, observer).await?;
        let staging = scratch.create_database().await?;
        let production = scratch.create_database().await?;
        Ok(Self { folder, scratch, staging, production })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The variables that a user would have set.
    pub(crate) fn variables(&self) -> [(String, String); 2] {
        [
            ("STAGING_DATABASE_URL".to_owned(), url(&self.staging)),
            ("PROD_DATABASE_URL".to_owned(), url(&self.production)),
        ]
    }

    /// Does to production what people do.
    pub(crate) async fn change_production(&self, sql: &str) -> Outcome<()> {
        let mut session = db::connect(&self.production, "psql", Access::Write).await?;
        session.run(sql).await?;
        session.close().await;
        Ok(())
    }

    /// How to go on from here with `--keep`.
    pub(crate) fn invitation(&self) -> String {
        let mut text = format!(
            "\nThe databases stay until Ctrl-C. In another terminal:\n  cd {}\n",
            self.folder.display()
        );
        for (name, value) in self.variables() {
            text.push_str(&format!("  export {name}='{value}'\n"));
        }
        text + "  lockstep status --all\n"
    }

    /// Stops the databases and removes the folder.
    pub(crate) async fn end(self) -> Outcome<()> {
        self.scratch.stop().await?;
        std::fs::remove_dir_all(&self.folder).map_err(|error| unwritable(&self.folder, &error))
    }
}

/// A URL for a database behind a unix socket
/// (<https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS>).
fn url(connection: &Connection) -> String {
    format!(
        "postgresql://{}@{}:{}/{}",
        connection.user,
        connection.host.replace('/', "%2F"),
        connection.port,
        connection.database
    )
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::configuration(
        format!("{} cannot be written: {error}", path.display()),
        "the demo writes its files to a temporary folder; point TMPDIR to one that can be written",
    )
}
