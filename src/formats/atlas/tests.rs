use serde_json::{Value, json};

use super::*;
use crate::model::history::{Edit, Standing};

const SUM: &str = "h1:bfM7hjoZ15EWB6EcR+hczmLmVxVYkBnYMr11UABUA0I=\n\
    20240101000000_a.sql h1:A7/jb49SVctK4lTrwRBAXaq2M4pXiM4X8L8VzMacp5Q=\n\
    20240102000000_b.sql h1:TPhxUs7wt9YVBHUUowFmqMwg90MAHE9lEyJq3NlpIHU=\n";
const A: &str = "create table a(i int);\n";
const B: &str = "create table b(i int);\n";

fn row(version: &str, kind: u64, applied: u64, hash: &str) -> Value {
    json!({"version": version, "description": "x", "type": kind, "applied": applied, "total": 1,
           "executed_at": "2024-05-01T12:00:00+00:00", "execution_time": 3_000_000,
           "error": if applied == 0 && kind == 2 { json!("boom") } else { json!("") },
           "error_stmt": "", "hash": hash, "partial_hashes": null, "operator_version": "Atlas CLI"})
}

fn standings(files: &[(&str, &str)], rows: &[Value]) -> Vec<Standing> {
    let root = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(root.path().join("migrations")).expect("made");
    for (file, text) in files {
        std::fs::write(root.path().join("migrations").join(file), text).expect("written");
    }
    let folder = super::super::open(root.path(), &Source::default()).expect("a folder of Atlas");
    assert_eq!(folder.tool, Tool::Atlas);
    let rows = folder.read_rows(rows).expect("rows");
    let standings = folder.standings("staging", Some(&rows), &[], root.path());
    standings.migrations.into_iter().map(|one| one.standing).collect()
}

const HASH_A: &str = "A7/jb49SVctK4lTrwRBAXaq2M4pXiM4X8L8VzMacp5Q=";
const HASH_B: &str = "TPhxUs7wt9YVBHUUowFmqMwg90MAHE9lEyJq3NlpIHU=";

#[test]
fn rows_of_atlas_tell_the_standing() {
    let files = [("atlas.sum", SUM), ("20240101000000_a.sql", A), ("20240102000000_b.sql", B)];
    let both = [
        row(".atlas_cloud_identifier", 2, 0, ""),
        row("20240101000000", 2, 1, HASH_A),
        row("20240102000000", 2, 1, HASH_B),
    ];
    assert_eq!(standings(&files, &both), [Standing::Applied, Standing::Applied]);
    let failed = [row("20240101000000", 2, 1, HASH_A), row("20240102000000", 2, 0, HASH_B)];
    assert_eq!(standings(&files, &failed), [Standing::Applied, Standing::Failed]);
    let baseline = [row("20240102000000", 1, 0, "")];
    assert_eq!(standings(&files, &baseline), [Standing::Applied, Standing::Applied]);
    assert_eq!(standings(&files, &[row("20240101000000", 4, 0, "")]), [Standing::Applied, Standing::Pending]);
}

#[test]
fn only_the_first_edit_can_be_proved_and_a_late_file_is_no_edit() {
    let rows = [row("20240101000000", 2, 1, HASH_A), row("20240102000000", 2, 1, HASH_B)];
    let edited = [("atlas.sum", SUM), ("20240101000000_a.sql", "select 1;\n"), ("20240102000000_b.sql", B)];
    assert_eq!(standings(&edited, &rows), [Standing::Modified(Edit::Unknown), Standing::Applied]);
    let unix = A.replace('\n', "\r\n");
    let ends = [("atlas.sum", SUM), ("20240101000000_a.sql", unix.as_str()), ("20240102000000_b.sql", B)];
    assert_eq!(standings(&ends, &rows), [Standing::Modified(Edit::LineEndings), Standing::Applied]);
    let late = [
        ("atlas.sum", SUM),
        ("20240101000000_a.sql", A),
        ("20240101500000_late.sql", "select 1;\n"),
        ("20240102000000_b.sql", B),
    ];
    assert_eq!(standings(&late, &rows), [Standing::Applied, Standing::OutOfOrder, Standing::Applied]);
}
