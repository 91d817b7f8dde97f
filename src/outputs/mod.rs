//! Everything a run says, each place in its own file, all rendered from the one report.
//!
//! What must not live here: a database, a file of the user's, a decision. A step never formats
//! text for people, and an output never finds anything out.

pub(crate) mod badge;
pub(crate) mod check_run;
pub(crate) mod commands;
pub(crate) mod comment;
mod databases;
pub(crate) mod deployment;
mod differences;
mod digest;
pub(crate) mod drift_issue;
pub(crate) mod github_files;
mod github_page;
#[cfg(test)]
mod hostile;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod log;
pub(crate) mod markdown;
mod markdown_text;
#[cfg(test)]
mod parsed;
mod plans;
pub(crate) mod progress;
pub(crate) mod redact;
#[cfg(test)]
mod runner;
#[cfg(test)]
mod same_findings;
#[cfg(test)]
mod sample;
pub(crate) mod sarif;
mod sql;
mod standings;
pub(crate) mod text;
mod verdict;
mod visible;

use crate::github::links::Links;
use crate::model::report::Report;

/// What `--format` can ask for. One more is one file here and one variant; the match below names
/// what was forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Json,
    Markdown,
    Html,
    Sarif,
}

/// The report in that format. The report is expected to be redacted ([`redact::Redactor::report`]).
pub(crate) fn render(format: Format, report: &Report, style: &text::TextStyle, links: &Links) -> String {
    match format {
        Format::Text => text::render(report, style),
        Format::Json => json::render(report),
        Format::Markdown => markdown::render(report, links),
        Format::Html => html::render(report),
        Format::Sarif => sarif::render(report, links, sarif::FALLBACK),
    }
}
