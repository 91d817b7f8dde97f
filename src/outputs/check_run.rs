//! The check run beside a commit: a page while lockstep works and one when it is done, and every finding as
//! an annotation (<https://docs.github.com/rest/checks/runs>).

mod annotations;
mod conclusion;

use crate::github::checks::{CheckOutput, Conclusion};
use crate::github::links::Links;
use crate::model::amount::{count, duration};
use crate::model::mode::{Mode, Step};
use crate::model::report::{Report, StepReport, StepStatus};

use super::github_page::{LARGEST, last_line, write_details, write_environments, write_next, write_proved};
use super::markdown::page::{Page, Section};
use super::markdown_text::{code_cell, prose};
use super::verdict::verdict;
use super::visible::{cut_chars, one_line};

pub(crate) use annotations::annotations;

/// Characters of a name and of a title. GitHub documents 255 for the title of an annotation and keeps the
/// others in columns of the same size.
const LONGEST_TITLE: usize = 255;

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
    let done = steps.iter().filter(|line| matches!(line.state, StepState::Ended { .. })).count();
    let now = match steps.iter().find(|line| line.state == StepState::Running) {
        Some(line) => doing(line.step, line.environment.as_deref()),
        None if done > 0 => format!("{} goes on", mode.as_str()),
        None => format!("{} begins", mode.as_str()),
    };
    let of = match steps.len() {
        0 => String::new(),
        all => format!(" ({done} of {} done)", count(all, "step")),
    };
    let mut page = Page::new(LARGEST);
    let rows = steps.iter().map(|line| {
        let (emoji, result) = match &line.state {
            StepState::ToCome => ("⏸️", String::new()),
            StepState::Running => ("▶️", "running".to_owned()),
            StepState::Ended { passed: true, summary } => ("✅", prose(summary)),
            StepState::Ended { passed: false, summary } => ("❌", prose(summary)),
        };
        row(emoji, line.step, line.environment.as_deref(), &result)
    });
    write_steps(&mut page, rows);
    page.block("<sub>written anew whenever a step begins or ends</sub>\n");
    CheckOutput { title: title(&format!("{now}{of}")), summary: page.finish(None) }
}

fn write_steps(page: &mut Page, rows: impl Iterator<Item = String>) {
    let opening = "| | Step | Environment | Result |\n|---|---|---|---|\n".to_owned();
    page.section(&Section { opening, closing: "", noun: "step", share: 25 }, rows.map(|row| (row, 1)));
}

fn row(emoji: &str, step: Step, environment: Option<&str>, result: &str) -> String {
    let environment = environment.map(code_cell).unwrap_or_default();
    format!("| {emoji} | {} | {environment} | {result} |\n", step.as_str())
}

fn row_of(step: &StepReport) -> String {
    let (emoji, word) = match step.status {
        StepStatus::Passed => ("✅", ""),
        StepStatus::Failed => ("❌", ""),
        StepStatus::NotRun => ("⏸️", "not run"),
        StepStatus::Skipped => ("➖", "skipped"),
        StepStatus::Planned => ("📝", "planned"),
    };
    let mut result = if step.summary.is_empty() { word.to_owned() } else { prose(&step.summary) };
    if matches!(step.status, StepStatus::Passed | StepStatus::Failed) {
        let gap = if result.is_empty() { "" } else { ", " };
        result.push_str(&format!("{gap}{}", duration(step.took)));
    }
    row(emoji, step.step, step.environment.as_deref(), &result)
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
    let last = last_line(report, links);
    let mut page = Page::new(LARGEST.saturating_sub(last.len()));
    write_next(&mut page, report);
    write_environments(&mut page, report);
    write_steps(&mut page, report.steps.iter().map(row_of));
    write_details(&mut page, report, links);
    write_proved(&mut page, report);
    let summary = format!("{}{last}", page.finish(links.run.as_deref()));
    (conclusion::of(report), CheckOutput { title: title(&verdict(report).headline), summary })
}

/// One line of plain text.
fn title(text: &str) -> String {
    // Cut last: a picture may be longer than what it stands for.
    cut_chars(&one_line(&cut_chars(text, LONGEST_TITLE)), LONGEST_TITLE).into_owned()
}

#[cfg(test)]
mod tests;
