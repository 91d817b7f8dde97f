//! A catalog with what the planner asks of it again and again: what is on what, what needs what.

use std::collections::HashMap;

use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::object::{Object, ObjectKey, ObjectKind, Text};

pub(super) struct Side<'a> {
    pub(super) catalog: &'a Catalog,
    children: HashMap<(Text, Text), Vec<&'a Object>>,
    dependents: HashMap<&'a ObjectKey, Vec<&'a ObjectKey>>,
    /// Columns by their path, as `owned-by` names them.
    owners: HashMap<String, &'a ObjectKey>,
}

impl<'a> Side<'a> {
    pub(super) fn new(catalog: &'a Catalog) -> Self {
        let mut children: HashMap<_, Vec<&Object>> = HashMap::new();
        let mut owned: Vec<&str> = Vec::new();
        for object in &catalog.objects {
            if let Some(parent) = &object.key.parent {
                children.entry((object.key.schema.clone(), parent.clone())).or_default().push(object);
            }
            owned.extend(object.attributes.text(Attribute::OwnedBy));
        }
        let mut dependents: HashMap<_, Vec<&ObjectKey>> = HashMap::new();
        for (key, needs) in catalog.dependencies.iter().flatten() {
            for need in needs {
                dependents.entry(need).or_default().push(key);
            }
        }
        let owned: std::collections::HashSet<&str> = owned.into_iter().collect();
        let owners = catalog
            .objects
            .iter()
            .filter(|object| object.key.kind == ObjectKind::Column && !owned.is_empty())
            .map(|object| (object.key.path(), &object.key))
            .filter(|(path, _)| owned.contains(path.as_str()))
            .collect();
        Self { catalog, children, dependents, owners }
    }

    pub(super) fn get(&self, key: &ObjectKey) -> Option<&'a Object> {
        self.catalog.objects.get(key)
    }

    pub(super) fn text(&self, key: &ObjectKey, attribute: Attribute) -> Option<&'a str> {
        self.get(key)?.attributes.text(attribute)
    }

    /// The table of a path without quotes, as `partition-of` and `inherits` name it.
    pub(super) fn table(&self, path: &str) -> Option<&'a ObjectKey> {
        path.match_indices('.').find_map(|(dot, _)| {
            let key = ObjectKey {
                kind: ObjectKind::Table,
                schema: path[..dot].into(),
                parent: None,
                name: path[dot + 1..].into(),
            };
            Some(&self.get(&key)?.key)
        })
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

    /// The column that a sequence belongs to.
    pub(super) fn owner(&self, sequence: &ObjectKey) -> Option<&'a ObjectKey> {
        self.owners.get(self.text(sequence, Attribute::OwnedBy)?).copied()
    }

    /// The schema that the object is in.
    pub(super) fn schema(&self, key: &ObjectKey) -> Option<&'a ObjectKey> {
        let schema =
            ObjectKey { kind: ObjectKind::Schema, schema: "".into(), parent: None, name: key.schema.clone() };
        Some(&self.get(&schema)?.key)
    }

    /// Whether one object needs another, at whatever distance.
    pub(super) fn reaches(&self, from: &ObjectKey, to: &ObjectKey) -> bool {
        let mut seen = std::collections::HashSet::new();
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
