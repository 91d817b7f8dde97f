//! A catalog with what the planner asks of it again and again: what is on what, what needs what.

use std::collections::{HashMap, HashSet};

use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::object::{Object, ObjectKey, ObjectKind, Text, Value};
use crate::plan::kind::Part;

/// What the path of a table ends with while one of its partitions waits for the end of being detached.
pub(super) const DETACHING: &str = " (detach pending)";

pub(super) struct Side<'a> {
    pub(super) catalog: &'a Catalog,
    children: HashMap<(Text, Text), Vec<&'a Object>>,
    dependents: HashMap<&'a ObjectKey, Vec<&'a ObjectKey>>,
    /// Columns by their path, as `owned-by` names them.
    owners: HashMap<String, &'a ObjectKey>,
    /// Columns with the sequences that belong to them.
    sequences: HashMap<&'a ObjectKey, Vec<&'a ObjectKey>>,
    /// Tables with those that they are partitions of or inherit from, and the other way round.
    ancestors: HashMap<&'a ObjectKey, Vec<&'a ObjectKey>>,
    heirs: HashMap<&'a ObjectKey, Vec<&'a ObjectKey>>,
}

impl<'a> Side<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let mut children: HashMap<_, Vec<&Object>> = HashMap::new();
        let mut owned: Vec<(&str, &ObjectKey)> = Vec::new();
        for object in &catalog.objects {
            if let Some(parent) = &object.key.parent {
                children.entry((object.key.schema.clone(), parent.clone())).or_default().push(object);
            }
            owned.extend(object.attributes.text(Attribute::OwnedBy).map(|owner| (owner, &object.key)));
        }
        let mut dependents: HashMap<_, Vec<&ObjectKey>> = HashMap::new();
        for (key, needs) in catalog.dependencies.iter().flatten() {
            for need in needs {
                dependents.entry(need).or_default().push(key);
            }
        }
        let named: HashSet<&str> = owned.iter().map(|(owner, _)| *owner).collect();
        let owners: HashMap<String, &ObjectKey> = catalog
            .objects
            .iter()
            .filter(|object| object.key.kind == ObjectKind::Column && !named.is_empty())
            .map(|object| (object.key.path(), &object.key))
            .filter(|(path, _)| named.contains(path.as_str()))
            .collect();
        let mut sequences: HashMap<_, Vec<&ObjectKey>> = HashMap::new();
        for (owner, sequence) in owned {
            if let Some(column) = owners.get(owner) {
                sequences.entry(*column).or_default().push(sequence);
            }
        }
        let (mut ancestors, mut heirs): (HashMap<_, Vec<_>>, HashMap<_, Vec<_>>) = Default::default();
        for object in catalog.objects.iter().filter(|object| object.key.parent.is_none()) {
            for parent in handed_down_by(object).filter_map(|path| table_at(catalog, path)) {
                ancestors.entry(&object.key).or_default().push(parent);
                heirs.entry(parent).or_default().push(&object.key);
            }
        }
        Self { catalog, children, dependents, owners, sequences, ancestors, heirs }
    }

    pub(super) fn get(&self, key: &ObjectKey) -> Option<&'a Object> {
        self.catalog.objects.get(key)
    }

    pub(super) fn text(&self, key: &ObjectKey, attribute: Attribute) -> Option<&'a str> {
        self.get(key)?.attributes.text(attribute)
    }

    /// The relation or domain that the object is on.
    pub(super) fn parent(&self, key: &ObjectKey) -> Option<&'a ObjectKey> {
        let name = key.parent.as_ref()?;
        ObjectKind::PARENTS.iter().find_map(|kind| {
            let key = ObjectKey { kind: *kind, schema: key.schema.clone(), parent: None, name: name.clone() };
            Some(&self.get(&key)?.key)
        })
    }

    /// What is on a relation or domain, in key order.
    pub(super) fn on(&self, key: &ObjectKey) -> &[&'a Object] {
        let is_parent = key.parent.is_none() && ObjectKind::PARENTS.contains(&key.kind);
        if !is_parent {
            return &[];
        }
        self.children.get(&(key.schema.clone(), key.name.clone())).map_or(&[], Vec::as_slice)
    }

    /// The objects of one kind that are on it; columns in their order.
    pub(super) fn of_kind(&self, key: &ObjectKey, kind: ObjectKind) -> Vec<&'a Object> {
        let mut found: Vec<&Object> =
            self.on(key).iter().copied().filter(|object| object.key.kind == kind).collect();
        if kind == ObjectKind::Column {
            let place = |object: &&Object| object.attributes.text(Attribute::Position)?.parse::<u32>().ok();
            found.sort_by_key(|object| place(object).unwrap_or(0));
        }
        found
    }

    /// What has to be there before it, besides what it is on.
    pub(super) fn needs(&self, key: &ObjectKey) -> &'a [ObjectKey] {
        self.catalog.dependencies.as_ref().and_then(|all| all.get(key)).map_or(&[], Vec::as_slice)
    }

    /// What needs it, besides what is on it.
    pub(super) fn dependents(&self, key: &ObjectKey) -> &[&'a ObjectKey] {
        self.dependents.get(key).map_or(&[], Vec::as_slice)
    }

    /// The constraint that an index is behind.
    pub(super) fn constraint_before(&self, index: &ObjectKey) -> Option<ObjectKey> {
        let is_behind = |object: &&Object| {
            object.attributes.get(Attribute::AccessMethod).is_none() && index.kind == ObjectKind::Index
        };
        self.get(index).filter(is_behind)?;
        let constraint = ObjectKey { kind: ObjectKind::Constraint, ..index.clone() };
        self.get(&constraint).map(|constraint| constraint.key.clone())
    }

    /// The column that a sequence belongs to.
    pub(super) fn owner(&self, sequence: &ObjectKey) -> Option<&'a ObjectKey> {
        self.owners.get(self.text(sequence, Attribute::OwnedBy)?).copied()
    }

    /// The sequences that belong to a column.
    pub(super) fn sequences(&self, column: &ObjectKey) -> &[&'a ObjectKey] {
        self.sequences.get(column).map_or(&[], Vec::as_slice)
    }

    /// The tables that a table is a partition of or inherits from, in its order.
    pub(super) fn ancestors(&self, table: &ObjectKey) -> &[&'a ObjectKey] {
        self.ancestors.get(table).map_or(&[], Vec::as_slice)
    }

    /// The partitions of a table and the tables that inherit from it, at whatever distance.
    pub(super) fn heirs(&self, table: &ObjectKey) -> Vec<&'a ObjectKey> {
        let mut found: Vec<&ObjectKey> = self.heirs.get(table).cloned().unwrap_or_default();
        let mut at = 0;
        while at < found.len() {
            let next = self.heirs.get(found[at]).into_iter().flatten();
            let new: Vec<&ObjectKey> = next.filter(|key| !found.contains(key)).copied().collect();
            found.extend(new);
            at += 1;
        }
        found
    }

    /// The column of the same name in the tables that a column's table gets columns from.
    pub(super) fn inherited(&self, column: &ObjectKey) -> Vec<&'a Object> {
        if column.kind != ObjectKind::Column {
            return Vec::new();
        }
        let Some(table) = self.parent(column) else { return Vec::new() };
        let of = |table: &&ObjectKey| {
            let (schema, parent) = (table.schema.clone(), Some(table.name.clone()));
            self.get(&ObjectKey { schema, parent, ..column.clone() })
        };
        self.ancestors(table).iter().filter_map(of).collect()
    }

    /// The index or constraint that a part of a table names.
    pub(super) fn index(&self, table: &ObjectKey, part: Part) -> Option<&'a ObjectKey> {
        let name = match part {
            Part::ReplicaIdentity => self.text(table, Attribute::ReplicaIdentity)?.strip_prefix("index ")?,
            Part::ClusteredOn => self.text(table, Attribute::ClusteredOn)?,
            _ => return None,
        };
        let is_it = |object: &&&Object| {
            matches!(object.key.kind, ObjectKind::Constraint | ObjectKind::Index) && *object.key.name == *name
        };
        self.on(table).iter().find(is_it).map(|object| &object.key)
    }

    /// The schema that the object is in.
    pub(super) fn schema(&self, key: &ObjectKey) -> Option<&'a ObjectKey> {
        let schema =
            ObjectKey { kind: ObjectKind::Schema, schema: "".into(), parent: None, name: key.schema.clone() };
        Some(&self.get(&schema)?.key)
    }

    /// Whether one object needs another, at whatever distance.
    pub(super) fn reaches(&self, from: &ObjectKey, to: &ObjectKey) -> bool {
        let mut seen = HashSet::new();
        let mut open = vec![from];
        while let Some(key) = open.pop() {
            if key == to || self.parent(key) == Some(to) {
                return true;
            }
            if seen.insert(key) {
                open.extend(self.needs(key));
                open.extend(self.parent(key));
            }
        }
        false
    }
}

/// The paths of the tables that a table gets columns from.
fn handed_down_by(table: &Object) -> impl Iterator<Item = &str> {
    let of = table.attributes.text(Attribute::PartitionOf);
    let inherits = match table.attributes.get(Attribute::Inherits) {
        Some(Value::List(parents)) => &parents[..],
        _ => &[],
    };
    of.into_iter()
        .chain(inherits.iter().map(|parent| &**parent))
        .map(|path| path.split(DETACHING).next().unwrap_or(path))
}

/// The table that has this path. Names may have dots in them.
fn table_at<'a>(catalog: &'a Catalog, path: &str) -> Option<&'a ObjectKey> {
    path.match_indices('.').find_map(|(dot, _)| {
        [ObjectKind::Table, ObjectKind::ForeignTable].into_iter().find_map(|kind| {
            let (schema, name) = (path[..dot].into(), path[dot + 1..].into());
            Some(&catalog.objects.get(&ObjectKey { kind, schema, parent: None, name })?.key)
        })
    })
}
