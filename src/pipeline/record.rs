//! Step: history rows without running the files, after proving on scratch that the effect of the
//! migrations is (not) in the database.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::config::task::{Resolution, Task};
use crate::db::{self, Access, journal, lock};
use crate::formats::Folder;
use crate::model::amount;
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::code::Code;
use crate::model::diff::{Change, Difference, diff};
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Migration, Standing};
use crate::model::object::ObjectKey;
use crate::model::sense::Weighed;

use super::apply::{Destination, standings_again};
use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::target;
use super::{changes, drift, replay, spelling};

pub(crate) async fn run(run: &mut Run<'_>, environment: &str) -> Outcome<Done> {
    let folder = run.folder()?;
    let sql = match run.task {
        Task::Baseline { to, .. } => baseline(run, &folder, environment, to.as_deref()).await?,
        Task::Resolve { resolution: Resolution::Applied { version }, .. } => {
            resolve_applied(run, &folder, environment, version).await?
        }
        Task::Resolve { resolution: Resolution::RolledBack { version }, .. } => {
            resolve_rolled_back(run, &folder, environment, version).await?
        }
        _ => Recorded::default(),
    };
    if sql.statements.is_empty() {
        return Ok(Done::skipped(sql.summary));
    }
    write(run, &folder, environment, &sql.statements).await?;
    Ok(Done::passed(sql.summary).proving(sql.proved))
}

/// What is to be written, and why it may be.
#[derive(Default)]
struct Recorded {
    statements: Vec<Statement>,
    summary: String,
    proved: String,
}

/// A row to write; the schema of the history table is known when the writing session is open.
enum Statement {
    Applied(Migration),
    RolledBack(String),
}

async fn baseline(
    run: &mut Run<'_>,
    folder: &Folder,
    environment: &str,
    to: Option<&str>,
) -> Outcome<Recorded> {
    let last = match to {
        Some(version) => position(folder, version)? + 1,
        None => folder.migrations.len(),
    };
    let recorded = folder.migrations[..last].to_vec();
    let versions: Vec<String> = recorded.iter().map(|migration| migration.version.clone()).collect();
    let have = current(run, folder, environment).await?;
    let state = built(run, folder, &versions).await?;
    let changes = differences(run, &have, &state).await?;
    // Things that later migrations or nobody's migrations made may be there; what is missing or
    // different may not.
    if let Some(change) = changes.iter().find(|change| !matches!(change.difference, Difference::Extra { .. }))
    {
        return Err(refuse(environment, "does not hold what the migrations make", change));
    }
    let standings = &run.target(environment)?.standings;
    let already: BTreeSet<&str> = standings
        .migrations
        .iter()
        .filter(|migration| migration.standing.is_applied())
        .map(|migration| migration.version.as_str())
        .collect();
    let statements: Vec<Statement> = recorded
        .into_iter()
        .filter(|migration| !already.contains(migration.version.as_str()))
        .map(Statement::Applied)
        .collect();
    let count = amount::count(statements.len(), "migration");
    Ok(Recorded {
        statements,
        summary: format!("{count} recorded as applied in {environment}"),
        proved: format!("{environment} holds all {} objects that they make", state.catalog.size()),
    })
}

async fn resolve_applied(
    run: &mut Run<'_>,
    folder: &Folder,
    environment: &str,
    version: &str,
) -> Outcome<Recorded> {
    let index = position(folder, version)?;
    let migration = folder.migrations[index].clone();
    if standing(run, environment, version)? == Some(Standing::Applied) {
        return Ok(Recorded {
            summary: format!("{version} is recorded as applied already"),
            ..Recorded::default()
        });
    }
    let (effect, with, _) = effect(run, folder, environment, index).await?;
    let have = current(run, folder, environment).await?;
    let changes = differences(run, &have, &with).await?;
    if let Some(change) = changes.iter().find(|change| touches(change, &effect)) {
        return Err(refuse(environment, &format!("does not hold the effect of {version}"), change));
    }
    Ok(Recorded {
        statements: vec![Statement::Applied(migration)],
        summary: format!("{version} recorded as applied in {environment}"),
        proved: format!("all {} of {version} are in {environment}", amount::count(effect.len(), "effect")),
    })
}

async fn resolve_rolled_back(
    run: &mut Run<'_>,
    folder: &Folder,
    environment: &str,
    version: &str,
) -> Outcome<Recorded> {
    if standing(run, environment, version)? == Some(Standing::MissingFile) {
        return forget(run, folder, environment, version).await;
    }
    let index = position(folder, version)?;
    let refused = |message: String, help: &str| {
        let finding = Finding::new(Code::RecordRefused, message).with_help(help);
        Failure::refused(finding.in_environment(environment))
    };
    let recorded = |standing: &Standing| !standing.is_pending() || *standing == Standing::Interrupted;
    let Some(standing) = standing(run, environment, version)?.filter(recorded) else {
        return Err(refused(
            format!("{version} has no row in the history of {environment} to roll back"),
            "lockstep status shows what is recorded",
        ));
    };
    if standing.is_applied() && !folder.can_forget() {
        return Err(refused(
            format!(
                "{version} is finished in {environment}, and {} takes back unfinished migrations only (P3012)",
                folder.tool.as_str()
            ),
            "the history was not changed; undo its effect with a new migration",
        ));
    }
    let (effect, _, without) = effect(run, folder, environment, index).await?;
    let have = current(run, folder, environment).await?;
    let changes = differences(run, &have, &without).await?;
    if let Some(change) = changes.iter().find(|change| touches(change, &effect)) {
        return Err(refuse(environment, &format!("still holds some of the effect of {version}"), change));
    }
    Ok(Recorded {
        statements: vec![Statement::RolledBack(folder.migrations[index].version.clone())],
        summary: format!("{version} recorded as rolled back in {environment}; the next apply runs it again"),
        proved: format!(
            "{} of {version} looked for, none is in {environment}",
            amount::count(effect.len(), "effect")
        ),
    })
}

/// A row whose file is gone. What the file did is not known, so the environment must hold exactly
/// what the files make that it has applied.
async fn forget(run: &mut Run<'_>, folder: &Folder, environment: &str, version: &str) -> Outcome<Recorded> {
    let standings = &run.target(environment)?.standings;
    let row = standings.migrations.iter().find(|one| one.version == version || one.name == version);
    let version = row.map_or_else(|| version.to_owned(), |row| row.version.clone());
    if !folder.can_forget() {
        return Err(Failure::refused(
            Finding::new(
                Code::RecordRefused,
                format!(
                    "{version} has no file, and {} never forgets a finished migration",
                    folder.tool.as_str()
                ),
            )
            .with_help("bring its file back from git")
            .in_environment(environment),
        ));
    }
    let applied = replay::applied_versions(folder, standings);
    let expected = built(run, folder, &applied).await?;
    let have = current(run, folder, environment).await?;
    if let Some(change) = differences(run, &have, &expected).await?.first() {
        return Err(refuse(environment, "does not hold exactly what the remaining files make", change));
    }
    Ok(Recorded {
        statements: vec![Statement::RolledBack(version.clone())],
        summary: format!("{version} removed from the history of {environment}"),
        proved: format!("{environment} holds exactly what the files make that remain"),
    })
}

/// The objects that a migration touches, and the states with and without it on top of what the
/// environment has applied.
async fn effect(
    run: &mut Run<'_>,
    folder: &Folder,
    environment: &str,
    index: usize,
) -> Outcome<(BTreeSet<ObjectKey>, Arc<replay::State>, Arc<replay::State>)> {
    let version = folder.migrations[index].version.clone();
    let applied = replay::applied_versions(folder, &run.target(environment)?.standings);
    let without: Vec<String> = applied.into_iter().filter(|one| *one != version).collect();
    let with: Vec<String> = folder
        .migrations
        .iter()
        .map(|migration| migration.version.clone())
        .filter(|one| *one == version || without.contains(one))
        .collect();
    let without = built(run, folder, &without).await?;
    let with = built(run, folder, &with).await?;
    let changes = diff(&without.catalog, &with.catalog, &drift::schema_rules(run));
    Ok((changes.into_iter().map(|change| change.key).collect(), with, without))
}

/// Whether a change is about one of these objects, or about something inside one of them.
pub(super) fn touches(change: &Change, effect: &BTreeSet<ObjectKey>) -> bool {
    effect.contains(&change.key)
        || effect.iter().any(|key| {
            key.schema == change.key.schema
                && (change.key.parent.as_deref() == Some(&key.name)
                    || key.parent.as_deref() == Some(&change.key.name))
        })
}

async fn built(run: &mut Run<'_>, folder: &Folder, versions: &[String]) -> Outcome<Arc<replay::State>> {
    replay::state(run, folder, versions).await?.map_err(|finding| Failure::refused(*finding))
}

async fn current(run: &mut Run<'_>, folder: &Folder, environment: &str) -> Outcome<Catalog> {
    let scope = drift::scope(run, Some(folder));
    Ok(db::capture::capture(&mut run.target(environment)?.session, &scope).await?)
}

/// The differences that speak against a claim about the history: errors, and comments, which a
/// migration makes as well.
async fn differences(run: &Run<'_>, have: &Catalog, want: &replay::State) -> Outcome<Vec<Change>> {
    let changes = diff(have, &want.catalog, &drift::schema_rules(run));
    let changes = spelling::confirmed(&want.connection, changes, have, &want.catalog).await?.changes;
    let weighed = changes::weighed(run.settings, changes, have, &want.catalog);
    let counts = |weighed: &Weighed| weighed.severity == Severity::Error || is_comment(&weighed.change);
    Ok(weighed.into_iter().filter(counts).map(|weighed| weighed.change).collect())
}

fn is_comment(change: &Change) -> bool {
    matches!(change.difference, Difference::Differs { attribute: Attribute::Comment, .. })
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

fn standing(run: &mut Run<'_>, environment: &str, version: &str) -> Outcome<Option<Standing>> {
    let target = run.target(environment)?;
    Ok(target
        .standings
        .migrations
        .iter()
        .find(|one| one.version == version || one.name == version)
        .map(|one| one.standing))
}

fn refuse(environment: &str, what: &str, change: &Change) -> Failure {
    let how = match &change.difference {
        Difference::Missing { .. } => "is missing".to_owned(),
        Difference::Extra { .. } => "is there".to_owned(),
        Difference::Differs { attribute, .. } => format!("has another {attribute}"),
    };
    Failure::refused(
        Finding::new(Code::RecordRefused, format!("{environment} {what}: {} {how}", change.key))
            .with_help("the history was not changed; lockstep verify shows every difference")
            .in_environment(environment),
    )
}

/// Writes the rows in one transaction, under the lock.
async fn write(
    run: &mut Run<'_>,
    folder: &Folder,
    environment: &str,
    statements: &[Statement],
) -> Outcome<()> {
    let target = run.target(environment)?;
    let connection = target::direct_url(target.environment)?.clone();
    let (database, schema) = (target.server.database.clone(), target.schema.clone());
    let open: Vec<String> = target.journal.iter().map(|entry| entry.version.clone()).collect();
    let mut session = db::connect(&connection, &target::application(run.task.mode()), Access::Write).await?;
    lock::acquire(
        &mut session,
        &folder.locks(&database),
        run.settings.apply.wait_for_lock,
        run.surroundings.observer.as_ref(),
        &run.surroundings.cancel,
    )
    .await?;
    let mut sql = String::from("BEGIN;\n");
    sql.push_str(&folder.create_history(&schema));
    for statement in statements {
        sql.push_str(";\n");
        let (version, row) = match statement {
            Statement::Applied(migration) => (&migration.version, folder.record_applied(migration, &schema)),
            Statement::RolledBack(version) => (version, folder.record_rolled_back(version, &schema)),
        };
        sql.push_str(&row);
        if open.contains(version) {
            sql.push_str(";\n");
            sql.push_str(&journal::close(&folder.history_table(&schema).quoted(), version));
        }
    }
    sql.push_str(";\nCOMMIT");
    let written = session.run(&sql).await;
    if written.is_ok() {
        let to = Destination { folder, environment, schema: &schema };
        standings_again(run, &mut session, &to).await?;
    }
    let released = lock::release(&mut session, &folder.locks(&database)).await;
    session.close().await;
    written?;
    Ok(released?)
}
