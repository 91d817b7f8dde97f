//! The files a step hands to the runner: its summary and its outputs. A file that cannot be
//! written is a warning; the run's answer stays what it is.

use std::fs::OpenOptions;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::Path;

use crate::github::context::Context;
use crate::model::exit::Exit;
use crate::model::finding::Severity;
use crate::model::report::Report;

use super::commands::sanitize_line;
use super::plans::asked;
use super::verdict;
use super::visible::{cut_chars, one_line};

/// Files of the report's folder that have an output of their own.
pub(crate) const SARIF: &str = "report.sarif";
pub(crate) const BADGE: &str = "badge.json";

/// Characters of the verdict: names of environments can be long.
const LONGEST_VERDICT: usize = 500;

/// Appends to the step's summary.
pub(crate) fn append_summary(context: &Context, markdown: &str) {
    if let Some(path) = &context.summary_file {
        append(path, "step summary", markdown);
    }
}

/// Sets the step's outputs. What is not known is empty.
pub(crate) fn write_outputs(
    context: &Context,
    report: &Report,
    report_path: Option<&str>,
    may_upload_backup: bool,
) {
    if let Some(path) = &context.output_file {
        append(path, "step outputs", &entries(report, report_path, may_upload_backup));
    }
}

/// Sets outputs to pages that were made on GitHub. What was not made is empty.
pub(crate) fn write_pages(context: &Context, pages: &[(&str, Option<&str>)]) {
    if let Some(path) = &context.output_file {
        let entries = pages.iter().map(|(name, url)| heredoc(name, url.unwrap_or_default()));
        append(path, "step outputs", &entries.collect::<String>());
    }
}

/// The outputs as the file wants them.
pub(super) fn entries(report: &Report, report_path: Option<&str>, may_upload_backup: bool) -> String {
    let outputs = outputs(report, report_path, may_upload_backup);
    outputs.iter().map(|(name, value)| heredoc(name, value)).collect()
}

/// The documented outputs of the action.
fn outputs(
    report: &Report,
    report_path: Option<&str>,
    may_upload_backup: bool,
) -> Vec<(&'static str, String)> {
    let number = |number: Option<usize>| number.map(|number| number.to_string()).unwrap_or_default();
    let drift = report.environments.iter().filter_map(|environment| environment.drift).reduce(|a, b| a + b);
    let backup = report.environments.iter().rev().find_map(|environment| environment.backup.clone());
    let kept = |file: &str| report_path.map(|folder| format!("{folder}/{file}")).unwrap_or_default();
    vec![
        ("result", report.exit.word().to_owned()),
        ("exit-code", report.exit.code().to_string()),
        ("verdict", verdict_line(report)),
        ("findings", report.findings.len().to_string()),
        ("errors", verdict::of(report, Severity::Error).to_string()),
        ("warnings", verdict::of(report, Severity::Warning).to_string()),
        ("drift", number(drift)),
        ("pending", number(verdict::pending(report))),
        ("applied", verdict::applied(report).to_string()),
        ("plan-hash", asked(report).map(|plan| plan.hash.clone()).unwrap_or_default()),
        ("backup-path", backup.unwrap_or_default()),
        ("backup-upload", if may_upload_backup { "allowed" } else { "refused" }.to_owned()),
        ("report-path", report_path.unwrap_or_default().to_owned()),
        ("sarif-path", kept(SARIF)),
        ("badge-path", kept(BADGE)),
    ]
}

/// The headline on one line. Whoever prints it with `run: echo "$VERDICT"` prints a line of ours: so
/// it is no workflow command.
fn verdict_line(report: &Report) -> String {
    let headline = verdict::verdict(report).headline;
    sanitize_line(&one_line(&cut_chars(&headline, LONGEST_VERDICT))).into_owned()
}

/// `name<<DELIMITER`, the value, the delimiter: the only form in which a value cannot become
/// further outputs. The delimiter is random, so no value can have foreseen it.
fn heredoc(name: &str, value: &str) -> String {
    let mut delimiter = random_delimiter();
    while value.contains(&delimiter) {
        delimiter = random_delimiter();
    }
    format!("{name}<<{delimiter}\n{value}\n{delimiter}\n")
}

/// 128 bits of the standard library's keyed hash, whose keys come from the operating system.
fn random_delimiter() -> String {
    let state = RandomState::new();
    format!("lockstep_{:016x}{:016x}", state.hash_one(0), state.hash_one(1))
}

/// Sets what is known of a run that was not begun, because its command line was wrong.
pub(crate) fn write_exit(context: &Context, exit: Exit) {
    if let Some(path) = &context.output_file {
        let entries = [heredoc("result", exit.word()), heredoc("exit-code", &exit.code().to_string())];
        append(path, "step outputs", &entries.concat());
    }
}

fn append(path: &Path, what: &str, text: &str) {
    if let Err(error) = try_append(path, text) {
        tracing::warn!("cannot write the {what} to {}: {error}", path.display());
    }
}

/// One write: other processes of the step append to the same file.
fn try_append(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().create(true).append(true).open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::{runner, sample};

    fn context(directory: &Path) -> Context {
        let directory = directory.to_string_lossy().into_owned();
        let find = |name: &str| match name {
            "GITHUB_ACTIONS" => Some("true".to_owned()),
            "GITHUB_STEP_SUMMARY" => Some(format!("{directory}/summary")),
            "GITHUB_OUTPUT" => Some(format!("{directory}/output")),
            _ => None,
        };
        Context::read(&find, &|_| Err(io::ErrorKind::NotFound.into())).expect("on GitHub")
    }

    #[test]
    fn outputs_hold_the_documented_names_and_hostile_paths_stay_values() {
        let directory = tempfile::tempdir().expect("a directory");
        let mut report = sample::drifted();
        report.environments[1].backup = Some("backups/x\nresult=ok\npending<<EOF\n9\nEOF".into());
        write_outputs(&context(directory.path()), &report, Some("out"), true);
        let written = std::fs::read_to_string(directory.path().join("output")).expect("written");
        let outputs = runner::reads_outputs(&written);
        assert_eq!(outputs.len(), 15, "{outputs:?}");
        let pairs = [("result", "findings"), ("exit-code", "1"), ("drift", "6"), ("pending", "1")];
        for (name, value) in pairs.into_iter().chain([
            ("applied", "1"),
            ("backup-upload", "allowed"),
            ("report-path", "out"),
            ("sarif-path", "out/report.sarif"),
            ("badge-path", "out/badge.json"),
            ("findings", "5"),
            ("errors", "3"),
            ("warnings", "1"),
            ("verdict", "production drifted (3 errors, 1 warning); 1 migration applied to staging"),
            ("plan-hash", ""),
        ]) {
            assert_eq!(outputs[name], value, "{name}");
        }
        assert!(outputs["backup-path"].starts_with("backups/x\nresult=ok"));
    }

    #[test]
    fn a_plan_is_known_by_its_hash_and_a_verdict_is_one_line() {
        let hash = |report| outputs(report, None, false).into_iter().find(|(name, _)| *name == "plan-hash");
        assert_eq!(hash(&sample::planned()), Some(("plan-hash", format!("sha256:{}", "5a".repeat(32)))));
        for text in sample::HOSTILE {
            let line = verdict_line(&sample::saying_everywhere(text));
            assert!(!line.contains(['\n', '\r']) && !line.contains("##["), "{line:?}");
            assert!(!line.trim_start().starts_with("::"), "{line:?}");
        }
        let long = sample::saying_everywhere(&"ß".repeat(10_000));
        assert_eq!(verdict_line(&long).chars().count(), LONGEST_VERDICT);
    }

    #[test]
    fn summaries_are_appended_and_a_file_that_cannot_be_written_is_no_error() {
        let directory = tempfile::tempdir().expect("a directory");
        let context = context(directory.path());
        append_summary(&context, "one\n");
        append_summary(&context, "two\n");
        let written = std::fs::read_to_string(directory.path().join("summary")).expect("written");
        assert_eq!(written, "one\ntwo\n");
        drop(directory);
        append_summary(&context, "three\n");
        write_outputs(&context, &sample::empty(), None, false);
    }

    #[test]
    fn delimiters_never_repeat() {
        assert_ne!(random_delimiter(), random_delimiter());
    }
}
