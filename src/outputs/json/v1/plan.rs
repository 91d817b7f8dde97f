//! Plans in version 1.

use serde::Serialize;

use crate::model::hazard::Hazard;
use crate::model::plan::{Group, Statement};
use crate::model::report::{Purpose, ReportedPlan};

#[derive(Serialize)]
pub(super) struct Plan<'a> {
    purpose: &'static str,
    environment: Option<&'a str>,
    from: Side<'a>,
    to: Side<'a>,
    hash: &'a str,
    proved: Option<bool>,
    groups: Vec<GroupEntry<'a>>,
    unsupported: Vec<Unsupported<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Side<'a> {
    side: &'a str,
    fingerprint: &'a str,
}

#[derive(Serialize)]
struct GroupEntry<'a> {
    transactional: bool,
    statements: Vec<StatementEntry<'a>>,
}

#[derive(Serialize)]
struct StatementEntry<'a> {
    sql: &'a str,
    object: String,
    kind: &'static str,
    why: &'a str,
    locks: Vec<Lock>,
    work: &'static str,
    hazards: Vec<HazardEntry<'a>>,
}

#[derive(Serialize)]
struct Lock {
    table: String,
    mode: &'static str,
}

#[derive(Serialize)]
struct HazardEntry<'a> {
    hazard: &'static str,
    object: String,
    detail: &'a str,
    must_be_allowed: bool,
    rows: Option<u64>,
}

#[derive(Serialize)]
struct Unsupported<'a> {
    object: String,
    kind: &'static str,
    reason: &'a str,
}

impl<'a> From<&'a ReportedPlan> for Plan<'a> {
    fn from(reported: &'a ReportedPlan) -> Self {
        let plan = &reported.plan;
        let (purpose, environment) = match &reported.purpose {
            Purpose::Asked => ("asked", None),
            Purpose::Adopt { environment } => ("adopt", Some(environment.as_str())),
            Purpose::Revert { environment } => ("revert", Some(environment.as_str())),
        };
        Self {
            purpose,
            environment,
            from: Side { side: &plan.sides.0, fingerprint: &plan.from },
            to: Side { side: &plan.sides.1, fingerprint: &plan.to },
            hash: &reported.hash,
            proved: reported.proved,
            groups: plan.groups.iter().map(GroupEntry::from).collect(),
            unsupported: plan
                .unsupported
                .iter()
                .map(|one| Unsupported {
                    object: one.object.path(),
                    kind: one.object.kind.as_str(),
                    reason: &one.reason,
                })
                .collect(),
            notes: &plan.notes,
        }
    }
}

impl<'a> From<&'a Group> for GroupEntry<'a> {
    fn from(group: &'a Group) -> Self {
        Self {
            transactional: group.transactional,
            statements: group.statements.iter().map(StatementEntry::from).collect(),
        }
    }
}

impl<'a> From<&'a Statement> for StatementEntry<'a> {
    fn from(statement: &'a Statement) -> Self {
        let locks = statement.locks.iter();
        Self {
            sql: &statement.sql,
            object: statement.object.path(),
            kind: statement.object.kind.as_str(),
            why: &statement.why,
            locks: locks.map(|lock| Lock { table: lock.table.path(), mode: lock.mode.as_str() }).collect(),
            work: word(statement),
            hazards: statement.hazards.iter().map(HazardEntry::from).collect(),
        }
    }
}

/// Words of this version: `Work::as_str` is prose and may be reworded.
fn word(statement: &Statement) -> &'static str {
    use crate::model::lock_mode::Work;
    match statement.work {
        Work::Catalog => "catalog",
        Work::Scan => "scan",
        Work::IndexBuild => "index-build",
        Work::Rewrite => "rewrite",
    }
}

impl<'a> From<&'a Hazard> for HazardEntry<'a> {
    fn from(hazard: &'a Hazard) -> Self {
        Self {
            hazard: hazard.kind.as_str(),
            object: hazard.object.path(),
            detail: &hazard.detail,
            must_be_allowed: hazard.kind.must_be_allowed() && !hazard.is_void() && !hazard.allowed,
            rows: hazard.count.as_ref().and_then(|count| count.found),
        }
    }
}
