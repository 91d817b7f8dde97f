//! Partitions that come and go: a job makes next month's and drops last year's, and no migration does.

use std::collections::HashMap;

use super::attribute::Attribute;
use super::catalog::Catalog;
use super::diff::{Change, Difference};
use super::glob::matches;
use super::object::{ObjectKind, Value};

/// Leaves out the partitions that only one side has, where a pattern names the table that they are
/// partitions of, at whatever depth.
pub(super) fn without_dynamic(
    changes: Vec<Change>,
    from: &Catalog,
    to: &Catalog,
    patterns: &[String],
) -> Vec<Change> {
    if patterns.is_empty() {
        return changes;
    }
    let (have, want) = (partitioned(from), partitioned(to));
    let is_dynamic = |change: &Change| {
        let of = match change.difference {
            Difference::Extra { .. } => &have,
            Difference::Missing { .. } => &want,
            Difference::Differs { .. } => return false,
        };
        is_table(change.key.kind)
            && ancestors(of, &change.key.path())
                .any(|table| patterns.iter().any(|pattern| matches(pattern, table)))
    };
    changes.into_iter().filter(|change| !is_dynamic(change)).collect()
}

fn is_table(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Table | ObjectKind::ForeignTable)
}

/// The path of each partition with that of the table it is a partition of.
fn partitioned(catalog: &Catalog) -> HashMap<String, &str> {
    let tables = catalog.objects.iter().filter(|object| is_table(object.key.kind));
    tables
        .filter_map(|object| match object.attributes.get(Attribute::PartitionOf)? {
            Value::Text(parent) => Some((object.key.path(), &**parent)),
            Value::List(_) => None,
        })
        .collect()
}

fn ancestors<'a>(of: &'a HashMap<String, &'a str>, path: &str) -> impl Iterator<Item = &'a str> {
    let first = of.get(path).copied();
    std::iter::successors(first, |parent| of.get(*parent).copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::{Object, ObjectKey};

    fn table(name: &str, of: Option<&str>) -> Object {
        let of = of.map(|parent| (Attribute::PartitionOf, Value::from(parent)));
        Object {
            key: ObjectKey { kind: ObjectKind::Table, schema: "s".into(), parent: None, name: name.into() },
            attributes: of.into_iter().collect(),
            definition: None,
        }
    }

    #[test]
    fn only_partitions_of_the_tables_that_are_named_may_come_and_go() {
        let catalog = Catalog {
            objects: [
                table("events", None),
                table("events_2027", Some("s.events")),
                table("events_2027_01", Some("s.events_2027")),
                table("orders_1", Some("s.orders")),
            ]
            .into_iter()
            .collect(),
            ..Catalog::default()
        };
        let changes = |patterns: &[&str]| -> Vec<String> {
            let patterns: Vec<String> = patterns.iter().map(ToString::to_string).collect();
            let extra = |object: &Object| Change::new(&object.key, Difference::Extra { definition: None });
            let all = catalog.objects.iter().map(extra).collect();
            let left = without_dynamic(all, &catalog, &Catalog::default(), &patterns);
            left.iter().map(|change| change.key.name.to_string()).collect()
        };
        assert_eq!(changes(&["s.events"]), ["events", "orders_1"]);
        assert_eq!(changes(&["*"]), ["events"]);
        assert_eq!(changes(&[]).len(), 4);
    }
}
