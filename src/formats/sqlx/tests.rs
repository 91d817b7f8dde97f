use super::*;
use crate::sql::vectors;

fn sqlx(options: &str) -> Sqlx {
    let parsed: OptionsFile = toml::from_str(options).expect("options");
    Sqlx { options: parsed.migrate }
}

#[test]
fn checksums_are_those_of_the_cli() {
    let vectors = vectors::read(include_str!("../../../tests/vectors/sqlx.json"));
    let ignored_cr = sqlx("[migrate]\nignored-chars = [\"\\r\"]");
    let ignored_all = sqlx("[migrate]\nignored-chars = [\" \", \"\\t\", \"\\r\", \"\\n\", \"\\uFEFF\"]");
    for case in vectors.cases {
        let text = case.content();
        assert_eq!(Some(sqlx("").checksum(&text)), case.sha384, "{:?}", case.name);
        assert_eq!(Some(ignored_cr.checksum(&text)), case.ignored_cr, "{:?}", case.name);
        assert_eq!(Some(ignored_all.checksum(&text)), case.ignored_ws_bom, "{:?}", case.name);
    }
    for case in vectors.real_tool {
        let (version, description) =
            parse(case.file.as_deref().expect("a file")).expect("known").expect("a number");
        assert_eq!(Some(version), case.version.as_ref().and_then(serde_json::Value::as_i64));
        assert_eq!(Some(description), case.description);
        assert_eq!(case.content().starts_with(NO_TRANSACTION), case.no_tx);
        assert_eq!(Some(sqlx("").checksum(&case.content())), case.sha384);
    }
}

#[test]
fn the_lock_is_that_of_the_library() {
    let cases = [
        ("app", 3_469_795_979_745_788_610),
        ("postgres", 368_907_709_894_077_238),
        ("neondb", 1_409_249_852_220_689_736),
    ];
    for (database, key) in cases {
        assert_eq!(sqlx("").locks(database, &sqlx("").history_table("public")), [key]);
    }
}

#[test]
fn the_table_name_may_be_qualified_and_quoted() {
    let table = |name: &str| sqlx(&format!("[migrate]\ntable-name = '{name}'")).history_table("app").quoted();
    assert_eq!(table("Foo"), r#""app"."foo""#);
    assert_eq!(table(r#"ops."My "#.to_owned().as_str().trim_end()), r#""ops"."My""#);
    assert_eq!(table("ops.t"), r#""ops"."t""#);
    assert_eq!(sqlx("").history_table("app").quoted(), r#""app"."_sqlx_migrations""#);
}

#[test]
fn names() {
    assert_eq!(parse("0001_a_b.up.sql"), Some(Ok((1, "a b".to_owned()))));
    assert_eq!(parse("x_a.sql"), Some(Err(())));
    assert_eq!(parse("1_a.down.sql"), None);
    assert_eq!(parse("readme.sql"), None);
}
