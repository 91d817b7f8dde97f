//! A plan's groups, one after the other, on one database.

use crate::db::session::Answer;
use crate::db::{DbError, Session};
use crate::model::plan::{Group, Plan};

/// A plan that stopped. What was carried out before is there to stay: groups are committed one by one.
#[derive(Debug)]
pub(crate) struct Halted {
    /// The group that failed, and the statement in it, from 0. `None` where it was none of the plan's
    /// own: the session broke, or the commit failed.
    pub(crate) group: usize,
    pub(crate) statement: Option<usize>,
    pub(crate) error: DbError,
}

/// Sent before the first group: bodies of functions may name what a later statement makes.
pub(crate) const BEFORE: &str = "SET check_function_bodies = off";

/// Carries out all groups in order. A transactional one is one message, from `BEGIN` to `COMMIT`.
pub(crate) async fn carry_out(session: &mut Session, plan: &Plan) -> Result<(), Halted> {
    session.run(BEFORE).await.map_err(|error| Halted { group: 0, statement: None, error })?;
    for (at, group) in plan.groups.iter().enumerate() {
        carry_out_group(session, group).await.map_err(|(statement, error)| Halted {
            group: at,
            statement,
            error,
        })?;
    }
    Ok(())
}

async fn carry_out_group(session: &mut Session, group: &Group) -> Result<(), (Option<usize>, DbError)> {
    if !group.transactional {
        for (at, statement) in group.statements.iter().enumerate() {
            session.run(&statement.sql).await.map_err(|error| (Some(at), error))?;
        }
        return Ok(());
    }
    let mut message = "BEGIN;\n".to_owned();
    for statement in &group.statements {
        message.push_str(&statement.sql);
        message.push_str(";\n");
    }
    message.push_str("COMMIT");
    let mut completed = 0;
    let outcome = session
        .message(&message, |answer| {
            if let Answer::Completed { .. } = answer {
                completed += 1;
            }
        })
        .await;
    let Err(error) = outcome else { return Ok(()) };
    if !session.is_lost() {
        // Only an open transaction can be rolled back; none is no error.
        let _ = session.run("ROLLBACK").await;
    }
    // The first that completed is `BEGIN`.
    let statement = usize::checked_sub(completed, 1).filter(|at| *at < group.statements.len());
    Err((statement, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;
    use crate::model::lock_mode::Work;
    use crate::model::object::{ObjectKey, ObjectKind};
    use crate::model::plan::Statement;

    fn group(transactional: bool, statements: &[&str]) -> Group {
        let object =
            ObjectKey { kind: ObjectKind::Table, schema: "public".into(), parent: None, name: "t".into() };
        let statements = statements.iter().map(|sql| Statement {
            sql: (*sql).to_owned(),
            object: object.clone(),
            why: String::new(),
            locks: Vec::new(),
            work: Work::Catalog,
            hazards: Vec::new(),
        });
        Group { transactional, statements: statements.collect() }
    }

    #[tokio::test]
    async fn a_failing_statement_is_named_and_its_group_undone() {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        let plan = Plan {
            groups: vec![
                group(true, &["CREATE TABLE a ()", "CREATE TABLE b ()"]),
                group(false, &["CREATE INDEX CONCURRENTLY ON a ((1))"]),
                group(true, &["CREATE TABLE c ()", "CREATE TABLE a ()", "CREATE TABLE d ()"]),
            ],
            ..Plan::default()
        };
        let halted = carry_out(&mut session, &plan).await.expect_err("a is there");
        assert_eq!((halted.group, halted.statement, halted.error.code()), (2, Some(1), Some("42P07")));
        let there =
            session.one("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").await.expect("read");
        assert_eq!(there, "2");
    }
}
