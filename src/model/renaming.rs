//! Renames that somebody named: which object each is about, and the statement that does it.

use super::attribute::Attribute;
use super::catalog::Catalog;
use super::object::{Object, ObjectKey, ObjectKind as K, Value};
use super::place::Place;
use super::quote::{quote_literal, quote_name, quote_path};

/// What is renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Renamed {
    Object(K),
    /// A label of an enum.
    EnumValue,
}

impl Renamed {
    /// The words of `renames[].kind`.
    pub(crate) const WORDS: &'static [(&'static str, Self)] = &[
        ("table", Self::Object(K::Table)),
        ("column", Self::Object(K::Column)),
        ("constraint", Self::Object(K::Constraint)),
        ("index", Self::Object(K::Index)),
        ("view", Self::Object(K::View)),
        ("materialized-view", Self::Object(K::MaterializedView)),
        ("sequence", Self::Object(K::Sequence)),
        ("enum", Self::Object(K::Enum)),
        ("enum-value", Self::EnumValue),
        ("domain", Self::Object(K::Domain)),
        ("composite", Self::Object(K::Composite)),
        ("function", Self::Object(K::Function)),
        ("schema", Self::Object(K::Schema)),
        ("trigger", Self::Object(K::Trigger)),
        ("policy", Self::Object(K::Policy)),
    ];

    pub(crate) fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, what)| *what == self).map_or("", |(word, _)| word)
    }

    /// What is on something is renamed before it, so that all statements can say the old names.
    fn turn(self) -> u8 {
        match self {
            Self::EnumValue => 0,
            Self::Object(K::Column | K::Constraint | K::Index | K::Trigger | K::Policy) => 1,
            Self::Object(K::Schema) => 3,
            Self::Object(_) => 2,
        }
    }
}

/// Who named it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// `renames` in the configuration.
    Settings,
    /// A comment in a migration.
    Migration(Place),
}

/// A rename that somebody named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Renaming {
    pub(crate) what: Renamed,
    /// The path of the object, of an enum's label with the label at its end.
    pub(crate) from: String,
    /// The new name alone.
    pub(crate) to: String,
    pub(crate) origin: Origin,
}

/// A rename of an object that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) what: Renamed,
    /// The object, for a label its enum, by the old names.
    pub(crate) key: ObjectKey,
    /// The old name, alone.
    pub(crate) from: String,
    pub(crate) to: String,
}

impl Renaming {
    /// `column public.users.image_url to image`.
    pub(crate) fn shown(&self) -> String {
        format!("{} {} to {}", self.what.as_str(), self.from, self.to)
    }

    fn found(&self, catalog: &Catalog) -> Option<Found> {
        let mut objects = catalog.objects.iter().filter(|object| self.names(object));
        let object = objects.next()?;
        // Several functions of one name: which of them is not said.
        if objects.next().is_some() {
            return None;
        }
        let key = object.key.clone();
        let from = match self.what {
            Renamed::EnumValue => self.from.get(key.path().len() + 1..)?.to_owned(),
            Renamed::Object(_) => name_alone(&key.name).to_owned(),
        };
        Some(Found { what: self.what, key, from, to: self.to.clone() })
    }

    fn names(&self, object: &Object) -> bool {
        let key = &object.key;
        match self.what {
            Renamed::EnumValue => {
                let label = self.from.strip_prefix(&key.path()).and_then(|rest| rest.strip_prefix('.'));
                key.kind == K::Enum && label.is_some_and(|label| has_label(object, label))
            }
            Renamed::Object(kind) => {
                let path = key.path();
                let alone = match kind {
                    // An index has a name of its own in the schema.
                    K::Index => format!("{}.{}", key.schema, key.name),
                    K::Function => name_alone(&path).to_owned(),
                    _ => path.clone(),
                };
                key.kind == kind && (path == self.from || alone == self.from)
            }
        }
    }
}

fn has_label(object: &Object, label: &str) -> bool {
    match object.attributes.get(Attribute::Labels) {
        Some(Value::List(labels)) => labels.iter().any(|one| **one == *label),
        _ => false,
    }
}

/// A function's name without its arguments.
fn name_alone(name: &str) -> &str {
    name.split_once('(').map_or(name, |(name, _)| name)
}

/// The renames that are to be done, in an order in which their statements can be run; and of the others
/// what keeps them from it.
pub(crate) fn settle(
    renames: &[Renaming],
    have: &Catalog,
    want: &Catalog,
) -> (Vec<Found>, Vec<(Renaming, String)>) {
    let mut found: Vec<(Renaming, Found)> = Vec::new();
    let mut left = Vec::new();
    for renaming in renames {
        match renaming.found(have) {
            Some(one) if found.iter().any(|(_, known)| *known == one) => {}
            Some(one) => found.push((renaming.clone(), one)),
            None => left.push((renaming.clone(), "there is no such object".to_owned())),
        }
    }
    found.sort_by_key(|(_, one)| one.what.turn());
    // One that cannot be done changes what becomes of the names of others.
    loop {
        let all: Vec<Found> = found.iter().map(|(_, one)| one.clone()).collect();
        let refused = found.iter().position(|(_, one)| refusal(one, &all, have, want).is_some());
        let Some(at) = refused else { return (all, left) };
        let (renaming, one) = found.remove(at);
        left.push((renaming, refusal(&one, &all, have, want).unwrap_or_default()));
    }
}

fn refusal(one: &Found, all: &[Found], have: &Catalog, want: &Catalog) -> Option<String> {
    let to = &one.to;
    let wanted = renamed(&one.key, all);
    if one.what == Renamed::EnumValue {
        let (have, want) = (have.objects.get(&one.key)?, want.objects.get(&wanted));
        return match want {
            _ if has_label(have, to) => Some(format!("label {to} is there already")),
            Some(want) if has_label(want, to) && !has_label(want, &one.from) => None,
            _ => Some(format!("the wanted schema does not have label {to} in its place")),
        };
    }
    let beside = ObjectKey { name: wanted.name.clone(), ..one.key.clone() };
    if have.objects.contains(&beside) {
        return Some(format!("{beside} is there already"));
    }
    if !want.objects.contains(&wanted) {
        return Some(format!("the wanted schema has no {wanted}"));
    }
    let others: Vec<Found> = all.iter().filter(|other| *other != one).cloned().collect();
    let unchanged = renamed(&one.key, &others);
    want.objects.contains(&unchanged).then(|| format!("the wanted schema still has {unchanged}"))
}

/// The key that an object has once the renames are done.
pub(crate) fn renamed(key: &ObjectKey, renames: &[Found]) -> ObjectKey {
    let mut now = key.clone();
    for one in renames {
        let Renamed::Object(kind) = one.what else { continue };
        if one.key == *key {
            let arguments = key.name.get(one.from.len()..).unwrap_or_default();
            now.name = match kind {
                K::Function => format!("{}{arguments}", one.to).into(),
                _ => one.to.as_str().into(),
            };
        }
        if kind == K::Schema && *one.key.name == *key.schema {
            now.schema = one.to.as_str().into();
        }
        let is_parent = K::PARENTS.contains(&kind) && one.key.schema == key.schema;
        if is_parent && key.parent.as_ref() == Some(&one.key.name) {
            now.parent = Some(one.to.as_str().into());
        }
    }
    now
}

impl Found {
    /// The table whose lock the statement takes.
    pub(crate) fn table(&self, catalog: &Catalog) -> Option<ObjectKey> {
        if self.key.kind == K::Table {
            return Some(self.key.clone());
        }
        self.parent(catalog).filter(|key| key.kind == K::Table && self.key.kind != K::Index)
    }

    fn parent(&self, catalog: &Catalog) -> Option<ObjectKey> {
        let name = self.key.parent.clone()?;
        K::PARENTS.iter().find_map(|kind| {
            let schema = self.key.schema.clone();
            let key = ObjectKey { kind: *kind, schema, parent: None, name: name.clone() };
            catalog.objects.contains(&key).then_some(key)
        })
    }

    /// The statement that does it while everything else has its old name.
    pub(crate) fn sql(&self, catalog: &Catalog) -> String {
        let ObjectKey { schema, parent, .. } = &self.key;
        let (from, to) = (quote_name(&self.from), quote_name(&self.to));
        let path = quote_path(schema, &self.from);
        let on = parent.as_ref().map(|parent| quote_path(schema, parent)).unwrap_or_default();
        let kind = match self.what {
            Renamed::EnumValue => {
                let path = quote_path(schema, &self.key.name);
                let [from, to] = [&self.from, &self.to].map(|label| quote_literal(label));
                return format!("ALTER TYPE {path} RENAME VALUE {} TO {}", from.trim(), to.trim());
            }
            Renamed::Object(kind) => kind,
        };
        match kind {
            K::Column => format!("ALTER TABLE {on} RENAME COLUMN {from} TO {to}"),
            K::Constraint => {
                let is_domain = self.parent(catalog).is_some_and(|parent| parent.kind == K::Domain);
                let on_what = if is_domain { "DOMAIN" } else { "TABLE" };
                format!("ALTER {on_what} {on} RENAME CONSTRAINT {from} TO {to}")
            }
            K::Trigger => format!("ALTER TRIGGER {from} ON {on} RENAME TO {to}"),
            K::Policy => format!("ALTER POLICY {from} ON {on} RENAME TO {to}"),
            K::Schema => format!("ALTER SCHEMA {from} RENAME TO {to}"),
            K::Function => {
                let arguments = self.key.name.get(self.from.len()..).unwrap_or_default();
                format!("ALTER FUNCTION {path}{arguments} RENAME TO {to}")
            }
            kind => {
                let what = match kind {
                    K::Index => "INDEX",
                    K::View => "VIEW",
                    K::MaterializedView => "MATERIALIZED VIEW",
                    K::Sequence => "SEQUENCE",
                    K::Domain => "DOMAIN",
                    K::Enum | K::Composite => "TYPE",
                    _ => "TABLE",
                };
                format!("ALTER {what} {path} RENAME TO {to}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::catalog;

    fn renaming(line: &str) -> Renaming {
        let (kind, rest) = line.split_once(' ').expect("a kind");
        let (from, to) = rest.split_once(" to ").expect("to");
        let what = Renamed::WORDS.iter().find(|(word, _)| *word == kind).expect("known").1;
        Renaming { what, from: from.into(), to: to.into(), origin: Origin::Settings }
    }

    fn settled(renames: &[&str], from: &str, to: &str) -> Vec<String> {
        let (have, want) = (catalog(15, from), catalog(15, to));
        let renames: Vec<Renaming> = renames.iter().map(|line| renaming(line)).collect();
        let (found, left) = settle(&renames, &have, &want);
        let left = left.into_iter().map(|(renaming, reason)| format!("{}: {reason}", renaming.shown()));
        found.iter().map(|one| one.sql(&have)).chain(left).collect()
    }

    #[test]
    fn every_kind_has_its_statement_and_the_small_come_first() {
        let from = "schema .old owner x\n table old.t owner x\n column old.t.a type text\n index old.t.i columns [a]\n
            enum old.mood labels [sad; ok]\n function old.f(integer) body x";
        let to = "schema .new owner x\n table new.Order owner x\n column new.Order.b type text\n index new.Order.j columns [a]\n
            enum new.mood labels [blue; ok]\n function new.g(integer) body x";
        assert_eq!(
            settled(
                &[
                    "schema old to new",
                    "table old.t to Order",
                    "column old.t.a to b",
                    "index old.i to j",
                    "enum-value old.mood.sad to blue",
                    "function old.f to g",
                    "function old.f(integer) to g",
                ],
                from,
                to
            ),
            [
                "ALTER TYPE old.mood RENAME VALUE 'sad' TO 'blue'",
                "ALTER TABLE old.t RENAME COLUMN a TO b",
                "ALTER INDEX old.i RENAME TO j",
                "ALTER TABLE old.t RENAME TO \"Order\"",
                "ALTER FUNCTION old.f(integer) RENAME TO g",
                "ALTER SCHEMA old RENAME TO new",
            ]
        );
    }

    #[test]
    fn what_is_done_or_not_wanted_is_left_out() {
        let is = "table s.t owner x\n column s.t.a type text";
        let one = |line: &str, from: &str, to: &str| settled(&[line], from, to);
        let line = "column s.t.a to b";
        assert_eq!(one(line, is, is), ["column s.t.a to b: the wanted schema has no column s.t.b"]);
        let wanted = "table s.t owner x\n column s.t.b type text";
        assert_eq!(one(line, wanted, wanted), ["column s.t.a to b: there is no such object"]);
        let both = "table s.t owner x\n column s.t.b type text\n column s.t.a type text";
        assert_eq!(one(line, both, wanted), ["column s.t.a to b: column s.t.b is there already"]);
        assert_eq!(one(line, is, both), ["column s.t.a to b: the wanted schema still has column s.t.a"]);
    }
}
