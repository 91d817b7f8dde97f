//! Every object of a database has one shape: key, named attributes, definition, dependencies.

use std::collections::BTreeMap;
use std::fmt;

use super::attribute::Attribute;

/// The kinds of objects that the catalog knows. One more kind is one variant here and one query in
/// `db/queries/`; the order is the order of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ObjectKind {
    Schema,
    Extension,
    Enum,
    Domain,
    Composite,
    Sequence,
    Table,
    Column,
    Constraint,
    Index,
    View,
    MaterializedView,
    Function,
    Procedure,
    Trigger,
    Policy,
}

impl ObjectKind {
    pub(crate) const ALL: [Self; 16] = [
        Self::Schema,
        Self::Extension,
        Self::Enum,
        Self::Domain,
        Self::Composite,
        Self::Sequence,
        Self::Table,
        Self::Column,
        Self::Constraint,
        Self::Index,
        Self::View,
        Self::MaterializedView,
        Self::Function,
        Self::Procedure,
        Self::Trigger,
        Self::Policy,
    ];

    /// The word in reports, in JSON and in `compare.ignore[].kind`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Extension => "extension",
            Self::Enum => "enum",
            Self::Domain => "domain",
            Self::Composite => "composite",
            Self::Sequence => "sequence",
            Self::Table => "table",
            Self::Column => "column",
            Self::Constraint => "constraint",
            Self::Index => "index",
            Self::View => "view",
            Self::MaterializedView => "materialized-view",
            Self::Function => "function",
            Self::Procedure => "procedure",
            Self::Trigger => "trigger",
            Self::Policy => "policy",
        }
    }

    /// The kind a word names.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The identity of an object: names, never OIDs. Map key, sort order and what messages print.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ObjectKey {
    pub(crate) kind: ObjectKind,
    /// Empty for schemas and extensions, which live in none.
    pub(crate) schema: String,
    /// The table, view or domain that a column, constraint, trigger or policy belongs to.
    pub(crate) parent: Option<String>,
    /// For functions and procedures with the identity arguments: `area(r double precision)`.
    pub(crate) name: String,
}

impl ObjectKey {
    /// `schema.parent.name` without quotes, for people and for glob rules. Not to be parsed.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for part in [Some(self.schema.as_str()), self.parent.as_deref()].into_iter().flatten() {
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
    Text(String),
    /// Order matters: sort before building one where it does not.
    List(Vec<String>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::List(items) => f.write_str(&items.join(", ")),
        }
    }
}

/// One object of a catalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) key: ObjectKey,
    /// Facts compared one by one. An attribute that does not apply is absent.
    pub(crate) attributes: BTreeMap<Attribute, Value>,
    /// SQL text that shows the whole object, where PostgreSQL can print one. For people; what is
    /// compared are the attributes.
    pub(crate) definition: Option<String>,
    /// Objects that must exist before this one. Empty unless the capture was asked for them.
    pub(crate) dependencies: Vec<ObjectKey>,
}

/// Values that nobody writes: an object is shown without them.
const UNWRITTEN: &[(Attribute, &str)] = &[
    (Attribute::NotNull, "false"),
    (Attribute::Persistence, "logged"),
    (Attribute::RowSecurity, "false"),
    (Attribute::ForceRowSecurity, "false"),
    (Attribute::ReplicaIdentity, "default"),
    (Attribute::Permissive, "true"),
];

impl Object {
    /// The whole object for people: its definition or, where PostgreSQL prints none, its
    /// attributes, a line each.
    pub(crate) fn shown(&self) -> Option<String> {
        if self.definition.is_some() {
            return self.definition.clone();
        }
        let told = |(attribute, value): &(&Attribute, &Value)| {
            !matches!(attribute, Attribute::Owner | Attribute::Privileges | Attribute::Position)
                && !UNWRITTEN.contains(&(**attribute, value.to_string().as_str()))
        };
        let lines: Vec<String> =
            self.attributes.iter().filter(told).map(|(name, value)| format!("{name}: {value}")).collect();
        (!lines.is_empty()).then(|| lines.join("\n"))
    }
}
