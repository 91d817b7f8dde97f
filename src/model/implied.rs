//! Which changes say nothing that another change does not say already.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::attribute::Attribute;
use super::catalog::Catalog;
use super::diff::{Change, Difference};
use super::object::{Object, ObjectKey, ObjectKind, Text, Value};

/// Leaves out the changes that others imply: everything on a table that is missing or extra, a
/// column's change that a parent table hands down, the sequence of a `serial` whose column has another
/// default, and positions that moved only because another column is missing or extra.
pub(super) fn fold(changes: Vec<Change>, from: &Catalog, to: &Catalog) -> Vec<Change> {
    let keys = |wanted: fn(&Difference) -> bool| -> HashSet<ObjectKey> {
        changes.iter().filter(|change| wanted(&change.difference)).map(|change| change.key.clone()).collect()
    };
    let missing = keys(|difference| matches!(difference, Difference::Missing { .. }));
    let extra = keys(|difference| matches!(difference, Difference::Extra { .. }));
    let moved = moved_columns(&changes, from, to);
    let serials = serials(&changes);
    let implied = |change: &Change| match &change.difference {
        Difference::Missing { .. } => {
            comes_with(&change.key, to, &missing) || serves(&change.key, to, &serials)
        }
        Difference::Extra { .. } => {
            comes_with(&change.key, from, &extra) || serves(&change.key, from, &serials)
        }
        Difference::Differs { attribute: Attribute::Position, from: Some(_), to: Some(_) } => {
            !moved.contains(&change.key)
        }
        // The relation is not there, or became another kind of relation.
        Difference::Differs { .. } => {
            parents(&change.key).any(|parent| missing.contains(&parent) || extra.contains(&parent))
        }
    };
    let keep: Vec<bool> = changes.iter().map(|change| !implied(change)).collect();
    without_handed_down(kept(changes, &keep), from, to)
}

/// Leaves out the changes of columns that a parent table hands down.
pub(super) fn without_handed_down(changes: Vec<Change>, from: &Catalog, to: &Catalog) -> Vec<Change> {
    let columns: HashSet<(String, &Difference)> = changes
        .iter()
        .filter(|change| change.key.kind == ObjectKind::Column)
        .map(|change| (change.key.path(), &change.difference))
        .collect();
    let handed_down = |change: &Change| {
        cascades(change)
            && parent_tables(&change.key, from, to).any(|parent| {
                columns.contains(&(format!("{parent}.{}", change.key.name), &change.difference))
            })
    };
    let keep: Vec<bool> = changes.iter().map(|change| !handed_down(change)).collect();
    kept(changes, &keep)
}

fn kept(changes: Vec<Change>, keep: &[bool]) -> Vec<Change> {
    changes.into_iter().zip(keep).filter_map(|(change, keep)| keep.then_some(change)).collect()
}

/// The keys of everything the object could be on: its own key does not say of which kind that is.
pub(super) fn parents(key: &ObjectKey) -> impl Iterator<Item = ObjectKey> {
    key.parent.iter().flat_map(move |parent| {
        ObjectKind::PARENTS.map(|kind| ObjectKey {
            kind,
            schema: key.schema.clone(),
            parent: None,
            name: parent.clone(),
        })
    })
}

/// Whether the object is on something that is missing or extra as a whole, or is a sequence owned
/// by it.
fn comes_with(key: &ObjectKey, catalog: &Catalog, whole: &HashSet<ObjectKey>) -> bool {
    if parents(key).any(|parent| whole.contains(&parent)) {
        return true;
    }
    let Some(column) = catalog.value(key, Attribute::OwnedBy).and_then(Value::as_text) else { return false };
    whole.iter().any(|owner| match owner.kind {
        ObjectKind::Column => owner.path() == column,
        ObjectKind::Table => column.rsplit_once('.').is_some_and(|(table, _)| owner.path() == table),
        _ => false,
    })
}

/// The paths of columns whose default takes its number from a sequence on one side only.
fn serials(changes: &[Change]) -> HashSet<String> {
    let counts = |value: &Option<Value>| {
        value.as_ref().and_then(Value::as_text).is_some_and(|text| text.starts_with("nextval("))
    };
    let serial = |change: &&Change| match &change.difference {
        Difference::Differs { attribute: Attribute::Default, from, to } => counts(from) != counts(to),
        _ => false,
    };
    changes.iter().filter(serial).map(|change| change.key.path()).collect()
}

/// Whether the sequence belongs to one of these columns: `serial` is a sequence, a default and the
/// tie between them, and the default tells of all three.
fn serves(key: &ObjectKey, catalog: &Catalog, serials: &HashSet<String>) -> bool {
    key.kind == ObjectKind::Sequence
        && catalog
            .value(key, Attribute::OwnedBy)
            .and_then(Value::as_text)
            .is_some_and(|column| serials.contains(column))
}

/// Schema and name of the table that a column belongs to.
type Table<'a> = (&'a str, Option<&'a str>);

/// Columns whose place among the columns that both sides have is another one.
fn moved_columns(changes: &[Change], from: &Catalog, to: &Catalog) -> HashSet<ObjectKey> {
    let tables: HashSet<Table<'_>> = changes
        .iter()
        .filter(|change| {
            matches!(change.difference, Difference::Differs { attribute: Attribute::Position, .. })
        })
        .map(|change| (&*change.key.schema, change.key.parent.as_deref()))
        .collect();
    if tables.is_empty() {
        return HashSet::new();
    }
    let places = |catalog: &Catalog, other: &Catalog| -> HashMap<ObjectKey, usize> {
        let mut columns: BTreeMap<Table<'_>, Vec<(u32, &ObjectKey)>> = BTreeMap::new();
        for object in &catalog.objects {
            let key = &object.key;
            let table = (&*key.schema, key.parent.as_deref());
            if key.kind == ObjectKind::Column
                && tables.contains(&table)
                && let Some(here) = position(object)
                && other.objects.get(key).and_then(position).is_some()
            {
                columns.entry(table).or_default().push((here, key));
            }
        }
        columns
            .into_values()
            .flat_map(|mut columns| {
                columns.sort();
                columns.into_iter().enumerate().map(|(place, (_, key))| (key.clone(), place))
            })
            .collect()
    };
    let wanted = places(to, from);
    places(from, to)
        .into_iter()
        .filter(|(key, place)| wanted.get(key) != Some(place))
        .map(|(key, _)| key)
        .collect()
}

fn position(object: &Object) -> Option<u32> {
    object.attributes.text(Attribute::Position)?.parse().ok()
}

/// Whether a parent table hands this change of a column down.
fn cascades(change: &Change) -> bool {
    use Attribute::{Collation, Default, Generated, NotNull, Type};
    change.key.kind == ObjectKind::Column
        && match change.difference {
            Difference::Missing { .. } | Difference::Extra { .. } => true,
            Difference::Differs { attribute, .. } => {
                matches!(attribute, Type | Collation | NotNull | Default | Generated)
            }
        }
}

/// The paths of the tables that the column's table is a partition of or inherits from on both sides.
fn parent_tables(key: &ObjectKey, from: &Catalog, to: &Catalog) -> impl Iterator<Item = Text> {
    let heir = |kind| ObjectKey {
        kind,
        schema: key.schema.clone(),
        parent: None,
        name: key.parent.clone().unwrap_or_default(),
    };
    let heirs = [ObjectKind::Table, ObjectKind::ForeignTable].map(heir);
    let tables_in = |catalog: &Catalog| -> Vec<Text> {
        let told = |attribute| heirs.iter().find_map(|heir| catalog.value(heir, attribute));
        match told(Attribute::PartitionOf).or_else(|| told(Attribute::Inherits)) {
            Some(Value::Text(parent)) => vec![parent.clone()],
            Some(Value::List(parents)) => parents.to_vec(),
            None => Vec::new(),
        }
    };
    let wanted = tables_in(to);
    tables_in(from).into_iter().filter(move |parent| wanted.contains(parent))
}
