//! Identity columns and the sequences behind them.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::{quote_literal, quote_name, quote_path};
use crate::plan::form::Form;
use crate::plan::kind::Changed;
use crate::plan::kinds::sequence::numbers;
use crate::plan::namespace::identity_sequence;
use crate::plan::site::{Site, alter_parent, path};
use crate::plan::step::Step;

/// What an identity column has of its sequence.
const NUMBERS: [Attribute; 6] = [
    Attribute::Start,
    Attribute::Increment,
    Attribute::Minimum,
    Attribute::Maximum,
    Attribute::Cache,
    Attribute::Cycle,
];

/// Whether the column has it of its own: a partition has it from its parent since 17.
fn is_own(column: &Object, site: &Site<'_>) -> bool {
    let table = site.to.parent(&column.key).or_else(|| site.from.parent(&column.key));
    let is_partition = || table.is_some_and(|table| site.to.text(table, Attribute::PartitionOf).is_some());
    site.major() < 17 || !is_partition()
}

/// `GENERATED ALWAYS AS IDENTITY (START WITH 100)`, or nothing.
pub(super) fn declaration(column: &Object, site: &Site<'_>) -> Option<String> {
    let how = column.attributes.text(Attribute::Identity).filter(|_| is_own(column, site))?;
    let mut options: Vec<String> = Vec::new();
    if let Some(name) = column.attributes.text(Attribute::SequenceName) {
        options.push(format!("SEQUENCE NAME {}", quote_path(&column.key.schema, name)));
    }
    options.extend(numbers::unusual(column, column.attributes.text(Attribute::Type).unwrap_or_default()));
    let options = if options.is_empty() { String::new() } else { format!(" ({})", options.join(" ")) };
    Some(format!("GENERATED {} AS IDENTITY{options}", how.to_uppercase()))
}

/// No identity any more.
pub(super) fn drop(is: &Object, wanted: &Object, table: &ObjectKey, site: &Site<'_>) -> Vec<Step> {
    let goes = is.attributes.get(Attribute::Identity).is_some()
        && wanted.attributes.get(Attribute::Identity).is_none();
    if !goes || !is_own(is, site) {
        return Vec::new();
    }
    let action = format!("ALTER COLUMN {} DROP IDENTITY", quote_name(&is.key.name));
    vec![Step::on(table, Form::SetIdentity, alter_parent(table, &action))]
}

/// An identity, or another one.
pub(super) fn set(
    is: &Object,
    wanted: &Object,
    changed: &Changed,
    table: &ObjectKey,
    site: &Site<'_>,
) -> Vec<Step> {
    let Some(how) = wanted.attributes.text(Attribute::Identity).filter(|_| is_own(wanted, site)) else {
        return Vec::new();
    };
    let name = quote_name(&wanted.key.name);
    let alter = |action: &str| {
        Step::on(table, Form::SetIdentity, alter_parent(table, &format!("ALTER COLUMN {name} {action}")))
    };
    if is.attributes.get(Attribute::Identity).is_none() {
        let declared = declaration(wanted, site).unwrap_or_default();
        return vec![alter(&format!("ADD {declared}")), after_values(wanted, table)];
    }
    let mut steps = Vec::new();
    if changed.contains(&Attribute::SequenceName)
        && let Some((old, new)) =
            identity_sequence(site.from, &is.key).zip(identity_sequence(site.to, &is.key))
    {
        let sequence = quote_path(&table.schema, &old);
        steps.push(Step::new(format!("ALTER SEQUENCE {sequence} RENAME TO {}", quote_name(&new))));
    }
    let mut actions = Vec::new();
    if changed.contains(&Attribute::Identity) {
        actions.push(format!("SET GENERATED {}", how.to_uppercase()));
    }
    let changed: Vec<Attribute> = NUMBERS.into_iter().filter(|one| changed.contains(one)).collect();
    actions.extend(numbers::of(wanted, &changed).iter().map(|option| format!("SET {option}")));
    if let Some(sequence) = identity_sequence(site.to, &is.key) {
        let sql = numbers::unused_within(&quote_path(&table.schema, &sequence), is, wanted);
        steps.extend(sql.map(|sql| Step::new(sql).because(numbers::UNUSED)));
    }
    if numbers::are_apart(is, wanted) {
        actions.push("RESTART".to_owned());
    }
    if !actions.is_empty() {
        steps.push(alter(&actions.join(" ")));
    }
    steps
}

/// The next number comes after those that are there.
fn after_values(column: &Object, table: &ObjectKey) -> Step {
    let sequence = format!(
        "pg_catalog.pg_get_serial_sequence({}, {})",
        quote_literal(&path(table)),
        quote_literal(&column.key.name)
    );
    numbers::after_values(&sequence, column, &column.key, table)
}
