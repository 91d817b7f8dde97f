use super::*;
use crate::model::diff::{Rules, diff};
use crate::model::object::Value;

fn object(kind: ObjectKind, table: &str, name: &str, facts: &[(Attribute, &str)]) -> Object {
    let parent = (kind != ObjectKind::Table).then(|| table.into());
    Object {
        key: ObjectKey { kind, schema: "public".into(), parent, name: name.into() },
        attributes: facts.iter().map(|(attribute, value)| (*attribute, Value::from(*value))).collect(),
        definition: None,
    }
}

/// A table with `columns` columns, a key on the first, and a reference to `users`.
fn table(name: &str, columns: usize) -> Vec<Object> {
    let mut objects = vec![object(ObjectKind::Table, name, name, &[])];
    for number in 1..=columns {
        let (column, position) = (format!("c{number}"), number.to_string());
        let facts = [(Attribute::Type, "text"), (Attribute::Position, &position)];
        objects.push(object(ObjectKind::Column, name, &column, &facts));
    }
    for (key, definition) in
        [("pkey", "PRIMARY KEY (c1)"), ("fkey", "FOREIGN KEY (c2) REFERENCES public.users(id)")]
    {
        let facts = [(Attribute::Definition, definition)];
        objects.push(object(ObjectKind::Constraint, name, &format!("{name}_{key}"), &facts));
    }
    objects
}

fn catalog(objects: Vec<Object>) -> Catalog {
    Catalog { server_major: 15, objects: objects.into_iter().collect(), ..Catalog::default() }
}

fn sketched(have: Vec<Object>, want: Vec<Object>) -> Option<Sketch> {
    let (have, want) = (catalog(have), catalog(want));
    sketch(("is", "wanted"), diff(&have, &want, &Rules::default()).iter(), &have, &want)
}

#[test]
fn a_table_shows_its_columns_keys_and_references_and_what_changed() {
    let mut have = table("orders", 3);
    have.push(object(ObjectKind::Column, "orders", "extra", &[(Attribute::Type, "int")]));
    let sketch = sketched(have, table("orders", 3)).expect("a change");
    let [orders] = &sketch.tables[..] else { panic!("{sketch:?}") };
    assert_eq!((orders.name.as_str(), orders.mark), ("public.orders", Mark::Differs));
    let columns: Vec<(&str, bool, bool, Mark)> =
        orders.columns.iter().map(|one| (one.name.as_str(), one.primary, one.foreign, one.mark)).collect();
    assert_eq!(
        columns,
        [
            ("c1", true, false, Mark::Same),
            ("c2", false, true, Mark::Same),
            ("c3", false, false, Mark::Same),
            ("extra", false, false, Mark::Extra),
        ]
    );
    assert_eq!(orders.references[0].table, "public.users");
    assert_eq!(orders.references[0].columns, ["c2"]);
}

#[test]
fn everything_on_a_missing_table_is_missing_and_equal_tables_are_not_drawn() {
    let mut want = table("a", 2);
    want.extend(table("b", 2));
    let sketch = sketched(table("a", 2), want.clone()).expect("a change");
    assert_eq!(sketch.tables.len(), 1);
    assert!(sketch.tables[0].columns.iter().all(|column| column.mark == Mark::Missing));
    assert_eq!(sketched(want.clone(), want), None);
}

#[test]
fn what_is_too_much_is_counted_and_what_changed_is_kept() {
    let want: Vec<Object> = (10..40).flat_map(|number| table(&format!("t{number}"), 40)).collect();
    let mut have = want.clone();
    have.retain(|object| &*object.key.name != "c40");
    let sketch = sketched(have, want).expect("changes");
    assert_eq!((sketch.tables.len(), sketch.left_out), (MOST_TABLES, 10));
    let first = &sketch.tables[0];
    assert_eq!((first.columns.len(), first.left_out), (MOST_COLUMNS, 15));
    assert_eq!(first.columns.last().map(|column| column.mark), Some(Mark::Missing));
}
