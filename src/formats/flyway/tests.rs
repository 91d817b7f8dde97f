//! Standings and scripts. The rows are those that Flyway 11.8.2 wrote on PostgreSQL 15.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::formats::{Folder, FormatError, open};
use crate::model::code::Code;
use crate::model::finding::Severity;
use crate::model::history::{Edit, Source, Standing, Tool};
use crate::model::place::Place;

/// A folder `m` of Flyway's with these files.
fn opened(files: &[(&str, &str)], placeholders: &[(&str, &str)]) -> Result<Folder, FormatError> {
    let root = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = root.path().join("m").join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }
    let placeholders = placeholders.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let source = Source { path: Some("m".into()), format: Some(Tool::Flyway), placeholders, table: None };
    open(root.path(), &source)
}

fn folder(files: &[(&str, &str)]) -> Folder {
    opened(files, &[]).expect("readable")
}

fn row(rank: u32, version: Option<&str>, description: &str, sort: &str, checksum: Option<i64>) -> Value {
    json!({"installed_rank": rank, "version": version, "description": description, "type": sort,
           "script": "x.sql", "checksum": checksum, "installed_by": "postgres",
           "installed_on": "2026-11-21T08:06:11.332199", "execution_time": 7, "success": true})
}

fn verdicts(folder: &Folder, rows: Option<&[Value]>) -> Vec<(String, Standing)> {
    let rows = rows.map(|rows| folder.read_rows(rows).expect("rows"));
    let standings = folder.standings("staging", rows.as_deref(), &[], Path::new("/nowhere"));
    standings.migrations.into_iter().map(|one| (one.name, one.standing)).collect()
}

fn expect(pairs: &[(&str, Standing)]) -> Vec<(String, Standing)> {
    pairs.iter().map(|(name, standing)| ((*name).to_owned(), *standing)).collect()
}

use Standing::{Applied, Failed, MissingFile, Modified, OutOfOrder, Outdated, Pending, Skipped};

const BASES: &[(&str, &str)] = &[
    ("V1__init.sql", "create table t (\n id int\n);\n"),
    ("sub/V01_2__add_user_table.sql", "create table u (a int);"),
    ("V5__five.sql", "select 1;\n"),
    ("B3__old.sql", "create table b3(a int);\n"),
    ("B5__base.sql", "create table b5(a int);\n"),
    ("V6__six.sql", "select 6;\n"),
    ("R__my_views.sql", "create or replace view v as select ${col} as x, '${flyway:filename}' as f;\n"),
    ("U1__init.sql", "drop table t;\n"),
];

#[test]
fn an_empty_database_starts_with_the_newest_baseline_migration() {
    let folder = opened(BASES, &[("COL", "1")]).expect("readable");
    let expected = expect(&[
        ("V1__init", Skipped),
        ("V01_2__add_user_table", Skipped),
        ("B3__old", Skipped),
        ("V5__five", Skipped),
        ("B5__base", Pending),
        ("V6__six", Pending),
        ("R__my_views", Pending),
    ]);
    assert_eq!(verdicts(&folder, None), expected);
    assert_eq!(verdicts(&folder, Some(&[])), expected);
    assert_eq!(folder.versions(), ["B5", "6", "R__my_views"]);
    let rows = [
        row(1, Some("5"), "base", "SQL_BASELINE", Some(-1_184_842_310)),
        row(2, Some("6"), "six", "SQL", Some(-1_718_158_850)),
        row(4, None, "my views", "SQL", Some(-1_583_828_537)),
    ];
    let run =
        |(name, standing): (String, Standing)| (name, if standing == Pending { Applied } else { standing });
    assert_eq!(verdicts(&folder, Some(&rows)), expected.into_iter().map(run).collect::<Vec<_>>());
}

#[test]
fn a_history_passes_baseline_migrations_over() {
    let folder = folder(&[
        ("V1__a.sql", "create table a1();"),
        ("B5__b.sql", "x"),
        ("V6__e.sql", "y"),
        ("B9__b.sql", ""),
    ]);
    let rows = [row(1, Some("1"), "a", "SQL", Some(-287_944_567))];
    let expected = expect(&[("V1__a", Applied), ("B5__b", Skipped), ("V6__e", Pending), ("B9__b", Skipped)]);
    assert_eq!(verdicts(&folder, Some(&rows)), expected);
}

#[test]
fn a_baseline_row_stands_for_the_files_up_to_it() {
    let folder = folder(&[("V1__a.sql", ""), ("V3.0__e.sql", ""), ("V4__x.sql", "")]);
    let rows = [row(1, Some("3"), "<< Flyway Baseline >>", "BASELINE", None)];
    assert_eq!(
        verdicts(&folder, Some(&rows)),
        expect(&[("V1__a", Applied), ("V3.0__e", Applied), ("V4__x", Pending)])
    );
    let read = folder.read_rows(&rows).expect("rows");
    assert!(read[0].log.as_deref().is_some_and(|log| log.contains("baselined at version 3")), "{read:?}");
}

#[test]
fn the_newest_row_of_a_repeatable_migration_counts() {
    let files = [
        ("V1__a.sql", "create table a1();"),
        ("R__r.sql", "create or replace view r as select 1;"),
        ("R__s.sql", "create or replace view s as select 1;"),
        ("R__t.sql", "new"),
    ];
    let folder = folder(&files);
    let mut rows = vec![
        row(0, None, "<< Flyway Schema Creation >>", "SCHEMA", None),
        row(1, Some("1"), "a", "SQL", Some(-287_944_567)),
        row(5, None, "r", "SQL", Some(1_483_977_801)),
        row(3, None, "r", "SQL", Some(992_088_791)),
        row(4, None, "s", "SQL", Some(-1_506_937_951)),
    ];
    let expected = expect(&[("V1__a", Applied), ("R__r", Outdated), ("R__s", Applied), ("R__t", Pending)]);
    assert_eq!(verdicts(&folder, Some(&rows)), expected);
    // `repair` without the file, then the file again
    rows.push(row(6, None, "s", "DELETE", Some(-1_506_937_951)));
    assert_eq!(verdicts(&folder, Some(&rows))[2], ("R__s".to_owned(), Pending));
}

#[test]
fn edits_names_and_failures_are_seen() {
    let folder = folder(&[
        ("V0__late.sql", ""),
        ("V1__other.sql", "create table a1();"),
        ("V2__b.sql", "create table x1();"),
        ("V3__i.sql", "create index concurrently j on a1(nope);\n"),
    ]);
    let mut failed = row(3, Some("3"), "i", "SQL", Some(-111_156_587));
    failed["success"] = json!(false);
    let rows = [
        row(1, Some("1.0"), "a", "SQL", Some(-287_944_567)),
        row(2, Some("2"), "b", "SQL", Some(-287_944_567)),
        failed,
        row(4, Some("4"), "gone", "JDBC", None),
    ];
    let expected = expect(&[
        ("V0__late", OutOfOrder),
        ("V1__other", Applied),
        ("V2__b", Modified(Edit::Unknown)),
        ("V3__i", Failed),
        ("x.sql (JDBC)", MissingFile),
    ]);
    assert_eq!(verdicts(&folder, Some(&rows)), expected);
    let read = folder.read_rows(&rows).expect("rows");
    let findings = folder.standings("staging", Some(&read), &[], Path::new("/nowhere")).findings;
    assert!(findings.iter().all(|finding| finding.severity == Severity::Error), "{findings:?}");
    let renamed = findings.iter().find(|finding| finding.message.contains("it was called `a`"));
    assert!(renamed.is_some(), "{findings:?}");
}

#[test]
fn line_ends_and_a_byte_order_mark_are_no_edit() {
    let folder = folder(&[("V1__a.sql", "\u{feff}create table a1(\r\n a int);\r\n")]);
    let rows = [row(1, Some("1"), "a", "SQL", Some(1_711_651_644))];
    assert_eq!(verdicts(&folder, Some(&rows)), expect(&[("V1__a", Applied)]));
    assert_eq!(folder.findings, []);
}

/// Flyway wrote -891641567 with `x=1`, -1921328143 with `x=2`, 1834488573 without replacement.
#[test]
fn repeatable_migrations_are_hashed_with_their_values() {
    let files = [("R__a.sql", "create or replace view t as select '${x}' a;")];
    for (value, applied) in [("1", -891_641_567), ("2", -1_921_328_143), ("2", 1_834_488_573)] {
        let folder = opened(&files, &[("x", value)]).expect("readable");
        let rows = [row(1, None, "a", "SQL", Some(applied))];
        assert_eq!(verdicts(&folder, Some(&rows)), expect(&[("R__a", Applied)]), "{applied}");
    }
    let folder = opened(&files, &[("x", "2")]).expect("readable");
    let rows = [row(1, None, "a", "SQL", Some(-891_641_567))];
    assert_eq!(verdicts(&folder, Some(&rows)), expect(&[("R__a", Outdated)]));
    assert_eq!(folder.migrations[0].checksum.as_deref(), Some("-1921328143"));
}

#[test]
fn a_placeholder_without_a_value_is_named_with_its_place() {
    let place = |text: &str, says: &str| {
        let error = opened(&[("V1__a.sql", text)], &[]).expect_err("no value");
        assert!(error.to_string().contains(says), "{error}");
        error.place()
    };
    let at = |line, column| Some(Place::at("m/V1__a.sql", line, column));
    assert_eq!(place("select 1;\n select '${owner}';", "placeholders: {\"owner\": …}"), at(2, 10));
    assert_eq!(place("-- ${flyway:user}", "Flyway's own"), at(1, 4));
    let off = [("V1__a.sql", "select '${x}';"), ("V1__a.sql.conf", "placeholderReplacement=false")];
    assert!(opened(&off, &[]).is_ok());
    let own = folder(&[("V1__a.sql", "select '${flyway:table} ${FLYWAY:filename}';")]);
    let sql = own.migrations[0].excerpt.as_ref().map(|excerpt| excerpt.sql.as_str());
    assert_eq!(sql, Some("select 'flyway_schema_history V1__a.sql';"));
}

#[test]
fn a_script_that_refuses_transactions_runs_apart_and_leaves_a_row_when_it_fails() {
    let index = "create index concurrently i on t (a);";
    let folder = folder(&[
        ("sub/V1__a_b.sql", "select 1;"),
        ("V2__i.sql", index),
        ("V3__both.sql", &format!("set lock_timeout = 1;\n{index}")),
        ("V4__reindex.sql", "reindex table concurrently t;"),
    ]);
    let scripts: Vec<_> =
        folder.migrations.iter().map(|one| folder.script(one, "public").expect("a script")).collect();
    assert_eq!(
        scripts.iter().map(|script| script.transactional).collect::<Vec<_>>(),
        [true, false, true, true]
    );
    let sql = &scripts[0].messages[0].sql;
    assert!(sql.contains("'1', 'a b', 'SQL', 'sub/V1__a_b.sql', -690524359, CURRENT_USER"), "{sql}");
    let failure = |at: usize| folder.failure_row(&folder.migrations[at], "public", "x");
    assert_eq!(failure(0), None);
    assert!(failure(1).is_some_and(|sql| sql.contains("0, false")));
    let said: Vec<_> =
        folder.findings.iter().map(|one| (one.code, one.severity, one.place.clone())).collect();
    let unsupported =
        |severity, file: &str, line| (Code::MigrationUnsupported, severity, Some(Place::at(file, line, 1)));
    assert_eq!(
        said,
        [
            unsupported(Severity::Error, "m/V3__both.sql", 2),
            unsupported(Severity::Warning, "m/V4__reindex.sql", 1)
        ]
    );
}

#[test]
fn what_flyway_would_run_besides_is_never_left_out_in_silence() {
    let folder = folder(&[("V1__a.sql", ""), ("afterMigrate__grants.sql", ""), ("foo.sql", "")]);
    assert!(folder.read_only().is_some_and(|why| why.contains("callbacks")));
    let said: Vec<&str> = folder.findings.iter().map(|one| one.message.as_str()).collect();
    assert!(said[0].contains("callback that Flyway runs at afterMigrate"), "{said:?}");
    assert!(said[1].contains("foo.sql is skipped"), "{said:?}");
}

#[test]
fn settings_that_are_not_read_are_pointed_at() {
    let root = tempfile::tempdir().expect("a folder");
    let resources = root.path().join("src/main/resources");
    fs::create_dir_all(resources.join("db/migration")).expect("made");
    fs::write(resources.join("db/migration/V1__a.sql"), "").expect("written");
    fs::write(resources.join("application.yml"), "spring:\n  flyway:\n    table: x\n").expect("written");
    let messages = || -> Vec<String> {
        let folder = open(root.path(), &Source::default()).expect("readable");
        folder.findings.into_iter().map(|finding| finding.message).collect()
    };
    assert!(matches!(&messages()[..], [one] if one.starts_with("src/main/resources/application.yml sets")));
    fs::write(root.path().join("flyway.conf"), "flyway.table=x\n").expect("written");
    assert_eq!(messages(), Vec::<String>::new());
}

#[test]
fn versions_and_descriptions_are_taken_once() {
    let folder = folder(&[("V1__a.sql", ""), ("V1.0__b.sql", ""), ("R__x.sql", ""), ("s/R__x.sql", "")]);
    let codes: Vec<Code> = folder.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::MigrationDuplicate, Code::MigrationDuplicate]);
}

#[test]
fn the_lock_is_that_of_the_table() {
    assert_eq!(folder(&[("V1__a.sql", "")]).locks("any", "public"), [77_433_833_903_597]);
}
