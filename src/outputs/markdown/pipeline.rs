//! The steps as a table, and what they proved as a checklist.

use crate::model::amount::duration;
use crate::model::report::{Report, StepReport, StepStatus};
use crate::outputs::markdown_text::{code_cell, prose};

use super::page::{Page, Section};

pub(super) fn table(report: &Report) -> String {
    if report.steps.is_empty() {
        return String::new();
    }
    let mut table =
        String::from("### Pipeline\n\n| | Step | Environment | Took | Result |\n|---|---|---|--:|---|\n");
    for step in &report.steps {
        let environment = step.environment.as_deref().map(code_cell).unwrap_or_default();
        let took = if ran(step) { duration(step.took) } else { String::new() };
        let emoji = emoji(step.status);
        let name = step.step.as_str();
        table.push_str(&format!("| {emoji} | {name} | {environment} | {took} | {} |\n", result(step)));
    }
    table.push_str(&format!("| | **total** | | **{}** | |\n", duration(report.took)));
    table
}

pub(crate) fn write_proved(page: &mut Page, report: &Report) {
    let proved = report.steps.iter().flat_map(|step| &step.proved);
    let rows = proved.map(|sentence| (format!("- [x] {}\n", prose(sentence)), 1));
    let section = Section {
        opening: "### What was proved\n\n".to_owned(),
        closing: "",
        noun: "proved sentence",
        share: 6,
    };
    page.section(&section, rows);
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
