//! Findings as a table, worst first.

use crate::model::finding::{Finding, Severity};
use crate::model::report::Report;
use crate::outputs::markdown_text::{code_cell, prose};
use crate::outputs::verdict::{tally, worst_first};

use super::page::{Page, Section};

pub(super) fn write(page: &mut Page, report: &Report) {
    let opening =
        format!("### Findings: {}\n\n| | What | Where | What to do |\n|---|---|---|---|\n", tally(report));
    let rows = worst_first(report).into_iter().map(|finding| (row(finding), 1));
    page.section(&Section { opening, closing: "", noun: "finding", share: 600_000 }, rows);
}

fn row(finding: &Finding) -> String {
    let emoji = match finding.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
        Severity::Notice => "ℹ️",
    };
    let environment = finding.environment.as_deref().map(code_cell);
    let place = finding.place.as_ref().map(|place| code_cell(&place.to_string()));
    let whence: Vec<String> = [environment, place].into_iter().flatten().collect();
    let help = finding.help.as_deref().map(super::advice_text).unwrap_or_default();
    format!(
        "| {emoji} | {}<br>{} | {} | {} |\n",
        prose(&finding.message),
        code_cell(finding.code.as_str()),
        whence.join("<br>"),
        help.replace("\\|", "|").replace('|', "\\|")
    )
}
