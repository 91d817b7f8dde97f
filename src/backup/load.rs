//! Loading a dump into a database with pg_restore, and saying beforehand why it could not work.

use std::path::PathBuf;

use super::client;
use super::contents::Contents;
use super::error::BackupError;
use super::layout::DUMP;
use super::manifest::Stored;
use super::tools::Tools;
use crate::db::Session;
use crate::db::cancel::Cancel;
use crate::model::connection::Connection;

/// How to load.
pub(super) struct Load<'a> {
    pub(super) backup: &'a Stored,
    pub(super) contents: &'a Contents,
    pub(super) target: &'a Connection,
    pub(super) tools: &'a Tools,
    pub(super) schema_only: bool,
    /// Owners and privileges as they were; else everything belongs to the target's user.
    pub(super) with_owners: bool,
    /// With one, all of it is one transaction.
    pub(super) jobs: u32,
}

impl Load<'_> {
    fn dump(&self) -> PathBuf {
        self.backup.path.join(DUMP)
    }

    /// The dump's table of contents, without the extensions of schemas that were not dumped: a platform
    /// makes those (pg_dump leaves schemas out, and not the extensions in them). Refuses when the target's
    /// server cannot make one that is left. A dump nobody can read is found out here as well.
    pub(super) async fn table_of_contents(
        &self,
        session: &mut Session,
        cancel: &Cancel,
    ) -> Result<String, BackupError> {
        let mut command = client::command(&self.tools.pg_restore, None);
        command.arg("--list").arg(self.dump());
        let list = client::output(command, "pg_restore", cancel).await?;
        let list: String = list
            .split_inclusive('\n')
            .filter(|line| extension(line).is_none_or(|name| self.contents.has_extension(name)))
            .collect();
        let offered = session.fetch("SELECT name FROM pg_catalog.pg_available_extensions").await?;
        for wanted in list.lines().filter_map(extension) {
            if !offered.iter().flatten().flatten().any(|name| name == wanted) {
                return Err(BackupError::ExtensionUnavailable {
                    extension: wanted.to_owned(),
                    target: self.target.target(),
                });
            }
        }
        Ok(list)
    }

    /// Loads what the table of contents lists. Tablespaces and subscriptions belong to the server and not to the database's
    /// contents, so they stay out: a copy must not subscribe to what the original subscribes to.
    pub(super) async fn run(&self, table_of_contents: &str, cancel: &Cancel) -> Result<(), BackupError> {
        let list =
            tempfile::NamedTempFile::new().map_err(BackupError::io("create", &std::env::temp_dir()))?;
        std::fs::write(list.path(), table_of_contents).map_err(BackupError::io("write", list.path()))?;
        let mut command = client::command(&self.tools.pg_restore, Some(self.target));
        command.args(["--no-password", "--exit-on-error", "--no-tablespaces", "--no-subscriptions"]);
        if self.schema_only {
            command.arg("--schema-only");
        }
        if !self.with_owners {
            command.args(["--no-owner", "--no-privileges"]);
        }
        if self.jobs > 1 {
            command.arg(format!("--jobs={}", self.jobs));
        } else {
            command.arg("--single-transaction");
        }
        command.arg("--use-list").arg(list.path());
        // An empty name makes pg_restore connect at all, and libpq take the name from PGDATABASE;
        // written out, a name with an equals sign would be read as connection parameters.
        command.arg("--dbname=").arg(self.dump());
        client::start(command, "pg_restore")?.finish(cancel).await.map_err(explain)
    }
}

/// The extension that a line of `pg_restore --list` makes or comments on: `2; 3079 16385 EXTENSION -
/// pgcrypto ` and `3; 0 0 COMMENT - EXTENSION pgcrypto `.
fn extension(line: &str) -> Option<&str> {
    let (_, entry) = line.split_once("; ").filter(|_| !line.starts_with(';'))?;
    let words: Vec<&str> = entry.split(' ').skip(2).collect();
    match words[..] {
        ["EXTENSION", "-", name, ..] | ["COMMENT", "-", "EXTENSION", name, ..] => {
            Some(name.trim_matches('"'))
        }
        _ => None,
    }
}

/// Adds the reason to a failure that looks like the server's fault and is not: a dump is loaded
/// with an empty search path, and functions that a generated column, an index or a constraint
/// runs then do not find what they name without a schema.
fn explain(error: BackupError) -> BackupError {
    match error {
        BackupError::Tool { tool, status, message }
            if message.contains("does not exist")
                && message.contains("CONTEXT:")
                && message.contains("function") =>
        {
            let message = format!(
                "{message}\na dump is loaded with an empty search path: a function that a generated column, \
                 an index, a constraint or a view runs must name everything with its schema, or have \
                 its own `SET search_path`"
            );
            BackupError::Tool { tool, status, message }
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_read_from_the_list() {
        let list = ";\n; Archive created at …\n;     Dumped by pg_dump version: 15\n\
                    2; 3079 16385 EXTENSION - uuid-ossp \n\
                    3412; 0 0 COMMENT - EXTENSION \"uuid-ossp\" \n\
                    214; 1259 16396 TABLE public EXTENSION postgres\n";
        assert_eq!(list.lines().filter_map(extension).collect::<Vec<_>>(), ["uuid-ossp", "uuid-ossp"]);
    }
}
