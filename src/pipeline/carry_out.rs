//! A plan from its first statement to its last on a database that nobody else uses, by what carries plans
//! out on environments, but for the journal.

use crate::db::Session;
use crate::db::cancel::Cancel;
use crate::db::execute::{Cause, Limits};
use crate::model::plan::{Plan, Statement};

use super::failure::{Failure, Outcome};
use super::migrate::Runner;
use super::plan_script;

/// A plan that the server refused.
#[derive(Debug)]
pub(crate) struct Halted {
    /// The statement, where it was one of the plan's own.
    pub(crate) statement: Option<Statement>,
    /// SQLSTATE.
    pub(crate) code: String,
    /// What the server said.
    pub(crate) reason: String,
}

impl Halted {
    /// Whether rows broke it, which are no part of the schema: classes 22, data exception, and 23, integrity
    /// constraint violation (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
    pub(crate) fn is_about_rows(&self) -> bool {
        self.code.starts_with("22") || self.code.starts_with("23")
    }
}

/// Carries out all groups in order. The inner error is the server's.
pub(crate) async fn carry_out(
    session: &mut Session,
    plan: &Plan,
    limits: &Limits,
    cancel: &Cancel,
) -> Outcome<Result<(), Halted>> {
    let (migration, script) = plan_script::of(plan);
    let on_statement = &mut |_: usize, _: &_| {};
    let (migration, script) = (&migration, &script);
    let runner = Runner { session, migration, script, limits, on_statement, cancel, kept: 0 };
    let Err(stopped) = runner.run().await else { return Ok(Ok(())) };
    let Some(server) = stopped.error.cause.server() else {
        return Err(match stopped.error.cause {
            Cause::Connection(error) => error.into(),
            _ => Failure::from(stopped.error),
        });
    };
    let at = stopped.kept + stopped.error.completed;
    let (code, reason) = (server.code.clone(), server.to_string());
    Ok(Err(Halted { statement: plan.statements().nth(at).cloned(), code, reason }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::db::testing;
    use crate::model::lock_mode::Work;
    use crate::model::object::{ObjectKey, ObjectKind};
    use crate::model::plan::Group;

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
        let limits = Limits { lock_timeout: Duration::ZERO, statement_timeout: Duration::ZERO };
        let carried = carry_out(&mut session, &plan, &limits, &Cancel::new()).await;
        let halted = carried.expect("no failure").expect_err("a is there");
        assert_eq!(halted.statement.map(|one| one.sql).as_deref(), Some("CREATE TABLE a ()"));
        assert_eq!(halted.reason, "relation \"a\" already exists (SQLSTATE 42P07)");
        let there =
            session.one("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").await.expect("read");
        assert_eq!(there, "2");
    }
}
