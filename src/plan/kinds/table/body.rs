//! What `CREATE TABLE` and `CREATE FOREIGN TABLE` have in common: columns, constraints, and where the columns
//! come from.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::plan::form::Form;
use crate::plan::kinds;
use crate::plan::kinds::column;
use crate::plan::site::{Site, path};
use crate::plan::step::Step;

/// A table to be made.
#[derive(Default)]
pub(in crate::plan::kinds) struct Body {
    /// After the name: `PARTITION OF …`, `OF …`.
    head: String,
    /// Columns and constraints.
    lines: Vec<String>,
    /// After them: `FOR VALUES …`, `INHERITS (…)`.
    pub(in crate::plan::kinds) clauses: Vec<String>,
    /// The table that it is made as a partition of.
    pub(in crate::plan::kinds) partition_of: Option<ObjectKey>,
    /// What can be said of columns only when they are there.
    pub(in crate::plan::kinds) then: Vec<Step>,
}

impl Body {
    /// The whole statement.
    pub(in crate::plan::kinds) fn statement(&self, create: &str, clauses: &[String]) -> String {
        let mut sql = format!("{create}{}", self.head);
        if !self.lines.is_empty() {
            sql.push_str(" (\n  ");
            sql.push_str(&self.lines.join(",\n  "));
            sql.push_str("\n)");
        } else if self.head.is_empty() {
            sql.push_str(" ()");
        }
        for clause in clauses {
            sql.push('\n');
            sql.push_str(clause);
        }
        sql
    }
}

pub(in crate::plan::kinds) fn body(wanted: &Object, site: &Site<'_>) -> Result<Body, String> {
    let key = &wanted.key;
    let columns = site.to.of_kind(key, ObjectKind::Column);
    let mut body = Body::default();
    let parents = site.to.ancestors(key);
    let partition = wanted.attributes.text(Attribute::PartitionBound).zip(parents.first());
    let is_alike = is_made_as_partition(wanted, site);
    let is_attached = partition.is_some() && !is_alike;
    match partition {
        Some((bound, parent)) if is_alike => {
            body.head = format!(" PARTITION OF {}", path(parent));
            body.clauses.push(bound.to_owned());
            body.partition_of = Some((*parent).clone());
        }
        Some(_) => {}
        None if !parents.is_empty() => {
            let parents: Vec<String> = parents.iter().map(|parent| path(parent)).collect();
            body.clauses.push(format!("INHERITS ({})", parents.join(", ")));
        }
        None => {}
    }
    let of_type = wanted.attributes.text(Attribute::OfType);
    if let Some(of_type) = of_type {
        body.head = format!(" OF {of_type}");
    }
    for column in &columns {
        if !kinds::of(ObjectKind::Column).is_within(column, site) {
            continue;
        }
        let inherited = if is_attached { Vec::new() } else { site.to.inherited(&column.key) };
        let is_declared = !is_alike && (inherited.is_empty() || column::is_declared(column, &inherited));
        if is_declared {
            body.lines.extend(match of_type {
                Some(_) => column::options_of_typed(column, site)?,
                None => Some(column::declaration(column, site)?),
            });
            body.then.extend(column::after_declaration(column, site)?);
        }
        body.then.extend(column::unlike_inherited(column, &inherited, is_declared, site)?);
    }
    let mut constraints = site.to.of_kind(key, ObjectKind::Constraint);
    constraints.retain(|constraint| kinds::of(ObjectKind::Constraint).is_within(constraint, site));
    constraints.sort_by_key(|constraint| !is_primary_key(constraint));
    body.lines
        .extend(constraints.iter().filter_map(|constraint| constraint.definition.as_deref()).map(indented));
    if is_attached {
        body.lines.extend(checks_of_ancestors(key, site));
    }
    Ok(body)
}

fn is_primary_key(constraint: &Object) -> bool {
    constraint.attributes.text(Attribute::Definition).is_some_and(|text| text.starts_with("PRIMARY KEY"))
}

/// Further lines of a text stand below the first.
fn indented(text: &str) -> String {
    text.replace('\n', "\n  ")
}

/// Whether a partition has the columns of its parent in the parent's order: then it need not say them. Else it is
/// made by itself and attached.
pub(in crate::plan::kinds) fn is_made_as_partition(wanted: &Object, site: &Site<'_>) -> bool {
    let is_partition = wanted.attributes.get(Attribute::PartitionBound).is_some();
    let Some(parent) = site.to.ancestors(&wanted.key).first().filter(|_| is_partition) else { return false };
    let columns = site.to.of_kind(&wanted.key, ObjectKind::Column);
    let parents = site.to.of_kind(parent, ObjectKind::Column);
    let same = |(own, parent): (&&Object, &&Object)| {
        own.key.name == parent.key.name
            && own.attributes.get(Attribute::Generated) == parent.attributes.get(Attribute::Generated)
    };
    parents.len() == columns.len() && columns.iter().zip(&parents).all(same)
}

/// A table that is to be attached must have the checks of the table it becomes a partition of.
fn checks_of_ancestors(key: &ObjectKey, site: &Site<'_>) -> Vec<String> {
    let mut checks = Vec::new();
    let mut open: Vec<&ObjectKey> = site.to.ancestors(key).to_vec();
    while let Some(parent) = open.pop() {
        for constraint in site.to.of_kind(parent, ObjectKind::Constraint) {
            let text = constraint.attributes.text(Attribute::Definition).unwrap_or_default();
            if text.starts_with("CHECK") && !text.ends_with(" NO INHERIT") {
                checks.extend(constraint.definition.as_deref().map(indented));
            }
        }
        open.extend(site.to.ancestors(parent));
    }
    checks.sort();
    checks.dedup();
    checks
}

/// `ALTER TABLE … ALTER COLUMN …` for the table that the column is on, and for no other.
pub(in crate::plan::kinds) fn only(table: &ObjectKey, action: &str, form: Form, site: &Site<'_>) -> Step {
    let has_heirs = !site.from.heirs(table).is_empty() || !site.to.heirs(table).is_empty();
    let sql = match table.kind {
        ObjectKind::Table if has_heirs => format!("ALTER TABLE ONLY {} {action}", path(table)),
        _ => crate::plan::site::alter_parent(table, action),
    };
    Step::on(table, form, sql)
}
