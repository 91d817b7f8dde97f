//! Findings as a table, worst first; those with the same answer share a row.

use crate::github::links::Links;
use crate::model::amount::count;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::report::Report;
use crate::outputs::markdown_text::{code_cell, prose};
use crate::outputs::verdict::{tally, worst_first};

use super::advice;
use super::page::{Page, Section};

/// Findings that are shown without a click.
const MOST_OPEN: usize = 25;

/// Findings in one row.
const MOST_IN_A_ROW: usize = 25;

const TABLE: &str = "| | What | What to do |\n|---|:--|:--|\n";

pub(crate) fn write(page: &mut Page, report: &Report, links: &Links) {
    if report.findings.is_empty() {
        return;
    }
    let mut findings = worst_first(report);
    // Stable, so that equals stay in the order they were found.
    findings.sort_by(|one, other| answer(one).cmp(&answer(other)));
    let answered = findings.iter().any(|finding| finding.help.is_some());
    let table = if answered { TABLE } else { "| | What |\n|---|:--|\n" };
    let mut rows: Vec<(String, usize)> = findings
        .chunk_by(|one, next| answer(one) == answer(next))
        .flat_map(|alike| alike.chunks(MOST_IN_A_ROW))
        .map(|alike| (row(alike, answered, links), alike.len()))
        .collect();
    let mut shown = 0;
    let open = rows.iter().take_while(|(_, findings)| {
        shown += findings;
        shown <= MOST_OPEN
    });
    let folded = rows.split_off(open.count().max(1));
    let opening = format!("### Findings: {}\n\n{table}", tally(report));
    let section = Section { opening, closing: "", noun: "finding", share: 30 };
    let cut = page.section(&section, rows.into_iter());
    let number: usize = folded.iter().map(|(_, findings)| findings).sum();
    // The empty line ends the HTML block: what follows is Markdown again.
    let opening = format!("<details><summary>{} more</summary>\n\n{table}", count(number, "finding"));
    let section = Section { opening, closing: "\n</details>\n", noun: "finding", share: 50 };
    match cut {
        0 => _ = page.section(&section, folded.into_iter()),
        _ => page.leave_off(number, "finding"),
    }
}

/// What findings of one row have in common.
fn answer(finding: &Finding) -> (Severity, Code, Option<&str>, Option<&str>) {
    (finding.severity, finding.code, finding.environment.as_deref(), finding.help.as_deref())
}

/// At least one finding; all share severity, code, environment and help.
fn row(alike: &[&Finding], answered: bool, links: &Links) -> String {
    let first = alike[0];
    let emoji = match first.severity {
        Severity::Error => "❌",
        Severity::Warning => "⚠️",
        Severity::Notice => "ℹ️",
    };
    let mark = if alike.len() > 1 { "• " } else { "" };
    let mut what: Vec<String> =
        alike.iter().map(|finding| format!("{mark}{}", message(finding, links))).collect();
    what.push(about(first));
    let help = first.help.as_deref().map(advice::cell).unwrap_or_default();
    let help = if answered { format!(" {help} |") } else { String::new() };
    format!("| {emoji} | {} |{help}\n", what.join("<br>"))
}

/// The sentence, and below it the line that it is about.
pub(crate) fn message(finding: &Finding, links: &Links) -> String {
    let place = finding.place.as_ref().map(|place| {
        let shown = code_cell(&place.to_string());
        match links.place(place) {
            Some(url) => format!("<br>at [{shown}]({url})"),
            None => format!("<br>at {shown}"),
        }
    });
    format!("{}{}", prose(&finding.message), place.unwrap_or_default())
}

/// The code, and the environment: `drift-extra in production`.
pub(crate) fn about(finding: &Finding) -> String {
    let environment = finding.environment.as_deref().map(|name| format!(" in {}", code_cell(name)));
    format!("<sub>{}{}</sub>", code_cell(finding.code.as_str()), environment.unwrap_or_default())
}
