//! The difference between two catalogs: one generic merge for every kind of object.

use std::collections::BTreeSet;

use super::attribute::Attribute;
use super::catalog::Catalog;
use super::glob::matches;
use super::implied::{fold, parents};
use super::object::{Object, ObjectKey, ObjectKind, Value};
use super::tolerance::tolerated;

/// How one object differs.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Difference {
    /// In the wanted catalog only. Carries the whole object as people read it (`Object::shown`).
    Missing { definition: Option<String> },
    /// In the catalog that is, only.
    Extra { definition: Option<String> },
    /// In both, and this attribute differs. `None` = the attribute is absent on that side.
    Differs { attribute: Attribute, from: Option<Value>, to: Option<Value> },
}

impl Difference {
    /// The word in JSON.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "missing",
            Self::Extra { .. } => "extra",
            Self::Differs { .. } => "differs",
        }
    }
}

/// One difference between two catalogs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) key: ObjectKey,
    pub(crate) difference: Difference,
}

/// What a comparison leaves out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    /// Attributes that are not compared: owners, privileges.
    pub(crate) skip_attributes: Vec<Attribute>,
    /// Objects that are not compared: kind, or any, and a glob of the path. Naming a table, view or
    /// domain leaves out everything on it too.
    pub(crate) ignore: Vec<(Option<ObjectKind>, String)>,
}

/// What has to change for the catalog that is, `from`, to become the wanted one, `to`; in key order.
/// What follows from another change is not listed again (`model::implied`).
pub(crate) fn diff(from: &Catalog, to: &Catalog, rules: &Rules) -> Vec<Change> {
    let mut changes = Vec::new();
    let compared = |key: &ObjectKey| !from.is_unreadable(key.kind) && !to.is_unreadable(key.kind);
    for (key, object) in from.objects.iter().filter(|(key, _)| compared(key)) {
        match to.objects.get(key) {
            Some(wanted) => {
                let majors = (from.server_major, to.server_major);
                changes.extend(differing_attributes(majors, object, wanted, rules));
            }
            None => changes.push(Change {
                key: key.clone(),
                difference: Difference::Extra { definition: object.shown() },
            }),
        }
    }
    for (key, object) in to.objects.iter().filter(|(key, _)| compared(key)) {
        if !from.objects.contains_key(key) {
            let difference = Difference::Missing { definition: object.shown() };
            changes.push(Change { key: key.clone(), difference });
        }
    }
    // Stable, so that the attributes of one object stay in their order.
    changes.sort_by(|a, b| a.key.cmp(&b.key));
    fold(changes, from, to)
        .into_iter()
        .filter(|change| !rules.ignore.iter().any(|rule| ignores(rule, &change.key, from, to)))
        .collect()
}

fn differing_attributes(majors: (u32, u32), is: &Object, wanted: &Object, rules: &Rules) -> Vec<Change> {
    let attributes: BTreeSet<Attribute> =
        is.attributes.keys().chain(wanted.attributes.keys()).copied().collect();
    attributes
        .into_iter()
        .filter(|attribute| !rules.skip_attributes.contains(attribute))
        .filter_map(|attribute| {
            let (from, to) = (is.attributes.get(&attribute), wanted.attributes.get(&attribute));
            if from == to || tolerated(majors, &is.key, attribute, from, to) {
                return None;
            }
            let difference = Difference::Differs { attribute, from: from.cloned(), to: to.cloned() };
            Some(Change { key: is.key.clone(), difference })
        })
        .collect()
}

/// Whether a rule names the object or what it is on.
fn ignores(rule: &(Option<ObjectKind>, String), key: &ObjectKey, from: &Catalog, to: &Catalog) -> bool {
    let named = |key: &ObjectKey| {
        // An index has a name of its own in the schema; its path names the table as well.
        let alone =
            || key.kind == ObjectKind::Index && matches(&rule.1, &format!("{}.{}", key.schema, key.name));
        rule.0.is_none_or(|kind| kind == key.kind) && (matches(&rule.1, &key.path()) || alone())
    };
    named(key)
        || parents(key).any(|parent| {
            (from.objects.contains_key(&parent) || to.objects.contains_key(&parent)) && named(&parent)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `kind path attribute value`, one per line; the path is `schema.name` or
    /// `schema.parent.name`. A value in brackets is a list.
    fn catalog(server_major: u32, text: &str) -> Catalog {
        let mut catalog = Catalog { server_major, ..Catalog::default() };
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let words: Vec<&str> = line.splitn(4, ' ').collect();
            let [kind, path, attribute, value] = words[..] else { panic!("{line}") };
            let path: Vec<&str> = path.split('.').collect();
            let key = ObjectKey {
                kind: ObjectKind::parse(kind).expect(kind),
                schema: path[..path.len() - 1].first().map(ToString::to_string).unwrap_or_default(),
                parent: (path.len() == 3).then(|| path[1].to_owned()),
                name: path[path.len() - 1].to_owned(),
            };
            let value = match value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) {
                Some(items) => Value::List(items.split("; ").map(str::to_owned).collect()),
                None => Value::Text(value.to_owned()),
            };
            catalog
                .objects
                .entry(key.clone())
                .or_insert_with(|| Object {
                    key,
                    attributes: [].into(),
                    definition: None,
                    dependencies: Vec::new(),
                })
                .attributes
                .insert(Attribute::parse(attribute).expect(attribute), value);
        }
        catalog
    }

    fn lines(from: &Catalog, to: &Catalog, rules: &Rules) -> Vec<String> {
        let line = |change: &Change| match &change.difference {
            Difference::Differs { attribute, .. } => format!("{} {attribute}", change.key),
            other => format!("{} {}", other.as_str(), change.key),
        };
        diff(from, to, rules).iter().map(line).collect()
    }

    #[test]
    fn attributes_one_by_one_in_order() {
        let from =
            catalog(15, "table s.a owner x\n table s.a options [b=1]\n view s.v query 1\n view s.w query 1");
        let to = catalog(15, "table s.a owner y\n table s.a comment c\n view s.v query 1\n view s.u query 1");
        assert_eq!(
            lines(&from, &to, &Rules::default()),
            [
                "table s.a owner",
                "table s.a comment",
                "table s.a options",
                "missing view s.u",
                "extra view s.w"
            ]
        );
        let rules = Rules { skip_attributes: vec![Attribute::Owner, Attribute::Comment], ..Rules::default() };
        assert_eq!(lines(&from, &to, &rules), ["table s.a options", "missing view s.u", "extra view s.w"]);
    }

    #[test]
    fn what_is_on_a_missing_table_comes_with_it() {
        let table = "table s.t owner x\n column s.t.a type integer\n index s.t.i definition d
            sequence s.q owned-by s.t.a\n policy s.t.p command all";
        let (with, without) = (catalog(15, table), catalog(15, "schema s owner x"));
        assert_eq!(lines(&without, &with, &Rules::default()), ["extra schema s", "missing table s.t"]);
        assert_eq!(lines(&with, &without, &Rules::default()), ["missing schema s", "extra table s.t"]);
        let view = catalog(15, "view s.t query 1\n column s.t.a default 1");
        assert_eq!(lines(&with, &view, &Rules::default()), ["extra table s.t", "missing view s.t"]);
    }

    #[test]
    fn a_missing_column_moves_no_other() {
        let from = catalog(15, "column s.t.a position 1\n column s.t.c position 2\n column s.t.d position 3");
        let to = catalog(
            15,
            "column s.t.a position 1\n column s.t.b position 2\n column s.t.c position 3\n column s.t.d position 4",
        );
        assert_eq!(lines(&from, &to, &Rules::default()), ["missing column s.t.b"]);
        let swapped =
            catalog(15, "column s.t.a position 1\n column s.t.d position 2\n column s.t.c position 3");
        assert_eq!(
            lines(&from, &swapped, &Rules::default()),
            ["column s.t.c position", "column s.t.d position"]
        );
    }

    #[test]
    fn a_parent_table_hands_its_changes_down() {
        let tree = |kind: &str| {
            catalog(
                15,
                &format!(
                    "table s.p owner x\n column s.p.a type {kind}\n table s.c partition-of s.p\n column s.c.a type {kind}"
                ),
            )
        };
        assert_eq!(lines(&tree("integer"), &tree("bigint"), &Rules::default()), ["column s.p.a type"]);
    }

    #[test]
    fn rules_ignore_objects_and_what_is_on_them() {
        let from = catalog(
            15,
            "table s.tmp_1 owner x\n column s.tmp_1.a type integer\n index s.t.tmp_1 definition d",
        );
        let to = catalog(15, "table s.tmp_1 owner x\n column s.tmp_1.a type bigint");
        let ignore = |kind, name: &str| Rules { ignore: vec![(kind, name.into())], ..Rules::default() };
        assert_eq!(lines(&from, &to, &ignore(Some(ObjectKind::Table), "s.tmp_*")), ["extra index s.t.tmp_1"]);
        assert_eq!(lines(&from, &to, &ignore(Some(ObjectKind::View), "s.*")).len(), 2);
        assert_eq!(lines(&from, &to, &ignore(None, "s.*")), [""; 0]);
    }

    #[test]
    fn versions_are_tolerated_only_where_they_explain_it() {
        let old = |major| {
            catalog(major, "table s.t privileges [@owner: SELECT; app: SELECT]\n schema .public owner a")
        };
        let new = |major| {
            catalog(
                major,
                "table s.t privileges [@owner: MAINTAIN, SELECT; app: SELECT]\n schema .public owner b",
            )
        };
        assert_eq!(lines(&old(14), &new(17), &Rules::default()), [""; 0]);
        assert_eq!(lines(&old(16), &new(17), &Rules::default()), ["schema public owner"]);
        assert_eq!(
            lines(&old(17), &new(17), &Rules::default()),
            ["schema public owner", "table s.t privileges"]
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_missing() {
        let to = catalog(15, "policy s.t.p command all\n view s.v query 1");
        let from = Catalog { unreadable: vec!["policy: permission denied".into()], ..catalog(15, "") };
        assert_eq!(lines(&from, &to, &Rules::default()), ["missing view s.v"]);
    }
}
