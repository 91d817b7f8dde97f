//! Step: a backup that was restored and compared, and the old ones removed.

use std::path::Path;
use std::time::SystemTime;

use crate::backup::{self, BackupRequest, Format, Level, Proof, RowDifference, Stored, Tools};
use crate::config::settings::{BackupFormat, Prove};
use crate::config::task::Task;
use crate::db::{self, Access};
use crate::model::amount;
use crate::model::code::Code;
use crate::model::connection::Connection;
use crate::model::diff::{Change, Difference};
use crate::model::exit::Exit;
use crate::model::finding::Finding;
use crate::model::mode::Mode;
use crate::model::progress::Progress;
use crate::model::provider::Provider;
use crate::scratch::binaries;
use crate::scratch::prelude::{self, Prelude};

use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::{drift, replay, target};

pub(crate) async fn run(run: &mut Run<'_>, environment: &str) -> Outcome<Done> {
    if run.task.mode() != Mode::Backup {
        let waiting = run.target(environment)?.standings.pending().count();
        // Whether a schema needs a change is found out behind the backup.
        if waiting == 0 && run.task.mode() != Mode::SyncSchema {
            return Ok(Done::skipped("nothing pending, nothing to protect"));
        }
        if run.task.is_dry_run() {
            return Ok(Done::planned(format!("would back up {environment} and prove the backup")));
        }
        if !run.settings.backup.required {
            return Ok(Done::skipped("not required: backup.required is false"));
        }
    }
    let backed = back_up(run, environment).await;
    // Inside a deploy the environment was not touched yet, so a failed backup is a refusal.
    backed.map_err(|mut failure| {
        if run.task.mode() != Mode::Backup && failure.exit != Exit::Unreachable {
            failure.exit = Exit::Refused;
        }
        failure.in_environment(environment)
    })
}

async fn back_up(run: &mut Run<'_>, environment: &str) -> Outcome<Done> {
    let (format, schema_only) = wanted(run);
    let target = run.target(environment)?;
    let server = target.server.clone();
    let connection = target::direct_url(target.environment)?.clone();
    let tools = tools(server.major())?;
    let dir = run.settings.root.join(&run.settings.backup.dir);
    let without_schemas = drift::managed(run).schemas;
    let observer = run.surroundings.observer.clone();
    let cancel = run.surroundings.cancel.clone();
    let session = db::connect(&connection, "lockstep backup", Access::Read).await?;
    let request = BackupRequest {
        environment,
        connection: &connection,
        server: &server,
        tools: &tools,
        dir: &dir,
        format,
        schema_only,
        without_schemas: &without_schemas,
    };
    let mut stored = backup::take(&request, session, observer.as_ref(), &cancel).await?;
    let shown = shown(&run.settings.root, &stored.path);
    run.report.environment_mut(environment).backup = Some(shown.clone());
    let rows: u64 = stored.manifest.rows.values().sum();
    let objects: u64 = stored.manifest.objects.values().sum();
    let mut done = Done::passed(format!("{shown} ({})", amount::bytes(stored.bytes())));
    done.facts.extend([("bytes", stored.bytes()), ("objects", objects), ("rows", rows)]);
    match run.settings.backup.prove {
        Prove::Off => {
            run.observe(Progress::Line { text: "the backup was not proved: backup.prove is off".to_owned() })
        }
        Prove::Schema | Prove::Full => {
            let proof = prove(run, environment, &mut stored, &tools).await?;
            if let Some(problem) = first_problem(&proof) {
                return Err(unproven(&shown, &problem));
            }
            done = done.proving(match proof.level {
                Level::Schema => format!("the backup restores to the same {objects} objects"),
                Level::Full => format!("the backup restores to the same {objects} objects and {rows} rows"),
            });
        }
    }
    let pruned = backup::prune(&dir, environment, run.settings.backup.retention, SystemTime::now())?;
    if !pruned.removed.is_empty() {
        done.summary.push_str(&format!(", {} removed", amount::count(pruned.removed.len(), "old backup")));
    }
    Ok(done)
}

fn wanted(run: &Run<'_>) -> (Format, bool) {
    let settings = &run.settings.backup;
    let (format, schema_only) = match run.task {
        Task::Backup { format, schema_only, .. } => {
            (format.unwrap_or(settings.format), *schema_only || settings.schema_only)
        }
        _ => (settings.format, settings.schema_only),
    };
    let format = match format {
        BackupFormat::Custom => Format::Custom,
        BackupFormat::Directory => Format::Directory { jobs: settings.jobs },
    };
    (format, schema_only)
}

async fn prove(run: &mut Run<'_>, environment: &str, stored: &mut Stored, tools: &Tools) -> Outcome<Proof> {
    let level = if run.settings.backup.prove == Prove::Full { Level::Full } else { Level::Schema };
    let scratch = proving_ground(run, environment).await?;
    let observer = run.surroundings.observer.clone();
    let proof = backup::prove(
        stored,
        &scratch,
        level,
        tools,
        run.settings.backup.jobs,
        observer.as_ref(),
        &run.surroundings.cancel,
    )
    .await?;
    Ok(proof)
}

/// Where a backup is proved: an empty database, but on Supabase with what the platform makes. A dump
/// leaves that out, and the user's schemas refer to it.
async fn proving_ground(run: &mut Run<'_>, environment: &str) -> Outcome<Connection> {
    let provider = run.target(environment)?.server.provider;
    let connection = replay::scratch(run).await?.create_database().await?;
    if provider == Provider::Supabase {
        prelude::apply(&connection, Prelude::Supabase).await?;
        let mut session = db::connect(&connection, "lockstep backup", Access::Write).await?;
        // In no schema, so the dump holds it.
        session.run("DROP PUBLICATION IF EXISTS supabase_realtime").await?;
        session.close().await;
    }
    Ok(connection)
}

/// The oldest client tools that are not older than the server.
pub(crate) fn tools(server_major: u32) -> Outcome<Tools> {
    let installations: Vec<_> =
        binaries::candidates().into_iter().map(|one| (one.bin, one.major, one.version)).collect();
    Ok(backup::choose(&installations, server_major)?)
}

fn unproven(path: &str, problem: &str) -> Failure {
    Failure::new(
        Exit::Failed,
        Finding::new(Code::BackupUnproven, format!("the backup {path} is not proven: {problem}"))
            .with_help("it is kept for a look and does not count as a backup"),
    )
}

fn first_problem(proof: &Proof) -> Option<String> {
    if proof.is_proven() {
        return None;
    }
    Some(first_difference(&proof.changes, &proof.rows))
}

/// The first of the differences in words, and how many more there are.
pub(crate) fn first_difference(changes: &[Change], rows: &[RowDifference]) -> String {
    let change = changes.first().map(|change| match &change.difference {
        Difference::Missing { .. } => format!("{} was not restored", change.key),
        Difference::Extra { .. } => format!("{} came out of nowhere", change.key),
        Difference::Differs { attribute, .. } => format!("{}: {attribute} differs", change.key),
    });
    let row = rows.first().map(|row| {
        let found = row.found.map_or("no table".to_owned(), |found| format!("{found} rows"));
        format!("{} has {found} instead of {}", row.table, row.expected)
    });
    let more = (changes.len() + rows.len()).saturating_sub(1);
    let first = change.or(row).unwrap_or_default();
    if more > 0 { format!("{first}, and {more} more") } else { first }
}

/// Relative to the root where possible: what reports and workflow steps want.
fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}
