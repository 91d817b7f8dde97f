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
        site.from.get(&parent.key).is_none() && of.is_some_and(|of| site.from.ancestors(table).contains(&of))
    };
    inherited.iter().any(is_new)
}

/// Whether a column goes with the one that it is inherited from.
pub(super) fn is_dropped_with_parent(is: &Object, site: &Site<'_>) -> bool {
    let goes = |parent: &&Object| {
        let of = site.from.parent(&parent.key);
        let stays =
            |of| site.from.parent(&is.key).is_some_and(|table| site.to.ancestors(table).contains(&of));
        site.to.get(&parent.key).is_none() && of.is_some_and(stays)
    };
    site.from.inherited(&is.key).iter().any(goes)
}

/// Columns that heirs declared themselves and would keep, and that nobody wants.
pub(super) fn left_behind<'a>(
    is: &Object,
    table: &ObjectKey,
    site: &Site<'a>,
) -> Vec<(&'a Object, &'a ObjectKey)> {
    let mut left = Vec::new();
    for heir in site.from.heirs(table) {
        let key =
            ObjectKey { schema: heir.schema.clone(), parent: Some(heir.name.clone()), ..is.key.clone() };
        let is_partition = site.from.text(heir, Attribute::PartitionOf).is_some();
        let stays = site.to.heirs(table).contains(&heir) && !site.is_torn(heir);
        if let Some(own) = site.from.get(&key)
            && own.attributes.get(Attribute::Position).is_some()
            && !is_partition
            && stays
            && site.to.get(&key).is_none()
        {
            left.push((own, heir));
        }
    }
    left
}
