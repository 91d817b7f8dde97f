//! Which objects of a database a capture is about.

use std::collections::HashMap;

use crate::model::attribute::Attribute;
use crate::model::glob;
use crate::model::object::{Object, ObjectKind, Value};

/// What to read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    /// Globs of the schemas wanted.
    pub(crate) schemas: Vec<String>,
    /// Globs of schemas left out all the same: those the provider manages.
    pub(crate) without_schemas: Vec<String>,
    /// `(schema, table)` left out with everything on them: the history tables.
    pub(crate) without_tables: Vec<(String, String)>,
    /// Whether to read what depends on what.
    pub(crate) dependencies: bool,
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
        match key.kind {
            ObjectKind::Schema => return self.wants_schema(&key.name),
            // An extension serves the whole database wherever it is; only one that sits in a
            // provider's own schema is the provider's.
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
