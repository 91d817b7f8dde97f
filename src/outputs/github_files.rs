//! The files a step hands to the runner: its summary and its outputs. A file that cannot be
//! written is a warning; the run's answer stays what it is.

use std::fs::OpenOptions;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::Path;

use crate::github::context::Context;
use crate::model::exit::Exit;
use crate::model::report::Report;

use super::verdict;

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
        let entries: String = outputs(report, report_path, may_upload_backup)
            .iter()
            .map(|(name, value)| heredoc(name, value))
            .collect();
        append(path, "step outputs", &entries);
    }
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
    vec![
        ("result", report.exit.word().to_owned()),
        ("exit-code", report.exit.code().to_string()),
        ("drift", number(drift)),
        ("pending", number(verdict::pending(report))),
        ("applied", verdict::applied(report).to_string()),
        ("backup-path", backup.unwrap_or_default()),
        ("backup-upload", if may_upload_backup { "allowed" } else { "refused" }.to_owned()),
        ("report-path", report_path.unwrap_or_default().to_owned()),
    ]
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
    use std::collections::BTreeMap;

    use super::*;
    use crate::outputs::sample;

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

    /// As the runner reads the file (`FileCommandManager.cs`).
    fn runner_reads(text: &str) -> BTreeMap<String, String> {
        let mut outputs = BTreeMap::new();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let (name, delimiter) = line.split_once("<<").expect("only heredocs are written");
            let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
            outputs.insert(name.to_owned(), value.join("\n"));
        }
        outputs
    }

    #[test]
    fn outputs_hold_the_documented_names_and_hostile_paths_stay_values() {
        let directory = tempfile::tempdir().expect("a directory");
        let mut report = sample::drifted();
        report.environments[1].backup = Some("backups/x\nresult=ok\npending<<EOF\n9\nEOF".into());
        write_outputs(&context(directory.path()), &report, Some("out/report.json"), true);
        let written = std::fs::read_to_string(directory.path().join("output")).expect("written");
        let outputs = runner_reads(&written);
        assert_eq!(outputs.len(), 8, "{outputs:?}");
        let pairs = [("result", "findings"), ("exit-code", "1"), ("drift", "6"), ("pending", "1")];
        for (name, value) in pairs.into_iter().chain([
            ("applied", "1"),
            ("backup-upload", "allowed"),
            ("report-path", "out/report.json"),
        ]) {
            assert_eq!(outputs[name], value, "{name}");
        }
        assert!(outputs["backup-path"].starts_with("backups/x\nresult=ok"));
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
