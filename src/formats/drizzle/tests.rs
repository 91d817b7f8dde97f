use serde_json::json;

use super::*;
use crate::sql::vectors;

fn format() -> Drizzle {
    Drizzle { names: Names::default() }
}

fn row(text: &str) -> HistoryRow {
    let value = json!({"id": 1, "hash": sha256(text), "created_at": 1_795_216_979_522_i64});
    format().read_row(&Row { tool: Tool::Drizzle, value: &value }).expect("a row")
}

fn migration(text: &str) -> Migration {
    Migration {
        version: "1795216979522".into(),
        name: "0000_init".into(),
        file: "drizzle/0000_init.sql".into(),
        text: text.into(),
        excerpt: without_breakpoints(text),
        ..Migration::default()
    }
}

#[test]
fn hashes_and_keys_are_those_that_drizzle_kit_wrote() {
    let vectors = vectors::read(include_str!("../../../tests/vectors/drizzle.json"));
    assert_eq!(vectors.cases.len(), 2);
    for case in vectors.cases {
        let text = case.content();
        assert_eq!(Some(sha256(&text)), case.hash);
        let migration = migration(&text);
        let body = Body::of(&migration);
        let script = format().script_with_row(&migration, &body, &format().history_table("public"));
        assert_eq!(Some(script.statements()), case.statement_count);
    }
}

#[test]
fn a_row_is_known_by_its_time_and_compared_by_its_hash() {
    let row = row("create table a ();\n");
    assert_eq!(row.version, "1795216979522");
    assert!(format().matches(&Migration::default(), "create table a ();\n", &row));
    assert!(!format().matches(&Migration::default(), "create table a ();\r\n", &row));
    assert_eq!(format().compare_versions("999", "1000"), Ordering::Less);
}

#[test]
fn a_breakpoint_ends_a_statement_that_has_no_semicolon() {
    let text =
        "create table a ()--> statement-breakpoint\ncreate table b ();\n--> statement-breakpoint\nselect 1";
    let migration = migration(text);
    let body = Body::of(&migration);
    let script = format().script_with_row(&migration, &body, &format().history_table("public"));
    assert!(script.transactional);
    let [message] = &script.messages[..] else { panic!("one message") };
    let lines: Vec<u32> = message.statements.iter().map(|statement| statement.line).collect();
    assert_eq!(lines, [1, 2, 4]);
    for span in &message.spans {
        let part = &message.sql[span.start_in_message..][..span.length];
        assert_eq!(part, &text[span.start_in_file..][..span.length]);
    }
    assert!(message.sql.contains("INSERT INTO \"drizzle\".\"__drizzle_migrations\""), "{}", message.sql);
}
