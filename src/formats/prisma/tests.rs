use super::*;
use crate::sql::vectors;

#[test]
fn checksums_are_those_of_the_engine() {
    let vectors = vectors::read(include_str!("../../../tests/vectors/prisma.json"));
    for case in vectors.cases {
        let text = case.content();
        assert_eq!(Some(checksum(&text)), case.written_checksum, "{:?}", case.name);
        for stored in case.accepted_checksums.iter().chain(&case.legacy_unpadded) {
            assert!(accepts(&text, stored), "{:?} {stored}", case.name);
        }
        assert!(!accepts(&format!("{text} "), &checksum(&text)));
        assert!(!accepts(&text, ""));
    }
    for case in vectors.real_tool {
        assert_eq!(Some(checksum(&case.content())), case.checksum);
    }
}

fn script(text: &str) -> Script {
    let migration = Migration {
        version: "1_it's".into(),
        name: "1_it's".into(),
        file: "m.sql".into(),
        text: text.into(),
        ..Migration::default()
    };
    Prisma.script_with_row(&migration, &Body::of(&migration), &Prisma.history_table("a"))
}

#[test]
fn a_script_and_its_row_are_one_message() {
    let script = script("create table t()");
    assert!(script.transactional);
    let [message] = &script.messages[..] else { panic!("one message: {script:?}") };
    assert!(message.atomic);
    assert!(message.sql.contains(r#"INSERT INTO "a"."_prisma_migrations""#), "{}", message.sql);
    assert!(message.sql.contains("'1_it''s'"));
}

#[test]
fn a_script_that_cannot_share_a_transaction_is_recorded_around_it() {
    for text in ["create index concurrently i on t(a)", "begin; create table t(); commit"] {
        let script = script(text);
        assert!(!script.transactional && script.start.is_some() && script.finish.is_some());
        let [message] = &script.messages[..] else { panic!("one message: {script:?}") };
        assert_eq!(message.sql, text);
    }
    // the server refuses it, as it does for Prisma
    assert!(script("create table t(a int); create index concurrently i on t(a);").transactional);
}
