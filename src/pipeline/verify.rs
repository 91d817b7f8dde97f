//! Step: everything applied, no drift, environments equal, the user's assertions hold.

use std::collections::BTreeSet;

use futures_util::future::join_all;

use crate::config::settings::{Check, Comparison, Expectation};
use crate::db::rows;
use crate::formats::Folder;
use crate::model::amount;
use crate::model::catalog::Catalog;
use crate::model::code::Code;
use crate::model::diff::diff;
use crate::model::finding::{Finding, Severity};
use crate::model::history::Tool;
use crate::model::mode::Mode;
use crate::model::object::ObjectKey;
use crate::model::place::Place;
use crate::model::provider::Provider;

use super::compare::{drifted, no_drift_but};
use super::failure::Outcome;
use super::run::{Done, Run};
use super::{changes, drift, fix, replay, spelling};

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    if run.task.is_dry_run() {
        return Ok(Done::planned("would verify every environment"));
    }
    let folder = run.folder()?;
    let mut catalogs = drift::capture_targets(run, Some(&folder)).await?;
    let mut done = Done::passed("");
    let mut problems: Vec<String> = Vec::new();

    if run.blind {
        problems.push("nothing is proved of drift: the self-test failed".to_owned());
    }
    unfinished(run, folder.tool, &mut problems);
    match drift::find_drift(run, &folder, &mut catalogs).await? {
        Ok(drifts) => {
            for (index, changes) in drifts.into_iter().enumerate() {
                let name = run.targets[index].environment.name.clone();
                let found = changes.len();
                let errors = changes::report_drift(run, &name, changes);
                fix::plan_or_forget(run, &folder, index, &catalogs[index], errors).await;
                match errors {
                    0 if run.blind => {}
                    0 if found == 0 => done = done.proving(format!("{name}: no drift")),
                    0 => done = done.proving(no_drift_but(run, &name, found)),
                    errors => problems.push(format!("{name}: {}", drifted(errors))),
                }
            }
        }
        Err(finding) => {
            problems.push("the expected catalog could not be built".to_owned());
            run.find(*finding);
        }
    }
    for (from, to) in equal_pairs(run, &folder) {
        done = compare_pair(run, &catalogs, from, to, done, &mut problems).await?;
    }
    run.catalogs = catalogs;
    done = assertions(run, done, &mut problems).await?;
    if problems.is_empty() {
        done.summary = match run.targets.len() {
            1 => "up to date, no drift".to_owned(),
            n => format!("{n} environments up to date, no drift"),
        };
        Ok(done)
    } else {
        Ok(Done { proved: done.proved, ..Done::failed(problems.join("; ")) })
    }
}

/// After an apply nothing may be pending; in `verify` and `health` pending migrations are only told.
fn unfinished(run: &mut Run<'_>, tool: Tool, problems: &mut Vec<String>) {
    let applied = matches!(run.task.mode(), Mode::Apply | Mode::Deploy);
    let mut findings = Vec::new();
    for target in &run.targets {
        let pending = target.standings.pending().count();
        let bad = target.standings.findings.iter().any(|finding| finding.severity == Severity::Error);
        let name = &target.environment.name;
        findings.extend(target.standings.findings.iter().cloned());
        if bad {
            problems.push(format!("{name}: the history contradicts the files"));
        }
        if pending > 0 {
            let mut finding = Finding::new(
                Code::MigrationPending,
                format!("{name}: {} not applied", amount::count(pending, "migration")),
            )
            .with_help(match tool.is_read_only() {
                true => format!("apply it with {}; lockstep checks its work", tool.as_str()),
                false => format!("lockstep apply --environment {name}"),
            })
            .in_environment(name);
            let first = target.standings.pending().find_map(|migration| migration.file.as_ref());
            finding.place = first.map(Place::file);
            if applied {
                finding = finding.severity(Severity::Error);
                problems.push(format!("{name}: {pending} still pending"));
            }
            findings.push(finding);
        }
    }
    for finding in findings {
        run.find(finding);
    }
}

/// Pairs of environments that have applied the same migrations, so that their catalogs must agree:
/// each with the first.
fn equal_pairs(run: &Run<'_>, folder: &Folder) -> Vec<(usize, usize)> {
    let applied: Vec<_> =
        run.targets.iter().map(|target| replay::applied_versions(folder, &target.standings)).collect();
    (1..applied.len()).filter(|index| applied[*index] == applied[0]).map(|index| (index, 0)).collect()
}

async fn compare_pair(
    run: &mut Run<'_>,
    catalogs: &[Catalog],
    from: usize,
    to: usize,
    done: Done,
    problems: &mut Vec<String>,
) -> Outcome<Done> {
    let mut rules = drift::rules(run);
    let on_supabase = |index: usize| run.targets[index].server.provider == Provider::Supabase;
    if on_supabase(from) != on_supabase(to) {
        drift::leave_out_supabase(&mut rules);
    }
    let mut changes = diff(&catalogs[from], &catalogs[to], &rules);
    let names = (run.targets[from].environment.name.clone(), run.targets[to].environment.name.clone());
    if spelling::is_open(&changes) {
        let folder = run.folder()?;
        let versions = replay::applied_versions(&folder, &run.targets[to].standings);
        if let Ok(state) = replay::state(run, &folder, &versions).await? {
            changes = spelling::confirmed(&state.connection, changes, &catalogs[from], &catalogs[to])
                .await?
                .changes;
        }
    }
    // What is drift already was told with its cause; once is enough.
    let drifted: BTreeSet<ObjectKey> = run
        .report
        .changes
        .iter()
        .filter(|change| change.to == "migrations")
        .map(|change| change.change.key.clone())
        .collect();
    let differing = changes.len();
    changes.retain(|change| !drifted.contains(&change.key));
    run.report.sketch(&names.0, &names.1, changes.iter(), &catalogs[from], &catalogs[to]);
    let changes = changes::weighed(run.settings, changes, &catalogs[from], &catalogs[to]);
    let errors = changes::report(run, &names.0, &names.1, None, changes);
    if errors > 0 {
        problems.push(format!("{} and {} differ in {}", names.0, names.1, amount::count(errors, "object")));
    }
    if differing > 0 || run.blind {
        return Ok(done);
    }
    Ok(done.proving(format!("{} and {} hold equal schemas", names.0, names.1)))
}

/// The user's assertions, all environments at once, each in a read-only transaction.
async fn assertions(run: &mut Run<'_>, mut done: Done, problems: &mut Vec<String>) -> Outcome<Done> {
    let checks = &run.settings.checks;
    if checks.is_empty() {
        return Ok(done);
    }
    let results = join_all(run.targets.iter_mut().map(|target| async move {
        let name = target.environment.name.clone();
        let mut answers = Vec::new();
        for check in checks {
            if check.environments.is_empty() || check.environments.contains(&name) {
                answers.push((check, rows::query(&mut target.session, &check.sql).await));
            }
        }
        (name, answers)
    }))
    .await;
    for (name, answers) in results {
        for (check, answer) in answers {
            let verdict = match answer {
                Ok(rows) => judge(&check.expect, &rows),
                Err(error) if error.is_unreachable() => return Err(error.into()),
                Err(error) => Err(error.to_string()),
            };
            match verdict {
                Ok(()) => done = done.proving(format!("{name}: {}", check.name)),
                Err(found) => {
                    problems.push(format!("{name}: check {:?} failed", check.name));
                    run.find(failed_check(check, &name, &found));
                }
            }
        }
    }
    Ok(done)
}

fn failed_check(check: &Check, environment: &str, found: &str) -> Finding {
    Finding::new(
        Code::CheckFailed,
        format!("check {:?}: expected {}, found {found}", check.name, expected(&check.expect)),
    )
    .with_help(format!("the check runs: {}", check.sql.trim()))
    .at(check.place.clone())
    .in_environment(environment)
}

/// `Ok` when the rows are what was expected, else what was found.
fn judge(expect: &Expectation, rows: &[Vec<Option<String>>]) -> Result<(), String> {
    if let Expectation::Rows(wanted) = expect {
        return if wanted == rows { Ok(()) } else { Err(shown(rows)) };
    }
    let [row] = rows else {
        return Err(format!("{} instead of one", amount::count(rows.len(), "row")));
    };
    let [value] = row.as_slice() else {
        return Err(format!("{} instead of one", amount::count(row.len(), "column")));
    };
    let found = value.clone().unwrap_or_else(|| "null".to_owned());
    let holds = match expect {
        Expectation::Scalar(text) => *text == found,
        Expectation::Compare(comparison, bound) => {
            let number: f64 = found.parse().map_err(|_| format!("{found:?}, which is no number"))?;
            match comparison {
                Comparison::Equal => number == *bound,
                Comparison::NotEqual => number != *bound,
                Comparison::Less => number < *bound,
                Comparison::LessOrEqual => number <= *bound,
                Comparison::Greater => number > *bound,
                Comparison::GreaterOrEqual => number >= *bound,
            }
        }
        Expectation::Rows(_) => true,
    };
    if holds { Ok(()) } else { Err(found) }
}

fn shown(rows: &[Vec<Option<String>>]) -> String {
    let lines: Vec<String> = rows
        .iter()
        .take(5)
        .map(|row| row.iter().map(|value| value.as_deref().unwrap_or("null")).collect::<Vec<_>>().join(", "))
        .collect();
    format!("{}: {}", amount::count(rows.len(), "row"), lines.join(" / "))
}

fn expected(expect: &Expectation) -> String {
    match expect {
        Expectation::Scalar(text) => format!("{text:?}"),
        Expectation::Compare(comparison, bound) => {
            let sign = match comparison {
                Comparison::Equal => "=",
                Comparison::NotEqual => "<>",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            };
            format!("{sign} {bound}")
        }
        Expectation::Rows(rows) => shown(rows),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(value: &str) -> Vec<Vec<Option<String>>> {
        vec![vec![Some(value.to_owned())]]
    }

    #[test]
    fn a_check_is_judged_by_its_expectation() {
        let at_least = Expectation::Compare(Comparison::GreaterOrEqual, 18.0);
        assert_eq!(judge(&at_least, &one("18")), Ok(()));
        assert_eq!(judge(&at_least, &one("17")), Err("17".to_owned()));
        assert_eq!(judge(&at_least, &[]), Err("0 rows instead of one".to_owned()));
        assert!(judge(&at_least, &one("many")).is_err());
        assert_eq!(judge(&Expectation::Scalar("true".into()), &one("true")), Ok(()));
        assert_eq!(judge(&Expectation::Rows(vec![]), &[]), Ok(()));
        assert!(judge(&Expectation::Rows(vec![]), &one("1")).is_err());
    }
}
