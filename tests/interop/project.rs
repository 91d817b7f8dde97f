//! A user's folder with two databases: `native` is the tool's, `ours` is lockstep's.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::migrations::Migration;
use crate::support::binary::Said;
use crate::support::cluster::Database;
use crate::support::workspace::Workspace;
use crate::tools::Tool;

/// The folder of one scenario.
pub(crate) struct Project {
    workspace: Workspace,
}

impl Project {
    /// With lockstep's configuration and whatever the tool wants besides its migrations.
    pub(crate) fn of(tool: &dyn Tool) -> Self {
        let workspace = Workspace::empty();
        // One environment each, so that what the one lacks is nothing to the other.
        for (environment, variable) in [("native", "STAGING_DATABASE_URL"), ("ours", "PROD_DATABASE_URL")] {
            workspace.write(
                &format!("{environment}.yml"),
                &format!(
                    "version: 1\nmigrations: {{path: {}, format: {}}}\n\
                     environments: {{{environment}: {{url: \"${{{variable}}}\"}}}}\n",
                    tool.folder(),
                    tool.name()
                ),
            );
        }
        let project = Self { workspace };
        tool.prepare(&project);
        project
    }

    pub(crate) fn path(&self) -> &Path {
        self.workspace.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        self.workspace.write(file, text);
    }

    pub(crate) fn link(&self, name: &str, to: &Path) {
        symlink(to, self.path().join(name)).expect("a link");
    }

    pub(crate) fn native(&self) -> &Database {
        &self.workspace.staging
    }

    pub(crate) fn ours(&self) -> &Database {
        &self.workspace.production
    }

    /// Writes the files of these migrations, and does what the tool's users do then.
    pub(crate) fn lay_out(&self, tool: &dyn Tool, migrations: &[Migration]) {
        self.write_files(tool, migrations);
        tool.seal(self);
    }

    /// The files alone, as if by a hand that knows nothing of the tool.
    pub(crate) fn write_files(&self, tool: &dyn Tool, migrations: &[Migration]) {
        for (file, text) in tool.files(migrations) {
            self.write(&file, &text);
        }
    }

    /// Deletes what only the other migrations have, and the folders that are empty then.
    pub(crate) fn remove_all_but(&self, tool: &dyn Tool, all: &[Migration], left: &[Migration]) {
        let left = tool.files(left);
        for (file, _) in tool.files(all) {
            if left.iter().any(|(other, _)| *other == file) {
                continue;
            }
            let path = self.path().join(file);
            fs::remove_file(&path).expect("a file");
            // Fails where the folder holds others.
            let _removed = fs::remove_dir(path.parent().expect("a folder"));
        }
    }

    /// Writes the scripts with other line ends, as a checkout on Windows does.
    pub(crate) fn turn_line_ends(&self, tool: &dyn Tool, migrations: &[Migration]) {
        for (file, text) in tool.files(migrations) {
            if file.ends_with(".sql") {
                self.write(&file, &text.replace('\n', "\r\n"));
            }
        }
    }

    /// lockstep on `native` or `ours`.
    pub(crate) fn lockstep(&self, environment: &str, arguments: &[&str]) -> Said {
        run(self.start_lockstep(environment, arguments))
    }

    pub(crate) fn start_lockstep(&self, environment: &str, arguments: &[&str]) -> Command {
        let config = format!("{environment}.yml");
        self.workspace.command(&[&["--config", &config], arguments].concat())
    }

    /// Makes a program of a tool ready to run here: on this database, with an environment that says nothing else.
    pub(crate) fn at(&self, database: &Database, mut program: Command) -> Command {
        program.current_dir(self.path()).env_clear().stdin(Stdio::null());
        for name in ["PATH", "HOME", "TMPDIR"] {
            if let Some(value) = std::env::var_os(name) {
                program.env(name, value);
            }
        }
        program.env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1").env("DATABASE_URL", url(database));
        program
    }
}

/// The database as a URL for tools: without TLS, which the server does not have, and some insist on.
pub(crate) fn url(database: &Database) -> String {
    format!("{}?sslmode=disable", database.url())
}

/// Runs to the end.
pub(crate) fn run(mut command: Command) -> Said {
    let program = command.get_program().to_string_lossy().into_owned();
    command.output().unwrap_or_else(|error| panic!("{program}: {error}")).into()
}
