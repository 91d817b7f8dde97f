//! Step: two catalogs. In `compare` the two sides the user names; in `apply` and `deploy` the drift
//! gate: every environment against its expected catalog.

use crate::config::settings::Environment;
use crate::config::side::Side;
use crate::config::task::Task;
use crate::db::fingerprint::fingerprint;
use crate::formats::Folder;
use crate::model::amount;
use crate::model::catalog::Catalog;
use crate::model::cause::{Between, Subjects};
use crate::model::diff::{Rules, diff};
use crate::model::report::Cause;
use crate::model::sense::Weighed;

use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::side::Both;
use super::{accepted, changes, drift, fix, gate, replay, side, spelling, target};

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    match run.task {
        Task::SyncSchema { .. } => {
            let (from, to) = super::plan::sides(run)?;
            compare_sides(run, &from, &to).await
        }
        Task::Compare { .. } => {
            let (from, to) = default_sides(run)?;
            compare_sides(run, &from, &to).await
        }
        _ => drift_gate(run).await,
    }
}

/// Every connected environment against the replay of what it has applied.
async fn drift_gate(run: &mut Run<'_>) -> Outcome<Done> {
    let folder = run.folder()?;
    let mut catalogs = drift::capture_targets(run, Some(&folder)).await?;
    let drifts = match drift::find_drift(run, &folder, &mut catalogs).await? {
        Ok(drifts) => drifts,
        Err(finding) => {
            run.find(*finding);
            return Ok(Done::failed("the expected catalog could not be built"));
        }
    };
    let mut done = Done::passed("no drift");
    let mut total = 0;
    for (index, changes) in drifts.into_iter().enumerate() {
        let name = run.targets[index].environment.name.clone();
        let found = changes.len();
        let errors = changes::report_drift(run, &name, changes);
        fix::plan_or_forget(run, &folder, index, &catalogs[index], errors).await;
        done = done.counting("objects", catalogs[index].size());
        total += errors;
        let count = catalogs[index].size();
        match (found, errors) {
            (0, _) => {
                let sentence = format!("{name}: all {count} objects are what its applied migrations make");
                done = done.proving(sentence);
            }
            (found, 0) => done = done.proving(no_drift_but(run, &name, found)),
            _ => {}
        }
    }
    Ok(if total == 0 {
        done
    } else {
        Done { proved: done.proved, facts: done.facts, ..Done::failed(drifted(total)) }
    })
}

/// `3 changes that no migration explains`.
pub(crate) fn drifted(changes: usize) -> String {
    format!("drift: {} that the migrations do not explain", amount::count(changes, "change"))
}

/// What may be said of an environment whose differences are only told: accepted ones, column order, …
pub(crate) fn no_drift_but(run: &Run<'_>, environment: &str, found: usize) -> String {
    let differences =
        accepted::tally(run, environment, accepted::MIGRATIONS, found, " that the settings only report");
    format!("{environment}: no drift but {differences}")
}

/// The sides that were named; else the first environment and the last.
fn default_sides(run: &Run<'_>) -> Outcome<(Side, Side)> {
    let environments = &run.settings.environments;
    let side = |given: &Option<Side>, default: Option<&Environment>| {
        let default = default.map(|environment| Side::Environment(environment.name.clone()));
        given.clone().or(default).ok_or_else(|| {
            Failure::configuration(
                "there are no two environments to compare",
                "name both sides: lockstep compare --from SIDE --to SIDE",
            )
        })
    };
    Ok((side(&run.sides.from, environments.first())?, side(&run.sides.to, environments.last())?))
}

async fn compare_sides(run: &mut Run<'_>, from: &Side, to: &Side) -> Outcome<Done> {
    // Two databases can be compared without any migrations; a side `migrations` reads them again.
    let folder = run.folder().ok();
    let Both { from, to, have, want, rules, .. } =
        side::both(run, from, to, folder.as_deref(), false).await?;
    let mut changes = diff(&have, &want, &rules);
    if spelling::is_open(&changes) {
        let known = to.scratch.clone().or(from.scratch.clone());
        if let Some(scratch) = spelling::database(run, known, folder.as_deref(), &want, &changes).await? {
            changes = spelling::confirmed(&scratch, changes, &have, &want).await?.changes;
        }
    }
    let (from_label, to_label) = (from.side.label(), to.side.label());
    run.report.sketch(&from_label, &to_label, changes.iter(), &have, &want);
    let mut changes = changes::weighed(run.settings, changes, &have, &want);
    if let Some(folder) = &folder
        && !changes.is_empty()
    {
        explain(run, folder, (&from.side, &have), (&to.side, &want), &rules, &mut changes).await?;
    }
    let pending = changes.iter().filter(|weighed| weighed.cause == Cause::Pending).count();
    let (from, to) = (from_label, to_label);
    let count = changes.len();
    let errors = changes::report(run, &from, &to, None, changes);
    let objects = want.size();
    Ok(if errors > 0 {
        let explained = match pending {
            0 => String::new(),
            pending => format!(", {pending} by pending migrations"),
        };
        Done::failed(format!("{} between {from} and {to}{explained}", amount::count(count, "change")))
    } else if count > 0 {
        let differences = accepted::tally(run, &from, &to, count, "");
        Done::passed(format!("{differences} between {from} and {to}, none of which is an error"))
    } else {
        Done::passed(format!("{from} and {to} hold the same schema")).proving(format!(
            "{from} equals {to} in all {objects} objects, fingerprint {}",
            fingerprint(&want, &rules)
        ))
    })
}

/// Says which changes pending migrations make: those that what the files make explains on both
/// sides. Histories are read only now, because most comparisons find nothing.
async fn explain(
    run: &mut Run<'_>,
    folder: &Folder,
    (from, have): (&Side, &Catalog),
    (to, want): (&Side, &Catalog),
    rules: &Rules,
    changes: &mut [Weighed],
) -> Outcome<()> {
    let mut histories = Vec::new();
    let mut states = Vec::new();
    for side in [from, to] {
        let versions = match side {
            Side::Migrations => folder.versions(),
            Side::Environment(name) => {
                let environment = gate::named(run.settings, name)?;
                let target = target::open(environment, Some(folder), run.settings, run.task.mode()).await?;
                target.session.close().await;
                if !target.standings.tracked {
                    return Ok(());
                }
                let versions = replay::applied_versions(folder, &target.standings);
                histories.push(target.standings);
                versions
            }
            Side::Database(_) | Side::Directory(_) | Side::File(_) => return Ok(()),
        };
        let Ok(state) = replay::state(run, folder, &versions).await? else { return Ok(()) };
        states.push(state);
    }
    let [made_from, made_to] = &states[..] else { return Ok(()) };
    let subjects = |is: &Catalog, wanted: &Catalog| Subjects::of(&diff(is, wanted, rules));
    let between = Between {
        states: subjects(&made_from.catalog, &made_to.catalog),
        from: subjects(have, &made_from.catalog),
        to: subjects(want, &made_to.catalog),
    };
    for weighed in changes {
        weighed.cause = between.of(&weighed.change, &histories);
    }
    Ok(())
}
