use super::*;
use crate::db::{connect, testing};

async fn reader(connection: &Connection) -> Session {
    connect(connection, "lockstep test", Access::Read).await.expect("connected")
}

#[tokio::test]
async fn a_reading_session_is_read_only_from_its_first_message_and_after_errors() {
    let database = testing::database().await;
    for first in ["CREATE TABLE t ()", "SELECT 1 / 0", "nonsense", "BEGIN; CREATE TABLE t (); COMMIT"] {
        let mut session = reader(&database).await;
        let error = session.run(first).await.expect_err("refused");
        assert!(!error.is_unreachable(), "{error}");
        let _ = session.run("ROLLBACK").await;
        let error = session.run("CREATE TABLE t ()").await.expect_err("read only");
        assert_eq!(error.code(), Some("25006"), "after {first}: {error}");
    }
}

#[tokio::test]
async fn rows_are_text_and_know_their_statement() {
    let mut session = reader(&testing::database().await).await;
    let mut seen = Vec::new();
    session
        .message("SELECT 1, NULL; SHOW server_encoding; SELECT '{1,2}'::int[], '1 day'::interval", |answer| {
            seen.push(match answer {
                Answer::Row { statement, row } => (statement, row.texts()),
                Answer::Completed { statement } => (statement, Vec::new()),
            });
        })
        .await
        .expect("answered");
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        seen,
        [
            (0, vec![text("1"), None]),
            (0, vec![]),
            (1, vec![text("UTF8")]),
            (1, vec![]),
            (2, vec![text("{1,2}"), text("1 day")]),
            (2, vec![]),
        ]
    );
}

#[tokio::test]
async fn positions_count_in_the_callers_text() {
    let mut session = reader(&testing::database().await).await;
    let error = session.run("SELECT 'ü', nothing").await.expect_err("no column");
    assert_eq!(error.server().and_then(|error| error.position), Some(13));
}

#[tokio::test]
async fn a_schema_in_the_url_is_the_search_path() {
    let database = testing::database().await;
    testing::open(&database).await.expect("open").run("CREATE SCHEMA \"a b\"").await.expect("made");
    let mut session = reader(&Connection { schema: Some("a b".to_owned()), ..database }).await;
    assert_eq!(session.one("SELECT current_schema()").await.expect("answered"), "a b");
}

#[tokio::test]
async fn a_session_that_was_ended_says_so_and_stays_unusable() {
    let database = testing::database().await;
    let mut session = reader(&database).await;
    let pid = session.pid().await.expect("answered");
    let mut other = testing::open(&database).await.expect("open");
    other.run(&format!("SELECT pg_terminate_backend({pid}, 5000)")).await.expect("ended");
    assert!(matches!(session.run("SELECT 1").await, Err(DbError::Lost { .. })));
    assert!(matches!(session.run("SELECT 1").await, Err(DbError::Lost { .. })));
}

#[tokio::test]
async fn asking_for_copy_data_does_not_hang() {
    let mut session = testing::open(&testing::database().await).await.expect("open");
    let error = session.run("CREATE TABLE t (a int); COPY t FROM STDIN").await.expect_err("refused");
    assert!(error.to_string().contains("FROM STDIN"), "{error}");
    assert!(session.run("SELECT 1").await.is_err());
}
