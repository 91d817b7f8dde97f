//! The planted changes of the self-test, one by one on a real server.

use std::collections::BTreeSet;

use super::*;
use crate::db::testing;
use crate::db::version_text::for_major;
use crate::model::attribute::Attribute;
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

#[tokio::test]
async fn every_planted_change_is_seen() {
    let scope = Scope { schemas: vec!["*".into()], ..Scope::default() };
    let mut session = testing::open(&testing::database().await).await.expect("open");
    let major = session.version_num() / 10_000;
    for (kind, text) in FILES {
        session.run(&read(text, major).0).await.unwrap_or_else(|error| panic!("{kind}: {error}"));
    }
    let before = capture(&mut session, &scope).await.expect("captured");
    let mut seen: BTreeSet<(ObjectKind, Attribute)> = BTreeSet::new();
    let mut wrong = Vec::new();
    for (sql, mut expected) in FILES.iter().flat_map(|(_, text)| read(text, major).1) {
        session.run("BEGIN").await.expect("begun");
        if let Err(error) = session.run(&sql).await {
            wrong.push(format!("{sql}\n  {error}"));
        } else {
            let after = capture_at(&mut session, &scope, Moment::Inside).await.expect("captured");
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
