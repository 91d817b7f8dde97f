//! A connection that broke while a migration ran: what became of it is read, not guessed.
//!
//! Whoever holds the lock again knows that the old session is gone, so that nothing of it can still
//! be committed; the history and the journal then say what was.

use std::time::{Duration, Instant};

use crate::db::cancel::Cancel;
use crate::db::{self, Access, DbError, Session, lock};
use crate::model::amount;
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Migration, Standing};
use crate::model::place::Place;
use crate::model::progress::Progress;

use super::apply::{Destination, standings_again};
use super::failure::{Failure, Outcome};
use super::migrate::Stopped;
use super::run::Run;
use super::{attempt, target};

/// How long somebody who wants to stop waits for the last word.
const WHEN_STOPPING: Duration = Duration::from_secs(2);

/// Between two tries to reach the server.
const PAUSE: Duration = Duration::from_millis(250);

/// Puts a new session in the place of a lost one and says what became of the migration: applied, and
/// the run goes on; or exactly how much of it was kept.
pub(crate) async fn after_loss(
    run: &mut Run<'_>,
    session: &mut Session,
    to: &Destination<'_>,
    migration: &Migration,
    stopped: Stopped,
) -> Outcome<()> {
    let (name, environment) = (&migration.name, to.environment);
    let lost = format!("the connection to {environment} was lost while {name} ran");
    run.observe(Progress::Waiting { reason: format!("{lost}; reading what became of it") });
    match reconnect(run, to).await {
        Ok(again) => *session = again,
        Err(error) => return Err(not_known(&lost, &stopped, error, environment)),
    }
    let standings = standings_again(run, session, to).await?;
    let now = standings.migrations.iter().find(|one| one.version == migration.version);
    let applied = now.is_some_and(|now| matches!(now.standing, Standing::Applied | Standing::Modified(_)));
    if applied && run.surroundings.cancel.signal().is_none() {
        let finding =
            Finding::new(Code::ConnectionFailed, format!("{lost}; it was applied, as the history says"))
                .severity(Severity::Notice)
                .at(Place::file(&migration.file));
        run.find(finding.in_environment(environment));
        return Ok(());
    }
    let kept = attempt::interrupted(run, environment, migration)?;
    let what = match kept {
        _ if applied => "it was applied, as the history says".to_owned(),
        Some(entry) if entry.done > 0 => format!(
            "{} of {} were kept, as the journal says",
            amount::count(entry.done, "statement"),
            entry.total
        ),
        Some(entry) if entry.running.is_some() => {
            "what its first statement left is looked at before it runs \
                                                   again"
                .to_owned()
        }
        _ => "nothing of it was kept".to_owned(),
    };
    let finding = Finding::new(Code::ApplyFailed, format!("{lost}: {what}; {}", stopped.error))
        .with_help(format!("run `lockstep apply --environment {environment}` to go on"))
        .at(stopped.place);
    let signal = run.surroundings.cancel.signal();
    Err(Failure::new(signal.map_or(Exit::Failed, |signal| signal.exit()), finding))
}

/// Connects and takes the lock again, for as long as a run may wait for the lock.
pub(crate) async fn reconnect(run: &mut Run<'_>, to: &Destination<'_>) -> Result<Session, DbError> {
    let stopping = run.surroundings.cancel.signal().is_some();
    // Who asked to stop asked for the statement to be cancelled; the last word is worth a moment.
    let (limit, cancel) = if stopping {
        (WHEN_STOPPING, Cancel::new())
    } else {
        (run.settings.apply.wait_for_lock, run.surroundings.cancel.clone())
    };
    let started = Instant::now();
    let (connection, application, locks) = {
        let mode = run.task.mode();
        let Ok(target) = run.target(to.environment) else { return Err(DbError::Cancelled) };
        let Ok(connection) = target::direct_url(target.environment) else { return Err(DbError::Cancelled) };
        (connection.clone(), target::application(mode), to.folder.locks(&target.server.database, to.schema))
    };
    loop {
        let left = limit.saturating_sub(started.elapsed());
        let outcome = async {
            let mut session = db::connect(&connection, &application, Access::Write).await?;
            let observer = run.surroundings.observer.as_ref();
            lock::acquire(&mut session, &locks, left, observer, &cancel).await?;
            Ok::<_, DbError>(session)
        };
        match outcome.await {
            Err(error) if error.is_unreachable() && started.elapsed() + PAUSE < limit => {
                tracing::debug!(%error, "not reached again yet");
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    _ = cancel.cancelled() => return Err(DbError::Cancelled),
                }
            }
            outcome => return outcome,
        }
    }
}

/// The one case in which nobody can say.
fn not_known(lost: &str, stopped: &Stopped, error: DbError, environment: &str) -> Failure {
    let mut failure = Failure::from(error);
    failure.exit = Exit::Failed;
    failure.finding.message = format!(
        "{lost}, and whether it was committed is not known, because the database was not reached again: {}; {}",
        failure.finding.message, stopped.error
    );
    failure.finding.help = Some(format!(
        "`lockstep status` reads what became of it; `lockstep apply --environment {environment}` goes on"
    ));
    failure.finding.place = Some(stopped.place.clone());
    failure
}
