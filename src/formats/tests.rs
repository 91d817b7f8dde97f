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
        (
            Tool::GolangMigrate,
            "migrations",
            &[("migrations/1_a.up.sql", ""), ("migrations/1_a.down.sql", "")],
        ),
        (Tool::Goose, "migrations", &[("migrations/1_a.sql", "-- c\n-- +goose Up\nselect 1;")]),
        (Tool::Dbmate, "db/migrations", &[("db/migrations/1_a.sql", "-- migrate:up\nselect 1;")]),
        (Tool::NodePgMigrate, "migrations", &[("migrations/1_a.sql", "-- Up Migration\nselect 1;")]),
        (
            Tool::NodePgMigrate,
            "migrations",
            &[
                ("package.json", r#"{"dependencies": {"node-pg-migrate": "^9.0.0"}}"#),
                ("migrations/1_a.js", ""),
            ],
        ),
        (Tool::Diesel, "migrations", &[("migrations/2024-01-01-000000_a/up.sql", "select 1;")]),
        (Tool::Flyway, "db/migration", &[("db/migration/V1__a.sql", "")]),
        (Tool::Flyway, "migrations", &[("migrations/V1__a.sql", ""), ("migrations/R__b.sql", "")]),
        (Tool::Flyway, "migrations", &[("migrations/V1.1__a.sql", ""), ("migrations/V2__b.sql", "")]),
        (
            Tool::Flyway,
            "sql",
            &[("flyway.toml", "[flyway]\nlocations = [\"filesystem:sql\"]"), ("sql/a/V1__a.sql", "")],
        ),
        (Tool::Flyway, "migrations", &[("flyway.conf", ""), ("migrations/V1__a.sql", "")]),
        (Tool::Refinery, "migrations", &[("refinery.toml", ""), ("migrations/V1__a.sql", "")]),
        (
            Tool::Refinery,
            "migrations",
            &[("Cargo.toml", "[dependencies]\nrefinery = \"0.8\""), ("migrations/V1__a.sql", "")],
        ),
        (Tool::Plain, "db/migrations", &[("db/migrations/1_a.sql", ""), ("db/migrations/b.sql", "")]),
    ];
    for (tool, path, files) in cases {
        assert_eq!(detected(files), Ok((*tool, (*path).to_owned())), "{files:?}");
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
fn names_of_flyway_and_refinery_alike_are_not_guessed_at() {
    let neither = [("migrations/V1__a.sql", ""), ("migrations/U2__b.sql", "")];
    let both = [("refinery.toml", ""), ("flyway.toml", ""), ("migrations/V1__a.sql", "")];
    for files in [&neither[..], &both[..]] {
        let error = detected(files).expect_err("ambiguous");
        assert!(error.contains("(flyway: ") && error.contains("(refinery: "), "{error}");
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
    let standings = folder.standings("staging", Some(&rows), &[], Path::new("/nowhere"));
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
    let findings = folder.standings("staging", Some(&parsed), &[], Path::new("/nowhere")).findings;
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

/// Two files of each tool that keeps versions only, the second of which is older than the first row.
#[test]
fn tools_without_checksums_claim_no_more_than_their_rows_say() {
    let late = [("1", Standing::OutOfOrder), ("3", Standing::Applied), ("4", Standing::Pending)];
    let goose = |name: &str| (format!("m/{name}.sql"), "-- +goose Up\nselect 1;\n".to_owned());
    let dbmate = |name: &str| (format!("m/{name}.sql"), "-- migrate:up\n-- migrate:down\n".to_owned());
    let diesel = |name: &str| (format!("m/{name}/up.sql"), "select 1;".to_owned());
    type File<'f> = &'f dyn Fn(&str) -> (String, String);
    let cases: [(Tool, File<'_>, Value); 3] = [
        (Tool::Goose, &goose, json!({"id": 2, "version_id": 3, "is_applied": true, "tstamp": "2024"})),
        (Tool::Dbmate, &dbmate, json!({"version": "3"})),
        (Tool::Diesel, &diesel, json!({"version": "3", "run_on": "2024"})),
    ];
    for (tool, file, row) in cases {
        let files = ["1_a", "3_c", "4_d"].map(file);
        let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let folder = folder(tool, &files).expect("readable");
        assert_eq!(folder.memory(), Memory::Versions);
        assert_eq!(verdicts(&folder, &[row]), expect(&late), "{tool:?}");
        assert!(folder.findings.is_empty(), "{:?}", folder.findings);
    }
}

#[test]
fn the_newest_row_of_a_goose_version_counts() {
    let text = "-- +goose Up\nselect 1;\n";
    let folder = folder(Tool::Goose, &[("m/1_a.sql", text), ("m/02_b.sql", text)]).expect("readable");
    let row = |id: u32, version: u32, applied: bool| json!({"id": id, "version_id": version, "is_applied": applied, "tstamp": "2024"});
    let rows = [row(5, 2, true), row(1, 0, true), row(3, 1, false), row(4, 2, false), row(2, 1, true)];
    let expected = expect(&[("1", Standing::RolledBack), ("2", Standing::Applied)]);
    assert_eq!(verdicts(&folder, &rows), expected);
}

#[test]
fn migrations_that_are_programs_are_read_and_not_applied() {
    let goose = [("m/1_a.sql", "-- +goose Up\nselect 1;\n"), ("m/2_b.go", "package m"), ("m/embed.go", "")];
    let node = [("m/1_a.sql", "select 1;"), ("m/2_b.ts", "export const up = () => {};")];
    for (tool, files, word) in
        [(Tool::Goose, &goose[..], "Go"), (Tool::NodePgMigrate, &node[..], "JavaScript")]
    {
        let folder = folder(tool, files).expect("readable");
        assert!(folder.read_only().is_some_and(|reason| reason.contains(word)), "{tool:?}");
        assert_eq!(folder.migrations.len(), 2);
        assert!(folder.script(&folder.migrations[0], "public").is_ok());
        assert!(folder.script(&folder.migrations[1], "public").is_err());
    }
}

#[test]
fn no_table_means_all_pending() {
    let folder = folder(Tool::Plain, &[("m/1_a.sql", "")]).expect("readable");
    let standings = folder.standings("staging", None, &[], Path::new("/nowhere"));
    assert!(!standings.tracked);
    assert_eq!(standings.pending().count(), 1);
}
