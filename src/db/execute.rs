//! Sends one message of a migration: fresh settings before it, progress while it runs, cancelled
//! when asked, and a precise word on how far it got.

use std::pin::pin;
use std::time::Duration;

use super::cancel::Cancel;
use super::connect::connect_within;
use super::error::{DbError, ServerError};
use super::session::{Access, Answer, Session, search_path};
use crate::model::connection::Connection;
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

/// Sends `message` and waits for its end. `on_statement` is called with the index, from 0, of each
/// of the user's statements that completes; the server may hold such news back until its buffer
/// is full or the message ends.
pub(crate) async fn execute(
    session: &mut Session,
    message: &Message,
    limits: &Limits,
    on_statement: &mut (dyn FnMut(usize) + Send),
    cancel: &Cancel,
) -> Result<(), ExecuteError> {
    let mut completed = 0;
    let outcome = run(session, message, limits, cancel, |statement| {
        if let Some(index) = statement.checked_sub(message.statements_before)
            && index < message.statements.len()
        {
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
            // The cause is what counts; a session that is gone shows at its next use.
            let _ = settle(session).await;
            Err(cause)
        }
    };
    outcome.map_err(|cause| ExecuteError { completed, cause })
}

async fn run(
    session: &mut Session,
    message: &Message,
    limits: &Limits,
    cancel: &Cancel,
    mut on_completed: impl FnMut(usize) + Send,
) -> Result<(), Cause> {
    if cancel.signal().is_some() {
        return Err(Cause::Cancelled);
    }
    let pid = session.pid().await.map_err(Cause::Connection)?;
    session.set_before_next(settings(session, limits));
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
                () = stop(&connection, pid) => None,
            },
        }
    };
    match outcome {
        Some(Ok(())) => Ok(()),
        Some(Err(_)) if cancel.signal().is_some() && !session.is_lost() => Err(Cause::Cancelled),
        Some(Err(DbError::Server { error, .. })) => Err(Cause::Server(error)),
        Some(Err(error)) => Err(Cause::Connection(error)),
        None => {
            let reason = "the server did not answer the request to cancel";
            session.abandon(reason);
            Err(Cause::Connection(DbError::Lost { target: session.target(), reason: reason.to_owned() }))
        }
    }
}

/// What every message starts from: nothing that an earlier one set is left, neither settings nor
/// roles.
fn settings(session: &Session, limits: &Limits) -> Vec<String> {
    let version = session.version_num();
    let mut settings = vec![
        "RESET SESSION AUTHORIZATION".to_owned(),
        "RESET ROLE".to_owned(),
        "RESET ALL".to_owned(),
        format!("SET lock_timeout = {}", limits.lock_timeout.as_millis()),
        format!("SET statement_timeout = {}", limits.statement_timeout.as_millis()),
        // We never idle in a transaction; a session whose client is gone must not hold locks.
        "SET idle_in_transaction_session_timeout = '60s'".to_owned(),
        "SET client_min_messages = notice".to_owned(),
    ];
    settings.extend(search_path(session.connection()));
    if version >= 140_000 {
        // Notice within seconds that the client was killed. Some platforms refuse any value but 0.
        settings.push(
            "SELECT pg_catalog.set_config('client_connection_check_interval', '5s', false) \
             WHERE pg_catalog.version() ~ 'linux'"
                .to_owned(),
        );
    }
    if version >= 170_000 {
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

/// Asks the server, through a connection of its own, to cancel what the process `pid` runs, and to
/// end it when that has no effect. Returns when there is nothing left to try, within four seconds.
async fn stop(connection: &Connection, pid: i32) {
    let work = async {
        let limit = Duration::from_millis(1500);
        let mut session = connect_within(connection, "lockstep cancel", Access::Read, limit).await?;
        for _ in 0..3 {
            // Again and again: one that arrives between two statements has no effect.
            session.run(&format!("SELECT pg_catalog.pg_cancel_backend({pid})")).await?;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        session.run(&format!("SELECT pg_catalog.pg_terminate_backend({pid})")).await
    };
    if let Err(error) = work.await {
        tracing::warn!(%error, "the running statement could not be cancelled on the server");
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
}
