//! Everything a database contains at one moment.

use std::collections::BTreeMap;

use super::attribute::Attribute;
use super::diff::{Change, Difference};
use super::object::{Object, ObjectKey, ObjectKind, Text, Value};

/// A set of objects with the facts needed to read it right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Catalog {
    /// `server_version_num / 10000` of the server that printed the texts.
    pub(crate) server_major: u32,
    pub(crate) objects: Objects,
    /// What the connected role could not read; never taken for empty.
    pub(crate) unreadable: Vec<Unreadable>,
    /// For each object those that must exist before it. `None` unless the capture was asked.
    pub(crate) dependencies: Option<BTreeMap<ObjectKey, Vec<ObjectKey>>>,
}

/// A kind, or one attribute of all kinds, that the connected role may not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) what: Family,
    /// What the server said.
    pub(crate) reason: String,
}

/// What one query of a capture reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Family {
    /// The objects of a kind.
    Objects(ObjectKind),
    /// An attribute of objects of several kinds: comments, for one.
    Facts(Attribute),
    /// One attribute of the objects of one kind, which comes with them.
    Attribute(ObjectKind, Attribute),
}

impl std::fmt::Display for Family {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Objects(kind) => kind.fmt(f),
            Self::Facts(attribute) => attribute.fmt(f),
            Self::Attribute(kind, attribute) => write!(f, "{attribute} of {kind}"),
        }
    }
}

/// Objects in key order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Objects(Vec<Object>);

impl Objects {
    pub(crate) fn get(&self, key: &ObjectKey) -> Option<&Object> {
        let at = self.0.binary_search_by(|object| object.key.cmp(key)).ok()?;
        self.0.get(at)
    }

    pub(crate) fn contains(&self, key: &ObjectKey) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Object> {
        self.0.iter()
    }

    #[cfg(test)]
    pub(crate) fn keys(&self) -> impl Iterator<Item = &ObjectKey> {
        self.0.iter().map(|object| &object.key)
    }

    /// Every object made into another one.
    pub(crate) fn map(self, change: impl FnMut(Object) -> Object) -> Self {
        self.0.into_iter().map(change).collect()
    }

    pub(crate) fn retain(&mut self, wanted: impl FnMut(&Object) -> bool) {
        self.0.retain(wanted);
    }
}

impl FromIterator<Object> for Objects {
    /// Of several objects with one key the first stays.
    fn from_iter<I: IntoIterator<Item = Object>>(items: I) -> Self {
        let mut objects: Vec<Object> = items.into_iter().collect();
        objects.sort_by(|a, b| a.key.cmp(&b.key));
        objects.dedup_by(|later, first| later.key == first.key);
        Self(objects)
    }
}

impl<'a> IntoIterator for &'a Objects {
    type Item = &'a Object;
    type IntoIter = std::slice::Iter<'a, Object>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Catalog {
    /// Whether objects of this kind are missing here only because they could not be read.
    pub(crate) fn is_unreadable(&self, kind: ObjectKind) -> bool {
        self.unreadable.iter().any(|unreadable| unreadable.what == Family::Objects(kind))
    }

    /// Whether this attribute of objects of a kind is absent here only because it could not be read.
    pub(crate) fn lacks(&self, kind: ObjectKind, attribute: Attribute) -> bool {
        let these = [Family::Facts(attribute), Family::Attribute(kind, attribute)];
        self.unreadable.iter().any(|unreadable| these.contains(&unreadable.what))
    }

    /// How many objects there are, without the database itself, which they are in.
    pub(crate) fn size(&self) -> usize {
        self.objects.iter().filter(|object| object.key.kind != ObjectKind::Database).count()
    }

    /// How many objects there are of each kind, kinds with none and the database itself left out.
    pub(crate) fn counts(&self) -> BTreeMap<ObjectKind, u64> {
        let mut counts = BTreeMap::new();
        for object in self.objects.iter().filter(|object| object.key.kind != ObjectKind::Database) {
            *counts.entry(object.key.kind).or_insert(0) += 1;
        }
        counts
    }

    /// Writes the texts as the wanted side does that were confirmed to be the same.
    pub(crate) fn respell(&mut self, same: &[Change]) {
        for change in same {
            if let Difference::Differs { attribute, to: Some(to), .. } = &change.difference
                && let Ok(at) = self.objects.0.binary_search_by(|object| object.key.cmp(&change.key))
            {
                self.objects.0[at].attributes.insert(*attribute, to.clone());
            }
        }
    }

    /// The value of an attribute of an object that may not be there.
    pub(crate) fn value(&self, key: &ObjectKey, attribute: Attribute) -> Option<&Value> {
        self.objects.get(key)?.attributes.get(attribute)
    }

    /// The text that shows an object.
    pub(crate) fn definition(&self, key: &ObjectKey) -> Option<&Text> {
        self.objects.get(key)?.definition.as_ref()
    }
}
