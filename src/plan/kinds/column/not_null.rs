//! `NOT NULL`, which from 18 on is a constraint with a name.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::site::{Site, alter_parent, flag, path};
use crate::plan::step::{Isolation, Step};

/// The longest name PostgreSQL keeps, in bytes.
const LONGEST_NAME: usize = 63;

/// What is unusual about the constraint, from 18 on.
#[derive(Debug, PartialEq, Eq)]
struct Constraint<'a> {
    /// Quoted where it has to be; `None` where the server gave it.
    name: Option<&'a str>,
    is_valid: bool,
    is_inherited: bool,
}

impl<'a> Constraint<'a> {
    fn of(column: &'a Object) -> Self {
        Self::parse(column.attributes.text(Attribute::NotNullConstraint).unwrap_or_default())
    }

    fn parse(text: &'a str) -> Self {
        let without = |text: &'a str, words: &str| match text.strip_suffix(words) {
            Some(rest) => (rest.trim_end(), true),
            None => (text, false),
        };
        let (rest, is_alone) = without(text, "NO INHERIT");
        let (rest, is_open) = without(rest, "NOT VALID");
        Self { name: Some(rest).filter(|name| !name.is_empty()), is_valid: !is_open, is_inherited: !is_alone }
    }
}

/// `CONSTRAINT name NOT NULL NO INHERIT`; `None` where it has to be added afterwards.
pub(super) fn declaration(column: &Object) -> Option<String> {
    let constraint = Constraint::of(column);
    if !constraint.is_valid {
        return None;
    }
    let name = constraint.name.map(|name| format!("CONSTRAINT {name} ")).unwrap_or_default();
    let alone = if constraint.is_inherited { "" } else { " NO INHERIT" };
    Some(format!("{name}NOT NULL{alone}"))
}

/// One that is not validated is added when the column is there.
pub(super) fn after_declaration(column: &Object, table: &ObjectKey) -> Vec<Step> {
    let is_open = flag(column, Attribute::NotNull) && !Constraint::of(column).is_valid;
    is_open.then(|| add_not_valid(column, table)).flatten().into_iter().collect()
}

/// `ADD CONSTRAINT … NOT NULL … NOT VALID`, 18 and later.
fn add_not_valid(column: &Object, table: &ObjectKey) -> Option<Step> {
    let name = name(column)?;
    let alone = if Constraint::of(column).is_inherited { "" } else { " NO INHERIT" };
    let action = format!("ADD CONSTRAINT {name} NOT NULL {}{alone} NOT VALID", quote_name(&column.key.name));
    Some(Step::on(table, Form::AddNotValidCheck, alter_parent(table, &action)))
}

/// The name of the constraint, the server's own where nobody gave one; `None` where that is too long to be told.
fn name(column: &Object) -> Option<String> {
    if let Some(name) = Constraint::of(column).name {
        return Some(name.to_owned());
    }
    let own = format!("{}_{}_not_null", column.key.parent.as_deref().unwrap_or_default(), column.key.name);
    (own.len() <= LONGEST_NAME).then(|| quote_name(&own))
}

/// The column has values in every row from now on.
pub(super) fn set(column: &Object, table: &ObjectKey, site: &Site<'_>) -> Vec<Step> {
    let name = quote_name(&column.key.name);
    let proved = is_checked(column, table, site);
    let refused = |step: Step| {
        let rows = format!("SELECT count(*) FROM {} WHERE {name} IS NULL", path(table));
        let detail = "rows without a value are refused: the statement fails while there are any";
        match table.kind == ObjectKind::Table && !proved && !site.is_new(table) {
            true => {
                step.hazard(Hazard::new(HazardKind::Correctness, &column.key, detail).counting("rows", rows))
            }
            false => step,
        }
    };
    let alter = |form, action: &str| Step::on(table, form, alter_parent(table, action));
    let constraint = Constraint::of(column);
    if site.major() >= 18
        && (site.is_online(table) || constraint != Constraint::parse(""))
        && table.kind == ObjectKind::Table
        && let (Some(add), Some(own)) = (add_not_valid(column, table), self::name(column))
    {
        let validate = alter(Form::ValidateCheck, &format!("VALIDATE CONSTRAINT {own}"));
        return match (constraint.is_valid, site.is_online(table)) {
            (true, true) => vec![add, refused(validate.isolated(Isolation::Separate))],
            (true, false) => vec![add, refused(validate)],
            (false, _) => vec![add],
        };
    }
    let set = format!("ALTER COLUMN {name} SET NOT NULL");
    if proved {
        return vec![alter(Form::SetNotNullProved, &set)];
    }
    if !site.is_online(table) || table.kind != ObjectKind::Table {
        return vec![refused(alter(Form::SetNotNull, &set))];
    }
    let check = quote_name(&free_name(column, table, site));
    let add = format!("ADD CONSTRAINT {check} CHECK ({name} IS NOT NULL) NOT VALID");
    let why = "NOT NULL is proved by a check, so that others can go on meanwhile";
    vec![
        alter(Form::AddNotValidCheck, &add).because(why),
        refused(alter(Form::ValidateCheck, &format!("VALIDATE CONSTRAINT {check}")))
            .isolated(Isolation::Separate)
            .because(why),
        alter(Form::SetNotNullProved, &set),
        alter(Form::DropConstraint, &format!("DROP CONSTRAINT {check}")).because("NOT NULL says the same"),
    ]
}

/// Whether a check that is there and stays says so already.
fn is_checked(column: &Object, table: &ObjectKey, site: &Site<'_>) -> bool {
    let text = format!("CHECK (({} IS NOT NULL))", quote_name(&column.key.name));
    site.from.of_kind(table, ObjectKind::Constraint).iter().any(|constraint| {
        constraint.attributes.text(Attribute::Definition) == Some(&text)
            && constraint.attributes.text(Attribute::Validated) != Some("false")
    })
}

/// A name that no constraint of the table has.
fn free_name(column: &Object, table: &ObjectKey, site: &Site<'_>) -> String {
    let taken = |name: &str| {
        [site.from, site.to]
            .iter()
            .any(|side| side.of_kind(table, ObjectKind::Constraint).iter().any(|one| *one.key.name == *name))
    };
    let end = |number: u32| if number == 0 { "_not_null".to_owned() } else { format!("_not_null{number}") };
    let named = |number: u32| {
        let end = end(number);
        let mut place = column.key.name.len().min(LONGEST_NAME - end.len());
        while !column.key.name.is_char_boundary(place) {
            place -= 1;
        }
        format!("{}{end}", &column.key.name[..place])
    };
    (0..).map(named).find(|name| !taken(name)).unwrap_or_default()
}

/// The column may be empty from now on. Those heirs that must have values are told so again.
pub(super) fn drop(column: &Object, table: &ObjectKey, site: &Site<'_>) -> Vec<Step> {
    let action = format!("ALTER COLUMN {} DROP NOT NULL", quote_name(&column.key.name));
    let mut steps = vec![Step::on(table, Form::DropNotNull, alter_parent(table, &action))];
    for heir in site.from.heirs(table).into_iter().filter(|heir| !site.is_torn(heir)) {
        let key =
            ObjectKey { schema: heir.schema.clone(), parent: Some(heir.name.clone()), ..column.key.clone() };
        if let Some(own) = site.to.get(&key).filter(|own| flag(own, Attribute::NotNull)) {
            steps.extend(set(own, heir, site));
        }
    }
    steps
}

/// The constraint of a column that has values before and after becomes another, 18 and later.
pub(super) fn alter(is: &Object, wanted: &Object, table: &ObjectKey) -> Result<Vec<Step>, String> {
    let (had, wants) = (Constraint::of(is), Constraint::of(wanted));
    if had.is_valid && !wants.is_valid {
        return Err("a constraint that is valid cannot become NOT VALID: drop and add it by hand".to_owned());
    }
    let (Some(old), Some(new)) = (name(is), name(wanted)) else {
        return Err("the name of the NOT NULL constraint is not known: rename it by hand".to_owned());
    };
    let mut actions = Vec::new();
    if old != new {
        actions.push((Form::AlterTable, format!("RENAME CONSTRAINT {old} TO {new}")));
    }
    if had.is_inherited != wants.is_inherited {
        let how = if wants.is_inherited { "INHERIT" } else { "NO INHERIT" };
        actions.push((Form::AlterTable, format!("ALTER CONSTRAINT {new} {how}")));
    }
    if !had.is_valid && wants.is_valid {
        actions.push((Form::ValidateCheck, format!("VALIDATE CONSTRAINT {new}")));
    }
    Ok(actions
        .into_iter()
        .map(|(form, action)| Step::on(table, form, alter_parent(table, &action)))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_is_read_as_the_catalog_says_it() {
        let of = |name, is_valid, is_inherited| Constraint { name, is_valid, is_inherited };
        assert_eq!(Constraint::parse(""), of(None, true, true));
        assert_eq!(Constraint::parse("NOT VALID NO INHERIT"), of(None, false, false));
        assert_eq!(Constraint::parse("\"a b\" NO INHERIT"), of(Some("\"a b\""), true, false));
    }
}
