//! Each environment in one row, and the migrations that are worth a look.

use crate::model::amount::count;
use crate::model::report::{EnvironmentReport, Report};
use crate::outputs::databases::{address, version};
use crate::outputs::markdown_text::{code_cell, prose};
use crate::outputs::standings::{Cell, Mood, table as standings};

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
    if let Some(last) = environment.last_applied() {
        text.push_str(&format!("<br>last: {}", code_cell(&last.name)));
    }
    text
}

/// Migrations × environments without those that are applied everywhere.
pub(super) fn write_migrations(page: &mut Page, report: &Report) {
    let table = standings(report, false);
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
        let cells: Vec<String> =
            row.cells.iter().map(|cell| format!("{}{}", emoji(*cell), cell.word())).collect();
        (format!("| {} | {} |\n", code_cell(row.name), cells.join(" | ")), 1)
    });
    page.section(&Section { opening, closing: "", noun: "migration", share: 150_000 }, rows);
}

fn emoji(cell: Cell) -> &'static str {
    match cell.mood() {
        Mood::Good | Mood::Settled => "✅ ",
        Mood::Careful => "⏳ ",
        Mood::Bad => "⚠️ ",
        Mood::Broken => "❌ ",
        Mood::Plain => "",
    }
}
