//! Where every change and every finding is: the statement that made an object or last altered it, the
//! line of the configuration that names an environment.
//!
//! Done once, when all is known: nothing is looked up for a run that found nothing.

mod ledger;
mod locate;
mod record;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;

use crate::config::settings::Settings;
use crate::config::side::Side;
use crate::formats::{self, Folder};
use crate::model::code::Code;
use crate::model::diff::Change;
use crate::model::finding::Finding;
use crate::model::history::Source;
use crate::model::place::Place;
use crate::model::report::{Cause, Report, ReportedChange};

use super::run::Run;
use ledger::Ledger;
use locate::Question;

/// Gives every change and every finding of the report its place, where there is one.
pub(crate) async fn fill(run: &mut Run<'_>) {
    if is_wanted(&run.report)
        && let Some(folder) = folder(run)
    {
        let ledger = record::ledger(run, &folder).await;
        let places: Vec<Option<Place>> =
            run.report.changes.iter().map(|change| of_change(change, &ledger, &run.report)).collect();
        for (change, place) in run.report.changes.iter_mut().zip(places) {
            change.place = change.place.take().or(place);
        }
        let places: Vec<Option<Place>> =
            run.report.findings.iter().map(|finding| of_finding(finding, &ledger, &run.report)).collect();
        for (finding, place) in run.report.findings.iter_mut().zip(places) {
            finding.place = finding.place.take().or(place);
        }
    }
    configured(&mut run.report, run.settings);
}

/// Whether an object has to be placed.
fn is_wanted(report: &Report) -> bool {
    report.changes.iter().any(|change| change.place.is_none())
        || report.findings.iter().any(|finding| finding.subject.is_some() && finding.place.is_none())
}

/// The files that made what was compared: those of a folder that was named, else the project's.
fn folder(run: &mut Run<'_>) -> Option<std::sync::Arc<Folder>> {
    let named = [&run.sides.to, &run.sides.from].into_iter().flatten().find_map(|side| match side {
        Side::Directory(path) => Some(path.clone()),
        _ => None,
    });
    let Some(path) = named else { return run.folder().ok() };
    let source = Source { path: Some(path), format: None, ..run.settings.migrations.clone() };
    formats::open(&run.settings.root, &source).ok().map(std::sync::Arc::new)
}

/// The statement behind a change. What a database lacks or has more is known by what is applied there;
/// what a pending or untracked migration makes, by that migration.
fn of_change(change: &ReportedChange, ledger: &Ledger, report: &Report) -> Option<Place> {
    let Change { key, difference, .. } = &change.change;
    let applied = applied(report, &change.from);
    let all = |_: &str| true;
    let locate = |counts: &dyn Fn(&str) -> bool| ledger.locate(&Question::of(key, difference, counts));
    match (change.cause, &applied) {
        (_, None) | (Cause::Pending, _) => locate(&all),
        (Cause::Untracked, Some(applied)) => {
            locate(&|version| !applied.contains(version)).or_else(|| locate(&all))
        }
        (_, Some(applied)) => locate(&|version| applied.contains(version)),
    }
}

/// The versions that an environment has; `None` where nothing is known of them.
fn applied<'r>(report: &'r Report, environment: &str) -> Option<BTreeSet<&'r str>> {
    let known = report.environments.iter().find(|known| known.name == environment)?;
    let migrations = known.migrations.as_ref()?.iter();
    let applied = migrations.filter(|migration| migration.standing.is_applied());
    Some(applied.map(|migration| migration.version.as_str()).collect())
}

/// The place of a finding about an object: that of its change, else of the object.
fn of_finding(finding: &Finding, ledger: &Ledger, report: &Report) -> Option<Place> {
    let subject = finding.subject.as_deref()?;
    let is_same = |change: &&ReportedChange| {
        change.change.key == subject.key
            && change.change.attribute() == subject.attribute
            && finding.environment.as_ref().is_none_or(|environment| change.from == *environment)
    };
    if let Some(change) = report.changes.iter().find(is_same) {
        return change.place.clone();
    }
    let applied = finding.environment.as_deref().and_then(|environment| applied(report, environment));
    let counts = |version: &str| applied.as_ref().is_none_or(|applied| applied.contains(version));
    let question = Question {
        key: &subject.key,
        attribute: subject.attribute,
        extra: false,
        labels: Vec::new(),
        counts: &counts,
    };
    ledger.locate(&question)
}

/// What has no place in a migration: the line that names its environment; what is about the
/// configuration as such, its file.
pub(crate) fn configured(report: &mut Report, settings: &Settings) {
    let environment = |name: &str| {
        let known = settings.environments.iter().find(|known| known.name == name);
        known.and_then(|known| known.place.clone())
    };
    let file = settings.file.as_ref().map(|file| {
        let shown = file.strip_prefix(&settings.root).unwrap_or(file);
        Place::file(shown.display().to_string().replace('\\', "/"))
    });
    for change in report.changes.iter_mut().filter(|change| change.place.is_none()) {
        let named = environment(&change.from).or_else(|| environment(&change.to));
        change.place = named.or_else(|| file.clone());
    }
    let changes = &report.changes;
    for finding in report.findings.iter_mut().filter(|finding| finding.place.is_none()) {
        let named = finding.environment.as_deref().and_then(environment);
        let of_change = || {
            let subject = finding.subject.as_deref()?;
            changes.iter().find(|change| change.change.key == subject.key)?.place.clone()
        };
        finding.place = named.or_else(of_change).or_else(|| {
            let is_about_the_run =
                matches!(finding.code, Code::Interrupted | Code::BaseUnknown | Code::BranchBehind);
            file.clone().filter(|_| !is_about_the_run)
        });
    }
}
