//! The issue that `health` keeps for the drift of one environment: what differs, the SQL that makes it official
//! and the SQL that takes it back, and when somebody last looked.

mod body;
mod fingerprint;
mod text;

use crate::github::links::Links;
use crate::github::marker::Marker;
use crate::model::amount::count;
use crate::model::finding::Severity;
use crate::model::report::{Report, ReportedChange};

use super::digest;
use super::visible::{cut_chars, one_line};

/// The label by which the issue is found again, and by which people filter.
pub(crate) const LABEL: &str = "schema-drift";

/// Characters of a title: GitHub takes 256.
const LONGEST_TITLE: usize = 200;

/// Hexadecimal digits of an id.
const ID: usize = 32;

/// Everything that is written about the drift of one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DriftIssue {
    /// With what drifted as its state.
    pub(crate) marker: Marker,
    /// Whether there is drift now; without any, only `resolved` counts.
    pub(crate) drifted: bool,
    pub(crate) label: &'static str,
    pub(crate) title: String,
    pub(crate) body: String,
    /// The comment on an open issue whose drift is another one now.
    pub(crate) changed: String,
    /// The comment that closes the issue.
    pub(crate) resolved: String,
}

/// What is to be written about an environment; `None` when it was not compared with its migrations. `asked`
/// tells it from an environment of the same name in this repository, where there is one: the configuration's
/// path. `checked_at` is RFC 3339, UTC.
pub(crate) fn of_environment(
    report: &Report,
    environment: &str,
    asked: &[&str],
    links: &Links,
    checked_at: &str,
) -> Option<DriftIssue> {
    let drift = report.environments.iter().find(|known| known.name == environment)?.drift?;
    let of_it = |one: &&ReportedChange| one.from == environment && one.to == "migrations";
    let (drifted, tolerated): (Vec<ReportedChange>, Vec<ReportedChange>) =
        report.changes.iter().filter(of_it).cloned().partition(|one| one.severity == Severity::Error);
    let mut id = digest::of(std::iter::once(environment).chain(asked.iter().copied()));
    id.truncate(ID);
    let marker = Marker::new("drift", id, Some(fingerprint::of(&drifted)));
    let found = Found { report, environment, drifted, tolerated: tolerated.len(), links, checked_at };
    let objects = count(found.objects(), "object");
    let title = format!("Schema drift in {}: {objects}", cut_chars(environment, LONGEST_TITLE / 2));
    Some(DriftIssue {
        drifted: drift > 0,
        label: LABEL,
        title: cut_chars(&one_line(&title), LONGEST_TITLE).into_owned(),
        body: body::body(&found, &marker),
        changed: text::changed(&found),
        resolved: text::resolved(&found),
        marker,
    })
}

/// What is known about the drift of one environment.
struct Found<'a> {
    report: &'a Report,
    environment: &'a str,
    /// The changes that are errors.
    drifted: Vec<ReportedChange>,
    /// How many more there are that the settings tolerate.
    tolerated: usize,
    links: &'a Links,
    checked_at: &'a str,
}

impl Found<'_> {
    /// How many objects are touched; one may differ in several ways.
    fn objects(&self) -> usize {
        let keys: std::collections::BTreeSet<_> = self.drifted.iter().map(|one| &one.change.key).collect();
        keys.len()
    }
}

#[cfg(test)]
mod tests;
