//! Short texts that stand for a catalog and for each of its objects.
//!
//! A tree of hashes: an object's is of its key and facts and of the hashes of what is on it, a
//! catalog's of those of its objects. Nothing in it depends on OIDs, on the order of creation or on
//! the version of the server, beyond what that version prints.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::diff::{Change, Difference, Rules};
use crate::model::object::{Object, ObjectKey, Value};

/// Bytes of an object's hash that the tree keeps.
type Hash = [u8; 32];

/// SHA-256 of what the rules leave of the catalog, in hex. Equal exactly when a comparison under the
/// same rules finds nothing, once expressions that were confirmed to be the same are spelled alike
/// ([`Catalog::respell`]).
pub(crate) fn fingerprint(catalog: &Catalog, rules: &Rules) -> String {
    let mut root = Sha256::new();
    for (_, hash) in tree(catalog, rules, |_| true) {
        root.update(hash);
    }
    format!("{:x}", root.finalize())
}

/// The first half of the SHA-256 of what a change says of both sides.
pub(crate) fn of_change(change: &Change) -> String {
    let mut feed = Feed::default();
    feed.text(change.difference.as_str());
    match &change.difference {
        Difference::Missing { definition } | Difference::Extra { definition } => {
            feed.text(definition.as_deref().unwrap_or(""));
        }
        Difference::Differs { attribute, from, to } => {
            feed.text(attribute.as_str());
            for value in [from, to] {
                match value {
                    None => feed.text("nothing"),
                    Some(value) => feed.value(value),
                }
            }
        }
    }
    format!("sha256:{}", hex(&feed.0.finalize()[..16]))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is hashed: every text preceded by its length, every list by the number of its items.
#[derive(Default)]
struct Feed(Sha256);

impl Feed {
    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Text(value) => {
                self.text("text");
                self.text(value);
            }
            Value::List(items) => {
                self.text(&items.len().to_string());
                items.iter().for_each(|item| self.text(item));
            }
        }
    }
}

/// SHA-256, in hex, of each object of these schemas and names that stands alone, with everything on it.
pub(crate) fn of_objects<'a>(
    catalog: &'a Catalog,
    rules: &Rules,
    names: &BTreeSet<(&str, &str)>,
) -> BTreeMap<(&'a str, &'a str), String> {
    let wanted = |object: &Object| names.contains(&name(&object.key));
    tree(catalog, rules, wanted).into_iter().map(|(name, hash)| (name, hex(&hash))).collect()
}

/// Schema and name of the object that an object is, or is on.
pub(crate) fn name(key: &ObjectKey) -> (&str, &str) {
    (&key.schema, key.parent.as_deref().unwrap_or(&key.name))
}

/// For each schema and name the hash of what is called so and of what is on it, in that order.
fn tree<'a>(
    catalog: &'a Catalog,
    rules: &Rules,
    wanted: impl Fn(&Object) -> bool,
) -> Vec<((&'a str, &'a str), Hash)> {
    let compared = |object: &&Object| wanted(object) && rules.compares(&object.key, catalog);
    let mut leaves: Vec<((&str, &str), Hash)> = catalog
        .objects
        .iter()
        .filter(compared)
        .map(|object| (name(&object.key), own(object, rules)))
        .collect();
    // Stable: the objects of one name stay in key order.
    leaves.sort_by_key(|(name, _)| *name);
    leaves
        .chunk_by(|one, other| one.0 == other.0)
        .map(|leaves| {
            let mut hash = Sha256::new();
            leaves.iter().for_each(|(_, leaf)| hash.update(leaf));
            (leaves[0].0, hash.finalize().into())
        })
        .collect()
}

/// The object alone: its key and the facts that are compared.
fn own(object: &Object, rules: &Rules) -> Hash {
    let mut feed = Feed::default();
    let key = &object.key;
    for part in [key.kind.as_str(), &key.schema, key.parent.as_deref().unwrap_or(""), &key.name] {
        feed.text(part);
    }
    let compared = |(attribute, _): &(Attribute, &Value)| !rules.skip_attributes.contains(attribute);
    for (attribute, value) in object.attributes.iter().filter(compared) {
        feed.text(attribute.as_str());
        feed.value(value);
    }
    feed.0.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::ObjectKind;

    fn object(
        kind: ObjectKind,
        parent: Option<&str>,
        name: &str,
        attribute: Attribute,
        value: Value,
    ) -> Object {
        let key =
            ObjectKey { kind, schema: "public".into(), parent: parent.map(Into::into), name: name.into() };
        Object { key, attributes: [(attribute, value)].into_iter().collect(), definition: None }
    }

    #[test]
    fn a_different_list_is_a_different_catalog() {
        let catalog = |labels: &[&str]| {
            let labels = labels.iter().collect();
            let object = object(ObjectKind::Enum, None, "mood", Attribute::Labels, labels);
            Catalog { objects: [object].into_iter().collect(), ..Catalog::default() }
        };
        let one = fingerprint(&catalog(&["ab", "c"]), &Rules::default());
        assert_eq!(one.len(), 64);
        assert_eq!(one, fingerprint(&catalog(&["ab", "c"]), &Rules::default()));
        assert_ne!(one, fingerprint(&catalog(&["a", "bc"]), &Rules::default()));
    }

    #[test]
    fn what_is_on_a_table_is_in_its_hash_and_in_no_other() {
        let catalog = |kind: &str| {
            let owner = || Value::from("me");
            let objects = [
                object(ObjectKind::Table, None, "a", Attribute::Owner, owner()),
                object(ObjectKind::Table, None, "b", Attribute::Owner, owner()),
                object(ObjectKind::Column, Some("b"), "x", Attribute::Type, Value::from(kind)),
            ];
            Catalog { objects: objects.into_iter().collect(), ..Catalog::default() }
        };
        let rules = Rules::default();
        let (one, two) = (catalog("integer"), catalog("bigint"));
        let names = [("public", "a"), ("public", "b")].into_iter().collect();
        let (one, two) = (of_objects(&one, &rules, &names), of_objects(&two, &rules, &names));
        assert_eq!(one.len(), 2);
        assert_eq!(one[&("public", "a")], two[&("public", "a")]);
        assert_ne!(one[&("public", "b")], two[&("public", "b")]);
    }
}
