//! What the rows of Flyway's history say of each migration. Rows tell a story: a repeatable migration
//! has one for each time it ran, a later row takes an earlier one back, and a baseline speaks for
//! every version up to its own.

use std::cmp::Ordering;

use crate::formats::error::FormatError;
use crate::formats::row::Row;
use crate::model::history::{HistoryRow, Migration, RowState};

use super::name::{self, Sort};

/// The story told from its beginning, with a row for every migration of which something follows.
pub(super) fn read(rows: &[Row<'_>], migrations: &[Migration]) -> Result<Vec<HistoryRow>, FormatError> {
    let mut rows: Vec<&Row<'_>> = rows.iter().collect();
    rows.sort_by_key(|row| row.number("installed_rank").unwrap_or_default());
    let mut story = Story::default();
    for row in rows {
        story.tell(row, migrations)?;
    }
    story.conclude(migrations);
    Ok(story.rows)
}

#[derive(Debug, Default)]
struct Story {
    rows: Vec<HistoryRow>,
    /// What `flyway baseline` said: all of it is there up to this version.
    baseline: Option<HistoryRow>,
    /// Something ran, or was said to have: baseline migrations are passed over from then on.
    begun: bool,
}

impl Story {
    fn tell(&mut self, row: &Row<'_>, migrations: &[Migration]) -> Result<(), FormatError> {
        let sort_of_row = row.required("type")?;
        if sort_of_row == "SCHEMA" {
            return Ok(());
        }
        self.begun = true;
        let read = read_row(row)?;
        // the file may write the same version differently
        let same = |migration: &&Migration| name::compare_keys(&migration.version, &read.version).is_eq();
        let version =
            migrations.iter().find(same).map_or_else(|| read.version.clone(), |one| one.version.clone());
        let read = HistoryRow { version, ..read };
        let earlier = |one: &HistoryRow| name::compare_keys(&one.version, &read.version).is_eq();
        match sort_of_row.as_str() {
            "BASELINE" => self.baseline = Some(read),
            "DELETE" => self.rows.retain(|one| !earlier(one)),
            undo if undo.starts_with("UNDO") => {
                for one in self.rows.iter_mut().filter(|one| earlier(one) && read.state == RowState::Applied)
                {
                    one.state = RowState::RolledBack;
                }
            }
            _ => {
                self.rows.retain(|one| !earlier(one));
                self.rows.push(read);
            }
        }
        Ok(())
    }

    /// Adds what follows for the migrations that have no row.
    fn conclude(&mut self, migrations: &[Migration]) {
        let ran = self.rows.iter().filter(|row| row.state == RowState::Applied);
        let floors = ran.filter_map(|row| name::baseline_version(&row.version));
        // on a database without history the newest baseline migration is about to run
        let newest = migrations.iter().rev().find_map(|one| name::baseline_version(&one.version));
        let floor = if self.begun {
            floors.max_by(|a, b| name::compare_versions(a, b)).map(str::to_owned)
        } else {
            newest.map(str::to_owned)
        };
        for migration in migrations {
            let key = &migration.version;
            if name::is_repeatable(key) || self.rows.iter().any(|row| row.version == *key) {
                continue;
            }
            let follows = |floor: &str| name::compare_versions(key, floor) != Ordering::Greater;
            let state = match (name::baseline_version(key), &self.baseline) {
                (Some(_), _) if self.begun => RowState::Skipped,
                (Some(version), _) if Some(version) == floor.as_deref() => continue,
                (Some(_), _) => RowState::Skipped,
                (None, Some(baseline)) if follows(&baseline.version) => {
                    let (version, name) = (key.clone(), migration.name.clone());
                    self.rows.push(HistoryRow { version, name, ..baseline.clone() });
                    continue;
                }
                (None, _) if floor.as_deref().is_some_and(follows) => RowState::Skipped,
                (None, _) => continue,
            };
            self.rows.push(HistoryRow { state, ..HistoryRow::applied(key, &migration.name) });
        }
    }
}

/// One row as it stands.
pub(super) fn read_row(row: &Row<'_>) -> Result<HistoryRow, FormatError> {
    let (sort_of_row, description) = (row.required("type")?, row.text("description").unwrap_or_default());
    let version = row.text("version");
    let sort = match (&version, sort_of_row.as_str()) {
        (None, _) => Sort::Repeatable,
        (Some(_), "SQL_BASELINE") => Sort::Baseline,
        (Some(_), _) => Sort::Versioned,
    };
    let version = version.unwrap_or_default();
    let name = match sort_of_row.as_str() {
        "SQL" | "SQL_BASELINE" | "DELETE" | "UNDO_SQL" => shown(sort, &version, &description),
        "BASELINE" => format!("the baseline at version {version}"),
        other => format!("{} ({other})", row.text("script").unwrap_or(description.clone())),
    };
    let counted = (sort_of_row == "BASELINE")
        .then(|| format!("counted as applied: the database was baselined at version {version}"));
    let state = if row.truth("success").unwrap_or(true) { RowState::Applied } else { RowState::Failed };
    Ok(HistoryRow {
        checksum: row.text("checksum"),
        state,
        at: row.text("installed_on"),
        took_ms: row.number("execution_time"),
        by: row.text("installed_by"),
        log: counted,
        ..HistoryRow::applied(name::key(sort, &version, &description), name)
    })
}

/// The file's name without its suffix, as far as the row tells it.
fn shown(sort: Sort, version: &str, description: &str) -> String {
    let words = description.replace(' ', "_");
    match sort {
        Sort::Repeatable => format!("R__{words}"),
        Sort::Baseline => format!("B{version}__{words}"),
        Sort::Versioned | Sort::Undo => format!("V{version}__{words}"),
    }
}
