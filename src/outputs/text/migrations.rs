//! Where each migration stands in each environment.

use crate::model::amount::count;
use crate::model::mode::Mode;
use crate::model::report::Report;
use crate::outputs::standings::{Cell, Mood, Row, Table, blind_spot, table};

use super::page::{Page, Paint, columns, pad};

/// Rows shown at each end of a long table.
const AT_EACH_END: usize = 12;
/// Columns of `2026-11-20 14:05`, and of the day alone.
const MINUTE: usize = 16;
const DAY: usize = 10;
/// Names are cut to this before moments are left out, and to that before durations are.
const NAME: usize = 28;
const LONG_NAME: usize = 44;
/// Names and words are never cut below these.
const SHORTEST_NAME: usize = 12;
const SHORTEST_WORD: usize = 7;

pub(super) fn write(page: &mut Page, report: &Report, every_row: bool) {
    let table = table(report, every_row || report.every_migration);
    if table.environments.is_empty() {
        return;
    }
    if table.rows.is_empty() {
        page.heading("Migrations", &settled(&table));
    } else {
        let layout = Layout::of(&table, page.width(), report.mode == Mode::Status);
        page.gap();
        layout.write_head(page, &table);
        let more_with = if report.mode == Mode::Status { "--all" } else { "-v" };
        let whole = every_row || report.every_migration;
        let hidden = if whole { 0 } else { table.rows.len().saturating_sub(2 * AT_EACH_END) };
        for (index, row) in table.rows.iter().enumerate() {
            if hidden == 0 || index < AT_EACH_END || index >= AT_EACH_END + hidden {
                layout.write_row(page, row);
            } else if index == AT_EACH_END {
                page.line(&[(Paint::Faint, &format!("  … {hidden} more, all shown with {more_with}"))]);
            }
        }
    }
    if report.mode == Mode::Status
        && let Some(blind_spot) = blind_spot(report)
    {
        page.wrapped(Paint::Faint, "  ", &blind_spot);
    }
}

/// A table without a row worth a look, in words.
fn settled(table: &Table<'_>) -> String {
    match table.newest_settled {
        None => "there are none".to_owned(),
        Some(_) => format!("{} applied, none pending", count(table.settled, "migration")),
    }
}

/// How much of a cell is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Detail {
    Word,
    Day,
    Minute,
    Took,
}

/// Columns of the table, all without the two that separate them from the next.
struct Layout {
    name: usize,
    environments: Vec<Column>,
}

/// One environment.
struct Column {
    /// Of the whole, with the heading.
    width: usize,
    word: usize,
    /// 0: no cell has one.
    moment: usize,
    took: usize,
}

impl Layout {
    /// As much of each cell as there is room for.
    fn of(table: &Table<'_>, width: usize, with_moments: bool) -> Self {
        let longest =
            table.rows.iter().map(|row| columns(row.name)).max().unwrap_or(0).max("Migrations".len());
        let details: &[Detail] = match with_moments {
            true => &[Detail::Took, Detail::Minute, Detail::Day, Detail::Word],
            false => &[Detail::Word],
        };
        let fit = details.iter().find_map(|detail| {
            let environments = measured(table, *detail, usize::MAX);
            let cells: usize = environments.iter().map(|column| column.width + 2).sum();
            let room = width.saturating_sub(cells + 2);
            let name = longest.min(room);
            let wanted = if *detail == Detail::Took { LONG_NAME } else { NAME };
            (name >= longest.min(wanted)).then_some(Self { name, environments })
        });
        fit.unwrap_or_else(|| {
            // Too many environments for the terminal: every column gives way alike.
            let each = width.saturating_sub(SHORTEST_NAME + 4) / table.environments.len().max(1);
            let environments = measured(table, Detail::Word, each.saturating_sub(2).max(SHORTEST_WORD));
            let cells: usize = environments.iter().map(|column| column.width + 2).sum();
            let name = longest.min(width.saturating_sub(cells + 2).max(SHORTEST_NAME));
            Self { name, environments }
        })
    }

    fn write_head(&self, page: &mut Page, table: &Table<'_>) {
        let mut head = vec![(Paint::Strong, pad("Migrations", self.name + 4))];
        for (name, column) in table.environments.iter().zip(&self.environments) {
            head.push((Paint::Strong, pad(name, column.width)));
            head.push((Paint::Plain, "  ".to_owned()));
        }
        line(page, head);
        if let Some(newest) = table.newest_settled {
            let applied = format!("  … {} applied everywhere, the newest {newest}", table.settled);
            page.line(&[(Paint::Faint, &applied)]);
        }
    }

    fn write_row(&self, page: &mut Page, row: &Row<'_>) {
        let mut pieces = vec![(Paint::Plain, format!("  {}  ", pad(row.name, self.name)))];
        for (cell, column) in row.cells.iter().zip(&self.environments) {
            pieces.push((paint(*cell), pad(cell.word(), column.word)));
            let mut rest = String::new();
            if column.moment > 0 {
                let minute = cell.minute();
                // The day is the beginning of it.
                let moment = minute.get(..column.moment).unwrap_or(&minute);
                rest.push_str(&format!("  {}", pad(moment, column.moment)));
            }
            if column.took > 0 {
                rest.push_str(&format!("  {:>1$}", cell.took(), column.took));
            }
            pieces.push((Paint::Faint, pad(&rest, column.width - column.word)));
            pieces.push((Paint::Plain, "  ".to_owned()));
        }
        line(page, pieces);
    }
}

/// The widths of the environments' columns, no word wider than `most`.
fn measured(table: &Table<'_>, detail: Detail, most: usize) -> Vec<Column> {
    let column = |(index, name): (usize, &&str)| {
        let cells = || table.rows.iter().map(|row| row.cells[index]);
        let word = cells().map(|cell| columns(cell.word())).max().unwrap_or(0).min(most);
        let has_moment = cells().any(|cell| !cell.minute().is_empty());
        let moment = match detail {
            Detail::Word => 0,
            _ if !has_moment => 0,
            Detail::Day => DAY,
            Detail::Minute | Detail::Took => MINUTE,
        };
        let took = match detail {
            Detail::Took => cells().map(|cell| columns(&cell.took())).max().unwrap_or(0),
            _ => 0,
        };
        let behind = |width: usize| if width > 0 { width + 2 } else { 0 };
        let cell = word + behind(moment) + behind(took);
        Column { width: cell.max(columns(name).min(20).min(most)), word, moment, took }
    };
    table.environments.iter().enumerate().map(column).collect()
}

/// Without what separates the last column from nothing.
fn line(page: &mut Page, mut pieces: Vec<(Paint, String)>) {
    pieces.pop();
    let pieces: Vec<(Paint, &str)> = pieces.iter().map(|(paint, text)| (*paint, text.as_str())).collect();
    page.line(&pieces);
}

fn paint(cell: Cell<'_>) -> Paint {
    match cell.mood() {
        Mood::Good => Paint::Good,
        Mood::Settled | Mood::Plain => Paint::Faint,
        Mood::Careful => Paint::Careful,
        Mood::Bad | Mood::Broken => Paint::Bad,
    }
}
