//! Step: the plan on the database it was made for.
//!
//! Lock first, then read the catalog again: a plan for another state is refused. Every group commits
//! together with its mark in the journal. What an interrupted run left is what the next one plans from;
//! the journal says which approved plan that is the rest of.

mod approval;
mod rows;

use crate::config::settings::Environment;
use crate::config::task::Task;
use crate::db::capture::capture;
use crate::db::execute::Limits;
use crate::db::fingerprint::fingerprint;
use crate::db::journal::{self, Book};
use crate::db::{self, Access, Session, lock};
use crate::formats;
use crate::model::amount::count;
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::{Finding, Severity};
use crate::model::journal::{Key, Resume};
use crate::model::plan::Plan;
use crate::model::progress::Progress;
use crate::model::script::StatementPlace;

use super::failure::{Failure, Outcome};
use super::migrate::Runner;
use super::plan::Planned;
use super::run::{Done, Run};
use super::stepwise::{self, Halt};
use super::{attempt, blockers, gate, plan_script, target};
use approval::{Approval, HISTORY};

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let Some(planned) = run.planned.take() else { return Ok(Done::skipped("there is no plan")) };
    let environment = gate::named(run.settings, &planned.plan.sides.0)?;
    let outcome = sync(run, &planned, environment).await;
    run.planned = Some(planned);
    outcome.map_err(|failure| failure.in_environment(&environment.name))
}

async fn sync(run: &mut Run<'_>, planned: &Planned, environment: &Environment) -> Outcome<Done> {
    let plan = &planned.plan;
    refuse_unsupported(plan)?;
    let statements = plan.statements().count();
    if run.task.is_dry_run() {
        return Ok(Done::planned(format!("would run {}", count(statements, "statement"))));
    }
    let connection = target::direct_url(environment)?.clone();
    let application = target::application(run.task.mode());
    let mut session = db::connect(&connection, &application, Access::Write).await?;
    let locks = tool_locks(run, &connection.database);
    let cancel = run.surroundings.cancel.clone();
    let observer = run.surroundings.observer.clone();
    lock::acquire(&mut session, &locks, run.settings.apply.wait_for_lock, observer.as_ref(), &cancel).await?;
    let done = locked(run, planned, environment, &mut session).await;
    let released = lock::release(&mut session, &locks).await;
    // The server lets go of what a lost session held.
    let lost = session.is_lost();
    session.close().await;
    let done = done?;
    released.or_else(|error| if lost { Ok(()) } else { Err(error) })?;
    Ok(done)
}

/// The locks of the migration tool in use: it must not migrate meanwhile.
fn tool_locks(run: &mut Run<'_>, database: &str) -> Vec<i64> {
    let Ok(folder) = run.folder() else { return Vec::new() };
    folder.writer("public").map(|writer| writer.locks(database)).unwrap_or_default()
}

fn refuse_unsupported(plan: &Plan) -> Outcome<()> {
    let Some(first) = plan.unsupported.first() else { return Ok(()) };
    let more = match plan.unsupported.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let message = format!("{}: {}{more}: nothing was changed", first.object, first.reason);
    let help =
        "do it by hand on the environment, or make both sides alike there, and run the same command again";
    let finding = Finding::new(Code::PlanUnsupported, message).with_help(help);
    Err(Failure::refused(finding.about(&first.object)))
}

/// What is done while the lock is held.
async fn locked(
    run: &mut Run<'_>,
    planned: &Planned,
    environment: &Environment,
    session: &mut Session,
) -> Outcome<Done> {
    let plan = &planned.plan;
    let now = fingerprint(&capture(session, &planned.original.scope).await?, &planned.original.rules);
    if now != planned.seen {
        let message =
            format!("{} changed since it was planned: nothing was changed by this run", environment.name);
        let help = "run the same command again: it plans from what is there now";
        return Err(Failure::refused(Finding::new(Code::PlanStale, message).with_help(help)));
    }
    let asked = match run.task {
        Task::SyncSchema { approved, .. } => approved.clone(),
        _ => None,
    };
    let hash = run.report.plans.first().map(|known| known.hash.clone()).unwrap_or_default();
    let open = session.inspect(Some(HISTORY)).await?.journal;
    let approval = Approval::of(plan, &hash, open.first(), asked.as_deref(), &run.settings.root)?;
    if let Some(note) = &approval.note {
        let finding = Finding::new(Code::MigrationInterrupted, note.clone()).severity(Severity::Notice);
        run.find(finding.in_environment(&environment.name));
    }
    for entry in open.iter().filter(|entry| entry.version != approval.hash || plan.groups.is_empty()) {
        session.run(&journal::close(HISTORY, &entry.version)).await?;
    }
    if plan.groups.is_empty() {
        return Ok(Done::passed("nothing to do")
            .proving(format!("{} already is as {} wants it", plan.sides.0, plan.sides.1)));
    }
    blockers::warn(run, session, &environment.name, blockers::LONG_TRANSACTION).await?;
    let before = rows::count(session, &planned.original.catalog).await?;
    let book_key = Key {
        tool: "lockstep".to_owned(),
        history: HISTORY.to_owned(),
        version: approval.hash.clone(),
        file: approval.record,
    };
    carry_out(run, session, plan, book_key, &environment.name).await?;
    let after = rows::count(session, &planned.original.catalog).await?;
    let statements = plan.statements().count();
    let mut done =
        Done::passed(format!("{} run", count(statements, "statement"))).counting("statements", statements);
    for sentence in rows::compared(&before, &after, plan) {
        done = done.proving(sentence);
    }
    Ok(done)
}

/// Runs the groups with the journal beside them; waits and tries again where only a lock was in the way.
async fn carry_out(
    run: &mut Run<'_>,
    session: &mut Session,
    plan: &Plan,
    key: Key,
    environment: &str,
) -> Outcome<()> {
    let (migration, script) = plan_script::of(plan);
    let limits = Limits {
        lock_timeout: run.settings.apply.lock_timeout,
        statement_timeout: run.settings.apply.statement_timeout,
    };
    let book = Book { key, steps: formats::steps(&script) };
    let (cancel, observer) = (run.surroundings.cancel.clone(), run.surroundings.observer.clone());
    let total = script.statements();
    let mut on_statement = |index: usize, place: &StatementPlace| {
        let summary = place.summary.clone();
        observer.observe(Progress::Statement { line: place.line, summary, index: index + 1, total });
    };
    let mut resume = Resume::FRESH;
    let mut attempt = 0;
    loop {
        let mut notes = Vec::new();
        let runner = Runner {
            session,
            migration: &migration,
            script: &script,
            limits: &limits,
            on_statement: &mut on_statement,
            cancel: &cancel,
            kept: 0,
        };
        let outcome = stepwise::run(runner, &book, resume.clone(), attempt > 0, &mut notes).await;
        for note in notes {
            run.observe(Progress::Line { text: note });
        }
        let Err(halt) = outcome else { break };
        let Halt::Stopped(stopped) = halt else {
            return Err(failed(plan, 0, "a statement of an earlier run is not settled", environment));
        };
        let waited = stopped.error.cause.server().is_some_and(|server| server.code == "55P03");
        if waited {
            blockers::warn(run, session, environment, limits.lock_timeout).await?;
        }
        if waited && attempt < run.settings.apply.retries && !session.is_lost() {
            attempt += 1;
            let from = book.steps.iter().filter(|step| step.done <= stopped.kept).count();
            resume = Resume { from, done: stopped.kept, running: None };
            attempt::pause(run, "the plan", attempt, &limits).await;
            continue;
        }
        if let Some(signal) = cancel.signal() {
            let mut failure = failed(plan, stopped.kept, "interrupted", environment);
            failure.exit = signal.exit();
            return Err(failure);
        }
        let statement = plan.statements().nth(stopped.kept + stopped.error.completed);
        let what = statement.map(|statement| statement.why.as_str()).unwrap_or_default();
        let cause = format!("{what}: {}", stopped.error);
        let mut failure = failed(plan, stopped.kept, &cause, environment);
        // A plan is no file of the repository: what it was about is found there.
        if let Some(statement) = statement {
            *failure.finding = failure.finding.about(&statement.object);
        }
        return Err(failure);
    }
    Ok(())
}

/// Says exactly how far it got.
fn failed(plan: &Plan, kept: usize, cause: &str, environment: &str) -> Failure {
    let how_far = match kept {
        0 => "nothing of the plan was kept".to_owned(),
        kept => {
            let all = plan.statements().count();
            format!("{kept} of {all} statements were carried out and stay, the rest was not run")
        }
    };
    let finding = Finding::new(Code::SyncFailed, format!("{cause} — {how_far}")).with_help(
        "remove the cause and run the same command again: it plans and runs what is left from there",
    );
    Failure::new(Exit::Failed, finding.in_environment(environment))
}
