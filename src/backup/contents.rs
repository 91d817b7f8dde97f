//! `catalog.json`: what the database held when it was dumped, so that any later restore can be
//! compared with it object by object. Written once per backup, covered by the manifest's checksums.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::error::BackupError;
use super::layout::CATALOG;
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::object::{Object, ObjectKey, ObjectKind, Value};

/// A catalog with the facts that a restore needs. Its own shape, not that of the model: old
/// backups must stay readable.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Contents {
    /// Globs of the schemas that were not dumped.
    pub(super) without_schemas: Vec<String>,
    /// Roles that own something, hold a privilege or are named in a policy.
    pub(super) roles: Vec<String>,
    server_major: u32,
    /// What the lockstep that wrote this could see. A newer one sees more, and must not take that
    /// for a difference.
    known_kinds: BTreeSet<String>,
    known_attributes: BTreeSet<String>,
    objects: Vec<StoredObject>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct StoredObject {
    kind: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    schema: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    name: String,
    attributes: BTreeMap<String, StoredValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    definition: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum StoredValue {
    Text(String),
    List(Vec<String>),
}

impl Contents {
    pub(super) fn new(catalog: &Catalog, roles: Vec<String>, without_schemas: Vec<String>) -> Self {
        let objects = catalog.objects.iter().map(|object| StoredObject {
            kind: object.key.kind.as_str().to_owned(),
            schema: object.key.schema.to_string(),
            parent: object.key.parent.as_deref().map(str::to_owned),
            name: object.key.name.to_string(),
            attributes: object
                .attributes
                .iter()
                .map(|(attribute, value)| (attribute.as_str().to_owned(), value.clone().into()))
                .collect(),
            definition: object.definition.as_deref().map(str::to_owned),
        });
        Self {
            without_schemas,
            roles,
            server_major: catalog.server_major,
            known_kinds: ObjectKind::ALL.iter().map(|kind| kind.as_str().to_owned()).collect(),
            known_attributes: Attribute::ALL.iter().map(|word| word.as_str().to_owned()).collect(),
            objects: objects.collect(),
        }
    }

    /// What the backup in `dir` holds.
    pub(super) fn read(dir: &Path) -> Result<Self, BackupError> {
        let path = dir.join(CATALOG);
        let text = fs::read(&path).map_err(BackupError::io("read", &path))?;
        serde_json::from_slice(&text).map_err(|error| BackupError::unusable(&path, error.to_string()))
    }

    pub(super) fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("only string keys")
    }

    /// The catalog in the snapshot that was dumped.
    pub(super) fn catalog(&self, dir: &Path) -> Result<Catalog, BackupError> {
        let objects =
            self.objects.iter().map(StoredObject::read).collect::<Option<_>>().ok_or_else(|| {
                BackupError::unusable(dir, "a newer lockstep made it, with objects this one does not know")
            })?;
        Ok(Catalog { server_major: self.server_major, objects, ..Catalog::default() })
    }

    /// Whether it holds this extension. A dump also names those of the schemas that were left out.
    pub(super) fn has_extension(&self, name: &str) -> bool {
        let word = ObjectKind::Extension.as_str();
        self.objects.iter().any(|object| object.kind == word && object.name == name)
    }

    /// Whether the lockstep that made the backup looked at objects of this kind.
    pub(super) fn knows_kind(&self, kind: ObjectKind) -> bool {
        self.known_kinds.contains(kind.as_str())
    }

    /// Whether it looked at this attribute.
    pub(super) fn knows_attribute(&self, attribute: Attribute) -> bool {
        self.known_attributes.contains(attribute.as_str())
    }
}

impl StoredObject {
    /// `None` for words that this version does not know.
    fn read(&self) -> Option<Object> {
        let key = ObjectKey {
            kind: ObjectKind::parse(&self.kind)?,
            schema: self.schema.as_str().into(),
            parent: self.parent.as_deref().map(Into::into),
            name: self.name.as_str().into(),
        };
        let attributes = self
            .attributes
            .iter()
            .map(|(word, value)| Some((Attribute::parse(word)?, value.clone().into())))
            .collect::<Option<_>>()?;
        Some(Object { key, attributes, definition: self.definition.as_deref().map(Into::into) })
    }
}

impl From<Value> for StoredValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.to_string()),
            Value::List(items) => Self::List(items.iter().map(ToString::to_string).collect()),
        }
    }
}

impl From<StoredValue> for Value {
    fn from(value: StoredValue) -> Self {
        match value {
            StoredValue::Text(text) => Self::from(text.as_str()),
            StoredValue::List(items) => items.iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_comes_back_as_it_was() {
        let key = ObjectKey {
            kind: ObjectKind::Policy,
            schema: "public".into(),
            parent: Some("a \"b\"".into()),
            name: "p\n".into(),
        };
        let attributes = [
            (Attribute::Command, Value::from("select")),
            (Attribute::Roles, ["a", "b"].into_iter().collect()),
        ];
        let object = Object { key, attributes: attributes.into_iter().collect(), definition: None };
        let catalog =
            Catalog { server_major: 15, objects: [object].into_iter().collect(), ..Catalog::default() };
        let dir = tempfile::tempdir().unwrap();
        let contents = Contents::new(&catalog, vec!["app".into()], Vec::new());
        fs::write(dir.path().join(CATALOG), contents.to_json()).unwrap();
        let read = Contents::read(dir.path()).unwrap();
        assert_eq!(read.catalog(dir.path()).unwrap(), catalog);
        assert!(read.knows_kind(ObjectKind::Index) && read.knows_attribute(Attribute::Owner));
    }
}
