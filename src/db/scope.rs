//! Which objects of a database a capture is about.

use std::collections::HashMap;

use crate::model::attribute::Attribute;
use crate::model::catalog::Objects;
use crate::model::glob;
use crate::model::object::{Object, ObjectKind, Value};
use crate::model::profile::Profile;
use crate::model::roles::RoleMap;

/// What to read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// Globs of the schemas wanted.
    pub(crate) schemas: Vec<String>,
    /// Globs of schemas left out all the same.
    pub(crate) without_schemas: Vec<String>,
    /// What belongs to a platform, left out too.
    pub(crate) managed: Profile,
    /// Roles that are read under another name.
    pub(crate) roles: RoleMap,
    /// `(schema, table)` left out with everything on them: the history tables.
    pub(crate) without_tables: Vec<(String, String)>,
    /// A schema that is read and not named itself: one that a migration tool makes with its history
    /// table is not there before the first migration.
    pub(crate) only_contents_of: Option<String>,
    /// Whether to read what depends on what.
    pub(crate) dependencies: bool,
}

impl Scope {
    /// The objects as they are compared: without what was granted to a platform's roles, and with the
    /// names of roles that are common to all environments.
    pub(super) fn settle(&self, objects: Objects) -> Objects {
        if self.managed.roles.is_empty() && self.roles.is_empty() {
            return objects;
        }
        objects.map(|mut object| {
            self.managed.without_grants(&mut object);
            self.roles.rename(&mut object);
            object
        })
    }
}

/// A scope that remembers its verdict on each schema: globs are tried once per schema, not once
/// per object.
pub(super) struct Filter<'a> {
    scope: &'a Scope,
    left_out: Vec<String>,
    schemas: HashMap<String, bool>,
}

impl<'a> Filter<'a> {
    pub(super) fn new(scope: &'a Scope) -> Self {
        let left_out =
            scope.without_tables.iter().map(|(schema, table)| format!("{schema}.{table}.")).collect();
        Self { scope, left_out, schemas: HashMap::new() }
    }

    /// Whether the object is wanted. A table that is left out takes its sequences along.
    pub(super) fn wants(&mut self, object: &Object) -> bool {
        let key = &object.key;
        if self.scope.managed.manages(object) {
            return false;
        }
        match key.kind {
            ObjectKind::Schema => {
                let unnamed = self.scope.only_contents_of.as_deref() == Some(&*key.name);
                return !unnamed && self.wants_schema(&key.name);
            }
            // An extension serves the whole database; it is left out with the schema that it is in.
            ObjectKind::Extension => {
                return match object.attributes.get(Attribute::Schema) {
                    Some(Value::Text(schema)) => !any(&self.scope.without_schemas, schema),
                    _ => true,
                };
            }
            _ => {}
        }
        if key.schema.is_empty() {
            // What lives in no schema serves the whole database.
            return true;
        }
        let table = key.parent.as_ref().unwrap_or(&key.name);
        let left_out = self
            .scope
            .without_tables
            .iter()
            .any(|(schema, without)| **schema == *key.schema && **without == **table);
        let owned = match object.attributes.get(Attribute::OwnedBy) {
            Some(Value::Text(owner)) => self.left_out.iter().any(|table| owner.starts_with(table.as_str())),
            _ => false,
        };
        // What is in no schema serves the whole database.
        !left_out && !owned && (key.schema.is_empty() || self.wants_schema(&key.schema))
    }

    fn wants_schema(&mut self, schema: &str) -> bool {
        if let Some(wanted) = self.schemas.get(schema) {
            return *wanted;
        }
        let wanted = any(&self.scope.schemas, schema) && !any(&self.scope.without_schemas, schema);
        self.schemas.insert(schema.to_owned(), wanted);
        wanted
    }
}

fn any(globs: &[String], schema: &str) -> bool {
    globs.iter().any(|pattern| glob::matches(pattern, schema))
}
