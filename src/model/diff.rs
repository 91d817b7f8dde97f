//! The difference between two catalogs: one generic merge for every kind of object.

use std::collections::{BTreeSet, HashSet};

use super::attribute::Attribute;
use super::catalog::Catalog;
use super::glob::matches;
use super::object::{Object, ObjectKey, ObjectKind, Value};
use super::tolerance::tolerated;

/// How one object differs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Difference {
    /// In the wanted catalog only. Carries its definition where there is one.
    Missing { definition: Option<String> },
    /// In the catalog that is, only.
    Extra { definition: Option<String> },
    /// In both, and this attribute differs. `None` = the attribute is absent on that side.
    Differs { attribute: Attribute, from: Option<Value>, to: Option<Value> },
}

impl Difference {
    /// The word in JSON.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Extra { .. } => "extra",
            Self::Differs { .. } => "differs",
        }
    }
}

/// One difference between two catalogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) key: ObjectKey,
    pub(crate) difference: Difference,
}

/// What a comparison leaves out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    /// Attributes that are not compared: owners, privileges.
    pub(crate) skip_attributes: Vec<Attribute>,
    /// Objects that are not compared: kind, or any, and a glob of the path. Naming a table, view or
    /// domain leaves out everything on it too.
    pub(crate) ignore: Vec<(Option<ObjectKind>, String)>,
}

/// What has to change for the catalog that is, `from`, to become the wanted one, `to`; in key order.
/// What follows from another change is not listed again: everything on a table that is missing or
/// extra, and a column's change that its table took over from a parent table.
pub(crate) fn diff(from: &Catalog, to: &Catalog, rules: &Rules) -> Vec<Change> {
    let mut changes = Vec::new();
    let compared = |key: &ObjectKey| !from.is_unreadable(key.kind) && !to.is_unreadable(key.kind);
    for (key, object) in from.objects.iter().filter(|(key, _)| compared(key)) {
        match to.objects.get(key) {
            Some(wanted) => {
                let majors = (from.server_major, to.server_major);
                changes.extend(differing_attributes(majors, object, wanted, rules));
            }
            None => changes.push(Change {
                key: key.clone(),
                difference: Difference::Extra { definition: object.definition.clone() },
            }),
        }
    }
    for (key, object) in to.objects.iter().filter(|(key, _)| compared(key)) {
        if !from.objects.contains_key(key) {
            let difference = Difference::Missing { definition: object.definition.clone() };
            changes.push(Change { key: key.clone(), difference });
        }
    }
    // Stable, so that the attributes of one object stay in their order.
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    fold(changes, from, to)
        .into_iter()
        .filter(|change| !rules.ignore.iter().any(|rule| ignores(rule, &change.key, from, to)))
        .collect()
}

fn differing_attributes(majors: (u32, u32), is: &Object, wanted: &Object, rules: &Rules) -> Vec<Change> {
    let attributes: BTreeSet<Attribute> =
        is.attributes.keys().chain(wanted.attributes.keys()).copied().collect();
    attributes
        .into_iter()
        .filter(|attribute| !rules.skip_attributes.contains(attribute))
        .filter_map(|attribute| {
            let (from, to) = (is.attributes.get(&attribute), wanted.attributes.get(&attribute));
            if from == to || tolerated(majors, &is.key, attribute, from, to) {
                return None;
            }
            let difference = Difference::Differs { attribute, from: from.cloned(), to: to.cloned() };
            Some(Change { key: is.key.clone(), difference })
        })
        .collect()
}

/// Whether a rule names the object or what it is on.
fn ignores(rule: &(Option<ObjectKind>, String), key: &ObjectKey, from: &Catalog, to: &Catalog) -> bool {
    let named = |key: &ObjectKey| rule.0.is_none_or(|kind| kind == key.kind) && matches(&rule.1, &key.path());
    named(key)
        || parents(key).any(|parent| {
            (from.objects.contains_key(&parent) || to.objects.contains_key(&parent)) && named(&parent)
        })
}

/// The keys of everything the object could be on: its own key does not say of which kind that is.
fn parents(key: &ObjectKey) -> impl Iterator<Item = ObjectKey> {
    const PARENTS: [ObjectKind; 5] = [
        ObjectKind::Table,
        ObjectKind::View,
        ObjectKind::MaterializedView,
        ObjectKind::Domain,
        ObjectKind::Composite,
    ];
    key.parent.clone().into_iter().flat_map(move |parent| {
        let schema = key.schema.clone();
        PARENTS.map(|kind| ObjectKey { kind, schema: schema.clone(), parent: None, name: parent.clone() })
    })
}

/// Leaves out the changes that others imply.
fn fold(changes: Vec<Change>, from: &Catalog, to: &Catalog) -> Vec<Change> {
    let whole = |wanted: fn(&Difference) -> bool| -> HashSet<ObjectKey> {
        changes.iter().filter(|change| wanted(&change.difference)).map(|change| change.key.clone()).collect()
    };
    let missing = whole(|difference| matches!(difference, Difference::Missing { .. }));
    let extra = whole(|difference| matches!(difference, Difference::Extra { .. }));
    let columns: HashSet<(String, &Difference)> = changes
        .iter()
        .filter(|change| change.key.kind == ObjectKind::Column)
        .map(|change| (change.key.path(), &change.difference))
        .collect();
    let implied = |change: &Change| match &change.difference {
        Difference::Missing { .. } => comes_with(&change.key, to, &missing),
        Difference::Extra { .. } => comes_with(&change.key, from, &extra),
        Difference::Differs { .. } => parents(&change.key).any(|parent| missing.contains(&parent)),
    } || (cascades(change)
        && parent_tables(&change.key, from, to)
            .any(|parent| columns.contains(&(format!("{parent}.{}", change.key.name), &change.difference))));
    let keep: Vec<bool> = changes.iter().map(|change| !implied(change)).collect();
    changes.into_iter().zip(keep).filter_map(|(change, keep)| keep.then_some(change)).collect()
}

/// Whether the object is on, or is a sequence owned by, something that is missing or extra as a whole.
fn comes_with(key: &ObjectKey, catalog: &Catalog, whole: &HashSet<ObjectKey>) -> bool {
    if parents(key).any(|parent| whole.contains(&parent)) {
        return true;
    }
    let Some(Value::Text(column)) =
        catalog.objects.get(key).and_then(|object| object.attributes.get(&Attribute::OwnedBy))
    else {
        return false;
    };
    whole.iter().any(|owner| match owner.kind {
        ObjectKind::Column => owner.path() == *column,
        ObjectKind::Table => column.rsplit_once('.').is_some_and(|(table, _)| owner.path() == table),
        _ => false,
    })
}

/// Whether a parent table hands this change of a column down.
fn cascades(change: &Change) -> bool {
    change.key.kind == ObjectKind::Column
        && match change.difference {
            Difference::Missing { .. } | Difference::Extra { .. } => true,
            Difference::Differs { attribute, .. } => matches!(
                attribute,
                Attribute::Type
                    | Attribute::Collation
                    | Attribute::NotNull
                    | Attribute::Default
                    | Attribute::Generated
            ),
        }
}

/// The paths of the tables that the table of this column is a partition of or inherits from, on
/// both sides alike.
fn parent_tables(key: &ObjectKey, from: &Catalog, to: &Catalog) -> impl Iterator<Item = String> {
    let parents_in = |catalog: &Catalog| -> Vec<String> {
        let table = ObjectKey {
            kind: ObjectKind::Table,
            schema: key.schema.clone(),
            parent: None,
            name: key.parent.clone().unwrap_or_default(),
        };
        let attribute = |attribute| catalog.objects.get(&table)?.attributes.get(&attribute);
        match attribute(Attribute::PartitionOf).or_else(|| attribute(Attribute::Inherits)) {
            Some(Value::Text(parent)) => vec![parent.clone()],
            Some(Value::List(parents)) => parents.clone(),
            None => Vec::new(),
        }
    };
    let wanted = parents_in(to);
    parents_in(from).into_iter().filter(move |parent| wanted.contains(parent))
}
