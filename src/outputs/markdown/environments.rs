//! Each environment in one row, and the migrations that are worth a look.

use crate::model::amount::count;
use crate::model::mode::Mode;
use crate::model::report::{EnvironmentReport, Report};
use crate::outputs::databases::{address, version};
use crate::outputs::markdown_text::{code_cell, prose};
use crate::outputs::standings::{Cell, Mood, blind_spot, last, table as standings};

use super::page::{Page, Section};

pub(super) fn table(report: &Report) -> String {
    if report.environments.is_empty() {
        return String::new();
    }
    // The path of a backup stands in the pipeline's table: a column of it would be too wide here.
    let mut table = String::from(
        "### Environments\n\n| Environment | Database | Migrations | Drift |\n|---|---|---|---|\n",
    );
    report.environments.iter().for_each(|environment| table.push_str(&row(environment)));
    table
}

fn row(environment: &EnvironmentReport) -> String {
    let shield = if environment.protected { " 🛡️" } else { "" };
    let database = match &environment.server {
        None => "not connected".to_owned(),
        Some(server) => format!(
            "{} on {}<br>{}",
            code_cell(&server.database),
            code_cell(&address(server)),
            prose(&version(server))
        ),
    };
    let drift = match environment.drift {
        None => "not compared".to_owned(),
        Some(0) => "✅ none".to_owned(),
        Some(changes) => format!("❌ {}", count(changes, "change")),
    };
    let name = code_cell(&environment.name);
    format!("| {name}{shield} | {database} | {} | {drift} |\n", migrations(environment))
}

fn migrations(environment: &EnvironmentReport) -> String {
    let Some(pending) = environment.pending() else {
        return "not read".to_owned();
    };
    let mut text = if pending == 0 { "✅ up to date".to_owned() } else { format!("⏳ {pending} pending") };
    if !environment.applied.is_empty() {
        text.push_str(&format!(", {} applied now", environment.applied.len()));
    }
    if let Some((name, at)) = last(environment) {
        let at = at.map(|at| format!(", {at}")).unwrap_or_default();
        text.push_str(&format!("<br>last: {}{at}", code_cell(name)));
    }
    text
}

/// Migrations × environments, without those that are applied everywhere unless they were asked for.
pub(crate) fn write_migrations(page: &mut Page, report: &Report) {
    let table = standings(report, report.every_migration);
    let with_moments = report.mode == Mode::Status;
    if with_moments && let Some(blind_spot) = blind_spot(report) {
        page.block(&format!("{}\n", prose(&blind_spot)));
    }
    if table.environments.is_empty() || table.rows.is_empty() {
        return;
    }
    let names: Vec<String> = table.environments.iter().map(|name| code_cell(name)).collect();
    let settled = match table.settled {
        0 => String::new(),
        1 => "1 more is applied everywhere.\n\n".to_owned(),
        number => format!("{number} more are applied everywhere.\n\n"),
    };
    let opening = format!(
        "### Migrations\n\n{settled}| Migration | {} |\n|---|{}\n",
        names.join(" | "),
        "---|".repeat(names.len())
    );
    let rows = table.rows.iter().map(|row| {
        let cells: Vec<String> = row.cells.iter().map(|cell| cell_text(*cell, with_moments)).collect();
        (format!("| {} | {} |\n", code_cell(row.name), cells.join(" | ")), 1)
    });
    page.section(&Section { opening, closing: "", noun: "migration", share: 16 }, rows);
}

/// `✅ applied<br>2026-11-20 14:05, 12 ms`.
fn cell_text(cell: Cell<'_>, with_moment: bool) -> String {
    let mut text = format!("{}{}", emoji(cell), cell.word());
    let known = [cell.minute(), cell.took()].into_iter().filter(|part| !part.is_empty());
    let parts: Vec<String> = known.filter(|_| with_moment).collect();
    if !parts.is_empty() {
        text.push_str(&format!("<br><sub>{}</sub>", parts.join(", ")));
    }
    text
}

fn emoji(cell: Cell<'_>) -> &'static str {
    match cell.mood() {
        Mood::Good | Mood::Settled => "✅ ",
        Mood::Careful => "⏳ ",
        Mood::Bad => "⚠️ ",
        Mood::Broken => "❌ ",
        Mood::Plain => "",
    }
}
