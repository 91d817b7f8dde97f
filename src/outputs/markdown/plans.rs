//! Plans: the hazards as a table, the SQL in a fold. Those of drift are two folds, one that makes it
//! official and one that takes it back.

use crate::model::amount::count;
use crate::model::hazard::Hazard;
use crate::model::report::{Purpose, Report, ReportedPlan};
use crate::outputs::markdown_text::{code_cell, fenced, html, prose};
use crate::outputs::plans::{
    Standing, asked, counted, hazard_tally, hazards, object, proof, tally, title, to_allow,
};
use crate::outputs::sql;

use super::page::{Page, Section};

/// Bytes of one script, and hundredths of the page; what is longer is for the file that `plan` writes.
const ASKED: (usize, usize) = (200_000, 25);
const OF_DRIFT: (usize, usize) = (60_000, 10);

/// The plan that was asked for.
pub(crate) fn write(page: &mut Page, report: &Report) {
    let Some(reported) = asked(report) else { return };
    let plan = &reported.plan;
    page.block(&format!(
        "### Plan: {}\n\n**{}; {}.** Proved: {}.\n\n<sub>{}</sub>\n",
        prose(&title(reported)),
        tally(plan),
        hazard_tally(plan),
        proof(reported),
        code_cell(&reported.hash)
    ));
    write_hazards(page, reported);
    write_unsupported(page, reported);
    write_notes(page, reported);
    write_sql(page, reported, ASKED);
}

/// What drift needs, below the differences that it is about.
pub(crate) fn write_of_drift(page: &mut Page, report: &Report) {
    let of_drift = report.plans.iter().filter(|known| known.purpose != Purpose::Asked);
    of_drift.for_each(|one| write_fix(page, one, OF_DRIFT));
}

/// One of the two, with at most so many bytes of SQL and hundredths of the page.
pub(crate) fn write_fix(page: &mut Page, reported: &ReportedPlan, most: (usize, usize)) {
    if reported.plan.groups.is_empty() {
        page.block(&format!("**{}**: no statement of lockstep can\n", prose(&title(reported))));
    } else {
        write_sql(page, reported, most);
    }
    write_unsupported(page, reported);
}

fn write_hazards(page: &mut Page, reported: &ReportedPlan) {
    let rows = hazards(&reported.plan).into_iter().map(|told| {
        let Hazard { kind, detail, .. } = told.hazard;
        let emoji = match told.standing {
            Standing::MustBeAllowed => "❌",
            Standing::Allowed | Standing::Told => "⚠️",
            Standing::Void => "➖",
        };
        let much = match counted(told.hazard) {
            none if none.is_empty() => none,
            some => format!(" · {some}"),
        };
        let row = format!(
            "| {emoji}&nbsp;{}<br><sub>{}</sub> | {} | {}<br><sub>{}{much}</sub> |\n",
            kind.as_str(),
            told.standing.as_str(),
            code_cell(&object(&told.hazard.object)),
            prose(detail),
            told.of_which(),
        );
        (row, 1)
    });
    let section = Section {
        opening: "| Hazard | Object | What happens |\n|:--|:--|:--|\n".to_owned(),
        closing: "",
        noun: "hazard",
        share: 11,
    };
    page.section(&section, rows);
}

fn write_unsupported(page: &mut Page, reported: &ReportedPlan) {
    let of = match reported.purpose {
        Purpose::Asked => "**Not supported.** With any of these the plan does not run:",
        Purpose::Adopt { .. } | Purpose::Revert { .. } => {
            "**Not in it**, because no statement of lockstep can:"
        }
    };
    let rows = reported
        .plan
        .unsupported
        .iter()
        .map(|one| (format!("- {}: {}\n", code_cell(&object(&one.object)), prose(&one.reason)), 1));
    let section =
        Section { opening: format!("{of}\n\n"), closing: "", noun: "unsupported difference", share: 6 };
    page.section(&section, rows);
}

fn write_notes(page: &mut Page, reported: &ReportedPlan) {
    let rows = reported.plan.notes.iter().map(|note| (format!("> {}\n>\n", prose(note)), 1));
    let section = Section { opening: "> [!NOTE]\n".to_owned(), closing: "", noun: "note", share: 3 };
    page.section(&section, rows);
}

/// The script in a fold. What does not fit is counted by its own last line, and at the end of the page.
fn write_sql(page: &mut Page, reported: &ReportedPlan, (most, share): (usize, usize)) {
    let plan = &reported.plan;
    if plan.groups.is_empty() {
        return;
    }
    let (sql, left_off) = sql::beginning(reported, most.min(page.share(share)));
    if left_off > 0 {
        page.leave_off(left_off, "statement");
    }
    let lines: Vec<String> = sql.lines().map(str::to_owned).collect();
    let hazards = match to_allow(plan) {
        0 => String::new(),
        number => format!(", {}", count(number, "hazard")),
    };
    let summary = format!("<b>SQL</b> to {}: {}{hazards}", html(&title(reported)), tally(plan));
    page.block(&format!("<details><summary>{summary}</summary>\n\n{}\n</details>\n", fenced("sql", &lines)));
}
