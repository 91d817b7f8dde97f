//! The steps as an aligned list, and what they proved.

use crate::model::amount::duration;
use crate::model::report::{Report, StepReport, StepStatus};

use super::page::{Page, Paint, columns, pad};

pub(super) fn write(page: &mut Page, report: &Report) {
    if report.steps.is_empty() {
        return;
    }
    page.heading("Pipeline", &duration(report.took));
    let environment = |step: &StepReport| step.environment.clone().unwrap_or_default();
    let widest = report.steps.iter().map(|step| columns(&environment(step))).max().unwrap_or(0);
    let widest = widest.min(page.width() / 4);
    let step_width = report.steps.iter().map(|step| columns(step.step.as_str())).max().unwrap_or(0).max(8);
    for step in &report.steps {
        let (paint, symbol) = mark(step.status);
        let took = if ran(step.status) { duration(step.took) } else { String::new() };
        let summary = if step.summary.is_empty() { rest(step.status) } else { &step.summary };
        let place = format!(
            "{}  {}  {took:>11}  ",
            pad(step.step.as_str(), step_width),
            pad(&environment(step), widest)
        );
        let paint_summary = if ran(step.status) { Paint::Plain } else { Paint::Faint };
        let before = [(paint, format!("  {symbol} ")), (Paint::Plain, place)];
        page.wrapped_behind(&before, paint_summary, summary);
    }
}

pub(super) fn write_proved(page: &mut Page, report: &Report) {
    let proved: Vec<&String> = report.steps.iter().flat_map(|step| &step.proved).collect();
    if proved.is_empty() {
        return;
    }
    page.heading("Proved", "");
    for sentence in proved {
        page.wrapped(Paint::Plain, "  ✓ ", sentence);
    }
}

fn mark(status: StepStatus) -> (Paint, &'static str) {
    match status {
        StepStatus::Passed => (Paint::Good, "✓"),
        StepStatus::Failed => (Paint::Bad, "✗"),
        StepStatus::NotRun | StepStatus::Skipped => (Paint::Faint, "–"),
        StepStatus::Planned => (Paint::Careful, "·"),
    }
}

fn ran(status: StepStatus) -> bool {
    matches!(status, StepStatus::Passed | StepStatus::Failed)
}

fn rest(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Passed | StepStatus::Failed => "",
        StepStatus::NotRun => "not run",
        StepStatus::Skipped => "skipped",
        StepStatus::Planned => "planned",
    }
}
