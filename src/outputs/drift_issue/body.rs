//! The text of the issue: what differs, what to do about it, the SQL for it, and when somebody last looked.

use crate::github::marker::Marker;
use crate::model::report::{Cause, Purpose, ReportedChange, ReportedPlan};
use crate::outputs::differences::{is_security, notes, tags};
use crate::outputs::github_page::LARGEST;
use crate::outputs::markdown::page::{Page, Section};
use crate::outputs::markdown::{differences, plans};
use crate::outputs::markdown_text::{code, code_cell, prose};

use super::Found;
use super::text::{differ, difference, in_order, no_drift, object, tolerated, when};

/// Bytes of each of the two scripts, and hundredths of the page.
const LONGEST_SQL: (usize, usize) = (12_000, 20);

/// The last line.
const KEPT: &str = "<sub>lockstep keeps this issue: the text is written anew at every check, a comment says when the \
                    drift changes, and the issue is closed when the drift is gone.</sub>\n";

pub(super) fn body(found: &Found<'_>, marker: &Marker) -> String {
    let marker = marker.to_string();
    let mut page = Page::new(LARGEST.saturating_sub(marker.len() + KEPT.len() + 2));
    if found.drifted.is_empty() {
        page.block(&format!("{}\n", no_drift(found)));
        page.block(&format!("{}\n", checked(found)));
    } else {
        page.block(&format!("**{}.**\n", differ(found)));
        page.block(&format!("{}\n", checked(found)));
        write_table(&mut page, found);
        page.block(&remedies(found));
        of_environment(found).for_each(|fix| plans::write_fix(&mut page, fix, LONGEST_SQL));
        differences::write(&mut page, &found.drifted, &[]);
        page.block(&tolerated(found).map(|sentence| format!("{sentence}\n")).unwrap_or_default());
    }
    format!("{marker}\n{}\n{KEPT}", page.finish(found.links.run.as_deref()))
}

/// A schedule can stop without a word: GitHub drops runs, and switches the schedules of a public repository off
/// when it rests
/// (<https://docs.github.com/actions/how-tos/manage-workflow-runs/disable-and-enable-a-workflow>).
fn checked(found: &Found<'_>) -> String {
    let commit = found.links.commit.as_ref();
    let commit = commit.map(|commit| format!(" at [{}]({})", code(commit.short()), commit.url));
    format!(
        "Last checked {}{}. The schedule should check every day: if this time is old, the schedule is dead.",
        when(found),
        commit.unwrap_or_default()
    )
}

fn write_table(page: &mut Page, found: &Found<'_>) {
    let rows = in_order(&found.drifted).into_iter().map(|reported| (row(reported, found), 1));
    let opening = "| Object | What differs | Why |\n|---|---|---|\n".to_owned();
    page.section(&Section { opening, closing: "", noun: "difference", share: 35 }, rows);
}

fn row(reported: &ReportedChange, found: &Found<'_>) -> String {
    let lock = if is_security(reported) { "🔒 " } else { "" };
    let mut what = vec![difference(reported, code_cell)];
    what.extend(notes(reported).iter().map(|note| prose(note)));
    let place = reported.place.as_ref().map(|place| {
        let shown = code_cell(&place.to_string());
        let shown = found.links.place(place).map_or_else(|| shown.clone(), |url| format!("[{shown}]({url})"));
        format!("<br>at {shown}")
    });
    let (object, what, why) = (object(reported, code_cell), what.join("<br>"), tags(reported).join(", "));
    format!("| {lock}{object}{} | {what} | {why} |\n", place.unwrap_or_default())
}

/// The two plans of this environment's drift.
fn of_environment<'a>(found: &'a Found<'_>) -> impl Iterator<Item = &'a ReportedPlan> {
    found.report.plans.iter().filter(|reported| match &reported.purpose {
        Purpose::Asked => false,
        Purpose::Adopt { environment } | Purpose::Revert { environment } => environment == found.environment,
    })
}

/// The ways out. A run that could not plan has no SQL to point to.
fn remedies(found: &Found<'_>) -> String {
    let environment = code(found.environment);
    let (adopt, revert) = match of_environment(found).next() {
        Some(_) => (
            "the SQL below that adopts it",
            "Run the SQL below that takes it back, after a look at its hazards",
        ),
        None => ("what was done by hand", "Undo there what was done by hand"),
    };
    let record = code(&format!("lockstep resolve --environment {} --applied VERSION", found.environment));
    let mut ways = vec![
        format!(
            "**Make it official.** Put {adopt} into a new migration. {environment} has its effect already, so record \
             the migration there instead of applying it: {record}."
        ),
        format!("**Take it back.** {revert}."),
        "**Let it differ.** Name it under `compare.ignore` with a reason, or accept what differs today with \
         `lockstep health --accept`."
            .to_owned(),
    ];
    let caused = |cause| found.drifted.iter().any(|one| one.cause == cause);
    if caused(Cause::NotInGit) {
        ways.push(
            "**Commit the migration.** Some of it was made by one that is not in git: add its file."
                .to_owned(),
        );
    }
    if caused(Cause::Untracked) {
        ways.push(format!(
            "**Record the migration.** Some of it is as the files make it, only the history does not say so: {record}."
        ));
    }
    let ways: String = ways.iter().map(|way| format!("- {way}\n")).collect();
    format!("### What to do\n\nAny of these ends the drift:\n\n{ways}")
}
