//! What comments and check runs have in common: pages that GitHub shows to everybody who may see the
//! repository, and sends to some of them by mail. So no address of a server stands here.

use crate::github::links::Links;
use crate::model::report::Report;

use super::markdown::page::{Page, Section};
use super::markdown::{advice_text, environments};
use super::markdown_text::{code, code_cell};
use super::verdict::Verdict;

/// What to do next; empty when there is nothing to do.
pub(super) fn next(verdict: &Verdict) -> String {
    match verdict.next.as_slice() {
        [] => String::new(),
        [advice] => format!("**Next:** {}\n", advice_text(advice)),
        several => {
            let items: String = several.iter().map(|advice| format!("- {}\n", advice_text(advice))).collect();
            format!("**Next:**\n\n{items}")
        }
    }
}

/// Where each environment stands.
pub(super) fn write_environments(page: &mut Page, report: &Report) {
    let rows = report.environments.iter().map(|environment| {
        let shield = if environment.protected { " 🛡️" } else { "" };
        let name = code_cell(&environment.name);
        let migrations = environments::migrations(environment);
        (format!("| {name}{shield} | {migrations} | {} |\n", environments::drift(environment)), 1)
    });
    let opening = "| Environment | Migrations | Drift |\n|---|---|---|\n".to_owned();
    page.section(&Section { opening, closing: "", noun: "environment", share: 25 }, rows);
}

/// The last line: what the page is about, and where there is more.
pub(super) fn last_line(report: &Report, links: &Links) -> String {
    let mut parts = Vec::new();
    if report.dry_run {
        parts.push("dry run".to_owned());
    }
    if let Some(commit) = &links.commit {
        parts.push(format!("updated for commit [{}]({})", code(commit.short()), commit.url));
    }
    if let Some(run) = &links.run {
        parts.push(format!("[this run]({run}) has the full report"));
    }
    parts.push(format!("exit code {} ({})", report.exit.code(), report.exit.word()));
    format!("\n<sub>{}</sub>\n", parts.join(" · "))
}
