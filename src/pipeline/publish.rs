//! The report of another run, made ready to be told on GitHub: a pull request from a fork runs without a
//! token that may write, so its run hands the report over as a file, and a run of the repository's own
//! publishes it (<https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_run>).
//!
//! Whoever sends the pull request decides what is in the file. It is data: nothing in it says which commit or
//! pull request it is for, nothing in it is run, opened or uploaded.

mod convert;
mod input;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::github::context::Context;
use crate::model::amount::count;
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::finding::Finding;
use crate::model::report::Report;

use super::failure::{Failure, Outcome};

/// Bytes of a report that is read.
const LARGEST: u64 = 10_000_000;

/// Why a report cannot be published. No message holds more of the file than one short word.
#[derive(Debug, thiserror::Error)]
enum Unread {
    #[error("cannot be read")]
    Io(#[from] std::io::Error),
    #[error("is no plain file")]
    NoFile,
    #[error("is larger than {} MB", LARGEST / 1_000_000)]
    TooLarge,
    #[error("is not a report of lockstep: not JSON of its form at line {line}, column {column}")]
    Form { line: usize, column: usize },
    #[error("has schema_version {0}; this release publishes version 1")]
    Version(u32),
    #[error("has an unknown {field}: {found:?}")]
    Word { field: &'static str, found: String },
}

impl Unread {
    fn word(field: &'static str, found: &str) -> Self {
        Self::Word { field, found: found.chars().take(40).collect() }
    }
}

impl From<serde_json::Error> for Unread {
    /// Its own message would quote the file.
    fn from(error: serde_json::Error) -> Self {
        Self::Form { line: error.line(), column: error.column() }
    }
}

/// Reads the report at `path` for the commit and the pull request of the event.
pub(crate) fn prepare(path: &Path, github: Option<&Context>) -> Outcome<Report> {
    let Some(github) = github.filter(|github| github.event == "workflow_run") else {
        return Err(Failure::configuration(
            "publish tells GitHub about the run that a workflow_run event names, and this is none",
            "use it in a workflow on: workflow_run, as docs/workflows/publish-report.yml does",
        ));
    };
    read(path, github.from_fork).map_err(|error| {
        let source = match &error {
            Unread::Io(source) => format!(": {source}"),
            _ => String::new(),
        };
        Failure::new(
            Exit::Configuration,
            Finding::new(Code::ConfigurationInvalid, format!("{} {error}{source}", path.display()))
                .with_help(
                    "hand over the report.json of the report folder, made by the same release of lockstep",
                ),
        )
    })
}

fn read(path: &Path, from_fork: bool) -> Result<Report, Unread> {
    // A link in an artifact would lead to a file of this run.
    if !path.symlink_metadata()?.is_file() {
        return Err(Unread::NoFile);
    }
    let mut text = Vec::new();
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(Unread::TooLarge);
    }
    let input::Version { schema_version } = serde_json::from_slice(&text)?;
    if schema_version != 1 {
        return Err(Unread::Version(schema_version));
    }
    let document: input::Document = serde_json::from_slice(&text)?;
    let left_out = [(document.findings.len(), "finding"), (document.changes.len(), "change")]
        .map(|(all, what)| (all.saturating_sub(convert::MOST_ROWS), what));
    let mut report = convert::report(document)?;
    report.findings.insert(0, handed_over(from_fork, left_out));
    Ok(report)
}

/// What a reader has to know before anything else.
fn handed_over(from_fork: bool, left_out: [(usize, &str); 2]) -> Finding {
    let whose = if from_fork { "a fork's pull request" } else { "a pull request" };
    let mut message =
        format!("this report was handed over by the run of {whose}, which can change what it says");
    for (number, what) in left_out.into_iter().filter(|(number, _)| *number > 0) {
        message.push_str(&format!("; {} more in its own report", count(number, what)));
    }
    Finding::new(Code::ReportHandedOver, message)
        .with_help("look at the pull request's own run, and at what the pull request changes in workflows")
}

#[cfg(test)]
mod tests;
