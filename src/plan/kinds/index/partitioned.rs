//! Indexes of partitioned tables. PostgreSQL refuses to build them concurrently; but it lets the partitions'
//! own indexes, which can be, be attached to one that is empty.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::side::Side;
use crate::plan::site::{LONGEST_NAME, Site, path};
use crate::plan::step::{Isolation, Step};

use super::{concurrently, names};

pub(super) fn is(table: &ObjectKey, side: &Side<'_>) -> bool {
    side.text(table, Attribute::PartitionKey).is_some()
}

/// The index as it was printed is on the table alone, and so incomplete.
pub(super) fn create(wanted: &Object, table: &ObjectKey, definition: &str, site: &Site<'_>) -> Vec<Step> {
    if wanted.attributes.text(Attribute::Valid) == Some("incomplete") {
        return vec![Step::on(table, Form::CreateIndexOnOnly, definition.to_owned())];
    }
    let partitions = of(table, site.from);
    if (site.is_online(table) || partitions.iter().any(|partition| has_indexes(partition, site)))
        && let Some(steps) = piecemeal(wanted, table, definition, &partitions, site)
    {
        return steps;
    }
    vec![Step::on(table, Form::CreateIndex, definition.replacen(" ON ONLY ", " ON ", 1))]
}

/// One partition after the other; `None` where partitions come or go meanwhile, or are partitioned
/// themselves.
fn piecemeal(
    wanted: &Object,
    table: &ObjectKey,
    definition: &str,
    partitions: &[&ObjectKey],
    site: &Site<'_>,
) -> Option<Vec<Step>> {
    if partitions != of(table, site.to) || partitions.iter().any(|one| site.is_torn(one) || is(one, site.to))
    {
        return None;
    }
    // The name comes first in the text, and may hold what looks like the table.
    let (_, rest) =
        definition.split_once(&format!("INDEX {} ON ONLY {}", quote_name(&wanted.key.name), path(table)))?;
    // Those of another index on these columns have the names that PostgreSQL gives, likely.
    let columns = names::columns(rest);
    let has_same = |side: &Side<'_>, own: bool| {
        side.of_kind(table, ObjectKind::Index).iter().any(|other| {
            let text = other.definition.as_deref().unwrap_or_default();
            (own || other.key != wanted.key)
                && text.split_once(" USING ").is_none_or(|(_, rest)| names::columns(rest) == columns)
        })
    };
    let is_usual = !has_same(site.from, true) && !has_same(site.to, false);
    let unique = if wanted.attributes.get(Attribute::Unique).is_some() { "UNIQUE " } else { "" };
    let mut steps = vec![Step::on(table, Form::CreateIndexOnOnly, definition.to_owned())];
    for partition in partitions.iter().copied() {
        if partition.kind != ObjectKind::Table {
            return None;
        }
        let name = match is_usual {
            true => names::joined(&partition.name, &columns.join("_"), "_idx"),
            false => names::joined(&partition.name, &wanted.key.name, ""),
        };
        let name = free_name(&name, &partition.schema, site);
        let part = ObjectKey { name: name.into(), ..partition.clone() };
        let own = format!("CREATE {unique}INDEX {} ON {}{rest}", quote_name(&part.name), path(partition));
        steps.push(match site.is_online(partition) {
            true => Step::on(partition, Form::CreateIndexConcurrently, concurrently(&own))
                .isolated(Isolation::Alone),
            false => Step::on(partition, Form::CreateIndex, own),
        });
        let attach = format!("ALTER INDEX {} ATTACH PARTITION {}", path(&wanted.key), path(&part));
        steps.push(Step::on(partition, Form::AttachIndex, attach));
    }
    Some(steps)
}

/// Whether a partition has indexes of its own. PostgreSQL would take one of them for its part if it is alike
/// but for the direction, and it would be the partition's own no more.
fn has_indexes(partition: &ObjectKey, site: &Site<'_>) -> bool {
    !site.from.of_kind(partition, ObjectKind::Index).is_empty()
}

/// The partitions of a table, by key.
fn of<'a>(table: &ObjectKey, side: &Side<'a>) -> Vec<&'a ObjectKey> {
    let parent = table.path();
    let is_one = |object: &&Object| object.attributes.text(Attribute::PartitionOf) == Some(parent.as_str());
    side.catalog.objects.iter().filter(is_one).map(|object| &object.key).collect()
}

/// The name, with a number where that is taken.
fn free_name(name: &str, schema: &str, site: &Site<'_>) -> String {
    let is_taken = |name: &str| {
        [site.from, site.to].into_iter().flat_map(|side| side.catalog.objects.iter()).any(|object| {
            object.key.kind != ObjectKind::Column
                && &*object.key.schema == schema
                && &*object.key.name == name
        })
    };
    let mut number = 0_u32;
    let mut free = name.to_owned();
    while is_taken(&free) {
        number += 1;
        let end = number.to_string();
        let mut length = name.len().min(LONGEST_NAME - end.len());
        while !name.is_char_boundary(length) {
            length -= 1;
        }
        free = format!("{}{end}", &name[..length]);
    }
    free
}
