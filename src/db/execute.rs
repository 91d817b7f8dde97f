//! Sends one message of a migration: fresh settings before it, progress while it runs, cancelled
//! when asked, and a precise word on how far it got.

use std::pin::pin;
use std::time::Duration;

use super::cancel::{Cancel, stop_backend};
use super::error::{DbError, ServerError};
use super::session::{Answer, Session, search_path};
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
            // Twice, because a request to cancel may arrive late and hit the first. The cause is
            // what counts; a session that is gone shows at its next use.
            if settle(session).await.is_err() {
                let _ = settle(session).await;
            }
            Err(cause)
        }
    };
    session.set_before_next(reset(session));
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
    let watches_client = session.watches_client().await.map_err(Cause::Connection)?;
    session.set_before_next(settings(session, limits, watches_client));
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

/// Undoes what a message set: settings and roles. It goes along with whatever comes next.
fn reset(session: &Session) -> Vec<String> {
    let statements = ["RESET SESSION AUTHORIZATION", "RESET ROLE", "RESET ALL"];
    statements.into_iter().map(str::to_owned).chain(search_path(session.connection())).collect()
}

/// What every message starts from. `SET`s and no `SELECT`s, which cost more: this precedes each of
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
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::db::cancel::Signal;
    use crate::db::testing;
    use crate::model::script::StatementPlace;

    const LIMITS: Limits =
        Limits { lock_timeout: Duration::from_millis(100), statement_timeout: Duration::from_secs(60) };

    fn message(sql: &str, before: usize, statements: usize, atomic: bool) -> Message {
        let place = StatementPlace { line: 1, summary: String::new() };
        Message {
            statements: vec![place; statements],
            statements_before: before,
            atomic,
            ..Message::own(sql)
        }
    }

    /// The outcome, and the statements that were reported.
    async fn send(session: &mut Session, message: &Message) -> (Result<(), ExecuteError>, Vec<usize>) {
        let mut seen = Vec::new();
        let outcome = execute(session, message, &LIMITS, &mut |index| seen.push(index), &Cancel::new()).await;
        (outcome, seen)
    }

    fn server(outcome: Result<(), ExecuteError>) -> (usize, ServerError) {
        match outcome.expect_err("fails") {
            ExecuteError { completed, cause: Cause::Server(error) } => (completed, *error),
            error => panic!("{error:?}"),
        }
    }

    #[tokio::test]
    async fn the_users_statements_are_counted_and_the_tools_own_are_not() {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        let script = message("SELECT 'own'; CREATE TABLE t (a int); SELECT 1; SELECT 'own'", 1, 2, true);
        let (outcome, seen) = send(&mut session, &script).await;
        outcome.expect("ran");
        assert_eq!(seen, [0, 1]);
    }

    #[tokio::test]
    async fn a_failure_says_where_and_how_far_and_leaves_nothing() {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        let script = message("BEGIN; CREATE TABLE ü (a int); SELECT nothing; COMMIT", 1, 2, true);
        let (outcome, seen) = send(&mut session, &script).await;
        let (completed, error) = server(outcome);
        assert_eq!((completed, seen, error.code.as_str()), (1, vec![0], "42703"));
        assert_eq!(error.position, Some(1 + "BEGIN; CREATE TABLE ü (a int); SELECT ".chars().count()));
        let (outcome, _) = send(&mut session, &message("CREATE TABLE ü (a int)", 0, 1, true)).await;
        outcome.expect("the session is usable and the table was undone");
    }

    #[tokio::test]
    async fn nothing_of_one_message_reaches_the_next() {
        let database = testing::database().await;
        let mut session = testing::open(&database).await.expect("open");
        let script = "CREATE ROLE execute_role; SET ROLE execute_role; SET search_path = ''; SET TimeZone = 'Asia/Tokyo'";
        send(&mut session, &message(script, 0, 4, true)).await.0.expect("ran");
        let now = "SELECT current_user, current_setting('search_path'), current_setting('TimeZone')";
        let text = |text: &str| Some(text.to_owned());
        let fresh = [[text("postgres"), text("\"$user\", public"), text("UTC")]];
        assert_eq!(session.fetch(now).await.expect("answered"), fresh);
    }

    #[tokio::test]
    async fn a_statement_that_refuses_a_transaction_is_alone_in_its_message() {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        session.run("CREATE TABLE t (a int)").await.expect("made");
        let script = message("CREATE INDEX CONCURRENTLY i ON t (a)", 0, 1, false);
        let (outcome, seen) = send(&mut session, &script).await;
        outcome.expect("no transaction around it");
        assert_eq!(seen, [0]);
        let timeout = session.one("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass").await;
        assert_eq!(timeout.expect("answered"), "t");
    }

    #[tokio::test]
    async fn a_transaction_left_open_is_an_error_and_rolled_back() {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        let script = message("BEGIN; CREATE TABLE t (a int)", 0, 2, false);
        let error = send(&mut session, &script).await.0.expect_err("open");
        assert!(matches!(error.cause, Cause::OpenTransaction));
        let table = session.one("SELECT to_regclass('t') IS NULL").await;
        assert_eq!(table.expect("answered"), "t");
    }

    #[tokio::test]
    async fn waiting_for_a_lock_ends_with_lock_timeout() {
        let database = testing::database().await;
        let mut session = testing::open(&database).await.expect("open");
        session.run("CREATE TABLE t (a int)").await.expect("made");
        let mut other = testing::open(&database).await.expect("open");
        other.run("BEGIN; SELECT * FROM t").await.expect("begun");
        let (outcome, _) = send(&mut session, &message("ALTER TABLE t ADD b int", 0, 1, true)).await;
        assert_eq!(server(outcome).1.code, "55P03");
    }

    #[tokio::test]
    async fn a_request_to_stop_cancels_what_runs_on_the_server() {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        let script = message("CREATE TABLE t (a int); SELECT pg_sleep(60)", 0, 2, true);
        let cancel = Cancel::new();
        let started = Instant::now();
        let mut ignore = |_| {};
        let (outcome, ()) =
            tokio::join!(execute(&mut session, &script, &LIMITS, &mut ignore, &cancel), async {
                tokio::time::sleep(Duration::from_millis(300)).await;
                cancel.set(Signal::Interrupt);
            });
        assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
        assert!(matches!(outcome.expect_err("stopped").cause, Cause::Cancelled));
        let table = session.one("SELECT to_regclass('t') IS NULL").await;
        assert_eq!(table.expect("the session is usable"), "t");
    }

    #[tokio::test]
    async fn a_server_that_goes_away_is_not_called_a_failed_statement() {
        let database = testing::database().await;
        let mut session = testing::open(&database).await.expect("open");
        let pid = session.pid().await.expect("known");
        let mut other = testing::open(&database).await.expect("open");
        let script = message("SELECT pg_sleep(60)", 0, 1, true);
        let (outcome, _) = tokio::join!(send(&mut session, &script), async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            other.run(&format!("SELECT pg_terminate_backend({pid})")).await.expect("ended");
        });
        assert!(matches!(outcome.0.expect_err("lost").cause, Cause::Connection(DbError::Lost { .. })));
    }
}
