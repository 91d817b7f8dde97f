//! The check run beside a commit: a page while lockstep works and one when it is done, and every finding as
//! an annotation (<https://docs.github.com/rest/checks/runs>).

mod annotations;
mod conclusion;

use crate::github::checks::{CheckOutput, Conclusion};
use crate::github::links::Links;
use crate::model::mode::{Mode, Step};
use crate::model::report::Report;

use super::github_page::{last_line, next, write_environments};
use super::markdown::page::{Page, Section};
use super::markdown::{differences, findings, pipeline, plans};
use super::markdown_text::{code_cell, prose};
use super::verdict::verdict;
use super::visible::{cut_chars, one_line};

pub(crate) use annotations::annotations;

/// Characters of a name and of a title. GitHub documents 255 for the title of an annotation and keeps the
/// others in columns of the same size.
const LONGEST_TITLE: usize = 255;

/// Bytes of a summary: GitHub takes 65,535 characters, and no text has more of them than bytes.
const LARGEST: usize = 60_000;

/// Environments that a name lists.
const MOST_NAMED: usize = 5;

/// A step of the run that goes on, as its observer saw it. Texts are redacted already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StepLine {
    pub(crate) step: Step,
    /// `None` when the step concerns all environments at once.
    pub(crate) environment: Option<String>,
    pub(crate) state: StepState,
}

/// How far a step is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StepState {
    ToCome,
    Running,
    Ended { passed: bool, summary: String },
}

/// `lockstep / verify production`: the same for every run of this mode over these environments, because
/// branch rules name a check run by it. Environments are those that the user asked for; empty for all.
pub(crate) fn name(mode: Mode, environments: &[&str]) -> String {
    let mode = mode.as_str();
    let name = match environments {
        [] => format!("lockstep / {mode}"),
        few if few.len() <= MOST_NAMED => format!("lockstep / {mode} {}", few.join(", ")),
        many => format!("lockstep / {mode} {} environments", many.len()),
    };
    title(&name)
}

/// The page while lockstep works. Steps that are known to come may be in it.
pub(crate) fn progress(mode: Mode, steps: &[StepLine]) -> CheckOutput {
    let ended = |line: &&StepLine| matches!(line.state, StepState::Ended { .. });
    let running = steps.iter().find(|line| line.state == StepState::Running);
    let now = match running {
        Some(line) => doing(line.step, line.environment.as_deref()),
        None if steps.iter().any(|line| ended(&line)) => format!("{} goes on", mode.as_str()),
        None => format!("{} begins", mode.as_str()),
    };
    let done = steps.iter().filter(ended).count();
    let of =
        if steps.is_empty() { String::new() } else { format!(" ({done} of {} steps done)", steps.len()) };
    let mut page = Page::of("check run", LARGEST);
    let opening = "| | Step | Environment | Result |\n|---|---|---|---|\n".to_owned();
    let rows = steps.iter().map(|line| (row(line), 1));
    page.section(&Section { opening, closing: "", noun: "step", share: 100 }, rows);
    page.block("<sub>This page is written anew as the steps end. A step that changes a database says so in the log.</sub>\n");
    CheckOutput { title: title(&format!("{now}{of}")), summary: page.finish(None) }
}

fn row(line: &StepLine) -> String {
    let (emoji, result) = match &line.state {
        StepState::ToCome => ("⏸️", String::new()),
        StepState::Running => ("▶️", "running".to_owned()),
        StepState::Ended { passed: true, summary } => ("✅", prose(summary)),
        StepState::Ended { passed: false, summary } => ("❌", prose(summary)),
    };
    let environment = line.environment.as_deref().map(code_cell).unwrap_or_default();
    format!("| {emoji} | {} | {environment} | {result} |\n", line.step.as_str())
}

/// `applying to staging`.
fn doing(step: Step, environment: Option<&str>) -> String {
    let (what, toward) = match step {
        Step::Git => ("reading the branch", "of"),
        Step::Identify => ("connecting", "to"),
        Step::SelfTest => ("testing the comparison", "of"),
        Step::Validate => ("validating the migrations", "of"),
        Step::Status => ("reading the history", "of"),
        Step::Apply => ("applying", "to"),
        Step::Compare => ("comparing", "with"),
        Step::Plan => ("planning", "for"),
        Step::Prove => ("proving the plan", "of"),
        Step::Sync => ("synchronising", "with"),
        Step::Backup => ("backing up and proving", "of"),
        Step::Verify => ("verifying", "of"),
        Step::Health => ("checking the health", "of"),
        Step::Restore => ("restoring", "of"),
        Step::Record => ("recording the history", "of"),
        Step::Export => ("exporting", "of"),
    };
    match environment {
        Some(environment) if toward == "of" => format!("{what}: {environment}"),
        Some(environment) => format!("{what} {toward} {environment}"),
        None => what.to_owned(),
    }
}

/// The page when the run is over, and how it ended.
pub(crate) fn result(report: &Report, links: &Links) -> (Conclusion, CheckOutput) {
    let verdict = verdict(report);
    let last = last_line(report, links);
    let mut page = Page::of("check run", LARGEST.saturating_sub(last.len()));
    page.block(&next(&verdict));
    page.block(&pipeline::table(report));
    write_environments(&mut page, report);
    findings::write(&mut page, report);
    plans::write(&mut page, report);
    // GitHub draws no diagram on this page.
    differences::write(&mut page, &report.changes, &[]);
    plans::write_of_drift(&mut page, report);
    pipeline::write_proved(&mut page, report);
    let summary = format!("{}{last}", page.finish(links.run.as_deref()));
    (conclusion::of(report), CheckOutput { title: title(&verdict.headline), summary })
}

/// One line of plain text.
fn title(text: &str) -> String {
    // Cut last: a picture may be longer than what it stands for.
    cut_chars(&one_line(&cut_chars(text, LONGEST_TITLE)), LONGEST_TITLE).into_owned()
}

#[cfg(test)]
mod tests;
