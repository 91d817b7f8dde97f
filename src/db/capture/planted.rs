//! The planted changes of the self-test, one by one on a real server.

use std::collections::BTreeSet;

use super::*;
use crate::db::capture::tests::twin;
use crate::db::confirm::confirm;
use crate::db::testing;
use crate::db::version_text::for_major;
use crate::model::attribute::Attribute;
use crate::model::connection::Connection;
use crate::model::diff::{Change, Difference, Rules, diff};
use crate::model::object::ObjectKind;

macro_rules! files {
    ($($kind:ident => $file:literal,)*) => {
        const FILES: &[(ObjectKind, &str)] =
            &[$((ObjectKind::$kind, include_str!(concat!("../../pipeline/self_test/planted/", $file, ".txt"))),)*];
    };
}

files! {
    Database => "database",
    ForeignTable => "foreign-table",
    Statistics => "statistics",
    Rule => "rule",
    EventTrigger => "event-trigger",
    ForeignDataWrapper => "foreign-data-wrapper",
    Server => "server",
    UserMapping => "user-mapping",
    Publication => "publication",
    Subscription => "subscription",
    DefaultPrivileges => "default-privileges",
}

/// What a file has for a major: base, then changes with what they must show.
fn read(text: &str, major: u32) -> (String, Vec<(String, Vec<String>)>) {
    let (base, rest) = text.split_once("====\n").expect("a border");
    let mut cases: Vec<(String, Vec<String>)> = Vec::new();
    for line in rest.lines() {
        let line = for_major(line, major);
        let line = line.trim_end();
        match (line.strip_prefix("=> "), cases.last_mut()) {
            _ if line.is_empty() => {}
            (Some(expected), Some((_, lines))) => lines.push(expected.to_owned()),
            (_, Some((sql, lines))) if lines.is_empty() => sql.push_str(&format!("\n{line}")),
            _ => cases.push((line.to_owned(), Vec::new())),
        }
    }
    (for_major(base, major), cases)
}

fn line(change: &Change) -> String {
    match &change.difference {
        Difference::Missing { .. } => format!("+ {}", change.key),
        Difference::Extra { .. } => format!("- {}", change.key),
        Difference::Differs { attribute, .. } => format!("{}: {attribute}", change.key),
    }
}

fn scope() -> Scope {
    Scope { schemas: vec!["*".into()], ..Scope::default() }
}

/// A database with the base of every file.
async fn base() -> (Connection, Session) {
    let connection = testing::database().await;
    let mut session = testing::open(&connection).await.expect("open");
    let major = session.version_num() / 10_000;
    for (kind, text) in FILES {
        session.run(&read(text, major).0).await.unwrap_or_else(|error| panic!("{kind}: {error}"));
    }
    (connection, session)
}

#[tokio::test]
async fn a_restored_twin_is_equal() {
    let (connection, mut session) = base().await;
    let mut other = testing::open(&twin(&connection).await).await.expect("open");
    let one = capture(&mut session, &scope()).await.expect("captured");
    let two = capture(&mut other, &scope()).await.expect("captured");
    let changes = diff(&one, &two, &Rules::default());
    let changes = confirm(&mut other, changes, &one, &two).await.expect("confirmed").changes;
    assert_eq!(changes.iter().map(line).collect::<Vec<_>>(), [""; 0]);
}

/// pg_dump has such privileges, too, in relation to those from the start.
#[tokio::test]
async fn privileges_on_what_others_brought() {
    let connection = testing::database().await;
    let mut session = testing::open(&connection).await.expect("open");
    session.run("CREATE SCHEMA ours; CREATE EXTENSION citext SCHEMA ours").await.expect("made");
    let before = capture(&mut session, &scope()).await.expect("captured");
    session
        .run(
            "REVOKE EXECUTE ON FUNCTION ours.citext_hash(ours.citext) FROM PUBLIC;
             REVOKE USAGE ON TYPE ours.citext FROM PUBLIC;
             GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text) TO pg_monitor;
             GRANT EXECUTE ON FUNCTION ours.citext_cmp(ours.citext, ours.citext) TO PUBLIC",
        )
        .await
        .expect("granted");
    let after = capture(&mut session, &scope()).await.expect("captured");
    let changes = diff(&before, &after, &Rules::default());
    assert_eq!(
        changes.iter().map(line).collect::<Vec<_>>(),
        [
            "base-type ours.citext: privileges",
            "function ours.citext_hash(ours.citext): privileges",
            "function pg_catalog.pg_ls_dir(text): privileges"
        ]
    );
    let mut twin = testing::open(&twin(&connection).await).await.expect("open");
    assert_eq!(diff(&after, &capture(&mut twin, &scope()).await.expect("captured"), &Rules::default()), []);
}

#[tokio::test]
async fn what_a_role_may_not_read_is_said() {
    let (connection, mut session) = base().await;
    session.run("CREATE ROLE curious LOGIN").await.expect("made");
    let mut curious =
        testing::open(&Connection { user: "curious".into(), ..connection }).await.expect("open");
    let seen = capture(&mut curious, &scope()).await.expect("captured");
    let all = capture(&mut session, &scope()).await.expect("captured");
    let mut unreadable: Vec<String> = seen.unreadable.iter().map(|what| what.what.to_string()).collect();
    unreadable.retain(|what| what != "options of subscription");
    assert_eq!(unreadable, ["options of user-mapping", "connection of subscription"]);
    assert!(all.unreadable.is_empty());
    assert_eq!(diff(&seen, &all, &Rules::default()), []);
    let kinds: BTreeSet<_> = seen.objects.keys().map(|key| key.kind).collect();
    assert!(kinds.contains(&ObjectKind::UserMapping) && kinds.contains(&ObjectKind::Subscription));
    let secrets = all.objects.iter().filter(|object| format!("{object:?}").contains("(hidden "));
    assert_eq!(secrets.count(), 5);
}

#[tokio::test]
async fn every_planted_change_is_seen() {
    let (_, mut session) = base().await;
    let major = session.version_num() / 10_000;
    let before = capture(&mut session, &scope()).await.expect("captured");
    let mut seen: BTreeSet<(ObjectKind, Attribute)> = BTreeSet::new();
    let mut wrong = Vec::new();
    for (sql, mut expected) in FILES.iter().flat_map(|(_, text)| read(text, major).1) {
        session.run("BEGIN").await.expect("begun");
        if let Err(error) = session.run(&sql).await {
            wrong.push(format!("{sql}\n  {error}"));
        } else {
            let after = capture_at(&mut session, &scope(), Moment::Inside).await.expect("captured");
            let changes = diff(&after, &before, &Rules::default());
            seen.extend(changes.iter().filter_map(|change| match change.difference {
                Difference::Differs { attribute, .. } => Some((change.key.kind, attribute)),
                _ => None,
            }));
            let mut lines: Vec<String> = changes.iter().map(line).collect();
            lines.sort();
            expected.sort();
            if lines != expected {
                wrong.push(format!("{sql}\n  expected {expected:?}\n  saw      {lines:?}"));
            }
        }
        session.run("ROLLBACK").await.expect("rolled back");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if major >= 18 {
        let all = FILES.iter().flat_map(|(kind, _)| kind.attributes().iter().map(|what| (*kind, *what)));
        let unseen: Vec<_> = all.filter(|pair| !seen.contains(pair)).collect();
        assert!(unseen.is_empty(), "no change tries {unseen:?}");
    }
}
