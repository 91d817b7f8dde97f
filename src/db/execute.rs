//! Sends the messages of a migration: fresh settings before the first, progress while one runs,
//! cancelled when asked, and a precise word on how far it got.

use std::pin::pin;
use std::time::Duration;

use super::cancel::{Cancel, stop_backend};
use super::error::{DbError, ServerError};
use super::session::{Answer, Session, url_settings};
use crate::model::script::Message;

/// How long a statement may wait and run. Zero = for ever.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) lock_timeout: Duration,
    pub(crate) statement_timeout: Duration,
}

/// A message that did not get through.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub(crate) struct ExecuteError {
    /// The user's statements that completed before. In an atomic message they were undone.
    pub(crate) completed: usize,
    pub(crate) cause: Cause,
}

/// Why a message did not get through.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    /// The server refused a statement; the position counts in `Message::sql`.
    #[error("{0}")]
    Server(Box<ServerError>),
    /// The connection broke or could not be read: the message may have been carried out or not.
    #[error("{0}")]
    Connection(DbError),
    /// The statement was cancelled on the server because the run was asked to stop.
    #[error("interrupted")]
    Cancelled,
    /// The text began a transaction and did not end it.
    #[error("the script leaves a transaction open, which was rolled back; end it with COMMIT")]
    OpenTransaction,
}

impl Cause {
    pub(crate) fn of(error: DbError) -> Self {
        match error {
            DbError::Server { error, .. } => Self::Server(error),
            error => Self::Connection(error),
        }
    }

    /// The server's own error, when it is one.
    pub(crate) fn server(&self) -> Option<&ServerError> {
        match self {
            Self::Server(error) => Some(error),
            Self::Connection(_) | Self::Cancelled | Self::OpenTransaction => None,
        }
    }
}

/// Makes the next message the first of a script: with settings of our own and none of the user's,
/// which last until [`end`].
pub(crate) async fn begin(session: &mut Session, limits: &Limits) -> Result<(), DbError> {
    let watches_client = session.watches_client().await?;
    session.set_before_next(settings(session, limits, watches_client));
    Ok(())
}

/// Undoes what a script set: settings and roles. It goes along with whatever comes next.
pub(crate) fn end(session: &mut Session) {
    session.set_before_next(reset(session));
}

/// Sends `message` and waits for its end. `on_statement` is called with the index, from 0, of each
/// of the user's statements that completes; the server may hold such news back until its buffer
/// is full or the message ends.
pub(crate) async fn execute(
    session: &mut Session,
    message: &Message,
    on_statement: &mut (dyn FnMut(usize) + Send),
    cancel: &Cancel,
) -> Result<(), ExecuteError> {
    let mut completed = 0;
    let outcome = run(session, message, cancel, |completion| {
        if let Some(index) = message.statement_of(completion) {
            completed = index + 1;
            on_statement(index);
        }
    })
    .await;
    let outcome = match outcome {
        Ok(()) if message.atomic => Ok(()),
        Ok(()) => match settle(session).await {
            Ok(Transaction::None) => Ok(()),
            Ok(Transaction::RolledBack) => Err(Cause::OpenTransaction),
            Err(error) => Err(Cause::Connection(error)),
        },
        Err(cause) => {
            // Twice, because a request to cancel may arrive late and hit the first. The cause is
            // what counts; a session that is gone shows at its next use.
            if settle(session).await.is_err() {
                let _ = settle(session).await;
            }
            Err(cause)
        }
    };
    outcome.map_err(|cause| ExecuteError { completed, cause })
}

async fn run(
    session: &mut Session,
    message: &Message,
    cancel: &Cancel,
    mut on_completed: impl FnMut(usize) + Send,
) -> Result<(), Cause> {
    if cancel.signal().is_some() {
        return Err(Cause::Cancelled);
    }
    let pid = session.pid().await.map_err(Cause::Connection)?;
    if !message.atomic {
        session.flush_settings().await.map_err(Cause::Connection)?;
    }
    let connection = session.connection().clone();
    let outcome = {
        let mut answer = pin!(session.message(&message.sql, |answer| {
            if let Answer::Completed { statement } = answer {
                on_completed(statement);
            }
        }));
        tokio::select! {
            outcome = &mut answer => Some(outcome),
            _ = cancel.cancelled() => tokio::select! {
                outcome = &mut answer => Some(outcome),
                () = stop_backend(&connection, pid) => None,
            },
        }
    };
    match outcome {
        Some(Ok(())) => Ok(()),
        // query_canceled
        Some(Err(error)) if cancel.signal().is_some() && error.code() == Some("57014") => {
            Err(Cause::Cancelled)
        }
        Some(Err(DbError::Server { error, .. })) => Err(Cause::Server(error)),
        Some(Err(error)) => Err(Cause::Connection(error)),
        None => {
            let reason = "the server did not answer the request to cancel";
            session.abandon(reason);
            Err(Cause::Connection(DbError::Lost { target: session.target(), reason: reason.to_owned() }))
        }
    }
}

/// Undoes what a script set.
fn reset(session: &Session) -> Vec<String> {
    let statements = ["RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL"];
    statements.into_iter().map(str::to_owned).chain(url_settings(session.connection())).collect()
}

/// What every script starts from. `SET`s and no `SELECT`s, which cost more: this precedes each of
/// many small migrations.
fn settings(session: &Session, limits: &Limits, watches_client: bool) -> Vec<String> {
    let mut settings = reset(session);
    settings.extend([
        format!("SET lock_timeout = {}", limits.lock_timeout.as_millis()),
        format!("SET statement_timeout = {}", limits.statement_timeout.as_millis()),
        // We never idle in a transaction; a session whose client is gone must not hold locks.
        "SET idle_in_transaction_session_timeout = '60s'".to_owned(),
        "SET client_min_messages = notice".to_owned(),
    ]);
    if watches_client {
        // A client that was killed is noticed while a statement runs, not when it ends.
        settings.push("SET client_connection_check_interval = '5s'".to_owned());
    }
    if session.version_num() >= 170_000 {
        settings.push("SET transaction_timeout = 0".to_owned());
    }
    settings
}

/// What a message left behind.
enum Transaction {
    None,
    /// One was open, or failed.
    RolledBack,
}

/// Makes the session ready for the next message. Asking first avoids the warning that a `ROLLBACK`
/// outside a transaction causes.
async fn settle(session: &mut Session) -> Result<Transaction, DbError> {
    // A transaction that began earlier than this statement is still open.
    match session.one("SELECT pg_catalog.now() <> pg_catalog.statement_timestamp()").await {
        Ok(open) if open == "f" => return Ok(Transaction::None),
        Ok(_) => {}
        // in_failed_sql_transaction
        Err(error) if error.code() == Some("25P02") => {}
        Err(error) => return Err(error),
    }
    session.run("ROLLBACK").await?;
    Ok(Transaction::RolledBack)
}

#[cfg(test)]
mod tests;
