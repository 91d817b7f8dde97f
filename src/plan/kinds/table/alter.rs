//! Tables that become others.

use super::options;
use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Steps, Verdict};
use crate::plan::site::{Site, alter_parent, flag};
use crate::plan::step::Step;

pub(super) fn alter(is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
    match steps(is, wanted, changed, site) {
        Ok(steps) => Verdict::InPlace(steps),
        Err(reason) => Verdict::Unsupported(reason),
    }
}

fn steps(is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Steps {
    let key = &wanted.key;
    let text = |attribute| wanted.attributes.text(attribute);
    if changed.contains(&Attribute::PartitionKey) {
        return Err(match (is.attributes.get(Attribute::PartitionKey), text(Attribute::PartitionKey)) {
            (_, None) => "cannot stop being partitioned: make a new table and move the rows",
            (None, _) => "cannot become partitioned: make a new table, attach this one or move its rows",
            _ => "cannot be partitioned by something else: make a new table and move the rows",
        }
        .to_owned());
    }
    let mut steps = Vec::new();
    if changed.contains(&Attribute::OfType) {
        let action = text(Attribute::OfType).map_or_else(|| "NOT OF".to_owned(), |of| format!("OF {of}"));
        steps.push(Step::on(key, Form::AlterTable, alter_parent(key, &action)));
    }
    if changed.contains(&Attribute::Options) {
        let actions = options::set_and_reset(Some(is), wanted);
        steps.extend(actions.iter().map(|action| Step::on(key, Form::SetOptions, alter_parent(key, action))));
    }
    if changed.contains(&Attribute::Persistence) {
        steps.push(persistence(wanted));
    }
    if changed.contains(&Attribute::AccessMethod) {
        steps.push(access_method(wanted, site)?);
    }
    if changed.contains(&Attribute::Tablespace) {
        let space = text(Attribute::Tablespace).unwrap_or("pg_default");
        let sql = alter_parent(key, &format!("SET TABLESPACE {}", quote_name(space)));
        steps.push(Step::on(key, moving(wanted), sql));
    }
    if changed.contains(&Attribute::RowSecurity) {
        steps.push(match flag(wanted, Attribute::RowSecurity) {
            true => row_security(key, "ENABLE"),
            false => row_security(key, "DISABLE").hazard(Hazard::new(
                HazardKind::Authorisation,
                key,
                "everybody who may read or write the table sees and changes every row, whatever its policies say",
            )),
        });
    }
    if changed.contains(&Attribute::ForceRowSecurity) {
        steps.push(match flag(wanted, Attribute::ForceRowSecurity) {
            true => row_security(key, "FORCE"),
            false => row_security(key, "NO FORCE").hazard(Hazard::new(
                HazardKind::Authorisation,
                key,
                "the policies do not hold for the owner any more",
            )),
        });
    }
    Ok(steps)
}

/// Row security, `ENABLE`d or what else.
pub(super) fn row_security(key: &ObjectKey, how: &str) -> Step {
    Step::on(key, Form::AlterTable, alter_parent(key, &format!("{how} ROW LEVEL SECURITY")))
}

/// A partitioned table has no rows of its own: only the catalog changes.
fn moving(wanted: &Object) -> Form {
    match wanted.attributes.get(Attribute::PartitionKey) {
        Some(_) => Form::AlterTable,
        None => Form::MoveTable,
    }
}

fn persistence(wanted: &Object) -> Step {
    let key = &wanted.key;
    match wanted.attributes.text(Attribute::Persistence) {
        Some("unlogged") => {
            Step::on(key, moving(wanted), alter_parent(key, "SET UNLOGGED")).hazard(Hazard::new(
                HazardKind::Correctness,
                key,
                "the table is empty after a crash, and on standbys from now on",
            ))
        }
        _ => Step::on(key, moving(wanted), alter_parent(key, "SET LOGGED")),
    }
}

fn access_method(wanted: &Object, site: &Site<'_>) -> Result<Step, String> {
    let key = &wanted.key;
    let is_partitioned = wanted.attributes.get(Attribute::PartitionKey).is_some();
    if site.major() < 15 || (is_partitioned && site.major() < 17) {
        let since = if is_partitioned { 17 } else { 15 };
        return Err(format!(
            "the access method can be changed from PostgreSQL {since} on: make a new table and move the rows"
        ));
    }
    let method = match wanted.attributes.text(Attribute::AccessMethod) {
        Some(method) => quote_name(method),
        None if is_partitioned => "DEFAULT".to_owned(),
        None => "heap".to_owned(),
    };
    let sql = alter_parent(key, &format!("SET ACCESS METHOD {method}"));
    Ok(Step::on(key, moving(wanted), sql))
}
