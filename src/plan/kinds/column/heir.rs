//! Columns that a table has from the tables it is a partition of or inherits from.

use super::{default, not_null, settings, table};
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Steps};
use crate::plan::kinds::table::options;
use crate::plan::site::{Site, alter_parent, flag};
use crate::plan::step::Step;

/// Whether a table says the column itself, although it inherits it: because it was declared there too, or
/// because those it inherits from contradict each other.
pub(in crate::plan::kinds) fn is_declared(column: &Object, inherited: &[&Object]) -> bool {
    let differ = inherited.windows(2).any(|two| default::of(two[0]) != default::of(two[1]));
    column.attributes.get(Attribute::Position).is_some() || differ
}

/// What a new column has that the one it is made from does not hand down.
pub(in crate::plan::kinds) fn unlike_inherited(
    column: &Object,
    inherited: &[&Object],
    is_declared: bool,
    site: &Site<'_>,
) -> Steps {
    if inherited.is_empty() {
        return Ok(Vec::new());
    }
    let table = table(column, site)?;
    let handed_down = inherited.iter().find_map(|parent| default::of(parent));
    let wanted = default::of(column);
    let mut steps = Vec::new();
    // What the statement could not say by itself is said later.
    let is_later = wanted.is_some() && !default::is_within(column, site);
    if wanted != handed_down && !is_later && !(is_declared && wanted.is_some()) {
        steps.extend(default::set(&column.key, wanted, table, site));
    }
    if is_declared {
        return Ok(steps);
    }
    if flag(column, Attribute::NotNull) && !inherited.iter().any(|parent| flag(parent, Attribute::NotNull)) {
        steps.extend(not_null::set(column, table, site));
    }
    // Storage and compression are handed down.
    let parent = Object { key: column.key.clone(), ..inherited[0].clone() };
    let stored: Changed = [Attribute::Storage, Attribute::Compression].into();
    steps.extend(settings::steps(Some(&parent), column, &stored, table, site)?);
    let own: Changed = [Attribute::StatisticsTarget, Attribute::Options].into();
    steps.extend(settings::steps(None, column, &own, table, site)?);
    if let Some(options) = options::foreign_changes(None, column, Attribute::ForeignOptions)? {
        let action = format!("ALTER COLUMN {} {options}", quote_name(&column.key.name));
        steps.push(Step::on(table, Form::AlterTable, alter_parent(table, &action)));
    }
    Ok(steps)
}

/// Whether tables that hand columns down to this one all the time get such a column now.
pub(super) fn is_handed_down(table: &ObjectKey, inherited: &[&Object], site: &Site<'_>) -> bool {
    let is_new = |parent: &&Object| {
        let of = site.to.parent(&parent.key);
        let is_made = site.from.get(&parent.key).is_none() || site.is_torn(&parent.key);
        is_made && of.is_some_and(|of| site.from.ancestors(table).contains(&of))
    };
    inherited.iter().any(is_new)
}

/// Whether a column goes with the one that it is inherited from.
pub(super) fn is_dropped_with_parent(is: &Object, site: &Site<'_>) -> bool {
    let goes = |parent: &&Object| {
        let of = site.from.parent(&parent.key);
        let stays =
            |of| site.from.parent(&is.key).is_some_and(|table| site.to.ancestors(table).contains(&of));
        let is_torn = site.to.get(&parent.key).is_none() || site.is_torn(&parent.key);
        is_torn && of.is_some_and(stays)
    };
    site.from.inherited(&is.key).iter().any(goes)
}

/// Whether a table that inherits a column, and goes on inheriting from this table, is to have it still when it is
/// gone from here.
pub(super) fn keeps(is: &Object, table: &ObjectKey, site: &Site<'_>) -> bool {
    let own = |heir: &ObjectKey| column_of(heir, is);
    site.to.get(&is.key).is_none()
        && heirs(table, site).iter().any(|(heir, is_partition)| {
            let own = own(heir);
            !is_partition
                && site.from.ancestors(heir).contains(&table)
                && site.from.get(&own).is_some()
                && site.to.get(&own).is_some()
                && !site.is_torn(&own)
        })
}

/// Columns of heirs that do not go with the one they are inherited from, and that nobody wants as they are:
/// declared there too, or all where those that stay are `kept`.
pub(super) fn left_behind<'a>(
    is: &Object,
    table: &ObjectKey,
    kept: bool,
    site: &Site<'a>,
) -> Vec<(&'a Object, &'a ObjectKey)> {
    let mut left = Vec::new();
    for (heir, is_partition) in heirs(table, site) {
        let key = column_of(heir, is);
        if let Some(own) = site.from.get(&key) {
            let is_own = own.attributes.get(Attribute::Position).is_some()
                || kept && site.from.ancestors(heir).contains(&table);
            if is_own && !is_partition && (site.to.get(&key).is_none() || site.is_torn(&key)) {
                left.push((own, heir));
            }
        }
    }
    left
}

/// The tables that inherit from a table before and after, and whether they are partitions.
fn heirs<'a>(table: &ObjectKey, site: &Site<'a>) -> Vec<(&'a ObjectKey, bool)> {
    let mut heirs = site.from.heirs(table);
    heirs.retain(|heir| site.to.heirs(table).contains(heir) && !site.is_torn(heir));
    heirs.into_iter().map(|heir| (heir, site.from.text(heir, Attribute::PartitionOf).is_some())).collect()
}

fn column_of(heir: &ObjectKey, column: &Object) -> ObjectKey {
    ObjectKey { schema: heir.schema.clone(), parent: Some(heir.name.clone()), ..column.key.clone() }
}
