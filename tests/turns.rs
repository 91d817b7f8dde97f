//! How many times a run waits for the network. Counted, not timed: the counts are the same on
//! every machine.

mod support;

use support::proxy::Proxy;
use support::workspace::Workspace;

/// A workspace whose staging database is reached through a counting proxy.
fn counted() -> (Workspace, Proxy) {
    let mut workspace = Workspace::empty();
    let proxy = Proxy::to(workspace.staging.port);
    let port = |port: u16| format!(":{port}/");
    let url = workspace.staging.url().replace(&port(workspace.staging.port), &port(proxy.port));
    // Asking whether the server speaks TLS would be a turn of its own.
    let url = format!("{url}?sslmode=disable");
    workspace.variables.insert("STAGING_DATABASE_URL".to_owned(), url);
    workspace.variables.remove("PROD_DATABASE_URL");
    workspace
        .write("lockstep.yml", "version: 1\nenvironments: {staging: {url: \"${STAGING_DATABASE_URL}\"}}\n");
    (workspace, proxy)
}

#[test]
fn five_hundred_migrations_cost_about_five_hundred_turns() {
    let (workspace, proxy) = counted();
    for index in 1..=500 {
        workspace.write(
            &format!("migrations/{index:03}_t.sql"),
            &format!("create table t{index} (id int primary key);\ncomment on table t{index} is 'x';\n"),
        );
    }
    workspace.expect(0, &["apply", "--environment", "staging"]);
    let turns = proxy.turns();
    assert!((500..=540).contains(&turns), "{turns} turns for 500 migrations");

    // Startup, two messages of the login, one question.
    workspace.expect(0, &["status"]);
    let turns = proxy.turns();
    assert!(turns <= 4, "{turns} turns for a status with nothing pending");
}

#[test]
fn a_compare_asks_as_often_for_many_tables_as_for_few() {
    let mut counts = Vec::new();
    for tables in [3, 300] {
        let (workspace, proxy) = counted();
        let sql = format!(
            "do $$ begin for i in 1..{tables} loop \
               execute format('create table t%s (id int primary key, a text default ''x'', check (id > 0))', i); \
               execute format('create view v%s as select * from t%s', i, i); \
             end loop; end $$"
        );
        workspace.staging.sql(&sql);
        workspace.production.sql(&sql);
        let production = workspace.production.url();
        let mut command = workspace.command(&["compare", "--from", "staging", "--to", "env:OTHER"]);
        let output = command.env("OTHER", production).output().expect("the binary runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        counts.push(proxy.turns());
    }
    assert_eq!(counts[0], counts[1], "turns for 3 and for 300 tables");
    assert!(counts[1] <= 8, "{} turns", counts[1]);
}
