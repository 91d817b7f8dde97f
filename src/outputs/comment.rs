//! The one comment on a pull request, written anew by every run: the verdict, what to do, what was found. No
//! duration and no moment of the run stands in it, so that a second look at the same says the same.

use crate::github::context::Context;
use crate::github::links::Links;
use crate::github::marker::Marker;
use crate::model::exit::Exit;
use crate::model::mode::Mode;
use crate::model::report::Report;

use super::digest;
use super::github_page::{LARGEST, last_line, write_details, write_environments, write_next};
use super::markdown::page::Page;
use super::markdown_text::prose;
use super::verdict::{Tone, pending, verdict};

/// Hexadecimal digits of an id.
const ID: usize = 32;

/// The hidden line of the comment that this job keeps for this mode. `asked` is whatever else tells one run of
/// the job from another, known before anything is read so that a run that fails early finds its comment: the
/// environments the user named, the configuration's path.
pub(crate) fn marker(context: &Context, mode: Mode, asked: &[&str]) -> Marker {
    let workflow = context.workflow_file.as_deref().or(context.workflow.as_deref()).unwrap_or_default();
    let job = context.job.as_deref().unwrap_or_default();
    let mut id = digest::of([workflow, job, mode.as_str()].into_iter().chain(asked.iter().copied()));
    id.truncate(ID);
    Marker::new("comment", id, None)
}

/// Whether there is something to tell. Else only a comment that is there is written anew, so that it turns green.
pub(crate) fn is_worth_a_comment(report: &Report) -> bool {
    let writes = match report.mode {
        Mode::Apply | Mode::Deploy | Mode::SyncSchema | Mode::Restore | Mode::Baseline | Mode::Resolve => {
            !report.dry_run
        }
        Mode::Check
        | Mode::Status
        | Mode::Compare
        | Mode::Plan
        | Mode::Verify
        | Mode::Health
        | Mode::Backup
        | Mode::Export
        | Mode::Publish
        | Mode::Demo => false,
    };
    writes
        || report.exit != Exit::Done
        || pending(report).unwrap_or(0) > 0
        || !report.findings.is_empty()
        || !report.changes.is_empty()
        || report.plans.iter().any(|reported| !reported.plan.is_empty())
}

/// The whole comment, its hidden line first. The state in that line is of what the report says of the commit: where it
/// links to is another place in every run, and no reason to write the comment anew.
pub(crate) fn body(report: &Report, links: &Links, marker: &Marker) -> String {
    let commit = links.commit.as_ref().map_or("", |commit| commit.sha.as_str());
    let mut state = digest::of([commit, page(report, &Links::default(), 0).as_str()]);
    state.truncate(ID);
    let marker = marker.clone().with_state(state).to_string();
    let page = page(report, links, marker.len() + 1);
    format!("{marker}\n{page}")
}

/// All but the hidden line, with so many bytes left for it.
fn page(report: &Report, links: &Links, reserved: usize) -> String {
    let verdict = verdict(report);
    let last = last_line(report, links);
    let mut page = Page::new(LARGEST.saturating_sub(reserved + last.len()));
    let (emoji, mode) = (verdict.tone.emoji(), report.mode.as_str());
    // `lockstep verify: verified: …` says it twice.
    let said = verdict.headline.strip_prefix("verified: ").unwrap_or(&verdict.headline);
    page.block(&format!("## {emoji} lockstep {mode}: {}\n", prose(said)));
    if verdict.tone == Tone::Good && verdict.next.is_empty() {
        page.block("Nothing is left to do.\n");
    }
    write_next(&mut page, report);
    write_environments(&mut page, report);
    write_details(&mut page, report, links);
    page.finish(links.run.as_deref()) + &last
}

#[cfg(test)]
mod tests;
