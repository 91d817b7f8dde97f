//! What comments, issues and check runs have in common: pages that GitHub shows to everybody who may see the
//! repository, and sends to some of them by mail. So no address of a server stands here, and the details are
//! the step summary's.

use crate::github::links::Links;
use crate::model::amount::count;
use crate::model::report::{EnvironmentReport, Report};

use super::markdown::page::{Page, Section};
use super::markdown::{advice, differences, findings, migrations, plans, proved};
use super::markdown_text::{code, code_cell};
use super::standings::{Mood, mood, tally};
use super::verdict::verdict;

/// Bytes of a page. GitHub refuses bodies of more than 65,536 characters and summaries of more than 65,535, and
/// no text has more characters than bytes.
pub(super) const LARGEST: usize = 60_000;

/// What to do next; nothing when there is nothing to do.
pub(super) fn write_next(page: &mut Page, report: &Report) {
    match verdict(report).next.as_slice() {
        [] => {}
        [advice] => page.block(&format!("**Next:** {}\n", advice::text(advice))),
        several => {
            let items: String =
                several.iter().map(|advice| format!("- {}\n", advice::text(advice))).collect();
            page.block(&format!("**Next:**\n\n{items}"));
        }
    }
}

/// Where each environment stands.
pub(super) fn write_environments(page: &mut Page, report: &Report) {
    let rows = report.environments.iter().map(|environment| (row(environment), 1));
    let opening = "| Environment | Migrations | Drift |\n|---|---|---|\n".to_owned();
    page.section(&Section { opening, closing: "", noun: "environment", share: 15 }, rows);
}

fn row(environment: &EnvironmentReport) -> String {
    let shield = if environment.protected { " 🛡️" } else { "" };
    let emoji = match mood(environment) {
        Mood::Good | Mood::Settled | Mood::Plain => "✅",
        Mood::Careful => "⏳",
        Mood::Bad | Mood::Broken => "⚠️",
    };
    let migrations = match tally(environment) {
        None => "not read".to_owned(),
        Some(tally) => format!("{emoji} {tally}"),
    };
    let now = match environment.applied.len() {
        0 => String::new(),
        number => format!("<br>**{number} by this run**"),
    };
    let drift = match environment.drift {
        None => "not compared".to_owned(),
        Some(0) => "✅ none".to_owned(),
        Some(changes) => format!("❌ {}", count(changes, "change")),
    };
    format!("| {}{shield} | {migrations}{now} | {drift} |\n", code_cell(&environment.name))
}

/// The details, those first that somebody has to act on.
pub(super) fn write_details(page: &mut Page, report: &Report, links: &Links) {
    findings::write(page, report, links);
    plans::write(page, report);
    // The diagrams are the step summary's: they are large, and a check run's page draws none.
    differences::write(page, &report.changes, &[]);
    plans::write_of_drift(page, report);
    migrations::write(page, report, links);
}

/// What the steps proved.
pub(super) fn write_proved(page: &mut Page, report: &Report) {
    proved::write(page, report);
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
