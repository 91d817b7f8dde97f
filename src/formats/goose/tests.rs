use super::*;

fn migration(text: &str) -> Migration {
    let excerpt = Some(excerpt(text));
    Migration { file: "m/1_a.sql".into(), text: text.into(), excerpt, ..Migration::default() }
}

/// Offset and words of what goose's parser stops at, or the SQL that is run.
fn run(text: &str) -> Result<String, (usize, String)> {
    let migration = migration(text);
    check(&migration).map_err(|malformed| (malformed.at, malformed.reason))?;
    Ok(migration.excerpt.expect("cut").sql)
}

#[test]
fn the_up_part_is_run_with_its_marker() {
    assert_eq!(run("-- c\n\n--+gooseUP \r\na;\r\n-- +goose Down\nb;\n"), Ok("--+gooseUP \r\na;\r\n".into()));
    assert_eq!(run("-- +goose up\na; -- yes;\n"), Ok("-- +goose up\na; -- yes;\n".into()));
    assert_eq!(run("-- +goose Up\n-- +goose Down\n"), Ok("-- +goose Up\n".into()));
}

#[test]
fn a_block_is_one_statement_with_or_without_a_semicolon() {
    let block = |body: &str| {
        run(&format!("-- +goose Up\n-- +goose StatementBegin\n{body}\n-- +goose StatementEnd\nb;\n"))
    };
    let sql = block("create function f() as $$\nx;\n$$").expect("run");
    assert!(sql.contains("$$\n;\n-- +goose StatementEnd\nb;"), "{sql}");
    assert!(block("a; -- c").expect("run").contains("a; -- c\n-- +goose StatementEnd"));
    let text = "-- +goose Up\n-- +goose StatementBegin\né\n-- +goose StatementEnd\nb;\n";
    let excerpt = excerpt(text);
    for span in &excerpt.spans {
        let cut = |text: &str, from: usize| text[from..from + span.length].to_owned();
        assert_eq!(cut(&excerpt.sql, span.start_in_message), cut(text, span.start_in_file));
    }
}

#[test]
fn what_goose_stops_at_is_refused_where_it_stands() {
    let cases: &[(&str, usize, &str)] = &[
        ("a;\n", 0, "no line `-- +goose Up`"),
        ("a;\n-- +goose Up\nb;\n", 0, "before `-- +goose Up`"),
        ("/* c */\n-- +goose Up\nb;\n", 0, "before `-- +goose Up`"),
        ("-- +GOOSE Up\na;\n", 0, "no line `-- +goose Up`"),
        ("\u{feff}-- +goose Up\nb;\n", 0, "byte order mark before"),
        ("-- +goose Up\n -- +goose Down\n", 13, "white space or"),
        ("-- +goose Upp\n", 0, "it knows Up, Down"),
        ("-- +goose NO  TRANSACTION\n-- +goose Up\n", 0, "it knows Up, Down"),
        ("-- +goose Up\n-- see +goose\n", 13, "it knows Up, Down"),
        ("-- +goose Up\na;\n-- +goose Up\n", 16, "a second"),
        ("-- +goose Down\na;\n-- +goose Up\n", 15, "before `-- +goose Up`"),
        ("-- +goose Up\na;\n-- +goose Down\n-- +goose Down\n", 31, "stands once"),
        ("-- +goose Up\na\n", 13, "no semicolon"),
        ("-- +goose Up\na;-- c\n", 13, "no semicolon"),
        ("-- +goose Up\na\n-- +goose Down\nb;\n", 13, "no semicolon"),
        ("-- +goose Up\n-- +goose StatementBegin\na;\n", 13, "no `-- +goose StatementEnd`"),
        ("-- +goose Up\na;\n-- +goose StatementEnd\n", 16, "come in pairs"),
        ("-- +goose Up\n-- +goose Down\n-- +goose StatementBegin\n", 28, "no `-- +goose StatementEnd`"),
        ("-- +goose Up\nf $$\n b;\n$$;\n", 18, "in the middle of it"),
        ("-- +goose ENVSUB ON\n-- +goose Up\n", 0, "variables"),
    ];
    for (text, at, reason) in cases {
        let (found, said) = run(text).expect_err(text);
        assert!(found == *at && said.contains(reason), "{text:?}: {found} {said}");
    }
    assert_eq!(run("-- +goose Up\na;\n-- +goose Down\nb\n").map(|_| ()), Ok(()), "goose does not look there");
    let program = Migration { file: "m/1_a.go".into(), ..Migration::default() };
    assert!(check(&program).is_err());
}

#[test]
fn no_transaction_counts_wherever_it_stands() {
    let sending = |text: &str| (RULES.sending)(&migration(text));
    assert_eq!(sending("-- +goose NO TRANSACTION\n-- +goose Up\na;\n"), Sending::Each);
    assert_eq!(sending("-- +goose Up\na;\n-- +goose Down\n-- +goose no transaction\n"), Sending::Each);
    assert_eq!(sending("-- +goose Up\na;\n"), Sending::Transaction);
}
