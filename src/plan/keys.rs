//! Keys of a table that come while others go: a table has one primary key at most, and a foreign key takes
//! whichever unique index it finds.

use std::collections::BTreeSet;

use super::action::Nodes;
use super::decision::{Decisions, Fate};
use super::kind::Part;
use super::side::Side;
use super::site::Site;
use crate::model::attribute::Attribute;
use crate::model::object::{ObjectKey, ObjectKind};

/// New primary keys whose index is made ready while the one of another name is there still.
pub(super) fn prepare(decisions: &mut Decisions, from: &Side<'_>, to: &Side<'_>) {
    let is_new = |key: &ObjectKey| primary_that_goes(key, decisions, from, to).is_some();
    let new: Vec<ObjectKey> = decisions
        .all
        .iter()
        .filter(|(key, one)| one.fate == Fate::Create && is_new(key))
        .map(|(key, _)| key.clone())
        .collect();
    for key in new {
        if let Some(decision) = decisions.all.get_mut(&key) {
            decision.prepared = true;
            decision.changed.insert(Attribute::Definition);
        }
    }
}

/// What goes before what comes.
pub(super) fn edges(
    tear: &Nodes,
    build: &Nodes,
    decisions: &Decisions,
    site: &Site<'_>,
) -> Vec<(usize, usize)> {
    let mut edges = Vec::new();
    for ((key, _), id) in build.iter().filter(|((key, part), _)| is_made(key, *part, decisions)) {
        if let Some(other) = primary_that_goes(key, decisions, site.from, site.to) {
            edges.extend(tear.get(&(other.clone(), Part::Whole)).map(|other| (*other, *id)));
        }
        let referred = referred_by(key, site.to);
        let tables: BTreeSet<_> = referred.iter().filter_map(|column| site.from.parent(column)).collect();
        let could_be_taken = |key: &&ObjectKey| {
            is_unique(key, site.from) && decisions.is_torn(key, site.from) && is_of(key, &referred, site.from)
        };
        let on = tables.iter().flat_map(|table| site.from.on(table)).map(|object| &object.key);
        let going = on.filter(could_be_taken).filter_map(|key| tear.get(&(key.clone(), Part::Whole)));
        edges.extend(going.map(|other| (*other, *id)));
    }
    edges.extend(nullable(tear, build, decisions, site));
    edges.extend(partitions(tear, build, decisions, site));
    edges
}

/// A column of a primary key takes no null before the key is gone.
fn nullable(tear: &Nodes, build: &Nodes, decisions: &Decisions, site: &Site<'_>) -> Vec<(usize, usize)> {
    let mut edges = Vec::new();
    for ((key, _), id) in tear.iter().filter(|((key, _), _)| is_primary(key, site.from)) {
        let is_nullable = |need: &&ObjectKey| {
            need.kind == ObjectKind::Column
                && decisions.get(need).is_some_and(|one| one.changed.contains(&Attribute::NotNull))
        };
        let columns = site.from.needs(key).iter().filter(is_nullable);
        edges.extend(
            columns.filter_map(|need| build.get(&(need.clone(), Part::Whole))).map(|then| (*id, *then)),
        );
    }
    edges
}

/// A key of a partitioned table is a key of each of its partitions, which may be partitioned by something that
/// the key has not: so keys go before partitions come, and come when partitions are gone.
fn partitions(tear: &Nodes, build: &Nodes, decisions: &Decisions, site: &Site<'_>) -> Vec<(usize, usize)> {
    let mut edges = Vec::new();
    let is_table = |key: &ObjectKey| key.parent.is_none();
    let keys_on = |table: &ObjectKey, side: &Side<'_>, nodes: &Nodes| -> Vec<usize> {
        let keys = side.on(table).iter().map(|object| &object.key).filter(|key| is_unique(key, side));
        keys.filter_map(|key| nodes.get(&(key.clone(), Part::Whole))).copied().collect()
    };
    for ((table, part), id) in build.iter().filter(|((key, _), _)| is_table(key)) {
        let joins = match part {
            Part::Whole => decisions.get(table).is_some_and(|one| one.builds()),
            part => *part == Part::Partition,
        };
        let above = if joins { above(table, site.to) } else { Vec::new() };
        edges
            .extend(above.iter().flat_map(|table| keys_on(table, site.from, tear)).map(|first| (first, *id)));
    }
    for ((table, part), id) in tear.iter().filter(|((key, _), _)| is_table(key)) {
        let leaves = match part {
            Part::Whole => decisions.get(table).is_some_and(|one| one.tears()),
            part => *part == Part::Partition && build.get(&(table.clone(), *part)) != Some(id),
        };
        let above = if leaves { above(table, site.from) } else { Vec::new() };
        edges.extend(above.iter().flat_map(|table| keys_on(table, site.to, build)).map(|then| (*id, then)));
    }
    edges
}

/// The tables that a table is a partition of, at whatever distance.
fn above<'a>(table: &ObjectKey, side: &Side<'a>) -> Vec<&'a ObjectKey> {
    let parent = |table: &ObjectKey| {
        side.text(table, Attribute::PartitionOf).and(side.ancestors(table).first()).copied()
    };
    std::iter::successors(parent(table), |table| parent(table)).collect()
}

fn is_made(key: &ObjectKey, part: Part, decisions: &Decisions) -> bool {
    key.kind == ObjectKind::Constraint
        && part == Part::Whole
        && decisions.get(key).is_some_and(|one| one.builds())
}

/// The columns that a foreign key refers to, and its own where those are of the same table; none for other
/// constraints.
fn referred_by<'a>(key: &ObjectKey, side: &Side<'a>) -> Vec<&'a ObjectKey> {
    if !begins(key, "FOREIGN KEY", side) {
        return Vec::new();
    }
    let mut columns: Vec<&ObjectKey> =
        side.needs(key).iter().filter(|need| need.kind == ObjectKind::Column).collect();
    let is_own = |column: &&ObjectKey| column.schema == key.schema && column.parent == key.parent;
    if columns.iter().any(|column| !is_own(column)) {
        columns.retain(|column| !is_own(column));
    }
    columns
}

/// Whether a unique index has none but these columns.
fn is_of(index: &ObjectKey, columns: &[&ObjectKey], side: &Side<'_>) -> bool {
    let mut own = side.needs(index).iter().filter(|need| need.kind == ObjectKind::Column).peekable();
    own.peek().is_some() && own.all(|column| columns.contains(&column))
}

/// Whether a foreign key is made, for the first time or again, that could take the index.
pub(super) fn is_referred_to_anew(index: &ObjectKey, site: &Site<'_>) -> bool {
    let mut made = site.made.iter().filter(|key| key.kind == ObjectKind::Constraint);
    made.any(|key| is_of(index, &referred_by(key, site.to), site.from))
}

/// Whether a foreign key could take it.
fn is_unique(key: &ObjectKey, side: &Side<'_>) -> bool {
    match key.kind {
        ObjectKind::Index => side.text(key, Attribute::Unique).is_some(),
        ObjectKind::Constraint => is_primary(key, side) || begins(key, "UNIQUE", side),
        _ => false,
    }
}

fn is_primary(key: &ObjectKey, side: &Side<'_>) -> bool {
    key.kind == ObjectKind::Constraint && begins(key, "PRIMARY KEY", side)
}

fn begins(key: &ObjectKey, words: &str, side: &Side<'_>) -> bool {
    side.text(key, Attribute::Definition).is_some_and(|text| text.starts_with(words))
}

/// The primary key of another name that goes while this one, a primary key too, comes.
pub(super) fn primary_that_goes<'a>(
    key: &ObjectKey,
    decisions: &Decisions,
    from: &Side<'a>,
    to: &Side<'_>,
) -> Option<&'a ObjectKey> {
    if !is_primary(key, to) {
        return None;
    }
    let table = key.parent.as_ref()?;
    let table = ObjectKey { kind: ObjectKind::Table, parent: None, name: table.clone(), ..key.clone() };
    let constraints = from.on(&table).iter().map(|object| &object.key);
    let mut others = constraints.filter(|other| *other != key && is_primary(other, from));
    others.find(|other| decisions.is_torn(other, from))
}
