//! Migrations × environments, without those that are applied everywhere unless they were asked for.

use std::collections::HashMap;

use crate::github::links::Links;
use crate::model::amount::count;
use crate::model::mode::Mode;
use crate::model::place::Place;
use crate::model::report::Report;
use crate::outputs::markdown_text::{code_cell, prose};
use crate::outputs::standings::{Cell, Mood, Table, blind_spot, table};

use super::page::{Page, Section};

/// Rows that are shown without a click.
const SHORT: usize = 10;

pub(crate) fn write(page: &mut Page, report: &Report, links: &Links) {
    let table = table(report, report.every_migration);
    let with_moments = report.mode == Mode::Status;
    if with_moments && let Some(blind_spot) = blind_spot(report) {
        page.block(&format!("{}\n", prose(&blind_spot)));
    }
    if table.environments.is_empty() || table.rows.is_empty() {
        return;
    }
    let names: Vec<String> = table.environments.iter().map(|name| code_cell(name)).collect();
    let (frame, closing) = frame(&table, report.mode);
    let opening =
        format!("{frame}| Migration | {} |\n|:--|{}\n", names.join(" | "), ":--|".repeat(names.len()));
    let files = files(report);
    let rows = table.rows.iter().map(|row| {
        let cells: Vec<String> = row.cells.iter().map(|cell| cell_text(*cell, with_moments)).collect();
        let file = files.get(row.name).and_then(|file| links.place(&Place::file(*file)));
        let name = match file {
            Some(url) => format!("[{}]({url})", code_cell(row.name)),
            None => code_cell(row.name),
        };
        (format!("| {name} | {} |\n", cells.join(" | ")), 1)
    });
    page.section(&Section { opening, closing, noun: "migration", share: 16 }, rows);
}

/// What stands around the table: a heading where somebody has to look at it, a fold else.
fn frame(table: &Table<'_>, mode: Mode) -> (String, &'static str) {
    let settled = match table.settled {
        0 => String::new(),
        1 => "1 more is applied everywhere.\n\n".to_owned(),
        number => format!("{number} more are applied everywhere.\n\n"),
    };
    let dull = |cell: &Cell<'_>| matches!(cell.mood(), Mood::Good | Mood::Settled);
    let all_dull = table.rows.iter().all(|row| row.cells.iter().all(dull)) && mode != Mode::Status;
    if table.rows.len() <= SHORT && !all_dull {
        return (format!("### Migrations\n\n{settled}"), "");
    }
    let number = count(table.rows.len(), "migration");
    (format!("<details><summary><b>Migrations</b>: {number}</summary>\n\n{settled}"), "\n</details>\n")
}

/// Where the migration of each name is, as far as it has a file.
fn files(report: &Report) -> HashMap<&str, &str> {
    let migrations =
        report.environments.iter().flat_map(|environment| environment.migrations.iter().flatten());
    migrations.filter_map(|migration| Some((migration.name.as_str(), migration.file.as_deref()?))).collect()
}

/// `✅ applied<br>2026-11-20 14:05, 12 ms`.
fn cell_text(cell: Cell<'_>, with_moment: bool) -> String {
    let mut text = format!("{}{}", emoji(cell.mood()), cell.word());
    let known = [cell.minute(), cell.took()].into_iter().filter(|part| !part.is_empty());
    let parts: Vec<String> = known.filter(|_| with_moment).collect();
    if !parts.is_empty() {
        text.push_str(&format!("<br><sub>{}</sub>", parts.join(", ")));
    }
    text
}

pub(crate) fn emoji(mood: Mood) -> &'static str {
    match mood {
        Mood::Good | Mood::Settled => "✅ ",
        Mood::Careful => "⏳ ",
        Mood::Bad => "⚠️ ",
        Mood::Broken => "❌ ",
        Mood::Plain => "",
    }
}
