//! The user's own questions to the database (`checks:`): one statement, read only, all values as
//! text.

use super::error::DbError;
use super::session::{Answer, Session};
use crate::model::quote::quote_literal;

/// The rows `sql` returns, in order; `None` is NULL.
///
/// The text is opened as a cursor by the server, which refuses more than one statement and
/// everything that returns no rows, `COMMIT` among them: nothing in it can leave the read-only
/// transaction, and nothing it sets stays.
pub(crate) async fn query(session: &mut Session, sql: &str) -> Result<Vec<Vec<Option<String>>>, DbError> {
    const FETCH: usize = 2;
    let message = format!(
        "BEGIN READ ONLY;\
         DO LANGUAGE plpgsql {};\
         FETCH ALL FROM lockstep_check;\
         ROLLBACK",
        quote_literal(&format!(
            "DECLARE c refcursor := 'lockstep_check'; BEGIN OPEN c FOR EXECUTE {}; END",
            quote_literal(sql)
        ))
    );
    let mut rows = Vec::new();
    let outcome = session
        .message(&message, |answer| {
            if let Answer::Row { statement: FETCH, row } = answer {
                rows.push(row.texts());
            }
        })
        .await;
    if let Err(error) = outcome {
        if error.server().is_some() {
            // The transaction is still open, and failed.
            session.run("ROLLBACK").await?;
        }
        return Err(error);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::session::Access;
    use crate::db::{connect, testing};

    #[tokio::test]
    async fn values_of_any_type_are_text() {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        session.run("CREATE TYPE mood AS ENUM ('it''s', 'fine')").await.expect("made");
        let rows =
            query(&mut session, "SELECT m, 1.50, NULL, now() IS NULL FROM unnest(enum_range(NULL::mood)) m;")
                .await
                .expect("answered");
        let row = |mood: &str| vec![Some(mood.into()), Some("1.50".into()), None, Some("f".into())];
        assert_eq!(rows, [row("it's"), row("fine")]);
        assert_eq!(query(&mut session, "SHOW TimeZone").await.expect("answered"), [[Some("UTC".to_owned())]]);
    }

    #[tokio::test]
    async fn nothing_in_a_question_can_write() {
        let database = testing::database().await;
        let mut writer = testing::open(&database).await.expect("open");
        writer
            .run(
                "CREATE TABLE t (a int); INSERT INTO t VALUES (1);\
                 CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM t RETURNING a'",
            )
            .await
            .expect("made");
        for access in [Access::Read, Access::Write] {
            let mut session = connect(&database, "lockstep test", access).await.expect("connected");
            for sql in [
                "DELETE FROM t RETURNING a",
                "SELECT f()",
                "COMMIT",
                "SELECT 1; COMMIT; DELETE FROM t",
                "SELECT 1$$; COMMIT; DELETE FROM t; --",
                "SELECT 1'; COMMIT; DELETE FROM t; --",
                "SELECT set_config('transaction_read_only', 'off', false) || f()",
                "nonsense",
            ] {
                let error = query(&mut session, sql).await.expect_err(sql);
                assert!(error.server().is_some(), "{error}");
            }
            assert_eq!(query(&mut session, "SELECT a FROM t").await.expect("still there").len(), 1);
        }
    }
}
