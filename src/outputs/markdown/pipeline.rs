//! The steps as a table below their picture: how long each took and what it said.

use crate::model::amount::duration;
use crate::model::report::{Report, StepReport, StepStatus};
use crate::outputs::markdown_text::{code_cell, prose};

use super::page::{Page, Section};

pub(super) fn write(page: &mut Page, report: &Report) {
    let opening = format!(
        "<details><summary>{}</summary>\n\n| | Step | Environment | Took | Result |\n|---|:--|:--|--:|:--|\n",
        summary(report)
    );
    let rows = report.steps.chunk_by(together).map(|steps| (row(steps), steps.len()));
    let section = Section { opening, closing: "\n</details>\n", noun: "step", share: 8 };
    page.section(&section, rows);
}

/// `Pipeline: 7 steps, 3.4 s`, `Pipeline: 3 of 7 steps ran, 3.4 s`.
fn summary(report: &Report) -> String {
    let (all, ran) = (report.steps.len(), report.steps.iter().filter(|step| ran(step)).count());
    let steps = match all {
        1 => "1 step".to_owned(),
        _ if ran == all => format!("{all} steps"),
        _ => format!("{ran} of {all} steps ran"),
    };
    format!("<b>Pipeline</b>: {steps}, {}", duration(report.took))
}

/// What was not reached is one row: there is no more to say about any of it.
fn together(one: &StepReport, next: &StepReport) -> bool {
    let not_reached = |step: &StepReport| step.status == StepStatus::NotRun;
    not_reached(one) && not_reached(next) && one.summary == next.summary
}

fn row(steps: &[StepReport]) -> String {
    let first = &steps[0];
    let names: Vec<String> = steps.iter().map(|step| name(step, steps.len() > 1)).collect();
    let environment = first.environment.as_deref().filter(|_| steps.len() == 1);
    let environment = environment.map(code_cell).unwrap_or_default();
    let took = if ran(first) { duration(first.took) } else { String::new() };
    format!(
        "| {} | {} | {environment} | {took} | {} |\n",
        emoji(first.status),
        names.join(", "),
        result(first)
    )
}

/// `apply`; among others of its row `apply production`, for the column is empty then.
fn name(step: &StepReport, among_others: bool) -> String {
    match &step.environment {
        Some(environment) if among_others => format!("{} {}", step.step.as_str(), code_cell(environment)),
        _ => step.step.as_str().to_owned(),
    }
}

fn result(step: &StepReport) -> String {
    if !step.summary.is_empty() {
        return prose(&step.summary);
    }
    match step.status {
        StepStatus::Passed | StepStatus::Failed => String::new(),
        StepStatus::NotRun => "not run".to_owned(),
        StepStatus::Skipped => "skipped".to_owned(),
        StepStatus::Planned => "planned".to_owned(),
    }
}

fn emoji(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Passed => "✅",
        StepStatus::Failed => "❌",
        StepStatus::NotRun => "⏸️",
        StepStatus::Skipped => "➖",
        StepStatus::Planned => "📝",
    }
}

fn ran(step: &StepReport) -> bool {
    matches!(step.status, StepStatus::Passed | StepStatus::Failed)
}
