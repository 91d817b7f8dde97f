//! What is read back, and what is refused.

use std::fs;

use serde_json::{Value, json};

use super::*;
use crate::model::finding::Severity;
use crate::model::mode::Mode;

fn document() -> Value {
    json!({
        "schema_version": 1, "tool": "lockstep 9.9.9", "mode": "check", "exit_code": 1, "result": "findings",
        "started_at": "2026-03-01T05:17:00Z", "took_ms": 812,
        "environments": [{"name": "staging", "protected": true, "tool": "prisma", "memory": "checksum",
            "applied": [], "drift": 2, "backup": "/etc/passwd",
            "migrations": [{"version": "1", "name": "a", "file": "m/1.sql", "standing": "modified",
                "edit": "sql", "at": null, "took_ms": 3, "by": "app"}]}],
        "steps": [{"name": "validate", "environment": null, "status": "failed", "took_ms": 7,
            "summary": "no", "proved": ["p"], "facts": {"replayed": 1}}],
        "changes": [
            {"between": {"from": "staging", "to": "migrations"}, "kind": "column", "key": "public.users.email",
             "change": "differs", "attribute": "type", "from": "text", "to": ["a", "b"], "class": "structure",
             "severity": "error", "meaning": null, "certainty": "certain", "cause": "manual",
             "fingerprints": null, "renamed": "public.users.mail", "place": {"file": "m/1.sql", "line": 2}},
            {"between": {"from": "staging", "to": "migrations"}, "kind": "table", "key": "public.t",
             "change": "extra", "attribute": null, "from": "create table t", "to": null, "class": "cosmetic",
             "severity": "notice", "meaning": "m", "certainty": "textual", "cause": "not-in-git",
             "fingerprints": null, "renamed": null, "place": null}],
        "findings": [{"code": "migration-modified", "severity": "error", "message": "m", "help": "h",
            "place": {"file": "m/1.sql", "line": 12, "column": 3}, "environment": "staging"}],
        "sql": "drop table users", "plans": [{"anything": "at all"}], "field_of_a_later_release": 1
    })
}

fn written(text: &[u8]) -> Result<Report, Unread> {
    let directory = tempfile::tempdir().expect("temporary directory");
    let path = directory.path().join("report.json");
    fs::write(&path, text).expect("written");
    read(&path, true)
}

fn refused(document: &Value) -> String {
    written(document.to_string().as_bytes()).expect_err("refused").to_string()
}

#[test]
fn a_report_is_read_back() {
    let report = written(document().to_string().as_bytes()).expect("read");
    assert_eq!((report.mode, report.exit), (Mode::Check, Exit::Findings));
    let messages: Vec<(&str, &str)> =
        report.findings.iter().map(|finding| (finding.code.as_str(), finding.message.as_str())).collect();
    assert_eq!(messages[1], ("migration-modified", "m"));
    assert_eq!(messages[0].0, "report-handed-over");
    assert!(messages[0].1.contains("the run of a fork's pull request"), "{}", messages[0].1);
    let shown: Vec<String> = report.changes.iter().map(|reported| reported.change.to_string()).collect();
    assert_eq!(shown, ["column public.users.email: type", "- table public.t"]);
    assert_eq!(report.steps[0].proved, ["p"]);
    // What would be acted on stays behind.
    assert_eq!((&report.environments[0].backup, &report.sql, report.plans.len()), (&None, &None, 0));
}

#[test]
fn what_is_not_a_report_of_this_version_is_refused_by_a_word() {
    for (pointer, value, message) in [
        ("/schema_version", json!(2), "has schema_version 2; this release publishes version 1"),
        ("/mode", json!("deploi"), r#"has an unknown mode: "deploi""#),
        ("/exit_code", json!(7), r#"has an unknown exit_code: "7""#),
        ("/started_at", json!("now"), r#"has an unknown started_at: "now""#),
        ("/findings/0/code", json!("\u{1b}[31m"), r#"has an unknown code: "\u{1b}[31m""#),
        ("/findings/0/severity", json!("fatal"), r#"has an unknown severity: "fatal""#),
        ("/steps/0/name", json!("dance"), r#"has an unknown name of a step: "dance""#),
        ("/changes/0/change", json!("extra"), r#"has an unknown change: "extra""#),
        ("/changes/0/kind", json!("cloud"), r#"has an unknown kind: "cloud""#),
        ("/environments/0/migrations/0/standing", json!("sat"), r#"has an unknown standing: "sat""#),
    ] {
        let mut document = document();
        *document.pointer_mut(pointer).expect(pointer) = value;
        assert_eq!(refused(&document), message);
    }
    for (pointer, value) in [("/took_ms", json!(-1)), ("/mode", json!(1)), ("/findings", json!({"a": 1}))] {
        let mut document = document();
        *document.pointer_mut(pointer).expect(pointer) = value;
        assert!(refused(&document).starts_with("is not a report of lockstep"), "{pointer}");
    }
    let long = refused(&json!({"schema_version": 1, "mode": "x".repeat(9000)}));
    assert!(long.len() < 200, "{long}");
    for text in ["", "[]", "{}", "secret-token", "\u{0}", &"[".repeat(100_000)] {
        let message = written(text.as_bytes()).expect_err("refused").to_string();
        assert!(message.starts_with("is not a report") && !message.contains("secret"), "{message}");
    }
}

#[test]
fn a_file_is_no_link_no_folder_and_not_endless() {
    let directory = tempfile::tempdir().expect("temporary directory");
    let (real, link) = (directory.path().join("real.json"), directory.path().join("report.json"));
    fs::write(&real, document().to_string()).expect("written");
    std::os::unix::fs::symlink(&real, &link).expect("linked");
    for path in [&link, &directory.path().to_path_buf()] {
        assert_eq!(read(path, true).expect_err("refused").to_string(), "is no plain file");
    }
    assert!(matches!(read(&directory.path().join("none"), true), Err(Unread::Io(_))));
    let large = vec![b' '; usize::try_from(LARGEST).expect("small") + 1];
    assert_eq!(written(&large).expect_err("refused").to_string(), "is larger than 10 MB");
}

#[test]
fn long_lists_and_texts_are_cut_and_counted() {
    let mut document = document();
    let finding = document["findings"][0].clone();
    let mut all = vec![finding; 4_000];
    for (index, finding) in all.iter_mut().enumerate() {
        finding["severity"] = json!(if index == 3_999 { "error" } else { "notice" });
    }
    document["findings"] = json!(all);
    document["steps"][0]["summary"] = json!("ä".repeat(200_000));
    let report = written(document.to_string().as_bytes()).expect("read");
    assert_eq!(report.findings.len(), 1 + convert::MOST_ROWS);
    assert_eq!(report.findings[1].severity, Severity::Error);
    assert!(
        report.findings[0].message.ends_with("; 3000 findings more in its own report"),
        "{}",
        report.findings[0].message
    );
    assert_eq!(report.steps[0].summary.chars().count(), 65_537);
}

#[test]
fn only_a_workflow_run_has_something_to_publish() {
    let directory = tempfile::tempdir().expect("temporary directory");
    let path = directory.path().join("report.json");
    fs::write(&path, document().to_string()).expect("written");
    let context = |event: &str| Some(Context::of_event(event, "eve", "{}"));
    assert!(prepare(&path, context("workflow_run").as_ref()).is_ok());
    for github in [None, context("pull_request_target")] {
        let failure = prepare(&path, github.as_ref()).expect_err("refused");
        assert_eq!(failure.exit, Exit::Configuration);
    }
}
