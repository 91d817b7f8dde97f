//! What migrations do to a schema: the differences between the catalogs without and with them.

use std::collections::BTreeSet;

use super::attribute::Attribute;
use super::diff::{Change, Difference};
use super::object::ObjectKey;

/// What the migrations in question change, as far as a comparison sees it.
#[derive(Debug, Default)]
pub(crate) struct Effect {
    keys: BTreeSet<ObjectKey>,
    /// Each change by itself; `None`: the whole object comes or goes.
    parts: BTreeSet<(ObjectKey, Option<Attribute>)>,
}

impl Effect {
    /// Of what makes the catalog without them the one with them.
    pub(crate) fn of(changes: Vec<Change>) -> Self {
        let mut effect = Self::default();
        for change in changes {
            effect.parts.insert((change.key.clone(), attribute(&change)));
            effect.keys.insert(change.key);
        }
        effect
    }

    /// Adds what later migrations do.
    pub(crate) fn extend(&mut self, later: Self) {
        self.keys.extend(later.keys);
        self.parts.extend(later.parts);
    }

    /// Nothing that is compared: rows only, or nothing at all.
    pub(crate) fn is_silent(&self) -> bool {
        self.parts.is_empty()
    }

    pub(crate) fn size(&self) -> usize {
        self.keys.len()
    }

    /// Whether a difference is the very thing that was to change, however little it weighs elsewhere.
    pub(crate) fn decides(&self, change: &Change) -> bool {
        self.parts.contains(&(change.key.clone(), attribute(change)))
    }

    /// Whether a difference is about one of the objects, or about something inside one of them.
    pub(crate) fn touches(&self, change: &Change) -> bool {
        self.keys.contains(&change.key)
            || self.keys.iter().any(|key| {
                key.schema == change.key.schema
                    && (change.key.parent.as_deref() == Some(&key.name)
                        || key.parent.as_deref() == Some(&change.key.name))
            })
    }
}

fn attribute(change: &Change) -> Option<Attribute> {
    match change.difference {
        Difference::Differs { attribute, .. } => Some(attribute),
        Difference::Missing { .. } | Difference::Extra { .. } => None,
    }
}
