//! Findings, worst first, each with its place and what to do.

use crate::model::amount::count;
use crate::model::finding::{Finding, Severity};
use crate::model::report::Report;
use crate::outputs::verdict::{tally, worst_first};

use super::page::{Page, Paint};

/// Findings shown; the rest is counted and in the JSON report.
const MOST_FINDINGS: usize = 200;

pub(super) fn write(page: &mut Page, report: &Report, every_notice: bool) {
    let shown: Vec<&Finding> = worst_first(report)
        .into_iter()
        .filter(|finding| every_notice || finding.severity != Severity::Notice)
        .collect();
    if report.findings.is_empty() {
        return;
    }
    page.heading("Findings", &tally(report));
    for (index, finding) in shown.iter().take(MOST_FINDINGS).enumerate() {
        // The answer to several in a row stands under the last of them; the answer to the only one
        // is the verdict's.
        let answered_below = shown.get(index + 1).is_some_and(|next| next.help == finding.help);
        let answered_by_verdict = shown.len() == 1 && finding.severity != Severity::Notice;
        write_one(page, finding, !answered_below && !answered_by_verdict);
    }
    if shown.len() > MOST_FINDINGS {
        let more = format!("  … {} more, all with --format json", shown.len() - MOST_FINDINGS);
        page.line(&[(Paint::Faint, &more)]);
    }
    let quiet = report.findings.len() - shown.len();
    if quiet > 0 {
        page.line(&[(Paint::Faint, &format!("  … {}, shown with -v", count(quiet, "notice")))]);
    }
}

fn write_one(page: &mut Page, finding: &Finding, with_help: bool) {
    let paint = match finding.severity {
        Severity::Error => Paint::Bad,
        Severity::Warning => Paint::Careful,
        Severity::Notice => Paint::Strong,
    };
    let head = format!("{}[{}]", finding.severity.as_str(), finding.code.as_str());
    let environment = finding.environment.as_deref().map(|name| format!("  {name}")).unwrap_or_default();
    page.line(&[(Paint::Plain, "  "), (paint, &head), (Paint::Faint, &environment)]);
    page.wrapped(Paint::Plain, "    ", &finding.message);
    if let Some(place) = &finding.place {
        page.wrapped(Paint::Faint, "    at ", &place.to_string());
    }
    if let Some(help) = finding.help.as_ref().filter(|_| with_help) {
        page.wrapped(Paint::Plain, "    help: ", help);
    }
}
