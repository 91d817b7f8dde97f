//! One connection to one database, and the one way text is sent over it.
//!
//! Everything goes as simple-protocol messages: a message may hold many statements and costs one
//! round trip (<https://www.postgresql.org/docs/current/protocol-flow.html>). Settings that a
//! session needs travel with its next message, in a transaction of their own at its start, so that
//! they cost no round trip and survive an error in what follows.

use std::borrow::Cow;

use futures_util::TryStreamExt;
use sqlx::postgres::{PgConnection, PgDatabaseError, PgRow};
use sqlx::{AssertSqlSafe, Column as _, Connection as _, Either, Executor as _, Row as _, TypeInfo as _};

use super::error::{DbError, ServerError};
use crate::model::connection::Connection;
use crate::model::quote::{quote_identifier, quote_literal};

/// What a session may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Every transaction is read only.
    Read,
    Write,
}

/// One thing the server answered to a message.
pub(crate) enum Answer<'a> {
    /// A row of the `statement`-th statement, from 0.
    Row { statement: usize, row: Row<'a> },
    /// The `statement`-th statement completed.
    Completed { statement: usize },
}

/// A row with every value as the text the server's type prints.
pub(crate) struct Row<'a>(&'a PgRow);

impl Row<'_> {
    /// The value of a column, from 0; `None` is NULL. Text that is no UTF-8, which only a database
    /// in `SQL_ASCII` can send, is shown with replacement characters.
    pub(crate) fn text(&self, column: usize) -> Option<Cow<'_, str>> {
        let value = self.0.try_get_raw(column).ok()?;
        value.as_bytes().ok().map(String::from_utf8_lossy)
    }

    /// The name of each column, and whether it holds a list of texts.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (&str, bool)> {
        self.0.columns().iter().map(|column| (column.name(), column.type_info().name() == "TEXT[]"))
    }

    /// All columns, owned.
    pub(crate) fn texts(&self) -> Vec<Option<String>> {
        (0..self.0.len()).map(|column| self.text(column).map(Cow::into_owned)).collect()
    }
}

/// An open connection.
pub(crate) struct Session {
    /// Or why it cannot be used any more. It is closed then, so that the server lets go of what
    /// the session held.
    wire: Result<PgConnection, String>,
    version_num: u32,
    connection: Connection,
    /// Statements to send before the next message.
    settings: Vec<String>,
    /// Statements to send in the transaction of every message; see [`reading`].
    every: Vec<String>,
    backend: Option<i32>,
    /// See [`Session::watches_client`].
    watches_client: Option<bool>,
}

impl Session {
    pub(super) fn new(wire: PgConnection, connection: Connection, access: Access) -> Self {
        let mut session = Self {
            version_num: wire.server_version_num().unwrap_or_default(),
            wire: Ok(wire),
            connection,
            settings: Vec::new(),
            every: Vec::new(),
            backend: None,
            watches_client: None,
        };
        match access {
            Access::Read => {
                session.settings = url_options(&session.connection).collect();
                session.every = reading(&session.connection);
            }
            Access::Write => session.settings = url_settings(&session.connection).collect(),
        }
        session
    }

    /// How this session was reached.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// `host:port/database as user`, for messages.
    pub(crate) fn target(&self) -> String {
        self.connection.target()
    }

    /// `server_version_num`, told by the server at connect.
    pub(crate) fn version_num(&self) -> u32 {
        self.version_num
    }

    /// The server process that answers this session, asked for once.
    pub(crate) async fn pid(&mut self) -> Result<i32, DbError> {
        if let Some(pid) = self.backend {
            return Ok(pid);
        }
        let pid = self.one("SELECT pg_catalog.pg_backend_pid()").await?;
        let pid = pid.parse().map_err(|_| self.protocol(format!("{pid:?} as a process id")))?;
        self.backend = Some(pid);
        Ok(pid)
    }

    /// Remembers the process that a message of ours asked for anyway.
    pub(super) fn set_pid(&mut self, pid: i32) {
        self.backend = Some(pid);
    }

    /// Whether the server can look, while a statement runs, if its client is still there; asked for
    /// once. Some platforms refuse every value of the setting but 0
    /// (<https://www.postgresql.org/docs/current/runtime-config-connection.html>).
    pub(super) async fn watches_client(&mut self) -> Result<bool, DbError> {
        if let Some(known) = self.watches_client {
            return Ok(known);
        }
        let linux =
            self.version_num() >= 140_000 && self.one("SELECT pg_catalog.version() ~ 'linux'").await? == "t";
        self.watches_client = Some(linux);
        Ok(linux)
    }

    /// Sends `statements` together with the next message, in a transaction before it, and nothing
    /// that waited before.
    pub(super) fn set_before_next(&mut self, statements: Vec<String>) {
        self.settings = statements;
    }

    /// Sends waiting settings in a message of their own, for when the next one must be alone.
    pub(super) async fn flush_settings(&mut self) -> Result<(), DbError> {
        if self.settings.is_empty() { Ok(()) } else { self.run("").await }
    }

    /// Sends `sql`, one or many statements, as one message and waits until all of it is done.
    /// Settings that wait go before it, and a statement that refuses a transaction then fails; a
    /// fresh [`Access::Write`] session without `?schema=` has none.
    pub(crate) async fn run(&mut self, sql: &str) -> Result<(), DbError> {
        self.message(sql, |_| ()).await
    }

    /// Sends `sql` as one message; the rows of all its statements, in order.
    pub(crate) async fn fetch(&mut self, sql: &str) -> Result<Vec<Vec<Option<String>>>, DbError> {
        let mut rows = Vec::new();
        self.message(sql, |answer| {
            if let Answer::Row { row, .. } = answer {
                rows.push(row.texts());
            }
        })
        .await?;
        Ok(rows)
    }

    /// The first column of the first row, which the caller knows to exist and not to be NULL.
    pub(crate) async fn one(&mut self, sql: &str) -> Result<String, DbError> {
        let row = self.fetch(sql).await?.into_iter().next();
        row.and_then(|row| row.into_iter().next().flatten())
            .ok_or_else(|| self.protocol("no value where one was asked for".to_owned()))
    }

    /// Sends `sql` as one message and hands over each answer as it arrives. An error of the server
    /// comes after the answers of the statements before it; its position counts in `sql`.
    pub(crate) async fn message(
        &mut self,
        sql: &str,
        mut on_answer: impl FnMut(Answer<'_>) + Send,
    ) -> Result<(), DbError> {
        let wire = match &mut self.wire {
            Ok(wire) => wire,
            Err(reason) => {
                return Err(DbError::Lost { target: self.connection.target(), reason: reason.clone() });
            }
        };
        let mut prefix = settings_transaction(&self.settings);
        let mut settings = if prefix.is_empty() { 0 } else { self.settings.len() + 2 };
        // A failed transaction takes nothing but its end.
        if !sql.starts_with("ROLLBACK") {
            prefix.extend(self.every.iter().flat_map(|statement| [statement.as_str(), ";"]));
            settings += self.every.len();
        }
        let mut completed = 0;
        let outcome = {
            let text = format!("{prefix}{sql}");
            let mut answers = wire.fetch_many(sqlx::raw_sql(AssertSqlSafe(text)));
            loop {
                match answers.try_next().await {
                    Ok(Some(Either::Right(row))) if completed >= settings => {
                        on_answer(Answer::Row { statement: completed - settings, row: Row(&row) });
                    }
                    Ok(Some(Either::Right(_))) => {}
                    Ok(Some(Either::Left(_))) => {
                        if completed >= settings {
                            on_answer(Answer::Completed { statement: completed - settings });
                        }
                        completed += 1;
                    }
                    Ok(None) => break Ok(()),
                    Err(error) => break Err(error),
                }
            }
        };
        if completed >= settings {
            self.settings.clear();
        }
        outcome.map_err(|error| self.explain(&error, prefix.chars().count()))
    }

    /// The connection is gone: the server will let go of what the session held.
    pub(crate) fn is_lost(&self) -> bool {
        self.wire.is_err()
    }

    /// Ends the session politely.
    pub(crate) async fn close(self) {
        // The server notices a closed socket as well; nothing is lost when this fails.
        if let Ok(wire) = self.wire {
            let _ = wire.close().await;
        }
    }

    /// Closes the connection and makes every later use fail: the server's state is not known.
    pub(super) fn abandon(&mut self, reason: impl Into<String>) {
        self.wire = Err(reason.into());
    }

    /// An answer we cannot read.
    pub(super) fn protocol(&self, reason: String) -> DbError {
        DbError::Protocol { target: self.target(), reason }
    }

    fn explain(&mut self, error: &sqlx::Error, before: usize) -> DbError {
        let target = self.target();
        let server = error
            .as_database_error()
            .and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
            .map(|error| ServerError::read(error, before));
        match server {
            Some(error) if error.ends_session() => {
                self.abandon(error.to_string());
                DbError::Lost { target, reason: error.to_string() }
            }
            Some(error) => DbError::Server { target, error: Box::new(error) },
            None => {
                // Whatever it was, the conversation is out of step: a server that waits for COPY
                // data, for one, would let the next message hang.
                let reason = error.to_string();
                self.abandon(&reason);
                match error {
                    sqlx::Error::Protocol(_) if reason.contains("CopyInResponse") => DbError::Protocol {
                        target,
                        reason: "it asks for the data of a COPY ... FROM STDIN, which only psql can give; \
                                 write INSERT statements"
                            .to_owned(),
                    },
                    sqlx::Error::Protocol(_) => DbError::Protocol { target, reason },
                    _ => DbError::Lost { target, reason },
                }
            }
        }
    }
}

/// The settings as a transaction of their own, or nothing. A `SET` that shared the implicit
/// transaction of what follows would be undone by its failure, and one that sets a default for
/// transactions would come too late for it.
fn settings_transaction(settings: &[String]) -> String {
    if settings.is_empty() { String::new() } else { format!("BEGIN;{};COMMIT;", settings.join(";")) }
}

/// What every message of a reading session begins with. It holds for the transaction of that message
/// only: behind a pooler in transaction mode the next one to use the server's session is the user's
/// application, and a default that stayed would make it read-only. Without a `BEGIN` of its own, a
/// message of several statements is one transaction, and it is over with the message.
fn reading(connection: &Connection) -> Vec<String> {
    let mut statements: Vec<String> = [
        "SET TRANSACTION READ ONLY",
        "SET LOCAL statement_timeout = 0",
        "SET LOCAL lock_timeout = 0",
        "SET LOCAL idle_in_transaction_session_timeout = 0",
    ]
    .map(str::to_owned)
    .to_vec();
    let schema = connection.schema.as_ref();
    statements.extend(schema.map(|schema| format!("SET LOCAL search_path = {}", quote_identifier(schema))));
    statements
}

/// The statements for what the URL asks of a session: `options=-c name=value`, and `?schema=` as the
/// search path, as Prisma does.
pub(super) fn url_settings(connection: &Connection) -> impl Iterator<Item = String> + '_ {
    let schema = connection.schema.as_ref();
    let path = schema.map(|schema| format!("SET search_path = {}", quote_identifier(schema)));
    url_options(connection).chain(path)
}

/// Those of `options=-c name=value`.
fn url_options(connection: &Connection) -> impl Iterator<Item = String> + '_ {
    connection.settings.iter().map(|(name, value)| {
        let (name, value) = (quote_literal(name), quote_literal(value));
        format!("SELECT pg_catalog.set_config({name}, {value}, false)")
    })
}

#[cfg(test)]
mod tests;
