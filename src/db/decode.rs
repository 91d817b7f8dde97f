//! Rows of the capture queries as objects. The same for every kind: the first six columns are the
//! address and the key, and each further column is named after the attribute it holds.

use super::acl;
use super::session::Row;
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind, Value};

/// Columns before the attributes: `oid, subid, schema, parent, name, definition`.
const KEY_COLUMNS: usize = 6;

/// The column that names the role whose privileges are the owner's, for objects that have no
/// owner of their own.
const ACL_OWNER: &str = "acl-owner";

/// OID and sub-object number, as text.
pub(super) type Address = (String, String);

/// What the columns after the key mean.
pub(super) struct Layout(Vec<(Column, bool)>);

#[derive(Clone, Copy)]
enum Column {
    Attribute(Attribute),
    AclOwner,
    /// Named after nothing we know. A test reads every query and wants none of these.
    Unknown,
}

impl Layout {
    /// Reads the column names of a query's first row.
    pub(super) fn of(row: &Row<'_>) -> Self {
        let columns = row.columns().skip(KEY_COLUMNS).map(|(name, list)| match Attribute::parse(name) {
            Some(attribute) => (Column::Attribute(attribute), list),
            None if name == ACL_OWNER => (Column::AclOwner, list),
            None => (Column::Unknown, list),
        });
        Self(columns.collect())
    }

    /// The object in a row, or `None` when the server could not print it: it went away while we
    /// were reading, because printing looks at the present and not at the snapshot.
    pub(super) fn read(&self, kind: ObjectKind, row: &Row<'_>) -> Option<(Address, Object)> {
        let text = |column: usize| row.text(column).map(|text| text.into_owned());
        let address = (text(0)?, text(1)?);
        let key = ObjectKey { kind, schema: text(2)?, parent: text(3), name: text(4)? };
        let mut object = Object { key, attributes: [].into(), definition: text(5), dependencies: Vec::new() };
        let mut owner = None;
        for (at, (column, list)) in self.0.iter().enumerate() {
            let Some(value) = row.text(KEY_COLUMNS + at) else { continue };
            match column {
                Column::Attribute(attribute) if *list => {
                    object.attributes.insert(*attribute, Value::List(array(&value)));
                }
                Column::Attribute(attribute) => {
                    object.attributes.insert(*attribute, Value::Text(value.into_owned()));
                }
                Column::AclOwner => owner = Some(value.into_owned()),
                Column::Unknown => {}
            }
        }
        if printed(kind).is_some_and(|attribute| !object.attributes.contains_key(&attribute)) {
            return None;
        }
        canonicalise(&mut object, owner);
        Some((address, object))
    }
}

/// The attribute that the server prints for every object of the kind.
fn printed(kind: ObjectKind) -> Option<Attribute> {
    use ObjectKind as Kind;
    match kind {
        Kind::Constraint | Kind::Index | Kind::Trigger => Some(Attribute::Definition),
        Kind::View | Kind::MaterializedView => Some(Attribute::Query),
        Kind::Function | Kind::Procedure => Some(Attribute::Body),
        Kind::Schema
        | Kind::Extension
        | Kind::Enum
        | Kind::Domain
        | Kind::Composite
        | Kind::Sequence
        | Kind::Table
        | Kind::Column
        | Kind::Policy => None,
    }
}

/// Puts lists into the order that is compared, and shows a printed definition as the whole object.
fn canonicalise(object: &mut Object, owner: Option<String>) {
    let owner = owner.or_else(|| match object.attributes.get(&Attribute::Owner) {
        Some(Value::Text(owner)) => Some(owner.clone()),
        _ => None,
    });
    for (attribute, value) in &mut object.attributes {
        if let Value::List(items) = value {
            if *attribute == Attribute::Privileges {
                *items = acl::canonical(items, owner.as_deref().unwrap_or_default());
            }
            if attribute.is_unordered() {
                items.sort();
            }
        }
    }
    if let (None, Some(Value::Text(printed))) =
        (&object.definition, object.attributes.get(&Attribute::Definition))
    {
        object.definition = Some(match object.key.kind {
            ObjectKind::Constraint => format!("CONSTRAINT {} {printed}", object.key.name),
            _ => printed.clone(),
        });
    }
}

/// The items of a one-dimensional array as the server prints it: `{a,"b \"c\"",NULL}`
/// (<https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO>).
fn array(text: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut item = String::new();
    let mut quoted = false;
    let mut any = false;
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}')).unwrap_or(text);
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        any = true;
        match character {
            '"' => quoted = !quoted,
            '\\' => item.extend(characters.next()),
            ',' if !quoted => items.push(std::mem::take(&mut item)),
            _ => item.push(character),
        }
    }
    if any {
        items.push(item);
    }
    items
}

#[cfg(test)]
mod tests {
    use super::array;

    #[test]
    fn arrays_as_the_server_prints_them() {
        assert!(array("{}").is_empty());
        assert_eq!(array(r#"{""}"#), [""]);
        assert_eq!(
            array(
                r#"{a,"b, \"c\\","d
e"}"#
            ),
            ["a", r#"b, "c\"#, "d\ne"]
        );
    }
}
