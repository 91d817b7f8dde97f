//! One migration of an apply: it goes on where it was interrupted, is tried again when a lock was in the
//! way, and when the connection breaks what became of it is read.

use std::time::{Duration, Instant};

use crate::db::Session;
use crate::db::execute::{Cause, Limits};
use crate::db::journal::Book;
use crate::db::notices::{self, Notice};
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Migration, Standing};
use crate::model::journal::{Entry, Resume};
use crate::model::place::Place;
use crate::model::progress::Progress;
use crate::model::script::{Script, StatementPlace};

use super::apply::{Destination, standings_again};
use super::failure::Outcome;
use super::migrate::{Runner, Stage};
use super::run::Run;
use super::stepwise::{self, Halt};
use super::{blockers, reconnect, setback};

/// Applies one migration, trying again when only a lock was in the way.
pub(crate) async fn apply_one(
    run: &mut Run<'_>,
    session: &mut Session,
    to: &Destination<'_>,
    migration: &Migration,
) -> Outcome<()> {
    let limits = Limits {
        lock_timeout: run.settings.apply.lock_timeout,
        statement_timeout: run.settings.apply.statement_timeout,
    };
    let mut attempt = 0;
    let mut started = false;
    loop {
        let (script, resume) = next(run, to, migration)?;
        let went_on = (resume != Resume::FRESH).then_some(resume.done + 1);
        let halt = match send(run, session, to, migration, (&script, resume, started), &limits).await {
            Ok(()) => {
                if let Some(from) = went_on {
                    settle(run, to.environment, migration, from);
                }
                return Ok(());
            }
            Err(halt) => halt,
        };
        let Halt::Stopped(stopped) = halt else {
            return Err(setback::halted(to, migration, halt));
        };
        if matches!(stopped.error.cause, Cause::Connection(_)) && session.is_lost() {
            return reconnect::after_loss(run, session, to, migration, *stopped).await;
        }
        let lock_timeout = stopped.error.cause.server().is_some_and(|server| server.code == "55P03");
        if lock_timeout {
            // Whoever was in the way has been there for as long as we waited.
            blockers::warn(run, session, to.environment, limits.lock_timeout).await?;
        }
        if lock_timeout && attempt < run.settings.apply.retries {
            attempt += 1;
            pause(run, &migration.name, attempt, &limits).await;
            if !script.transactional {
                // What was kept is in the journal.
                standings_again(run, session, to).await?;
                started |= stopped.stage != Stage::Opening;
            }
            continue;
        }
        return Err(setback::failed(run, session, to, migration, &script, *stopped).await);
    }
}

/// The warning that a migration waits to go on is no longer true.
fn settle(run: &mut Run<'_>, environment: &str, migration: &Migration, from: usize) {
    let place = Place::file(&migration.file);
    let waits = |finding: &Finding| {
        finding.code == Code::MigrationInterrupted
            && finding.environment.as_deref() == Some(environment)
            && finding.place.as_ref() == Some(&place)
    };
    run.report.findings.retain(|finding| !waits(finding));
    let message = format!("{} was interrupted; it went on with statement {from}", migration.name);
    let finding = Finding::new(Code::MigrationInterrupted, message).severity(Severity::Notice);
    run.find(finding.at(place).in_environment(environment));
}

/// What to send now: all of it, or what is left of an interrupted migration.
fn next(run: &mut Run<'_>, to: &Destination<'_>, migration: &Migration) -> Outcome<(Script, Resume)> {
    match interrupted(run, to.environment, migration)? {
        Some(entry) => {
            let resumed = to.folder.resume(migration, to.schema, &entry);
            resumed.map_err(|_| setback::halted(to, migration, Halt::EditedSince))
        }
        None => Ok((to.writer.script(migration)?, Resume::FRESH)),
    }
}

/// The journal's entry of a migration that goes on where it stopped.
pub(super) fn interrupted(
    run: &mut Run<'_>,
    environment: &str,
    migration: &Migration,
) -> Outcome<Option<Entry>> {
    let target = run.target(environment)?;
    let goes_on =
        target.standings.migrations.iter().any(|standing| {
            standing.version == migration.version && standing.standing == Standing::Interrupted
        });
    let entry = target.journal.iter().find(|entry| entry.version == migration.version);
    Ok(entry.filter(|_| goes_on).cloned())
}

async fn send(
    run: &mut Run<'_>,
    session: &mut Session,
    to: &Destination<'_>,
    migration: &Migration,
    (script, resume, started): (&Script, Resume, bool),
    limits: &Limits,
) -> Result<(), Halt> {
    let (cancel, observer) = (run.surroundings.cancel.clone(), run.surroundings.observer.clone());
    let total = script.statements();
    let mut said: Vec<(Option<u32>, Notice)> = Vec::new();
    let mut on_statement = |index: usize, place: &StatementPlace| {
        // What is said comes before the answer of its statement.
        said.extend(notices::take().into_iter().map(|notice| (Some(place.line), notice)));
        observer.observe(Progress::Statement {
            line: place.line,
            summary: place.summary.clone(),
            index: index + 1,
            total,
        });
    };
    let (on_statement, cancel) = (&mut on_statement, &cancel);
    let runner = Runner { session, migration, script, limits, on_statement, cancel, kept: 0 };
    let begun = Instant::now();
    let mut notes = Vec::new();
    let work = async {
        if script.transactional {
            return Ok(runner.run().await?);
        }
        let key = to.folder.journal_key(migration, to.schema);
        let book = Book { key, steps: to.folder.steps(script) };
        stepwise::run(runner, &book, resume, started, &mut notes).await
    };
    let (outcome, rest) = notices::collect(work).await;
    said.extend(rest.into_iter().map(|notice| (None, notice)));
    tell_notices(run, to.environment, migration, said);
    for note in notes {
        let message = format!("{}: {note}", migration.name);
        run.observe(Progress::Line { text: message.clone() });
        let finding = Finding::new(Code::IndexInvalid, message).severity(Severity::Notice);
        run.find(finding.at(Place::file(&migration.file)).in_environment(to.environment));
    }
    tracing::debug!(migration = %migration.name, took_ms = begun.elapsed().as_millis(), "sent");
    outcome
}

pub(super) async fn pause(run: &Run<'_>, what: &str, attempt: u32, limits: &Limits) {
    let pause = backoff(attempt);
    run.observe(Progress::Waiting {
        reason: format!(
            "{}: a lock was not granted within {}; try {attempt} of {} in {} ms",
            what,
            humantime::format_duration(limits.lock_timeout),
            run.settings.apply.retries,
            pause.as_millis(),
        ),
    });
    tokio::select! {
        () = tokio::time::sleep(pause) => {}
        _ = run.surroundings.cancel.cancelled() => {}
    }
}

/// Half a second, doubling up to eight, with up to half as much again by chance, so that two runs
/// do not meet at every try.
fn backoff(attempt: u32) -> Duration {
    let base = 500u64 << attempt.saturating_sub(1).min(4);
    let chance = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| u64::from(now.subsec_nanos()));
    Duration::from_millis(base + chance % (base / 2))
}

/// Tells what the server said, each with the line of the statement that was complete next.
fn tell_notices(
    run: &mut Run<'_>,
    environment: &str,
    migration: &Migration,
    said: Vec<(Option<u32>, Notice)>,
) {
    for (line, notice) in said {
        run.observe(Progress::Notice { severity: notice.severity.to_owned(), text: notice.text.clone() });
        let severity = if notice.severity == "warning" { Severity::Warning } else { Severity::Notice };
        run.find(
            Finding::new(Code::ServerNotice, format!("{}: the server said: {}", migration.name, notice.text))
                .severity(severity)
                .at(Place { line, ..Place::file(&migration.file) })
                .in_environment(environment),
        );
    }
}
