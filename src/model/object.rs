//! Every object of a database has one shape: key, named attributes, definition.

use std::fmt;
use std::sync::Arc;

use super::attribute::Attribute;
pub(crate) use super::kind::ObjectKind;
use super::quote::quote_path;

/// A name or a text of a catalog. Shared, because a database says the same few thousand words in
/// half a million places.
pub(crate) type Text = Arc<str>;

/// The identity of an object: names, never OIDs. Map key, sort order and what messages print.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ObjectKey {
    pub(crate) kind: ObjectKind,
    /// Empty for schemas, extensions and all else that lives in none.
    pub(crate) schema: Text,
    /// The table, view or domain that a column, constraint, trigger or policy belongs to.
    pub(crate) parent: Option<Text>,
    /// For functions and procedures with the identity arguments: `area(r double precision)`.
    pub(crate) name: Text,
}

impl ObjectKey {
    /// `schema.parent.name` without quotes, for people and for glob rules. Not to be parsed.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for part in [Some(&self.schema), self.parent.as_ref()].into_iter().flatten() {
            if !part.is_empty() {
                path.push_str(part);
                path.push('.');
            }
        }
        path.push_str(&self.name);
        path
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.path())
    }
}

/// The value of one attribute, in canonical form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Value {
    Text(Text),
    /// Order matters: sort before building one where it does not.
    List(Arc<[Text]>),
}

impl Value {
    /// The text, where it is one.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::List(_) => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl<T: AsRef<str>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(|item| item.as_ref().into()).collect())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::List(items) => f.write_str(&items.join(", ")),
        }
    }
}

/// The facts of one object, in the order of reports. Few per object and many objects: a sorted
/// list takes half the room of a map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attributes(Vec<(Attribute, Value)>);

impl Attributes {
    pub(crate) fn get(&self, attribute: Attribute) -> Option<&Value> {
        let at = self.0.binary_search_by_key(&attribute, |(known, _)| *known).ok()?;
        Some(&self.0[at].1)
    }

    /// The value as text; `None` where it is absent or a list.
    pub(crate) fn text(&self, attribute: Attribute) -> Option<&str> {
        self.get(attribute)?.as_text()
    }

    pub(crate) fn insert(&mut self, attribute: Attribute, value: Value) {
        match self.0.binary_search_by_key(&attribute, |(known, _)| *known) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (attribute, value)),
        }
    }

    pub(crate) fn remove(&mut self, attribute: Attribute) -> Option<Value> {
        let at = self.0.binary_search_by_key(&attribute, |(known, _)| *known).ok()?;
        Some(self.0.remove(at).1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Attribute, &Value)> {
        self.0.iter().map(|(attribute, value)| (*attribute, value))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Gives back the room that growing took.
    pub(crate) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }
}

impl FromIterator<(Attribute, Value)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (Attribute, Value)>>(items: I) -> Self {
        let mut attributes: Vec<(Attribute, Value)> = items.into_iter().collect();
        attributes.sort_by_key(|(attribute, _)| *attribute);
        Self(attributes)
    }
}

/// One object of a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) key: ObjectKey,
    /// Facts compared one by one. An attribute that does not apply is absent.
    pub(crate) attributes: Attributes,
    /// SQL text that shows the whole object, where PostgreSQL or we can print one. For people; what
    /// is compared are the attributes.
    pub(crate) definition: Option<Text>,
}

/// Values that nobody writes: an object is shown without them.
const UNWRITTEN: &[(Attribute, &str)] = &[
    (Attribute::NotNull, "false"),
    (Attribute::Persistence, "logged"),
    (Attribute::RowSecurity, "false"),
    (Attribute::ForceRowSecurity, "false"),
    (Attribute::ReplicaIdentity, "default"),
    (Attribute::Permissive, "true"),
    (Attribute::Deterministic, "true"),
    (Attribute::Trusted, "false"),
    (Attribute::IsDefault, "false"),
    (Attribute::Hashes, "false"),
    (Attribute::Merges, "false"),
    (Attribute::Parallel, "unsafe"),
];

impl Object {
    /// Whether only its privileges are known, because it is the server's own, an extension's, or part
    /// of a view: it is there on both sides, and has the privileges it had from the start on the side
    /// that does not name it.
    pub(crate) fn is_elsewhere(&self) -> bool {
        let key = &self.key;
        // Schema public has no owner while nobody gave it one.
        let own = key.kind == ObjectKind::DefaultPrivileges
            || (key.kind == ObjectKind::Schema && &*key.name == "public");
        !own && self.attributes.len() == 1 && self.attributes.get(Attribute::Privileges).is_some()
    }

    /// The same object without anything known of it.
    pub(crate) fn bare(&self) -> Self {
        Self { key: self.key.clone(), attributes: Attributes::default(), definition: None }
    }

    /// The whole object for people: its definition or, where PostgreSQL prints none, its
    /// attributes, a line each.
    pub(crate) fn shown(&self) -> Option<String> {
        if let Some(definition) = &self.definition {
            return Some(definition.to_string());
        }
        if let (Some(what), Some(query)) = (self.key.kind.of_query(), self.attributes.text(Attribute::Query))
        {
            return Some(format!(
                "CREATE {what} {} AS\n{query}",
                quote_path(&self.key.schema, &self.key.name)
            ));
        }
        let told = |(attribute, value): &(Attribute, &Value)| {
            let text = value.to_string();
            !matches!(attribute, Attribute::Owner | Attribute::Privileges | Attribute::Position)
                && !text.is_empty()
                && !UNWRITTEN.contains(&(*attribute, text.as_str()))
        };
        let lines: Vec<String> =
            self.attributes.iter().filter(told).map(|(name, value)| format!("{name}: {value}")).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}
