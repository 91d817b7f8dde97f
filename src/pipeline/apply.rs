//! Step: the pending migrations of one environment.
//!
//! Lock first, then read the history again, then write: whatever another run did while we waited
//! is seen. Nothing pending costs the lookup only.

use crate::config::profile;
use crate::db::{self, Access, Session, journal, lock};
use crate::formats::Folder;
use crate::model::amount;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{MigrationStanding, Standing, Standings};
use crate::model::progress::Progress;

use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::{attempt, blockers, reconnect, target};

pub(crate) async fn run(run: &mut Run<'_>, environment: &str) -> Outcome<Done> {
    let folder = run.folder()?;
    let target = run.target(environment)?;
    let waiting = target.standings.pending().count();
    if waiting == 0 {
        return Ok(Done::skipped("nothing pending"));
    }
    if run.task.is_dry_run() {
        return Ok(Done::planned(format!("would apply {}", amount::count(waiting, "migration"))));
    }
    apply_pending(run, &folder, environment).await.map_err(|failure| failure.in_environment(environment))
}

async fn apply_pending(run: &mut Run<'_>, folder: &Folder, environment: &str) -> Outcome<Done> {
    let target = run.target(environment)?;
    let settings = target.environment;
    if target.server.in_recovery {
        return Err(Failure::refused(
            Finding::new(Code::ReadOnlyServer, format!("{environment} is a read-only replica"))
                .with_help("give the URL of the primary server"),
        ));
    }
    let (database, schema) = (target.server.database.clone(), target.schema.clone());
    let connection = target::direct_url(settings)?.clone();
    let cancel = run.surroundings.cancel.clone();
    let observer = run.surroundings.observer.clone();
    let mut session = db::connect(&connection, &target::application(run.task.mode()), Access::Write).await?;
    lock::acquire(
        &mut session,
        &folder.locks(&database, &schema),
        run.settings.apply.wait_for_lock,
        observer.as_ref(),
        &cancel,
    )
    .await?;
    blockers::warn(run, &mut session, environment, blockers::LONG_TRANSACTION).await?;
    let to = Destination { folder, environment, schema: &schema };
    let standings = standings_again(run, &mut session, &to).await?;
    let applied = apply_all(run, &mut session, &to, &standings).await;
    // Read the history as it is now, also after a failure: the report shows what is, not what was
    // planned. A lost session cannot say; the failure does then.
    let mut refreshed = standings_again(run, &mut session, &to).await;
    if session.is_lost()
        && let Ok(again) = reconnect::reconnect(run, &to).await
    {
        session = again;
        refreshed = standings_again(run, &mut session, &to).await;
    }
    let released = lock::release(&mut session, &folder.locks(&database, &schema)).await;
    // The server lets go of what a lost session held.
    let lost = session.is_lost();
    session.close().await;
    let versions = applied?;
    refreshed?;
    released.or_else(|error| if lost { Ok(()) } else { Err(error) })?;
    Ok(Done::passed(format!("{} applied", amount::count(versions, "migration")))
        .counting("applied", versions))
}

/// Where migrations go: whose files, which environment, and the schema of its history table.
pub(crate) struct Destination<'d> {
    pub(crate) folder: &'d Folder,
    pub(crate) environment: &'d str,
    pub(crate) schema: &'d str,
}

/// Reads the history under the lock and stores it where later steps look.
pub(crate) async fn standings_again(
    run: &mut Run<'_>,
    session: &mut Session,
    to: &Destination<'_>,
) -> Outcome<Standings> {
    let Destination { folder, environment, schema } = *to;
    let inspection = session.inspect(Some(&folder.history_table(schema).quoted())).await?;
    let target = run.target(environment)?;
    target.has_user_tables = inspection.has_user_tables(profile::of(target.server.provider));
    let rows = inspection.history.map(|rows| folder.read_rows(&rows)).transpose()?;
    let standings = folder.standings(environment, rows.as_deref(), &inspection.journal, &run.settings.root);
    let target = run.target(environment)?;
    target.rows = rows;
    target.journal = inspection.journal;
    target.standings = standings.clone();
    run.report.environment_mut(environment).migrations = Some(standings.migrations.clone());
    Ok(standings)
}

async fn apply_all(
    run: &mut Run<'_>,
    session: &mut Session,
    to: &Destination<'_>,
    standings: &Standings,
) -> Outcome<usize> {
    let Destination { folder, environment, schema } = *to;
    refuse_contradictions(standings)?;
    let has_tables = run.target(environment)?.has_user_tables;
    if !standings.tracked {
        if let Some(finding) = folder.first_apply_refusal(environment, has_tables) {
            return Err(Failure::refused(finding));
        }
        let made = session.run(&folder.create_history(schema)).await;
        made.map_err(|error| no_history(environment, error))?;
    }
    forget_settled(run, session, to, standings).await?;
    let pending: Vec<&MigrationStanding> = standings.pending().collect();
    let total = pending.len();
    let mut done = 0;
    for (index, standing) in pending.into_iter().enumerate() {
        let Some(migration) = folder.migrations.iter().find(|one| one.version == standing.version) else {
            continue;
        };
        run.observe(Progress::Migration { name: migration.name.clone(), index: index + 1, total });
        attempt::apply_one(run, session, to, migration).await?;
        run.report.environment_mut(environment).applied.push(migration.version.clone());
        done += 1;
    }
    Ok(done)
}

/// Entries of the journal that the history has overruled: somebody said with the tool itself that the
/// migration is applied, or that it runs again from its beginning.
async fn forget_settled(
    run: &mut Run<'_>,
    session: &mut Session,
    to: &Destination<'_>,
    standings: &Standings,
) -> Outcome<()> {
    let history = to.folder.history_table(to.schema).quoted();
    let journal = &mut run.target(to.environment)?.journal;
    for migration in &standings.migrations {
        let settled = migration.standing.is_applied() || migration.standing == Standing::RolledBack;
        let known = journal.iter().position(|entry| entry.version == migration.version);
        if let Some(at) = known.filter(|_| settled) {
            session.run(&journal::close(&history, &migration.version)).await?;
            journal.remove(at);
        }
    }
    Ok(())
}

/// Nothing was changed yet: the server did not let us begin.
fn no_history(environment: &str, error: db::DbError) -> Failure {
    let Some(server) = error.server() else { return error.into() };
    let help = match server.code.as_str() {
        "42501" => "grant the user CREATE on the database and on the schema of the history table",
        "25006" => "give a user or a database for which default_transaction_read_only is off",
        _ => "make it possible for the user to create the table, then run the same command again",
    };
    Failure::refused(
        Finding::new(
            Code::ApplyFailed,
            format!(
                "the history table could not be created in {environment}: {server} — nothing was changed"
            ),
        )
        .with_help(help),
    )
}

/// A history that contradicts the files is not built upon. Validation said so before; this is the
/// second look, under the lock.
fn refuse_contradictions(standings: &Standings) -> Outcome<()> {
    match standings.findings.iter().find(|finding| finding.severity == Severity::Error) {
        Some(finding) => Err(Failure::refused(finding.clone())),
        None => Ok(()),
    }
}
