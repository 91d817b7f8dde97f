//! What OIDs are called. Read once at the start of a capture, so that the rows of half a million
//! objects carry numbers and the server looks nothing up for them.

use rustc_hash::FxHashMap;

use super::intern::Interner;
use crate::db::acl::Defaults;
use crate::db::session::Row;
use crate::model::object::Text;
use crate::model::quote::{quote_name, quote_path};

/// The lists of names, in the order they are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    Schemas,
    Roles,
    Types,
    OperatorClasses,
    Collations,
    AccessMethods,
    /// The privileges that an object has before anybody grants or revokes.
    Privileges,
}

impl Naming {
    pub(super) const ALL: [Self; 7] = [
        Self::Schemas,
        Self::Roles,
        Self::Types,
        Self::OperatorClasses,
        Self::Collations,
        Self::AccessMethods,
        Self::Privileges,
    ];

    pub(super) fn query(self) -> &'static str {
        match self {
            Self::Schemas => "SELECT oid, nspname FROM pg_catalog.pg_namespace",
            Self::Roles => "SELECT oid, rolname FROM pg_catalog.pg_roles",
            Self::Types => include_str!("../queries/names/types.sql"),
            Self::OperatorClasses => include_str!("../queries/names/operator_classes.sql"),
            Self::Collations => "SELECT oid, collnamespace, collname FROM pg_catalog.pg_collation",
            Self::AccessMethods => "SELECT oid, amname FROM pg_catalog.pg_am",
            Self::Privileges => include_str!("../queries/names/privileges.sql"),
        }
    }
}

/// How a type is printed, and what a column of it has unless told otherwise.
#[derive(Debug, Clone)]
pub(super) struct TypeName {
    /// `None` for types of users: their rows bring the printed type.
    pub(super) printed: Option<Text>,
    pub(super) storage: char,
    pub(super) collation: u32,
}

/// One operator class.
#[derive(Debug, Clone)]
pub(super) struct OperatorClass {
    /// Qualified unless it is PostgreSQL's own.
    pub(super) name: Text,
    pub(super) is_default: bool,
    /// The OID of the type it is for.
    pub(super) input: u32,
}

/// OIDs and what they are called.
#[derive(Debug, Default)]
pub(super) struct Names {
    schemas: FxHashMap<u32, Text>,
    roles: FxHashMap<u32, Text>,
    types: FxHashMap<u32, TypeName>,
    operator_classes: FxHashMap<u32, OperatorClass>,
    collations: FxHashMap<u32, Text>,
    access_methods: FxHashMap<u32, Text>,
    pub(super) privileges: Defaults,
}

/// The schema of the server's own objects.
const PG_CATALOG: u32 = 11;
/// `default`, the collation of the database.
pub(super) const DEFAULT_COLLATION: u32 = 100;

impl Names {
    /// Takes in a row of the list.
    pub(super) fn learn(&mut self, naming: Naming, row: &Row<'_>, interner: &mut Interner) {
        let Some(oid) = number(row, 0) else {
            // The one list that is not about OIDs.
            if let (Naming::Privileges, Some(letter), Some(items)) = (naming, row.text(0), row.text(1)) {
                self.privileges.learn(&letter, &items);
            }
            return;
        };
        let text = |column: usize| row.text(column).unwrap_or_default();
        match naming {
            Naming::Schemas => {
                self.schemas.insert(oid, interner.text(&text(1)));
            }
            Naming::Roles => {
                self.roles.insert(oid, interner.text(&text(1)));
            }
            Naming::Types => {
                let printed = row.text(1).map(|printed| interner.text(&printed));
                let storage = text(2).chars().next().unwrap_or('x');
                let collation = number(row, 3).unwrap_or_default();
                self.types.insert(oid, TypeName { printed, storage, collation });
            }
            Naming::OperatorClasses => {
                let name = self.qualified(number(row, 1), &text(2));
                let name = interner.text(&name);
                let input = number(row, 4).unwrap_or_default();
                let class = OperatorClass { name, is_default: text(3) == "t", input };
                self.operator_classes.insert(oid, class);
            }
            Naming::Collations => {
                let name = self.qualified(number(row, 1), &text(2));
                self.collations.insert(oid, interner.text(&name));
            }
            Naming::AccessMethods => {
                self.access_methods.insert(oid, interner.text(&text(1)));
            }
            Naming::Privileges => {}
        }
    }

    fn qualified(&self, schema: Option<u32>, name: &str) -> String {
        match schema.and_then(|schema| Some((schema, self.schemas.get(&schema)?))) {
            Some((schema, text)) if schema != PG_CATALOG => quote_path(text, name),
            _ => quote_name(name),
        }
    }

    pub(super) fn schema(&self, oid: u32) -> Option<&Text> {
        self.schemas.get(&oid)
    }

    /// A role's name, or its number where the role is gone.
    pub(super) fn role(&self, oid: u32, interner: &mut Interner) -> Text {
        match self.roles.get(&oid) {
            Some(name) => name.clone(),
            None if oid == 0 => interner.text("PUBLIC"),
            None => interner.text(&format!("unknown (OID={oid})")),
        }
    }

    pub(super) fn data_type(&self, oid: u32) -> Option<&TypeName> {
        self.types.get(&oid)
    }

    pub(super) fn operator_class(&self, oid: u32) -> Option<&OperatorClass> {
        self.operator_classes.get(&oid)
    }

    pub(super) fn collation(&self, oid: u32) -> Option<&Text> {
        self.collations.get(&oid)
    }

    pub(super) fn access_method(&self, oid: u32) -> Option<&Text> {
        self.access_methods.get(&oid)
    }
}

fn number(row: &Row<'_>, column: usize) -> Option<u32> {
    row.text(column)?.parse().ok()
}
