//! Statements in order become groups: as many as can share a transaction do.

use super::action::{Action, Actions};
use super::order::{At, Circle};
use super::printed::with_silent_casts;
use super::step::{Isolation, Step};
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::lock_mode::{Lock, Work};
use crate::model::object::{ObjectKey, ObjectKind};
use crate::model::plan::{Group, Plan, Statement, Unsupported};
use crate::plan::site::path;

/// Rows below which rewriting or scanning a table is over before anybody notices.
const FEW_ROWS: u64 = 10_000;

/// The plan of these statements in this order.
pub(super) fn plan(actions: Actions, order: &[At]) -> Plan {
    let mut groups: Vec<Group> = Vec::new();
    let mut last = None;
    for (action, step) in order {
        let action = &actions.list[*action];
        let step = &action.steps[*step];
        let statement = statement(action, step, &actions);
        let may_join = matches!(step.isolation, Isolation::Together | Isolation::First);
        let joins = may_join && last == Some(step.isolation);
        match groups.last_mut() {
            Some(group) if joins => group.statements.push(statement),
            _ => groups.push(Group {
                transactional: step.isolation != Isolation::Alone,
                statements: vec![statement],
            }),
        }
        last = Some(step.isolation);
    }
    Plan { groups, unsupported: actions.unsupported, ..Plan::default() }
}

/// What there is to say when statements wait for each other: nothing runs.
pub(super) fn stuck(actions: Actions, circle: &Circle) -> Plan {
    let names: Vec<String> = circle.actions.iter().map(|id| actions.list[*id].key.to_string()).collect();
    let object = actions.list[circle.actions[0]].key.clone();
    let reason = format!("no order was found: {} wait for each other", names.join(", "));
    let mut unsupported = actions.unsupported;
    unsupported.push(Unsupported { object, reason });
    Plan { unsupported, ..Plan::default() }
}

fn statement(action: &Action, step: &Step, actions: &Actions) -> Statement {
    let facts = step.form.facts();
    let is_there = |key: &&ObjectKey| !actions.made.contains(*key);
    let table = step.table.as_ref().filter(is_there);
    let other = step.other.as_ref().filter(is_there);
    let lock = |table: Option<&ObjectKey>, mode| Some(Lock { table: table?.clone(), mode: mode? });
    let locks: Vec<Lock> =
        [lock(table, facts.mode), lock(other, facts.other)].into_iter().flatten().collect();
    let work = if table.is_some() { facts.work } else { Work::Catalog };
    let mut hazards = step.hazards.clone();
    if let Some(table) = table {
        let rows =
            format!("SELECT count(*) FROM (SELECT FROM {} LIMIT {}) AS counted", path(table), FEW_ROWS + 1);
        let hazard = |kind, detail: String| {
            Hazard::new(kind, table, detail).counting("rows", rows.clone()).above(FEW_ROWS)
        };
        let mode = facts.mode;
        let waiting = mode.map_or("", |mode| mode.blocks());
        match work {
            Work::Rewrite => hazards.push(hazard(
                HazardKind::TableRewrite,
                format!("rewrites {table} and its indexes, and {waiting} meanwhile"),
            )),
            Work::Scan => hazards.push(hazard(HazardKind::LongScan, format!("reads every row of {table}"))),
            Work::IndexBuild => {
                hazards.push(hazard(HazardKind::IndexBuild, format!("builds an index on {table}")));
            }
            Work::Catalog => {}
        }
        if matches!(work, Work::Scan | Work::IndexBuild) && mode.is_some_and(|mode| mode.blocks_writes()) {
            let detail = format!("{waiting} of {table} while it works");
            hazards.push(hazard(HazardKind::BlockingLock, detail));
        }
    }
    if step.isolation == Isolation::Alone {
        let detail = "runs in transactions of its own: it cannot be rolled back with the others";
        hazards.push(Hazard::new(HazardKind::NonTransactional, &action.key, detail));
    }
    hazards.sort_by_key(|hazard| hazard.kind);
    let why = step.why.clone().unwrap_or_else(|| action.why.clone());
    let sql = match action.key.kind {
        // Their bodies are texts of their own.
        ObjectKind::Function | ObjectKind::Procedure => step.sql.clone(),
        _ => with_silent_casts(&step.sql),
    };
    Statement { sql, object: action.key.clone(), why, locks, work, hazards }
}
