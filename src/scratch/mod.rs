//! Throw-away PostgreSQL: a server of our own that is gone afterwards, or databases on a server
//! that the user gave for it. Migrations are replayed and backups proved here.
//!
//! What is put into the databases is the caller's business, except for what a provider would have
//! put there before the first migration (`prelude`, `roles`).

mod account;
pub(crate) mod binaries;
mod embedded;
mod error;
pub(crate) mod extensions;
mod external;
pub(crate) mod prelude;
pub(crate) mod roles;
pub(crate) mod skeleton;
mod supervisor;
mod template;

use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) use error::ScratchError;

use crate::db::{self, Access};
use crate::model::connection::Connection;
use crate::model::progress::Observer;
use crate::model::quote::{quote_identifier, quote_literal};

/// What sort of scratch server is wanted.
#[derive(Debug, Clone, Default)]
pub(crate) struct ScratchOptions {
    /// A server where databases may be made and dropped; `None` = start one.
    pub(crate) url: Option<Connection>,
    /// The major version to prefer when several are installed: the environment's.
    pub(crate) required_major: Option<u32>,
}

/// A running scratch server. Dropping it ends an embedded one as well, without waiting for it.
pub(crate) struct Scratch {
    server: Server,
    /// Databases made so far, for naming the next.
    made: AtomicU32,
}

enum Server {
    Embedded(embedded::Embedded),
    External(external::External),
}

impl Scratch {
    /// Starts a server, or makes sure that the one at `options.url` can be used.
    pub(crate) async fn start(
        options: &ScratchOptions,
        observer: &dyn Observer,
    ) -> Result<Self, ScratchError> {
        let server = match &options.url {
            Some(url) => Server::External(external::External::open(url).await?),
            None => {
                let installation = binaries::find(&["initdb", "postgres"], options.required_major)?;
                Server::Embedded(embedded::Embedded::start(&installation, observer).await?)
            }
        };
        Ok(Self { server, made: AtomicU32::new(0) })
    }

    /// The server's major version.
    pub(crate) fn major(&self) -> u32 {
        match &self.server {
            Server::Embedded(server) => server.major(),
            Server::External(server) => server.major(),
        }
    }

    /// Makes an empty database that nobody else uses, without even what somebody may have put into
    /// `template1`.
    pub(crate) async fn create_database(&self) -> Result<Connection, ScratchError> {
        self.create_from("template0").await
    }

    /// Makes a copy of one of this server's databases, which nobody may be connected to. Settings
    /// made for the database (`ALTER DATABASE … SET`) come along.
    pub(crate) async fn copy_database(&self, original: &Connection) -> Result<Connection, ScratchError> {
        let copy = self.create_from(&original.database).await?;
        let mut session = db::connect(&copy, "lockstep scratch", Access::Write).await?;
        let settings = format!(
            "SELECT 'ALTER DATABASE ' || quote_ident(current_database()) || ' SET ' || split_part(c, '=', 1) || ' = ' || \
             CASE WHEN split_part(c, '=', 1) IN ('search_path', 'session_preload_libraries') \
               THEN substr(c, strpos(c, '=') + 1) ELSE quote_literal(substr(c, strpos(c, '=') + 1)) END \
             FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) AS c \
             WHERE s.setrole = 0 AND d.datname = {}",
            quote_literal(&original.database)
        );
        for row in session.fetch(&settings).await? {
            if let Some(statement) = row.into_iter().next().flatten() {
                session.run(&statement).await?;
            }
        }
        session.close().await;
        Ok(copy)
    }

    async fn create_from(&self, template: &str) -> Result<Connection, ScratchError> {
        let number = self.made.fetch_add(1, Ordering::Relaxed) + 1;
        let (maintenance, name) = match &self.server {
            Server::Embedded(server) => (server.connection("template1"), format!("scratch_{number}")),
            Server::External(server) => (server.maintenance().clone(), server.reserve_name(number)),
        };
        let mut session = db::connect(&maintenance, "lockstep scratch", Access::Write).await?;
        let [name_sql, template] = [name.as_str(), template].map(quote_identifier);
        session.run(&format!("CREATE DATABASE {name_sql} TEMPLATE {template} ENCODING 'UTF8'")).await?;
        session.close().await;
        Ok(match &self.server {
            Server::Embedded(server) => server.connection(&name),
            Server::External(_) => maintenance.with_database(&name),
        })
    }

    /// Ends the server, or drops the databases made, and waits until nothing is left.
    pub(crate) async fn stop(self) -> Result<(), ScratchError> {
        match self.server {
            Server::Embedded(server) => server.stop().await,
            Server::External(server) => server.drop_databases().await,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
