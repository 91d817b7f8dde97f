//! The step summary: the verdict first, then what to do, then what happened. Parts in the order
//! they matter, because the page has a size and what does not fit is left off at the end. Comments, issues
//! and check runs are made of the same parts.

mod diagram;
pub(super) mod differences;
mod entities;
pub(super) mod environments;
pub(super) mod findings;
pub(super) mod page;
pub(super) mod pipeline;
pub(super) mod plans;

use crate::github::links::Links;
use crate::model::report::Report;

use self::page::Page;
use super::markdown_text::{code, prose};
use super::verdict::verdict;
use super::visible::cut_chars;
use crate::model::amount::duration;

/// GitHub drops the whole summary of a step above 1 MiB; this leaves room for masks, which the
/// runner writes into it, and for other writers of the same step.
const LARGEST: usize = 900 * 1024;

/// Characters of one piece of advice.
const LONGEST_ADVICE: usize = 1_000;

/// The whole report, as the summary of a step.
pub(crate) fn render(report: &Report, links: &Links) -> String {
    within(LARGEST, report, links)
}

/// As much of the report as fits into so many bytes.
pub(crate) fn within(largest: usize, report: &Report, links: &Links) -> String {
    let mut page = Page::new(largest);
    page.block(&head(report));
    page.block(&diagram::flowchart(report));
    page.block(&pipeline::table(report));
    page.block(&environments::table(report));
    environments::write_migrations(&mut page, report);
    plans::write(&mut page, report);
    differences::write(&mut page, &report.changes, &report.sketches);
    plans::write_of_drift(&mut page, report);
    findings::write(&mut page, report);
    pipeline::write_proved(&mut page, report);
    page.finish(links.run.as_deref())
}

fn head(report: &Report) -> String {
    let verdict = verdict(report);
    let emoji = verdict.tone.emoji();
    let mode = report.mode.as_str();
    let mut head = format!("## {emoji} lockstep {mode}: {}\n\n", prose(&verdict.headline));
    match verdict.next.as_slice() {
        [] => {}
        [advice] => head.push_str(&format!("**Next:** {}\n\n", advice_text(advice))),
        several => {
            head.push_str("**Next:**\n\n");
            several.iter().for_each(|advice| head.push_str(&format!("- {}\n", advice_text(advice))));
            head.push('\n');
        }
    }
    let dry_run = if report.dry_run { "dry run · " } else { "" };
    head.push_str(&format!(
        "<sub>{dry_run}exit code {} ({}) · took {} · started {}</sub>\n",
        report.exit.code(),
        report.exit.word(),
        duration(report.took),
        prose(&report.started_at)
    ));
    head
}

/// Our advice writes commands between backticks: those stay code, all else is escaped.
pub(super) fn advice_text(advice: &str) -> String {
    let advice = cut_chars(advice, LONGEST_ADVICE);
    let parts: Vec<&str> = advice.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return prose(&advice);
    }
    let written = parts.iter().enumerate().map(|(index, part)| {
        let (start, end) = (part.starts_with(' '), part.ends_with(' '));
        match index % 2 {
            _ if part.is_empty() => String::new(),
            1 => code(part),
            _ => format!("{}{}{}", space(start), prose(part), space(end && !part.trim().is_empty())),
        }
    });
    written.collect()
}

fn space(wanted: bool) -> &'static str {
    if wanted { " " } else { "" }
}

#[cfg(test)]
mod tests;
