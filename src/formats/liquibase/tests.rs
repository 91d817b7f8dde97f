use serde_json::{Value, json};

use super::*;
use crate::model::history::{Edit, RowState, Standing};

const FILE: &str = include_str!("../../../tests/vectors/liquibase/001_people.sql");

/// As Liquibase 4.33.0 wrote it; other columns left out.
fn row(id: &str, author: &str, md5sum: &str) -> Value {
    json!({"id": id, "author": author, "filename": "db/changelog/001_people.sql", "md5sum": md5sum,
           "dateexecuted": "2026-11-21T08:25:57.997743", "exectype": "EXECUTED", "orderexecuted": 1})
}

fn standings(text: &str) -> Vec<(String, Standing)> {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("app/db/changelog");
    std::fs::create_dir_all(&folder).expect("made");
    std::fs::write(folder.join("001_people.sql"), text).expect("written");
    let source = Source { path: Some("app/db/changelog".into()), ..Source::default() };
    let folder = super::super::open(root.path(), &source).expect("a folder of changesets");
    assert_eq!(folder.tool, Tool::Liquibase);
    let rows = [
        row("1", "alice", "9:29ef55afcd3a779b816f8a56273df0ec"),
        row("2", "alice", "8:2beae73285e4dabea5812c086ac6dc6b"),
        row("view", "bob", "9:031d2ba5b4c31328943f4addd05a0758"),
    ];
    let rows = folder.read_rows(&rows).expect("rows");
    assert!(rows.iter().all(|row| row.state == RowState::Applied));
    let standings = folder.standings("staging", Some(&rows), &[], root.path());
    standings.migrations.into_iter().map(|one| (one.version, one.standing)).collect()
}

#[test]
fn rows_of_liquibase_find_their_changesets() {
    let wanted = [
        ("001_people.sql::1::alice", Standing::Applied),
        ("001_people.sql::2::alice", Standing::Applied),
        ("001_people.sql::view::bob", Standing::Applied),
        ("001_people.sql::idx::carol c", Standing::Pending),
    ];
    assert_eq!(standings(FILE), wanted.map(|(version, standing)| (version.to_owned(), standing)));
    assert_eq!(
        standings(&FILE.replace('\n', "\r\n")),
        wanted.map(|(version, standing)| (version.to_owned(), standing))
    );
}

#[test]
fn an_edit_counts_for_its_changeset_and_a_view_runs_again() {
    let text = FILE.replace("-- the key", "").replace("1 as a", "3 as a").replace("return 1", "return 2");
    let found: Vec<Standing> = standings(&text).into_iter().map(|(_, standing)| standing).collect();
    let modified = Standing::Modified(Edit::Unknown);
    // the second one's sum is of a version that proves nothing
    assert_eq!(found, [modified, Standing::Applied, Standing::Outdated, Standing::Pending]);
}
