//! Databases that only look different, and what must be seen all the same: the pairs of
//! `false_alarms.txt`. What takes servers of two versions is in `tests/majors.rs`; platforms, roles and
//! partitions that come and go are cases of the binary.

use super::*;
use crate::db::confirm::confirm;
use crate::db::testing;
use crate::model::connection::Connection;
use crate::model::diff::{Difference, Rules, diff};

/// What some of the pairs refer to.
const COMMON: &str = "
    CREATE TABLE t2 (x integer PRIMARY KEY);
    CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'";

const ROLES: &str = "
    DO $$ BEGIN CREATE ROLE alarm_reader; CREATE ROLE alarm_writer; EXCEPTION WHEN duplicate_object THEN NULL; END $$";

struct Pair {
    title: String,
    one: String,
    other: String,
    expected: Vec<String>,
}

fn pairs() -> Vec<Pair> {
    let sections = include_str!("false_alarms.txt").split("\n## ").skip(1);
    let pair = |section: &str| {
        let (title, rest) = section.split_once('\n').expect("a title");
        let (one, rest) = rest.split_once("\n----\n").expect("two databases");
        let (expected, other): (Vec<_>, Vec<_>) =
            rest.trim().lines().partition(|line| line.starts_with("=> "));
        let mut expected: Vec<String> = expected.iter().map(|line| line[3..].to_owned()).collect();
        expected.sort();
        Pair { title: title.to_owned(), one: one.to_owned(), other: other.join("\n"), expected }
    };
    sections.map(pair).collect()
}

async fn made(sql: &str) -> (Connection, Catalog) {
    let connection = testing::database().await;
    let mut session = testing::open(&connection).await.expect("open");
    session.run(ROLES).await.expect("roles");
    session.run(COMMON).await.expect("made");
    session.run(&sql.replace("DATABASE\"", &format!("{}\"", connection.database))).await.expect(sql);
    session.close().await;
    // A new session, so that settings of the database count.
    let mut session = testing::open(&connection).await.expect("open");
    let scope = Scope { schemas: vec!["*".into()], ..Scope::default() };
    (connection, capture(&mut session, &scope).await.expect("captured"))
}

#[tokio::test]
async fn only_what_differs_is_seen() {
    let mut wrong = Vec::new();
    for pair in pairs() {
        let (connection, one) = made(&pair.one).await;
        let (_, other) = made(&pair.other).await;
        let mut session = testing::open(&connection).await.expect("open");
        let changes = diff(&other, &one, &Rules::default());
        let confirmed = confirm(&mut session, changes, &other, &one).await.expect("confirmed");
        let mut seen: Vec<String> = confirmed
            .changes
            .iter()
            .map(|change| match &change.difference {
                Difference::Missing { .. } => format!("{}: -", change.key),
                Difference::Extra { .. } => format!("{}: +", change.key),
                Difference::Differs { attribute, .. } => format!("{}: {attribute}", change.key),
            })
            .collect();
        seen.sort();
        if seen != pair.expected {
            wrong.push(format!("{}\n  expected {:?}\n  saw      {seen:?}", pair.title, pair.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
