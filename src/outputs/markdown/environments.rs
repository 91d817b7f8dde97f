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

pub(super) fn write(page: &mut Page, report: &Report) {
    let changes = may_change(report);
    let (heading, column) = match changes {
        true => ("What changed", " Applied by this run |"),
        false => ("Environments", ""),
    };
    let rule = if changes { "---|" } else { "" };
    let opening =
        format!("### {heading}\n\n| Environment |{column} Migrations | Drift |\n|---|{rule}---|---|\n");
    let rows = report.environments.iter().map(|environment| (row(environment, changes), 1));
    page.section(&Section { opening, closing: "", noun: "environment", share: 10 }, rows);
    let backups = report.environments.iter().filter_map(backup);
    let section = Section { opening: String::new(), closing: "", noun: "backup", share: 2 };
    page.section(&section, backups.map(|line| (line, 1)));
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

fn row(environment: &EnvironmentReport, changes: bool) -> String {
    let shield = if environment.protected { " 🛡️" } else { "" };
    let database = match &environment.server {
        None => "not connected".to_owned(),
        Some(server) => format!(
            "{} on {}, {}",
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
    let applied = if changes { format!(" {} |", applied(environment)) } else { String::new() };
    format!(
        "| {}{shield}<br><sub>{database}</sub> |{applied} {} | {drift} |\n",
        code_cell(&environment.name),
        migrations(environment)
    )
}

/// `2 migrations`, and their names as far as they are few.
fn applied(environment: &EnvironmentReport) -> String {
    if environment.applied.is_empty() {
        return "nothing".to_owned();
    }
    let number = environment.applied.len();
    let mut lines = vec![format!("**{}**", count(number, "migration"))];
    let named = if number > MOST_NAMES { MOST_NAMES - 1 } else { number };
    lines.extend(
        environment.applied.iter().take(named).map(|version| code_cell(name_of(environment, version))),
    );
    if number > named {
        lines.push(format!("and {} more", number - named));
    }
    lines.join("<br>")
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
