//! Folders on disk, from detection to standings.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::*;
use crate::model::history::Standing;

/// A repository with these files.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let root = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
    root
}

fn at(path: &str, format: Option<Tool>) -> Source {
    Source { path: Some(path.into()), format, ..Source::default() }
}

fn detected(files: &[(&str, &str)]) -> Result<(Tool, String), String> {
    let root = repository(files);
    open(root.path(), &Source::default())
        .map(|folder| (folder.tool, folder.path))
        .map_err(|error| error.to_string())
}

const LOCK: (&str, &str) = ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");

/// Files of a repository: path and text.
type Files<'a> = &'a [(&'a str, &'a str)];

#[test]
fn folders_are_recognised_by_the_strongest_sign() {
    let cases: &[(Tool, &str, Files<'_>)] = &[
        (Tool::Prisma, "prisma/migrations", &[LOCK, ("prisma/migrations/1_a/migration.sql", "")]),
        (
            Tool::Prisma,
            "packages/db/prisma/migrations",
            &[("packages/db/prisma/migrations/1_a/migration.sql", "")],
        ),
        (
            Tool::Supabase,
            "supabase/migrations",
            &[("supabase/config.toml", ""), ("supabase/migrations/1_a.sql", "")],
        ),
        (
            Tool::Sqlx,
            "migrations",
            &[
                ("Cargo.toml", "[dependencies]\nsqlx = \"0.9\""),
                ("migrations/1_a.up.sql", ""),
                ("migrations/1_a.down.sql", ""),
            ],
        ),
        (
            Tool::Sqlx,
            "db/steps",
            &[("sqlx.toml", "[migrate]\nmigrations-dir = \"db/steps\""), ("db/steps/1_a.sql", "")],
        ),
        (
            Tool::Drizzle,
            "drizzle",
            &[("drizzle/meta/_journal.json", r#"{"dialect": "postgresql", "entries": []}"#)],
        ),
        (Tool::Plain, "db/migrations", &[("db/migrations/1_a.sql", ""), ("db/migrations/b.sql", "")]),
    ];
    for (tool, path, files) in cases {
        assert_eq!(detected(files), Ok((*tool, (*path).to_owned())), "{files:?}");
    }
}

#[test]
fn other_tools_are_refused_by_name() {
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("flyway", &[("migrations/V1__init.sql", "")]),
        ("atlas", &[("migrations/atlas.sum", ""), ("migrations/1_a.sql", "")]),
        ("liquibase", &[("migrations/1.sql", "--liquibase formatted sql\n")]),
    ];
    for (tool, files) in cases {
        let error = detected(files).expect_err(tool);
        assert!(error.contains(tool) && error.contains("does not run"), "{error}");
    }
}

#[test]
fn two_candidates_are_an_error_that_names_both() {
    let error = detected(&[LOCK, ("prisma/migrations/1_a/migration.sql", ""), ("db/migrations/1_a.sql", "")])
        .expect_err("ambiguous");
    for part in
        ["prisma/migrations (prisma", "db/migrations (plain", "path: prisma/migrations, format: prisma"]
    {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn nothing_and_a_wrong_path_say_what_to_write() {
    assert!(detected(&[]).expect_err("nothing").contains("lockstep.yml"));
    let root = repository(&[]);
    let error = open(root.path(), &at("nowhere", None)).expect_err("no folder");
    assert!(error.to_string().contains("nowhere"));
}

fn folder(tool: Tool, files: &[(&str, &str)]) -> Result<Folder, FormatError> {
    let root = repository(files);
    open(root.path(), &at("m", Some(tool)))
}

#[test]
fn what_stops_the_tool_is_an_error() {
    let error = folder(Tool::Prisma, &[("m/1_a/other.sql", "")]).expect_err("no script");
    assert!(matches!(error, FormatError::MissingScript { .. }), "{error}");
    let error =
        folder(Tool::Prisma, &[("m/migration_lock.toml", "# x\nprovider = \"mysql\"")]).expect_err("mysql");
    assert_eq!(error.place(), Some(Place::at("m/migration_lock.toml", 2, 1)));
    let error = folder(Tool::Sqlx, &[("m/x_a.sql", "")]).expect_err("no number");
    assert!(matches!(error, FormatError::Name { .. }), "{error}");
    let error = folder(Tool::Plain, &[("m/1.sql", "a\0b")]).expect_err("not text");
    assert!(matches!(error, FormatError::Encoding { .. }), "{error}");
}

#[test]
fn names_and_texts_are_warned_about() {
    let codes = |tool, files: &[(&str, &str)]| -> Vec<(&'static str, Severity)> {
        let folder = folder(tool, files).expect("readable");
        folder.findings.iter().map(|finding| (finding.code.as_str(), finding.severity)).collect()
    };
    let concurrently = "create table a (b int);\ncreate index concurrently on a (b);";
    let unsupported = [("migration-unsupported", Severity::Warning)];
    assert_eq!(codes(Tool::Prisma, &[("m/1_a/migration.sql", concurrently)]), unsupported);
    assert_eq!(codes(Tool::Sqlx, &[("m/1_a.sql", "vacuum")]), unsupported);
    assert_eq!(codes(Tool::Sqlx, &[("m/1_a.sql", "-- no-transaction\nvacuum")]), []);
    assert_eq!(codes(Tool::Supabase, &[("m/1_a.sql", concurrently)]), []);
    assert_eq!(codes(Tool::Plain, &[("m/1_a.sql", "\\i x")]), [("migration-unsupported", Severity::Error)]);
    assert_eq!(
        codes(Tool::Plain, &[("m/1_a.sql", ""), ("m/01_b.sql", "")]),
        [("migration-duplicate", Severity::Error)]
    );
    assert_eq!(
        codes(Tool::Plain, &[("m/1_a.sql", ""), ("m/1_b.sql", "")]),
        [("migration-duplicate", Severity::Error)]
    );
    assert_eq!(
        codes(Tool::Supabase, &[("m/20200101000000_init.sql", ""), ("m/readme.sql", "")]),
        [("migration-name", Severity::Notice), ("migration-name", Severity::Warning)]
    );
    assert_eq!(
        codes(Tool::Prisma, &[("m/a/migration.sql", "\u{feff}")]),
        [("migration-name", Severity::Warning), ("migration-byte-order-mark", Severity::Warning)]
    );
}

#[test]
fn sqlx_orders_by_number_and_plain_too() {
    for tool in [Tool::Sqlx, Tool::Plain] {
        let folder =
            folder(tool, &[("m/10_c.sql", ""), ("m/9_b.sql", ""), ("m/001_a.sql", "")]).expect("readable");
        let names: Vec<&str> = folder.migrations.iter().map(|migration| migration.name.as_str()).collect();
        assert_eq!(names, ["001_a", "9_b", "10_c"], "{tool:?}");
    }
}

fn verdicts(folder: &Folder, rows: &[Value]) -> Vec<(String, Standing)> {
    let rows = folder.read_rows(rows).expect("rows");
    let standings = folder.standings("staging", Some(&rows), Path::new("/nowhere"));
    standings.migrations.into_iter().map(|migration| (migration.version, migration.standing)).collect()
}

fn expect(pairs: &[(&str, Standing)]) -> Vec<(String, Standing)> {
    pairs.iter().map(|(version, standing)| ((*version).to_owned(), *standing)).collect()
}

#[test]
fn prisma_standings_weigh_several_rows_per_name() {
    let files: Vec<(String, String)> =
        "abcde".chars().map(|c| (format!("m/{c}/migration.sql"), format!("select '{c}';\n"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let folder = folder(Tool::Prisma, &files).expect("readable");
    let sum = |at: usize| folder.migrations[at].checksum.clone();
    let row = |name: &str, checksum: Option<String>, finished: Value, rolled_back: Value| {
        json!({"migration_name": name, "checksum": checksum, "finished_at": finished,
               "rolled_back_at": rolled_back, "started_at": "2024", "logs": null, "extra": 1})
    };
    let at = json!("2024-01-01T00:00:00+00:00");
    let rows = [
        row("a", sum(0), Value::Null, at.clone()),
        row("a", sum(0), at.clone(), Value::Null),
        row("b", sum(1), Value::Null, at.clone()),
        row("c", sum(0), at.clone(), Value::Null),
        row("cc", sum(0), at.clone(), Value::Null),
        row("dd", sum(0), Value::Null, at.clone()),
        row("e", sum(4), Value::Null, Value::Null),
    ];
    let expected = expect(&[
        ("a", Standing::Applied),
        ("b", Standing::RolledBack),
        ("c", Standing::Modified(Edit::Unknown)),
        ("cc", Standing::MissingFile),
        ("d", Standing::Pending),
        ("e", Standing::Failed),
    ]);
    assert_eq!(verdicts(&folder, &rows), expected);
    let parsed = folder.read_rows(&rows).expect("rows");
    let findings = folder.standings("staging", Some(&parsed), Path::new("/nowhere")).findings;
    assert_eq!(findings.len(), 4);
    let help =
        findings.iter().find_map(|f| (f.code == Code::MigrationFailed).then(|| f.help.clone())).flatten();
    assert!(help.expect("help").contains("lockstep resolve --rolled-back e --environment staging"));
}

#[test]
fn sqlx_standings_see_line_ends_and_order() {
    let unix = folder(Tool::Sqlx, &[("m/1_a.sql", "a;\n")]).expect("readable");
    let folder = folder(Tool::Sqlx, &[("m/1_a.sql", "a;\r\n"), ("m/2_b.sql", "b"), ("m/3_c.sql", "c")])
        .expect("readable");
    let sum = |checksum: &Option<String>| format!("\\x{}", checksum.as_deref().expect("a checksum"));
    let rows = [
        json!({"version": 1, "description": "a", "success": true, "checksum": sum(&unix.migrations[0].checksum)}),
        json!({"version": 3, "description": "c", "success": true, "checksum": sum(&folder.migrations[2].checksum),
               "execution_time": 2_500_000}),
    ];
    let expected = expect(&[
        ("1", Standing::Modified(Edit::LineEndings)),
        ("2", Standing::OutOfOrder),
        ("3", Standing::Applied),
    ]);
    assert_eq!(verdicts(&folder, &rows), expected);
    assert!(folder.read_rows(&[json!({"description": "x"})]).is_err());
}

#[test]
fn no_table_means_all_pending() {
    let folder = folder(Tool::Plain, &[("m/1_a.sql", "")]).expect("readable");
    let standings = folder.standings("staging", None, Path::new("/nowhere"));
    assert!(!standings.tracked);
    assert_eq!(standings.pending().count(), 1);
}
