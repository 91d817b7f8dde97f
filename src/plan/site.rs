//! What the kinds may ask: both catalogs, how the plan is to be, and what else it does.

use std::collections::HashSet;

use super::side::Side;
use super::step::Step;
use super::{Options, form::Form};
use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind, Text, Value};
use crate::model::quote::{quote_name, quote_path};

/// The longest name PostgreSQL keeps, in bytes.
pub(super) const LONGEST_NAME: usize = 63;

pub(super) struct Site<'a> {
    pub(super) from: &'a Side<'a>,
    pub(super) to: &'a Side<'a>,
    pub(super) options: &'a Options,
    /// Relations that the plan itself makes.
    pub(super) made: HashSet<ObjectKey>,
    /// Objects that it drops, or drops and makes again.
    pub(super) torn: HashSet<ObjectKey>,
}

impl Site<'_> {
    /// The major version of the server that the plan is for.
    pub(super) fn major(&self) -> u32 {
        self.from.catalog.server_major
    }

    /// Whether the table is new: nobody waits for it and it holds nothing.
    pub(super) fn is_new(&self, table: &ObjectKey) -> bool {
        self.made.contains(table)
    }

    /// Whether others use the table while the plan runs, and it must be gentle with them.
    pub(super) fn is_online(&self, table: &ObjectKey) -> bool {
        self.options.online && !self.is_new(table)
    }

    /// Whether the object is dropped, for good or to be made again.
    pub(super) fn is_torn(&self, key: &ObjectKey) -> bool {
        self.torn.contains(key)
    }

    /// The relation or domain that an object is on, on the wanted side or else on the one that is.
    pub(super) fn parent(&self, key: &ObjectKey) -> Option<&ObjectKey> {
        self.to.parent(key).or_else(|| self.from.parent(key))
    }

    /// A name for the old one while the new one is made beside it.
    pub(super) fn aside(&self, name: &str) -> String {
        marked(name, "__old")
    }

    /// A name for the new one until the old one is gone.
    pub(super) fn ahead(&self, name: &str) -> String {
        marked(name, "__new")
    }
}

fn marked(name: &str, mark: &str) -> String {
    let mut end = name.len().min(LONGEST_NAME - mark.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{mark}", &name[..end])
}

/// `schema.name`, quoted where it has to be.
pub(super) fn path(key: &ObjectKey) -> String {
    if key.schema.is_empty() { quote_name(&key.name) } else { quote_path(&key.schema, &key.name) }
}

/// `schema.table` of what is on a table, quoted where it has to be.
pub(super) fn parent_path(key: &ObjectKey) -> String {
    quote_path(&key.schema, key.parent.as_deref().unwrap_or_default())
}

/// The items of a list; none where it is absent.
pub(super) fn list(object: &Object, attribute: Attribute) -> &[Text] {
    match object.attributes.get(attribute) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

/// Whether a flag is set.
pub(super) fn flag(object: &Object, attribute: Attribute) -> bool {
    object.attributes.text(attribute) == Some("true")
}

/// `ALTER TABLE schema.table …`, or of a foreign table, a view and so on.
pub(super) fn alter_parent(parent: &ObjectKey, action: &str) -> String {
    let what = match parent.kind {
        ObjectKind::ForeignTable => "FOREIGN TABLE",
        ObjectKind::View => "VIEW",
        ObjectKind::MaterializedView => "MATERIALIZED VIEW",
        ObjectKind::Domain => "DOMAIN",
        ObjectKind::Composite => "TYPE",
        _ => "TABLE",
    };
    format!("ALTER {what} {} {action}", path(parent))
}

/// A statement that drops what holds data: with the number of rows that go.
pub(super) fn losing_rows(table: &ObjectKey, form: Form, sql: String, detail: &str) -> Step {
    let rows = format!("SELECT count(*) FROM {}", path(table));
    Step::on(table, form, sql).hazard(Hazard::new(HazardKind::DataLoss, table, detail).counting("rows", rows))
}
