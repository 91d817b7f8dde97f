//! Each environment in one row: what this run changed there, where its migrations stand, whether it drifted.

use crate::model::amount::count;
use crate::model::mode::Mode;
use crate::model::report::{EnvironmentReport, Report};
use crate::outputs::databases::{address, version};
use crate::outputs::markdown_text::{code, code_cell, prose};
use crate::outputs::standings::{last, mood, tally};

use super::migrations::emoji;
use super::page::{Page, Section};

/// Names of migrations in one cell; the table of migrations has all of them.
const MOST_NAMES: usize = 3;

/// The columns that have something to say.
#[derive(Clone, Copy)]
struct Columns {
    /// Only where there is nothing else: beside others it stands below the name.
    database: bool,
    applied: bool,
    migrations: bool,
    drift: bool,
}

pub(super) fn write(page: &mut Page, report: &Report) {
    let applied = report.environments.iter().any(|environment| !environment.applied.is_empty());
    let migrations = report.environments.iter().any(|environment| environment.migrations.is_some());
    let drift = report.environments.iter().any(|environment| environment.drift.is_some());
    let columns = Columns { database: !applied && !migrations && !drift, applied, migrations, drift };
    let heading = match report.mode {
        _ if applied => "What changed",
        Mode::Apply | Mode::Deploy if !report.dry_run => "What changed: no migration was applied",
        _ => "Environments",
    };
    let names = columns
        .of(["Environment", "Database", "Applied by this run", "Migrations", "Drift"].map(str::to_owned));
    let opening = format!("### {heading}\n\n| {} |\n|{}\n", names.join(" | "), ":--|".repeat(names.len()));
    let rows = report.environments.iter().map(|environment| (row(environment, columns), 1));
    page.section(&Section { opening, closing: "", noun: "environment", share: 10 }, rows);
    let backups = report.environments.iter().filter_map(backup);
    let section = Section { opening: String::new(), closing: "", noun: "backup", share: 2 };
    page.section(&section, backups.map(|line| (line, 1)));
}

impl Columns {
    fn of(self, cells: [String; 5]) -> Vec<String> {
        let wanted = [true, self.database, self.applied, self.migrations, self.drift];
        cells.into_iter().zip(wanted).filter_map(|(cell, wanted)| wanted.then_some(cell)).collect()
    }
}

/// A path is too wide for a column.
fn backup(environment: &EnvironmentReport) -> Option<String> {
    let path = environment.backup.as_deref()?;
    Some(format!("💾 Backup of {}: {}\n", code(&environment.name), code(path)))
}

fn row(environment: &EnvironmentReport, columns: Columns) -> String {
    let shield = if environment.protected { " 🛡️" } else { "" };
    let database = match &environment.server {
        None => "not connected".to_owned(),
        Some(server) => {
            let place = format!("{} on {}", code_cell(&server.database), code_cell(&address(server)));
            // Beside three other columns there is no room for it.
            let version =
                if columns.applied { String::new() } else { format!("<br>{}", prose(&version(server))) };
            format!("{place}{version}")
        }
    };
    let drift = match environment.drift {
        None => "not compared".to_owned(),
        Some(0) => "✅&nbsp;none".to_owned(),
        Some(changes) => format!("❌&nbsp;{}", count(changes, "change")),
    };
    let mut name = format!("{}{shield}", code_cell(&environment.name));
    if !columns.database {
        name.push_str(&format!("<br><sub>{database}</sub>"));
    }
    let cells = columns.of([name, database, applied(environment), migrations(environment), drift]);
    format!("| {} |\n", cells.join(" | "))
}

/// `2 migrations`, and their names as far as they are few.
fn applied(environment: &EnvironmentReport) -> String {
    if environment.applied.is_empty() {
        return "nothing".to_owned();
    }
    let number = environment.applied.len();
    let shown = if number > MOST_NAMES { MOST_NAMES - 1 } else { number };
    let names = environment.applied.iter().take(shown);
    let mut lines: Vec<String> = names.map(|version| code_cell(name_of(environment, version))).collect();
    if number > shown {
        lines.push(format!("and {} more", number - shown));
    }
    format!("**{}**<br><sub>{}</sub>", count(number, "migration"), lines.join("<br>"))
}

/// The whole name of a migration that is known by its version.
fn name_of<'a>(environment: &'a EnvironmentReport, version: &'a str) -> &'a str {
    let mut known = environment.migrations.iter().flatten();
    known.find(|migration| migration.version == version).map_or(version, |migration| &migration.name)
}

fn migrations(environment: &EnvironmentReport) -> String {
    let Some(tally) = tally(environment) else {
        return "not read".to_owned();
    };
    let mut text = format!("{}{tally}", emoji(mood(environment)).replace(' ', "&nbsp;"));
    // What was applied now has its own column.
    if environment.applied.is_empty()
        && let Some((name, at)) = last(environment)
    {
        let at = at.map(|at| format!("<br>{at}")).unwrap_or_default();
        text.push_str(&format!("<br><sub>last: {}{at}</sub>", code_cell(name)));
    }
    text
}
