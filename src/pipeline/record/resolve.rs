//! `resolve`: what became of one migration, which the history does not know or has wrong.

use std::sync::Arc;

use crate::formats::Folder;
use crate::model::amount;
use crate::model::code::Code;
use crate::model::diff::Change;
use crate::model::diff::diff;
use crate::model::effect::Effect;
use crate::model::finding::Finding;
use crate::model::history::{Memory, MigrationStanding, Standing};
use crate::pipeline::drift;
use crate::pipeline::failure::{Failure, Outcome};
use crate::pipeline::replay;
use crate::pipeline::run::Run;

use super::baseline::{LOOK, SILENT};
use super::proof::{self, About, Objection, Proof};
use super::{Claim, Row, position};

const EVERY_DIFFERENCE: &str = "lockstep verify shows every difference";

pub(super) async fn applied(
    run: &mut Run<'_>,
    folder: &Folder,
    environment: &str,
    version: &str,
) -> Outcome<Claim> {
    let index = position(folder, version)?;
    if standing(run, environment, version)? == Some(Standing::Applied) {
        return Ok(Claim::nothing(format!("{version} is recorded as applied already")));
    }
    refuse_to_skip(run, folder, environment, index)?;
    let (effect, with, _) = effect(run, folder, environment, index).await?;
    let proof = if effect.is_silent() {
        silent(environment, version)
    } else {
        let have = proof::current(run, folder, environment).await?;
        let want = (&with.catalog, &with.connection);
        let changes =
            proof::objections(run, folder, environment, &have, want, About::Effect(&effect)).await?;
        decided(
            changes,
            format!("{environment} does not hold the effect of {version}"),
            format!("all {} of {version} are in {environment}", amount::count(effect.size(), "effect")),
        )
    };
    Ok(Claim {
        rows: vec![Row::Applied(folder.migrations[index].clone())],
        what: format!("{version} as applied in {environment}"),
        proof,
        remark: None,
    })
}

/// Where the history is one version, everything before it counts as applied with it.
fn refuse_to_skip(run: &mut Run<'_>, folder: &Folder, environment: &str, index: usize) -> Outcome<()> {
    if folder.memory() != Memory::Newest {
        return Ok(());
    }
    let version = &folder.migrations[index].version;
    let standings = &run.target(environment)?.standings;
    let applied = replay::applied_versions(folder, standings);
    match folder.migrations[..index].iter().find(|earlier| !applied.contains(&earlier.version)) {
        None => Ok(()),
        Some(earlier) => Err(Failure::refused(
            Finding::new(
                Code::RecordRefused,
                format!(
                    "{} keeps the newest version only: with {version} it would count {} as applied, too",
                    folder.tool.as_str(),
                    earlier.version
                ),
            )
            .with_help(format!(
                "`lockstep baseline --environment {environment} --to {version}` proves and records all up to it"
            ))
            .in_environment(environment),
        )),
    }
}

pub(super) async fn rolled_back(
    run: &mut Run<'_>,
    folder: &Folder,
    environment: &str,
    version: &str,
) -> Outcome<Claim> {
    if standing(run, environment, version)? == Some(Standing::MissingFile) {
        return forgotten(run, folder, environment, version).await;
    }
    let index = position(folder, version)?;
    let recorded = standing(run, environment, version)?
        .filter(|standing| !standing.is_pending() || *standing == Standing::Interrupted);
    let Some(standing) = recorded else {
        return Err(refused(
            environment,
            format!("{version} has no row in the history of {environment} to roll back"),
            "lockstep status shows what is recorded",
        ));
    };
    if standing.is_applied() && !folder.can_forget() {
        let tool = folder.tool.as_str();
        return Err(refused(
            environment,
            format!(
                "{version} is finished in {environment}, and {tool} takes back unfinished migrations only (P3012)"
            ),
            "the history was not changed; undo its effect with a new migration",
        ));
    }
    let (effect, _, without) = effect(run, folder, environment, index).await?;
    let proof = if effect.is_silent() {
        silent(environment, version)
    } else {
        let have = proof::current(run, folder, environment).await?;
        let want = (&without.catalog, &without.connection);
        let changes =
            proof::objections(run, folder, environment, &have, want, About::Effect(&effect)).await?;
        decided(
            changes,
            format!("{environment} still holds some of the effect of {version}"),
            format!(
                "{} of {version} looked for, none is in {environment}",
                amount::count(effect.size(), "effect")
            ),
        )
    };
    Ok(Claim {
        rows: vec![Row::RolledBack(folder.migrations[index].version.clone())],
        what: format!("{version} as rolled back in {environment}; the next apply runs it again"),
        proof,
        remark: None,
    })
}

/// A row whose file is gone. What the file did is not known, so the environment must hold exactly
/// what the files make that it has applied.
async fn forgotten(run: &mut Run<'_>, folder: &Folder, environment: &str, version: &str) -> Outcome<Claim> {
    let standings = &run.target(environment)?.standings;
    let row = standings.migrations.iter().find(|one| names(one, version));
    let version = row.map_or_else(|| version.to_owned(), |row| row.version.clone());
    if !folder.can_forget() {
        return Err(refused(
            environment,
            format!("{version} has no file, and {} never forgets a finished migration", folder.tool.as_str()),
            "bring its file back from git",
        ));
    }
    let applied = replay::applied_versions(folder, standings);
    let expected = built(run, folder, &applied).await?;
    let have = proof::current(run, folder, environment).await?;
    let want = (&expected.catalog, &expected.connection);
    let changes = proof::objections(run, folder, environment, &have, want, About::Exactly).await?;
    Ok(Claim {
        rows: vec![Row::RolledBack(version.clone())],
        what: format!("{version} as rolled back in {environment}: its row is removed"),
        proof: decided(
            changes,
            format!("{environment} does not hold exactly what the remaining files make"),
            format!("{environment} holds exactly what the files make that remain"),
        ),
        remark: None,
    })
}

fn decided(changes: Vec<Change>, against: String, holds: String) -> Proof {
    if changes.is_empty() {
        Proof::Holds(holds)
    } else {
        Proof::Fails(Objection { what: against, changes, help: EVERY_DIFFERENCE.to_owned() })
    }
}

fn silent(environment: &str, version: &str) -> Proof {
    Proof::Fails(Objection {
        what: format!("nothing in {environment} can prove whether {version} ran: {SILENT}"),
        changes: Vec::new(),
        help: LOOK.to_owned(),
    })
}

fn refused(environment: &str, message: String, help: &str) -> Failure {
    let finding = Finding::new(Code::RecordRefused, message).with_help(help);
    Failure::refused(finding.in_environment(environment))
}

/// What a migration does, and the states with and without it on top of what the environment has
/// applied.
async fn effect(
    run: &mut Run<'_>,
    folder: &Folder,
    environment: &str,
    index: usize,
) -> Outcome<(Effect, Arc<replay::State>, Arc<replay::State>)> {
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
    Ok((Effect::of(diff(&without.catalog, &with.catalog, &drift::schema_rules(run))), with, without))
}

async fn built(run: &mut Run<'_>, folder: &Folder, versions: &[String]) -> Outcome<Arc<replay::State>> {
    replay::state(run, folder, versions).await?.map_err(|finding| Failure::refused(*finding))
}

fn standing(run: &mut Run<'_>, environment: &str, version: &str) -> Outcome<Option<Standing>> {
    let migrations = &run.target(environment)?.standings.migrations;
    Ok(migrations.iter().find(|one| names(one, version)).map(|one| one.standing))
}

fn names(migration: &MigrationStanding, version: &str) -> bool {
    migration.version == version || migration.name == version
}
