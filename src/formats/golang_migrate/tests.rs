use serde_json::{Value, json};

use super::*;

#[test]
fn locks_are_those_of_the_tool() {
    let vectors: Value =
        serde_json::from_str(include_str!("../../../tests/vectors/locks.json")).expect("JSON");
    let cases = vectors["locks"]["golang_migrate"]["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 4);
    for case in cases {
        let names: Vec<&str> =
            case["names"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
        assert_eq!(Some(lock(&names, case["dbname"].as_str().expect("a name"))), case["id"].as_i64());
    }
    let table = HistoryTable::new("public", "schema_migrations");
    assert_eq!(tool().locks("app", &table), [1_726_534_663, 1_787_120_056]);
}

fn tool() -> GolangMigrate {
    GolangMigrate { versions: ["1", "9", "10"].map(str::to_owned).to_vec() }
}

fn history(rows: &[Value]) -> Vec<(String, RowState)> {
    let migration = |version: &str| Migration {
        version: version.into(),
        name: format!("{version}_x"),
        ..Migration::default()
    };
    let migrations: Vec<Migration> = ["1", "9", "10"].map(migration).to_vec();
    let rows: Vec<Row<'_>> = rows.iter().map(|value| Row { tool: Tool::GolangMigrate, value }).collect();
    let history = tool().read_history(&rows, &migrations).expect("rows");
    history.into_iter().map(|row| (row.name, row.state)).collect()
}

#[test]
fn one_row_stands_for_all_before_it() {
    let one = |name: &str, state| (name.to_owned(), state);
    use RowState::{Applied, Failed};
    assert_eq!(history(&[]), []);
    assert_eq!(history(&[json!({"version": 9, "dirty": false})]), [one("1_x", Applied), one("9_x", Applied)]);
    assert_eq!(history(&[json!({"version": 9, "dirty": true})]), [one("1_x", Applied), one("9_x", Failed)]);
    // a file that is gone
    assert_eq!(history(&[json!({"version": 5, "dirty": false})]), [one("1_x", Applied), one("5", Applied)]);
    let other = json!({"version": "20240101"});
    assert!(tool().read_row(&Row { tool: Tool::GolangMigrate, value: &other }).is_err(), "dbmate's table");
}

#[test]
fn a_script_shows_as_dirty_unless_it_is_one_transaction() {
    let script = |text: &str| {
        let migration = Migration { version: "9".into(), text: text.into(), ..Migration::default() };
        tool().script_with_row(&migration, &Body::of(&migration), &HistoryTable::new("s", "t"))
    };
    let together = script("create table a (); create table b ()");
    assert!(together.transactional && together.start.is_none());
    for text in ["create index concurrently i on a (b)", "begin; select 1; commit; select 2"] {
        let stepwise = script(text);
        assert!(stepwise.start.expect("a start").sql.ends_with("VALUES ('9'::pg_catalog.int8, true);"));
        assert!(stepwise.finish.expect("an end").sql.ends_with("VALUES ('9'::pg_catalog.int8, false);"));
    }
}

#[test]
fn a_version_is_recorded_forward_and_taken_back_to_the_one_before() {
    let table = HistoryTable::new("s", "t");
    let back = |version| tool().record_rolled_back(version, &table);
    assert!(back("10").starts_with("UPDATE \"s\".\"t\" SET version = '9'::"), "{}", back("10"));
    assert!(back("1").starts_with("DELETE FROM \"s\".\"t\" WHERE version = '1'::"), "{}", back("1"));
}
