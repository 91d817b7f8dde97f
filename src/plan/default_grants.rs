//! What `ALTER DEFAULT PRIVILEGES` says of objects to come: an object `for role X on tables` in a schema,
//! or in none for everywhere.

use std::collections::BTreeMap;

use super::grants::{Grants, everything};
use super::side::Side;
use super::site::list;
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};

/// The role and the word for the sort of objects, of a key.
pub(super) fn of_key(key: &ObjectKey) -> Option<(&str, &str)> {
    key.name.strip_prefix("for role ")?.rsplit_once(" on ")
}

/// Some kind of object of the sort that the word is for; what can be granted on them is the same.
pub(super) fn kind(word: &str) -> Option<ObjectKind> {
    match word {
        "tables" => Some(ObjectKind::Table),
        "sequences" => Some(ObjectKind::Sequence),
        "functions" => Some(ObjectKind::Function),
        "types" => Some(ObjectKind::Enum),
        "schemas" => Some(ObjectKind::Schema),
        _ => None,
    }
}

fn word(kind: ObjectKind) -> Option<&'static str> {
    use ObjectKind as Kind;
    match kind {
        Kind::Table | Kind::View | Kind::MaterializedView | Kind::ForeignTable => Some("tables"),
        Kind::Sequence => Some("sequences"),
        Kind::Function | Kind::Procedure | Kind::Aggregate => Some("functions"),
        Kind::Enum | Kind::Domain | Kind::Composite | Kind::Range | Kind::BaseType => Some("types"),
        Kind::Schema => Some("schemas"),
        _ => None,
    }
}

/// What a new object has from the start, by each role that could make it: for certain, and possibly.
pub(super) fn starts(key: &ObjectKey, sides: [&Side<'_>; 2], major: u32) -> (Grants, Grants) {
    let usual = Grants::unasked(key.kind, major);
    let (mut certain, mut possible) = (usual.clone(), usual.clone());
    let Some(sort) = word(key.kind) else { return (certain, possible) };
    for side in sides {
        let mut everywhere: BTreeMap<&str, Grants> = BTreeMap::new();
        let mut besides: BTreeMap<&str, Grants> = BTreeMap::new();
        // The last kind: a catalog is large.
        let defaults = side.catalog.objects.iter().rev();
        for object in defaults.take_while(|object| object.key.kind == ObjectKind::DefaultPrivileges) {
            let Some((role, said)) = of_default(object, key, sort, major) else { continue };
            let all = if object.key.schema.is_empty() { &mut everywhere } else { &mut besides };
            all.insert(role, said);
        }
        let roles: Vec<&str> = everywhere.keys().chain(besides.keys()).copied().collect();
        for role in roles {
            let mut start = everywhere.get(role).unwrap_or(&usual).clone();
            if let Some(besides) = besides.get(role) {
                start.join(besides);
            }
            certain = certain.common(&start);
            possible.join(&start);
        }
    }
    (certain, possible)
}

fn of_default<'a>(object: &'a Object, key: &ObjectKey, sort: &str, major: u32) -> Option<(&'a str, Grants)> {
    let is_there = object.key.schema.is_empty() || object.key.schema == key.schema;
    let (role, word) = of_key(&object.key).filter(|(_, word)| is_there && *word == sort)?;
    Some((role, of(object, word, major)))
}

/// The lines of such an object.
pub(super) fn of(object: &Object, word: &str, major: u32) -> Grants {
    Grants::of(list(object, Attribute::Privileges), all(word, major))
}

/// Everything that there is to grant on objects of the sort.
pub(super) fn all(word: &str, major: u32) -> &'static [&'static str] {
    match kind(word) {
        Some(kind) => everything(kind, major),
        None => &["SELECT", "UPDATE"],
    }
}
