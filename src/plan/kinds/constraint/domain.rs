//! Constraints of domains. Those who use the domain are looked at row by row, and cannot write meanwhile.

use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::kinds::constraint::declaration::{declaration, is_valid};
use crate::plan::site::{Site, alter_parent, path};
use crate::plan::step::{Isolation, Step};

/// Rows that nobody waits for.
const FEW_ROWS: u64 = 10_000;

pub(super) fn create(wanted: &Object, domain: &ObjectKey, site: &Site<'_>) -> Vec<Step> {
    let add = |not_valid: &str| alter_parent(domain, &format!("ADD {}{not_valid}", declaration(wanted)));
    if !is_valid(wanted) {
        return vec![Step::new(add(" NOT VALID"))];
    }
    if site.is_online(domain) && !users(domain, site).is_empty() {
        return vec![Step::new(add(" NOT VALID")), validate(&wanted.key, domain, site)];
    }
    vec![looking(Step::new(add("")), domain, site)]
}

pub(super) fn validate(key: &ObjectKey, domain: &ObjectKey, site: &Site<'_>) -> Step {
    let sql = alter_parent(domain, &format!("VALIDATE CONSTRAINT {}", quote_name(&key.name)));
    looking(Step::new(sql), domain, site).isolated(Isolation::Separate)
}

/// The statement with what it does to the tables that have columns of the domain.
fn looking(step: Step, domain: &ObjectKey, site: &Site<'_>) -> Step {
    users(domain, site).into_iter().fold(step, |step, table| {
        let rows =
            format!("SELECT count(*) FROM (SELECT FROM {} LIMIT {}) AS some", path(table), FEW_ROWS + 1);
        let hazard =
            |kind, detail| Hazard::new(kind, table, detail).counting("rows", rows.clone()).above(FEW_ROWS);
        step.hazard(hazard(HazardKind::LongScan, format!("reads every row of {table}")))
            .hazard(hazard(HazardKind::BlockingLock, format!("blocks writes of {table} while it works")))
    })
}

/// The tables of the side that is with columns of the domain.
fn users<'a>(domain: &ObjectKey, site: &Site<'a>) -> Vec<&'a ObjectKey> {
    let mut tables: Vec<&ObjectKey> = site
        .from
        .dependents(domain)
        .iter()
        .filter(|key| key.kind == ObjectKind::Column && !site.is_torn(key))
        .filter_map(|key| site.from.parent(key))
        .filter(|table| table.kind == ObjectKind::Table && !site.is_torn(table))
        .collect();
    tables.sort();
    tables.dedup();
    tables
}
