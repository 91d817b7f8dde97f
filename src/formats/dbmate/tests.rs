use super::*;

fn cut(text: &str) -> Result<&str, (usize, String)> {
    let sections = DIALECT.cut(text).map_err(|malformed| (malformed.at, malformed.reason))?;
    Ok(&text[sections.up])
}

#[test]
fn the_up_block_is_run_with_its_marker() {
    assert_eq!(cut("-- c\n\n--migrate:up\na;\n-- migrate:down\nb;"), Ok("--migrate:up\na;\n"));
    assert_eq!(cut("-- migrate:up x\r\na;\r\n-- migrate:down"), Ok("-- migrate:up x\r\na;\r\n"));
}

#[test]
fn what_dbmate_stops_at_is_refused_where_it_stands() {
    let cases: &[(&str, usize, &str)] = &[
        ("-- migrate:down\n", 0, "no line `-- migrate:up`"),
        ("-- MIGRATE:UP\n-- migrate:down\n", 0, "no line `-- migrate:up`"),
        (" -- migrate:up\n-- migrate:down\n", 0, "no line `-- migrate:up`"),
        ("--- migrate:up\n-- migrate:down\n", 0, "no line `-- migrate:up`"),
        ("-- migrate: up\n-- migrate:down\n", 0, "no line `-- migrate:up`"),
        ("-- migrate:upx\n-- migrate:down\n", 0, "no line `-- migrate:up`"),
        ("-- migrate:up\na;\n", 0, "no line `-- migrate:down`"),
        ("a;\n-- migrate:up\n-- migrate:down\n", 0, "only comments"),
        ("-- migrate:up\n-- migrate:down\n-- migrate:down\n", 30, "stands once"),
        ("-- migrate:up\n-- migrate:down\n-- migrate:up\n-- migrate:down\n", 30, "make two files"),
    ];
    for (text, at, reason) in cases {
        let (found, said) = cut(text).expect_err(text);
        assert!(found == *at && said.contains(reason), "{text:?}: {found} {said}");
    }
}

#[test]
fn the_last_option_counts() {
    let sending = |line: &str| {
        let text = format!("{line}\na;\n-- migrate:down\n");
        sending(&Migration { text, ..Migration::default() })
    };
    assert_eq!(sending("-- migrate:up transaction:false"), Sending::Message);
    assert_eq!(sending("-- migrate:up x:y transaction:false\r"), Sending::Message);
    assert_eq!(sending("-- migrate:up transaction:false transaction:true"), Sending::Transaction);
    assert_eq!(sending("-- migrate:up transaction:FALSE"), Sending::Transaction);
    assert_eq!(sending("-- migrate:up"), Sending::Transaction);
}
