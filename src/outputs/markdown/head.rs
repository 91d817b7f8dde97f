//! The first lines: the verdict, the facts of the run in small print, and why it is a no.

use crate::github::links::Links;
use crate::model::amount::{duration, minute};
use crate::model::exit::Exit;
use crate::model::finding::{Finding, Severity};
use crate::model::mode::Mode;
use crate::model::report::Report;
use crate::outputs::markdown_text::{code, prose};
use crate::outputs::verdict::{Tone, verdict, worst_first};

use super::findings::{about, message};

pub(super) fn head(report: &Report, links: &Links) -> String {
    let verdict = verdict(report);
    let emoji = match verdict.tone {
        Tone::Good => "✅",
        Tone::Careful => "⚠️",
        Tone::Bad => "❌",
    };
    let mode = report.mode.as_str();
    // `lockstep verify: verified: …` says it twice.
    let said = verdict.headline.strip_prefix("verified: ").filter(|_| report.mode == Mode::Verify);
    let headline = prose(said.unwrap_or(&verdict.headline));
    format!("## {emoji} lockstep {mode}: {headline}\n\n{}{}", facts(report, links), reason(report, links))
}

/// `dry run · commit 8f3c2ab · this run · took 3.4 s · exit code 1 (findings) · 2026-03-01 05:17 UTC`.
fn facts(report: &Report, links: &Links) -> String {
    let mut facts: Vec<String> = Vec::new();
    if report.dry_run {
        facts.push("dry run".to_owned());
    }
    if let Some(commit) = &links.commit {
        facts.push(format!("commit [{}]({})", code(commit.short()), commit.url));
    }
    if let Some(run) = &links.run {
        facts.push(format!("[this run]({run})"));
    }
    facts.push(format!("took {}", duration(report.took)));
    facts.push(format!("exit code {} ({})", report.exit.code(), report.exit.word()));
    facts.push(match minute(&report.started_at) {
        Some(minute) => format!("{minute} UTC"),
        None => prose(&report.started_at),
    });
    format!("<sub>{}</sub>\n", facts.join(" · "))
}

/// The finding that says why, in a box. A run that answers with several findings says it with a table.
fn reason(report: &Report, links: &Links) -> String {
    let Some(finding) = the_reason(report) else { return String::new() };
    let alert = match finding.severity {
        Severity::Error => "CAUTION",
        Severity::Warning => "WARNING",
        Severity::Notice => "NOTE",
    };
    let (message, about) = (message(finding, links), about(finding));
    format!("\n> [!{alert}]\n> {message}<br>{about}\n")
}

fn the_reason(report: &Report) -> Option<&Finding> {
    match worst_first(report).as_slice() {
        [only] => Some(only),
        [worst, ..] => {
            let broke_off = !matches!(report.exit, Exit::Done | Exit::Findings);
            Some(*worst).filter(|worst| broke_off && worst.severity == Severity::Error)
        }
        [] => None,
    }
}

/// Whether the box holds all there is to tell.
pub(super) fn tells_all(report: &Report) -> bool {
    report.findings.len() <= 1
}
