//! Step: history rows without running the files, after proving on scratch that the effect of the
//! migrations is (not) in the database.

mod baseline;
mod proof;
mod resolve;
mod walk;

use crate::config::task::{Resolution, Task};
use crate::db::{self, Access, Session, journal, lock};
use crate::formats::Folder;
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::Finding;
use crate::model::history::{Migration, Standing, Standings};

use super::apply::{Destination, standings_again};
use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::{target, validate};
use proof::Proof;

pub(crate) async fn run(run: &mut Run<'_>, environment: &str) -> Outcome<Done> {
    let folder = run.folder()?;
    validate::tool_is_written(&folder, environment)?;
    let forced = is_forced(run.task, &folder)?;
    let Claim { rows, what, proof, remark } = match run.task {
        Task::Baseline { to, .. } => baseline::claim(run, &folder, environment, to.as_deref()).await?,
        Task::Resolve { resolution: Resolution::Applied { version }, .. } => {
            resolve::applied(run, &folder, environment, version).await?
        }
        Task::Resolve { resolution: Resolution::RolledBack { version }, .. } => {
            resolve::rolled_back(run, &folder, environment, version).await?
        }
        _ => Claim::nothing(String::new()),
    };
    if rows.is_empty() {
        return Ok(Done::skipped(what));
    }
    let dry_run = run.task.is_dry_run();
    let written = if dry_run { format!("would record {what}") } else { format!("recorded {what}") };
    let proved = match proof {
        Proof::Holds(proved) => Some(proved),
        Proof::Fails(objection) if forced => {
            run.find(objection.overruled(&written, environment));
            None
        }
        Proof::Fails(objection) => return Err(objection.refusal(environment)),
    };
    remark.into_iter().for_each(|remark| run.find(remark));
    if !dry_run {
        write(run, &folder, environment, &rows).await?;
    }
    let done = if dry_run { Done::planned(written) } else { Done::passed(written) };
    let done = done.counting("recorded", rows.len());
    Ok(proved.into_iter().fold(done, Done::proving))
}

/// What is to be written, and whether it may be.
struct Claim {
    rows: Vec<Row>,
    /// What is recorded: `3 as applied in staging`.
    what: String,
    proof: Proof,
    /// What the reader should know although the proof holds.
    remark: Option<Finding>,
}

impl Claim {
    /// The history says it already.
    fn nothing(why: String) -> Self {
        Self { rows: Vec::new(), what: why, proof: Proof::Holds(String::new()), remark: None }
    }
}

/// A row to write; the schema of the history table is known when the writing session is open.
enum Row {
    Applied(Migration),
    RolledBack(String),
}

impl Row {
    fn version(&self) -> &str {
        match self {
            Self::Applied(migration) => &migration.version,
            Self::RolledBack(version) => version,
        }
    }

    /// Whether the history says so now: not every tool can say everything of every version.
    fn is_in(&self, standings: &Standings) -> bool {
        let mut versions = standings.migrations.iter();
        let standing = versions.find(|one| one.version == self.version()).map(|one| one.standing);
        match self {
            Self::Applied(_) => standing.is_some_and(|is| !is.is_pending() && is != Standing::Failed),
            Self::RolledBack(_) => standing.is_none_or(Standing::is_pending),
        }
    }
}

/// Whether to write even if the proof fails. The version has to be typed again, so that a command
/// found in a shell's history does not overrule the proof of another migration.
fn is_forced(task: &Task, folder: &Folder) -> Outcome<bool> {
    let (recording, version) = match task {
        Task::Baseline { recording, to: Some(version), .. } => (recording, Some(version.as_str())),
        Task::Baseline { recording, to: None, .. } => {
            (recording, folder.migrations.last().map(|last| last.version.as_str()))
        }
        Task::Resolve {
            recording,
            resolution: Resolution::Applied { version } | Resolution::RolledBack { version },
            ..
        } => (recording, Some(version.as_str())),
        _ => return Ok(false),
    };
    let (Some(typed), Some(version)) = (&recording.force, version) else { return Ok(false) };
    if typed == version {
        return Ok(true);
    }
    let message = format!("--force {typed} is not the version that would be recorded, {version}");
    let finding = Finding::new(Code::RecordRefused, message)
        .with_help(format!("if that is the one you mean, type it again: `--force {version}`"));
    Err(Failure::new(Exit::Usage, finding))
}

fn position(folder: &Folder, version: &str) -> Outcome<usize> {
    folder
        .migrations
        .iter()
        .position(|migration| migration.version == version || migration.name == version)
        .ok_or_else(|| {
            Failure::configuration(
                format!("there is no migration {version:?} in {}", folder.path),
                "give a version as `lockstep status --all` shows it",
            )
        })
}

/// Writes the rows in one transaction, under the lock.
async fn write(run: &mut Run<'_>, folder: &Folder, environment: &str, rows: &[Row]) -> Outcome<()> {
    let target = run.target(environment)?;
    let connection = target::direct_url(target.environment)?.clone();
    let (database, schema) = (target.server.database.clone(), target.schema.clone());
    let mut session = db::connect(&connection, &target::application(run.task.mode()), Access::Write).await?;
    lock::acquire(
        &mut session,
        &folder.locks(&database, &schema),
        run.settings.apply.wait_for_lock,
        run.surroundings.observer.as_ref(),
        &run.surroundings.cancel,
    )
    .await?;
    let to = Destination { folder, environment, schema: &schema };
    let written = write_locked(run, &mut session, &to, rows).await;
    let released = lock::release(&mut session, &folder.locks(&database, &schema)).await;
    session.close().await;
    written?;
    Ok(released?)
}

async fn write_locked(
    run: &mut Run<'_>,
    session: &mut Session,
    to: &Destination<'_>,
    rows: &[Row],
) -> Outcome<()> {
    let Destination { folder, environment, schema } = *to;
    let proved = run.target(environment)?.standings.clone();
    if standings_again(run, session, to).await? != proved {
        return Err(Failure::refused(
            Finding::new(
                Code::RecordRefused,
                format!(
                    "the history of {environment} was changed by somebody else while this run looked at it"
                ),
            )
            .with_help("nothing was written; run the same command again")
            .in_environment(environment),
        ));
    }
    let open = run.target(environment)?.journal.clone();
    let mut sql = String::from("BEGIN;\n");
    sql.push_str(&folder.create_history(schema));
    for row in rows {
        sql.push_str(";\n");
        sql.push_str(&match row {
            Row::Applied(migration) => folder.record_applied(migration, schema),
            Row::RolledBack(version) => folder.record_rolled_back(version, schema),
        });
        // What was open of it is settled now.
        if open.iter().any(|entry| entry.version == row.version()) {
            sql.push_str(";\n");
            sql.push_str(&journal::close(&folder.history_table(schema).quoted(), row.version()));
        }
    }
    sql.push_str(";\nCOMMIT");
    session.run(&sql).await?;
    let written = standings_again(run, session, to).await?;
    match rows.iter().find(|row| !row.is_in(&written)) {
        None => Ok(()),
        Some(row) => Err(Failure::new(
            Exit::Failed,
            Finding::new(
                Code::RecordRefused,
                format!("the history of {environment} does not say of {} what was written", row.version()),
            )
            .with_help("lockstep status shows what it says")
            .in_environment(environment),
        )),
    }
}
