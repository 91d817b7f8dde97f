//! `baseline`: a database that has the effect of the first migrations, and no history of them.

use std::collections::BTreeSet;

use crate::formats::Folder;
use crate::model::amount;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::history::{Migration, Standing};
use crate::pipeline::failure::Outcome;
use crate::pipeline::run::Run;

use super::proof::{self, Objection, Proof};
use super::walk::{Walk, walk};
use super::{Claim, Row, position};

/// Names that a sentence lists.
const MOST_NAMED: usize = 5;

pub(super) async fn claim(
    run: &mut Run<'_>,
    folder: &Folder,
    environment: &str,
    to: Option<&str>,
) -> Outcome<Claim> {
    let count = match to {
        Some(version) => position(folder, version)? + 1,
        None => folder.migrations.len(),
    };
    let standings = &run.target(environment)?.standings;
    let recorded: BTreeSet<String> = standings
        .migrations
        .iter()
        .filter(|migration| migration.standing.is_applied() || migration.standing == Standing::Skipped)
        .map(|migration| migration.version.clone())
        .collect();
    let new = |migration: &&Migration| !recorded.contains(&migration.version);
    let missing: Vec<&Migration> = folder.migrations[..count].iter().filter(new).collect();
    if missing.is_empty() {
        return Ok(Claim::nothing(format!(
            "nothing to record: {environment} has all of them in its history"
        )));
    }
    let have = proof::current(run, folder, environment).await?;
    let walk = walk(run, folder, environment, &have, count).await?;
    let unseen: Vec<&str> = folder
        .migrations
        .iter()
        .zip(&walk.silent)
        .filter(|(migration, silent)| **silent && new(migration))
        .map(|(migration, _)| migration.name.as_str())
        .collect();
    let what = format!("{} as applied in {environment} ({})", amount::count(missing.len(), "migration"), {
        let names: Vec<&str> = missing.iter().map(|migration| migration.name.as_str()).collect();
        range(&names)
    });
    let proof = if !walk.against.is_empty() {
        Proof::Fails(Objection {
            what: format!("{environment} does not hold what the migrations make"),
            help: how_far(folder, environment, &walk),
            changes: walk.against,
        })
    } else if unseen.len() == missing.len() {
        Proof::Fails(Objection {
            what: format!("nothing in {environment} can prove that {} ran: {SILENT}", list(&unseen)),
            changes: Vec::new(),
            help: LOOK.to_owned(),
        })
    } else {
        Proof::Holds(format!("{environment} holds all {} objects that they make", walk.objects))
    };
    let remark =
        (!unseen.is_empty() && matches!(proof, Proof::Holds(_))).then(|| unproven(environment, &unseen));
    Ok(Claim { rows: missing.into_iter().cloned().map(Row::Applied).collect(), what, proof, remark })
}

/// Why the catalog cannot speak for a migration.
pub(super) const SILENT: &str = "no object that is compared is changed";

/// What is left to do where only rows can tell.
pub(super) const LOOK: &str = "look at the rows it should have changed, then say so with `--force VERSION`";

/// Recorded along with others, and proved by nothing.
fn unproven(environment: &str, names: &[&str]) -> Finding {
    Finding::new(
        Code::RecordUnproven,
        format!("nothing in {environment} proves that {} ran: {SILENT}", list(names)),
    )
    .with_help("look at the rows they should have changed: recorded migrations are not run again")
    .in_environment(environment)
}

/// Up to where a baseline would be true.
fn how_far(folder: &Folder, environment: &str, walk: &Walk) -> String {
    let Some(reached) = walk.reached else {
        return format!(
            "not even what {} makes is all there; `lockstep verify --environment {environment}` shows every \
             difference",
            folder.migrations.first().map_or("the first migration", |first| &first.name)
        );
    };
    let version = &folder.migrations[reached].version;
    let behind = folder.migrations[reached + 1..].iter().zip(&walk.silent[reached + 1..]);
    let unseen: Vec<&str> =
        behind.take_while(|(_, silent)| **silent).map(|(migration, _)| migration.name.as_str()).collect();
    let remark = match unseen.as_slice() {
        [] => String::new(),
        names => format!(" (whether {} ran after it, no object tells)", list(names)),
    };
    format!(
        "everything up to {version} is there{remark}: `lockstep baseline --environment {environment} --to \
         {version}` records that"
    )
}

/// `a`, `a and b`, `a … z`.
fn range(names: &[&str]) -> String {
    match names {
        [first, .., last] if names.len() > 2 => format!("{first} … {last}"),
        _ => names.join(" and "),
    }
}

/// `a, b and 3 more`.
fn list(names: &[&str]) -> String {
    match names.len().saturating_sub(MOST_NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names[..MOST_NAMED].join(", ")),
    }
}
