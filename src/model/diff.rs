//! The difference between two catalogs: one generic merge for every kind of object.

use super::attribute::Attribute;
use super::catalog::Catalog;
pub(crate) use super::change::{Certainty, Change, Difference};
use super::glob::matches;
use super::implied::{fold, parents, without_handed_down};
use super::merge::merge;
use super::object::{ObjectKey, ObjectKind};
use super::partition::without_dynamic;
use super::rename::named;

/// What a comparison leaves out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    /// Attributes that are not compared: owners, privileges.
    pub(crate) skip_attributes: Vec<Attribute>,
    /// Kinds that are not compared: the database itself, against a replay.
    pub(crate) skip_kinds: Vec<ObjectKind>,
    /// Objects that are not compared: kind, or any, and a glob of the path. Naming a table, view or
    /// domain leaves out everything on it too.
    pub(crate) ignore: Vec<(Option<ObjectKind>, String)>,
    /// Globs of the tables whose partitions may be on one side only.
    pub(crate) dynamic_partitions: Vec<String>,
}

impl Rules {
    /// Whether the object of the catalog is compared at all.
    pub(crate) fn compares(&self, key: &ObjectKey, catalog: &Catalog) -> bool {
        !self.skip_kinds.contains(&key.kind)
            && !self.ignore.iter().any(|rule| ignores(rule, key, catalog, catalog))
    }
}

/// What has to change for the catalog that is, `from`, to become the wanted one, `to`; in key order.
/// What follows from another change is not listed again (`model::implied`), and what only has another
/// generated name is one change of the name.
pub(crate) fn diff(from: &Catalog, to: &Catalog, rules: &Rules) -> Vec<Change> {
    let changes = merge(from, to, rules);
    let changes = without_dynamic(fold(changes, from, to), from, to, &rules.dynamic_partitions);
    named(changes, from, to)
        .into_iter()
        .filter(|change| !rules.ignore.iter().any(|rule| ignores(rule, &change.key, from, to)))
        .collect()
}

/// The same without leaving out what is implied: one change for every object and attribute that has to
/// be seen to. Only what a parent table hands down to its children is not listed again.
pub(crate) fn unfolded(from: &Catalog, to: &Catalog, rules: &Rules) -> Vec<Change> {
    let changes = without_handed_down(merge(from, to, rules), from, to);
    let changes = without_dynamic(changes, from, to, &rules.dynamic_partitions);
    named(changes, from, to)
        .into_iter()
        .filter(|change| !rules.ignore.iter().any(|rule| ignores(rule, &change.key, from, to)))
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
        || parents(key)
            .any(|parent| (from.objects.contains(&parent) || to.objects.contains(&parent)) && named(&parent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalog::{Family, Unreadable};
    use crate::model::testing::catalog;

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
    fn the_sequence_of_a_serial_is_told_with_its_default() {
        let plain = catalog(15, "column s.t.a type integer");
        let serial = catalog(
            15,
            "column s.t.a type integer\n column s.t.a default nextval('s.q'::regclass)\n sequence s.q owned-by s.t.a",
        );
        assert_eq!(lines(&plain, &serial, &Rules::default()), ["column s.t.a default"]);
        assert_eq!(lines(&serial, &plain, &Rules::default()), ["column s.t.a default"]);
        let lost = catalog(15, "column s.t.a type integer\n column s.t.a default 1");
        assert_eq!(lines(&lost, &serial, &Rules::default()), ["column s.t.a default"]);
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
            catalog(
                major,
                "table s.t privileges [@owner: SELECT; app: ALL]\n schema .public owner a
                 aggregate s.a() transition-function array_append(anyarray,anyelement)",
            )
        };
        let new = |major| {
            catalog(
                major,
                "table s.t privileges [@owner: MAINTAIN, SELECT; app: ALL]\n schema .public owner b
                 aggregate s.a() transition-function array_append(anycompatiblearray,anycompatible)",
            )
        };
        let aggregate = "aggregate s.a() transition-function";
        assert_eq!(lines(&old(13), &new(17), &Rules::default()), [""; 0]);
        assert_eq!(lines(&old(14), &new(17), &Rules::default()), [aggregate]);
        assert_eq!(lines(&old(16), &new(17), &Rules::default()), ["schema public owner", aggregate]);
        assert_eq!(
            lines(&old(17), &new(17), &Rules::default()),
            ["schema public owner", "table s.t privileges", aggregate]
        );
    }

    #[test]
    fn privileges_alone_are_of_something_that_is_on_both_sides() {
        let from = catalog(15, "function pg_catalog.f() privileges [@owner: EXECUTE]");
        let to = catalog(
            15,
            "column s.v.c privileges [app: SELECT]\n default-privileges s.all privileges [app: ALL]",
        );
        assert_eq!(
            lines(&from, &to, &Rules::default()),
            [
                "column s.v.c privileges",
                "function pg_catalog.f() privileges",
                "missing default-privileges s.all"
            ]
        );
        let view = catalog(15, "view s.v query 1");
        assert_eq!(
            lines(&to, &view, &Rules::default()),
            ["missing view s.v", "extra default-privileges s.all"]
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_missing() {
        let to = catalog(15, "policy s.t.p command all\n view s.v query 1");
        let from = Catalog {
            unreadable: vec![Unreadable {
                what: Family::Objects(ObjectKind::Policy),
                reason: "permission denied".into(),
            }],
            ..catalog(15, "")
        };
        assert_eq!(lines(&from, &to, &Rules::default()), ["missing view s.v"]);
    }
}
