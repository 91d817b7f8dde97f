//! Findings as a table, worst first; those with the same answer share a row.

use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::report::Report;
use crate::outputs::markdown_text::{code_cell, prose};
use crate::outputs::verdict::{tally, worst_first};

use super::page::{Page, Section};

/// Findings that are shown without a click.
const MOST_OPEN: usize = 25;

/// The empty line ends the HTML block: what follows is Markdown again.
const FOLD: &str = "<details><summary>show them</summary>\n\n";

/// Findings in one row.
const MOST_IN_A_ROW: usize = 25;

pub(crate) fn write(page: &mut Page, report: &Report) {
    let many = report.findings.len() > MOST_OPEN;
    let (fold, closing) = if many { (FOLD, "\n</details>\n") } else { ("", "") };
    let opening =
        format!("### Findings: {}\n\n{fold}| | What | What to do |\n|---|---|---|\n", tally(report));
    let mut findings = worst_first(report);
    // Stable, so that equals stay in the order they were found.
    findings.sort_by(|one, other| answer(one).cmp(&answer(other)));
    let rows = findings
        .chunk_by(|one, next| answer(one) == answer(next))
        .flat_map(|alike| alike.chunks(MOST_IN_A_ROW))
        .map(|alike| (row(alike), alike.len()));
    page.section(&Section { opening, closing, noun: "finding", share: 66 }, rows);
}

/// What findings of one row have in common.
fn answer(finding: &Finding) -> (Severity, Code, Option<&str>, Option<&str>) {
    (finding.severity, finding.code, finding.environment.as_deref(), finding.help.as_deref())
}

/// At least one finding; all share severity, code, environment and help.
fn row(alike: &[&Finding]) -> String {
    let first = alike[0];
    let emoji = match first.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
        Severity::Notice => "ℹ️",
    };
    let mark = if alike.len() > 1 { "• " } else { "" };
    let mut what: Vec<String> = alike.iter().map(|finding| format!("{mark}{}", message(finding))).collect();
    let environment = first.environment.as_deref().map(|name| format!(" in {}", code_cell(name)));
    what.push(format!("{}{}", code_cell(first.code.as_str()), environment.unwrap_or_default()));
    let help = first.help.as_deref().map(super::advice_text).unwrap_or_default();
    let help = help.replace("\\|", "|").replace('|', "\\|");
    format!("| {emoji} | {} | {help} |\n", what.join("<br>"))
}

fn message(finding: &Finding) -> String {
    let place = finding.place.as_ref().map(|place| format!("<br>at {}", code_cell(&place.to_string())));
    format!("{}{}", prose(&finding.message), place.unwrap_or_default())
}
