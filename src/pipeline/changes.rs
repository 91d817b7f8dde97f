//! How a difference between two catalogs gets into the report: what it means, how much it matters,
//! and the finding that tells it.

use std::collections::BTreeSet;

use crate::config::settings::{Level, Settings};
use crate::db::fingerprint;
use crate::model::catalog::Catalog;
use crate::model::code::Code;
use crate::model::diff::{Change, Difference, Rules};
use crate::model::finding::{Finding, Severity};
use crate::model::object::ObjectKey;
use crate::model::report::{Cause, ReportedChange};
use crate::model::sense::{Sides, Weighed, Weights, weigh};

use super::accepted::{self, Judged};
use super::run::Run;

/// The changes with what they mean; nothing is said of why they are there.
pub(crate) fn weighed(
    settings: &Settings,
    changes: Vec<Change>,
    from: &Catalog,
    to: &Catalog,
) -> Vec<Weighed> {
    let keys: Vec<ObjectKey> = changes.iter().map(|change| change.key.clone()).collect();
    let names: BTreeSet<(&str, &str)> = keys.iter().map(fingerprint::name).collect();
    let [is, wanted] = [from, to].map(|side| fingerprint::of_objects(side, &Rules::default(), &names));
    let weight = |level| if level == Level::Enforce { Severity::Error } else { Severity::Warning };
    let weights =
        Weights { owners: weight(settings.compare.owners), privileges: weight(settings.compare.privileges) };
    let mut weighed = weigh(changes, Sides { from, to }, weights);
    for weighed in &mut weighed {
        let name = fingerprint::name(&weighed.change.key);
        weighed.fingerprints = [is.get(&name).cloned(), wanted.get(&name).cloned()];
    }
    weighed
}

/// Puts the drift of one environment into the report; returns how many of its changes are errors.
pub(crate) fn report_drift(run: &mut Run<'_>, environment: &str, changes: Vec<Weighed>) -> usize {
    let errors = report(run, environment, "migrations", Some(environment), changes);
    run.report.environment_mut(environment).drift = (errors > 0 || !run.blind).then_some(errors);
    errors
}

/// Puts changes into the report, each with its finding; returns how many are errors.
pub(crate) fn report(
    run: &mut Run<'_>,
    from: &str,
    to: &str,
    environment: Option<&str>,
    changes: Vec<Weighed>,
) -> usize {
    // A later step of the same run looks again; what it sees counts.
    run.report.changes.retain(|change| change.from != from || change.to != to);
    accepted::begin(run, from, to, &changes);
    let mut errors = 0;
    for weighed in changes {
        let Judged { severity, remark, note } =
            accepted::judge(run, from, to, &weighed.change, weighed.severity);
        if severity == Severity::Error {
            errors += 1;
        }
        let drift = to == "migrations" && environment.is_some();
        let (code, mut message) = sentence(&weighed.change, from, to, drift);
        if let Some(meaning) = &weighed.meaning {
            message = format!("{message}; {meaning}");
        }
        let mut finding =
            Finding::new(code, message + &remark).severity(severity).about_change(&weighed.change);
        if let Some(environment) = environment {
            finding = finding.in_environment(environment);
        }
        finding.help = note.or_else(|| Some(help(&weighed, drift).to_owned()));
        run.find(finding);
        let Weighed { change, class, meaning, cause, rename, fingerprints, .. } = weighed;
        run.report.changes.push(ReportedChange {
            from: from.to_owned(),
            to: to.to_owned(),
            change,
            class,
            severity,
            meaning,
            cause,
            fingerprints,
            rename,
            place: None,
        });
    }
    errors
}

fn sentence(change: &Change, from: &str, to: &str, drift: bool) -> (Code, String) {
    let key = &change.key;
    match (&change.difference, drift) {
        (Difference::Missing { .. }, true) => {
            (Code::DriftMissing, format!("{key} is missing in {from}: the migrations make it"))
        }
        (Difference::Extra { .. }, true) => {
            (Code::DriftExtra, format!("{key} is in {from} and no migration makes it"))
        }
        (Difference::Differs { attribute, .. }, true) => {
            (Code::DriftDiffers, format!("{key}: {attribute} in {from} differs from the migrations"))
        }
        (Difference::Missing { .. }, false) => {
            (Code::CompareDiffers, format!("{key} is in {to} and missing in {from}"))
        }
        (Difference::Extra { .. }, false) => {
            (Code::CompareDiffers, format!("{key} is in {from} and not in {to}"))
        }
        (Difference::Differs { attribute, .. }, false) => {
            (Code::CompareDiffers, format!("{key}: {attribute} differs between {from} and {to}"))
        }
    }
}

fn help(weighed: &Weighed, drift: bool) -> &'static str {
    match (&weighed.change.difference, weighed.cause, drift) {
        (_, Cause::Untracked, true) => {
            "a migration that is not in the history makes it so: lockstep resolve --applied VERSION records it"
        }
        (_, Cause::Pending, _) => "a pending migration makes it so: lockstep apply",
        (Difference::Missing { .. }, _, true) => {
            "restore it with a new migration or by hand, as the migration made it"
        }
        (Difference::Extra { .. }, _, true) => {
            "write a migration that creates it, or drop it; or add it to compare.ignore with a reason"
        }
        (Difference::Differs { .. }, _, true) => {
            "write a migration that makes this the wanted state, or change it back"
        }
        (_, _, false) => "bring both to the same migrations: lockstep status shows where they stand",
    }
}
