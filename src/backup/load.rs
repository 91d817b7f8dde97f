//! Loading a dump into a database with pg_restore, and saying beforehand why it could not work.

use std::path::PathBuf;

use super::client;
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

    /// Refuses when the dump wants an extension that the target's server cannot make. Reads the
    /// whole table of contents, so that a dump nobody can read is found out here as well.
    pub(super) async fn check_extensions(
        &self,
        session: &mut Session,
        cancel: &Cancel,
    ) -> Result<(), BackupError> {
        let mut command = client::command(&self.tools.pg_restore, None);
        command.arg("--list").arg(self.dump());
        let list = client::output(command, "pg_restore", cancel).await?;
        let offered = session.fetch("SELECT name FROM pg_catalog.pg_available_extensions").await?;
        for wanted in extensions(&list) {
            if !offered.iter().flatten().flatten().any(|name| name == wanted) {
                return Err(BackupError::ExtensionUnavailable {
                    extension: wanted.to_owned(),
                    target: self.target.target(),
                });
            }
        }
        Ok(())
    }

    /// Loads. Tablespaces and subscriptions belong to the server and not to the database's
    /// contents, so they stay out: a copy must not subscribe to what the original subscribes to.
    pub(super) async fn run(&self, cancel: &Cancel) -> Result<(), BackupError> {
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
        // An empty name makes pg_restore connect at all, and libpq take the name from PGDATABASE;
        // written out, a name with an equals sign would be read as connection parameters.
        command.arg("--dbname=").arg(self.dump());
        client::start(command, "pg_restore")?.finish(cancel).await.map_err(explain)
    }
}

/// Extensions in the output of `pg_restore --list`: `2; 3079 16385 EXTENSION - pgcrypto `.
fn extensions(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.starts_with(';')).filter_map(|line| {
        let (_, entry) = line.split_once("; ")?;
        let mut words = entry.split(' ').skip(2);
        (words.next() == Some("EXTENSION") && words.next() == Some("-")).then(|| words.next())?
    })
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
        assert_eq!(extensions(list).collect::<Vec<_>>(), ["uuid-ossp"]);
    }
}
