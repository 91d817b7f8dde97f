use std::time::Instant;

use super::*;
use crate::db::cancel::Signal;
use crate::db::testing;
use crate::model::script::StatementPlace;

const LIMITS: Limits =
    Limits { lock_timeout: Duration::from_millis(100), statement_timeout: Duration::from_secs(60) };

fn message(sql: &str, before: usize, statements: usize, atomic: bool) -> Message {
    let place = StatementPlace { line: 1, summary: String::new() };
    Message { statements: vec![place; statements], statements_before: before, atomic, ..Message::own(sql) }
}

/// The outcome, and the statements that were reported.
async fn send(session: &mut Session, message: &Message) -> (Result<(), ExecuteError>, Vec<usize>) {
    let mut seen = Vec::new();
    begin(session, &LIMITS).await.expect("begun");
    let outcome = execute(session, message, &mut |index| seen.push(index), &Cancel::new()).await;
    end(session);
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
async fn nothing_of_one_script_reaches_the_next() {
    let database = testing::database().await;
    let mut session = testing::open(&database).await.expect("open");
    let script =
        "CREATE ROLE execute_role; SET ROLE execute_role; SET search_path = ''; SET TimeZone = 'Asia/Tokyo'";
    send(&mut session, &message(script, 0, 4, true)).await.0.expect("ran");
    let now = "SELECT current_user, current_setting('search_path'), current_setting('TimeZone')";
    let text = |text: &str| Some(text.to_owned());
    let fresh = [[text("postgres"), text("\"$user\", public"), text("UTC")]];
    assert_eq!(session.fetch(now).await.expect("answered"), fresh);
}

#[tokio::test]
async fn what_a_script_sets_lasts_until_its_end() {
    let mut session = testing::open(&testing::database().await).await.expect("open");
    begin(&mut session, &LIMITS).await.expect("begun");
    for sql in ["SET TimeZone = 'Asia/Tokyo'", "CREATE TABLE t AS SELECT current_setting('TimeZone') AS zone"]
    {
        let outcome = execute(&mut session, &message(sql, 0, 1, true), &mut |_| {}, &Cancel::new()).await;
        outcome.expect("ran");
    }
    end(&mut session);
    let zones = session.one("SELECT zone || ', ' || current_setting('TimeZone') FROM t").await;
    assert_eq!(zones.expect("answered"), "Asia/Tokyo, UTC");
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
    let (outcome, ()) = tokio::join!(execute(&mut session, &script, &mut ignore, &cancel), async {
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
