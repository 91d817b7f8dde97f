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
    applied: bool,
    migrations: bool,
    drift: bool,
}

pub(super) fn write(page: &mut Page, report: &Report) {
    let columns = Columns {
        applied: may_change(report),
        migrations: report.environments.iter().any(|environment| environment.migrations.is_some()),
        drift: report.environments.iter().any(|environment| environment.drift.is_some()),
    };
    let heading = if columns.applied { "What changed" } else { "Environments" };
    let names = columns.of(["Environment", "Applied by this run", "Migrations", "Drift"].map(str::to_owned));
    let opening = format!("### {heading}\n\n| {} |\n|{}\n", names.join(" | "), ":--|".repeat(names.len()));
    let rows = report.environments.iter().map(|environment| (row(environment, columns), 1));
    page.section(&Section { opening, closing: "", noun: "environment", share: 10 }, rows);
    let backups = report.environments.iter().filter_map(backup);
    let section = Section { opening: String::new(), closing: "", noun: "backup", share: 2 };
    page.section(&section, backups.map(|line| (line, 1)));
}

impl Columns {
    fn of(self, [environment, applied, migrations, drift]: [String; 4]) -> Vec<String> {
        let wanted = [
            (true, environment),
            (self.applied, applied),
            (self.migrations, migrations),
            (self.drift, drift),
        ];
        wanted.into_iter().filter_map(|(wanted, cell)| wanted.then_some(cell)).collect()
    }
}

/// Whether the first question about this run is what it changed.
fn may_change(report: &Report) -> bool {
    let applies = matches!(report.mode, Mode::Apply | Mode::Deploy | Mode::Demo);
    (applies && !report.dry_run)
        || report.environments.iter().any(|environment| !environment.applied.is_empty())
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
    let name = format!("{}{shield}<br><sub>{database}</sub>", code_cell(&environment.name));
    let cells = columns.of([name, applied(environment), migrations(environment), drift]);
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
    let mut text = format!("{}{tally}", emoji(mood(environment)));
    // What was applied now has its own column.
    if environment.applied.is_empty()
        && let Some((name, at)) = last(environment)
    {
        let at = at.map(|at| format!("<br>{at}")).unwrap_or_default();
        text.push_str(&format!("<br><sub>last: {}{at}</sub>", code_cell(name)));
    }
    text
}
