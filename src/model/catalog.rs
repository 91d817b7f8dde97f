//! Everything a database contains at one moment.

use std::collections::BTreeMap;

use super::object::{Object, ObjectKey, ObjectKind, Value};

/// A set of objects with the facts needed to read it right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Catalog {
    /// `server_version_num / 10000` of the server that printed the texts.
    pub(crate) server_major: u32,
    pub(crate) objects: BTreeMap<ObjectKey, Object>,
    /// What the connected role could not read: the kind, a colon and the server's reason; never
    /// taken for empty.
    pub(crate) unreadable: Vec<String>,
}

impl Catalog {
    /// Whether objects of this kind are missing here only because they could not be read.
    pub(crate) fn is_unreadable(&self, kind: ObjectKind) -> bool {
        self.unreadable.iter().any(|what| what.split(':').next() == Some(kind.as_str()))
    }

    /// How many objects there are of each kind, kinds with none left out.
    pub(crate) fn counts(&self) -> BTreeMap<ObjectKind, u64> {
        let mut counts = BTreeMap::new();
        for key in self.objects.keys() {
            *counts.entry(key.kind).or_insert(0) += 1;
        }
        counts
    }

    /// Feeds the canonical form to `sink`, piece by piece: every key and attribute, each text
    /// preceded by its length, each list by the number of its items, in key order. The objects of
    /// two catalogs are equal exactly when these bytes are (definitions and dependencies are
    /// derived and stay out).
    pub(crate) fn canonical(&self, sink: &mut dyn FnMut(&[u8])) {
        let mut text = |text: &str| {
            sink(&(text.len() as u64).to_le_bytes());
            sink(text.as_bytes());
        };
        for (key, object) in &self.objects {
            text(key.kind.as_str());
            text(&key.schema);
            text(key.parent.as_deref().unwrap_or(""));
            text(&key.name);
            text(&object.attributes.len().to_string());
            for (attribute, value) in &object.attributes {
                text(attribute.as_str());
                match value {
                    Value::Text(value) => {
                        text("text");
                        text(value);
                    }
                    Value::List(items) => {
                        text(&items.len().to_string());
                        items.iter().for_each(|item| text(item));
                    }
                }
            }
        }
    }
}
