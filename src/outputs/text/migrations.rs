//! Where each migration stands in each environment.

use crate::model::amount::count;
use crate::model::report::Report;
use crate::outputs::standings::{Cell, Mood, Row, table};

use super::page::{Page, Paint, columns, pad};

/// Rows shown at each end of a long table.
const AT_EACH_END: usize = 12;

pub(super) fn write(page: &mut Page, report: &Report, every_row: bool) {
    let table = table(report, every_row);
    if table.environments.is_empty() {
        return;
    }
    if table.rows.is_empty() {
        let settled = format!("{} applied, none pending", count(table.settled, "migration"));
        page.heading("Migrations", &settled);
        return;
    }
    let cell_width = |index: usize, name: &str| {
        let words = table.rows.iter().map(|row| columns(row.cells[index].word()));
        words.chain([columns(name)]).max().unwrap_or(0).min(20)
    };
    let widths: Vec<usize> =
        table.environments.iter().enumerate().map(|(index, name)| cell_width(index, name)).collect();
    let cells: usize = widths.iter().map(|width| width + 2).sum();
    let longest = table.rows.iter().map(|row| columns(row.name)).max().unwrap_or(0).max("Migrations".len());
    let name_width = longest.min(page.width().saturating_sub(cells + 2).max(12));

    page.gap();
    let mut head = vec![(Paint::Strong, pad("Migrations", name_width + 4))];
    for (name, width) in table.environments.iter().zip(&widths) {
        head.push((Paint::Strong, format!("{}  ", pad(name, *width))));
    }
    line(page, &head);
    if table.settled > 0 {
        page.line(&[(Paint::Faint, &format!("  … {} applied everywhere", table.settled))]);
    }
    let hidden = if every_row { 0 } else { table.rows.len().saturating_sub(2 * AT_EACH_END) };
    for (index, row) in table.rows.iter().enumerate() {
        if hidden == 0 || index < AT_EACH_END || index >= AT_EACH_END + hidden {
            write_row(page, row, name_width, &widths);
        } else if index == AT_EACH_END {
            page.line(&[(Paint::Faint, &format!("  … {hidden} more, all shown with -v"))]);
        }
    }
}

fn write_row(page: &mut Page, row: &Row<'_>, name_width: usize, widths: &[usize]) {
    let mut pieces = vec![(Paint::Plain, format!("  {}  ", pad(row.name, name_width)))];
    for (cell, width) in row.cells.iter().zip(widths) {
        pieces.push((paint(*cell), format!("{}  ", pad(cell.word(), *width))));
    }
    line(page, &pieces);
}

fn line(page: &mut Page, pieces: &[(Paint, String)]) {
    let pieces: Vec<(Paint, &str)> = pieces.iter().map(|(paint, text)| (*paint, text.as_str())).collect();
    page.line(&pieces);
}

fn paint(cell: Cell) -> Paint {
    match cell.mood() {
        Mood::Good => Paint::Good,
        Mood::Settled | Mood::Plain => Paint::Faint,
        Mood::Careful => Paint::Careful,
        Mood::Bad | Mood::Broken => Paint::Bad,
    }
}
