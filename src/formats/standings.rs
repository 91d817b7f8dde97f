//! The standings of all migrations in one environment: files against history rows.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::Path;

use super::Folder;
use super::divergence;
use super::interrupted;
use super::verdict::Verdict;
use crate::model::history::{HistoryRow, MigrationStanding, RowState, Standing, Standings};
use crate::model::journal::Entry;

pub(super) fn standings(
    folder: &Folder,
    environment: &str,
    rows: Option<&[HistoryRow]>,
    journal: &[Entry],
    root: &Path,
) -> Standings {
    let from_nothing = if rows.is_none() { folder.rows_of_nothing() } else { Vec::new() };
    let mut live = live_rows(rows.unwrap_or(&from_nothing));
    let twins = divergence::twins(folder, &live);
    let verdict = Verdict { folder, environment, root, live: live.clone(), twins };
    let open: HashMap<&str, &Entry> = journal.iter().map(|entry| (entry.version.as_str(), entry)).collect();
    let newest = newest_applied(folder, &live);
    let mut standings = Standings { tracked: rows.is_some(), ..Standings::default() };
    for migration in &folder.migrations {
        let row = live.remove(migration.version.as_str());
        let entry =
            open.get(migration.version.as_str()).filter(|_| interrupted::is_open(folder, migration, row));
        let (standing, finding) = match entry {
            Some(entry) => interrupted::standing(folder, environment, migration, entry),
            None => verdict.of_file(migration, row, newest.as_deref()),
        };
        standings.findings.extend(finding);
        standings.migrations.push(MigrationStanding {
            version: migration.version.clone(),
            name: migration.name.clone(),
            file: Some(migration.file.clone()),
            standing,
            at: row.and_then(|row| row.at.clone()),
            took_ms: row.and_then(|row| row.took_ms),
            by: row.and_then(|row| row.by.clone()),
        });
    }
    let mut orphans: Vec<&HistoryRow> = live.into_values().collect();
    orphans.sort_by(|a, b| folder.format.compare_versions(&a.version, &b.version));
    for row in orphans {
        if let Some((standing, finding)) = verdict.of_orphan(row) {
            standings.findings.push(finding);
            insert_in_order(folder, &mut standings.migrations, row, standing);
        }
    }
    standings
}

/// One row per version. Prisma keeps several: an unfinished one counts first (it makes Prisma stop),
/// then a finished one, then a rolled-back one; of equals the latest.
fn live_rows(rows: &[HistoryRow]) -> HashMap<&str, &HistoryRow> {
    let weight = |row: &HistoryRow| match row.state {
        RowState::Failed => 3,
        RowState::Applied => 2,
        RowState::Skipped => 1,
        RowState::RolledBack => 0,
    };
    let mut live: HashMap<&str, &HistoryRow> = HashMap::new();
    for row in rows {
        let kept = live.entry(&row.version).or_insert(row);
        if (weight(row), &row.at) > (weight(kept), &kept.at) {
            *kept = row;
        }
    }
    live
}

/// The newest version that has run.
fn newest_applied(folder: &Folder, live: &HashMap<&str, &HistoryRow>) -> Option<String> {
    let counts =
        |row: &&&HistoryRow| row.state == RowState::Applied && folder.format.is_ordered(&row.version);
    let applied = live.values().filter(counts);
    let newest = applied.max_by(|a, b| folder.format.compare_versions(&a.version, &b.version))?;
    Some(newest.version.clone())
}

fn insert_in_order(
    folder: &Folder,
    migrations: &mut Vec<MigrationStanding>,
    row: &HistoryRow,
    standing: Standing,
) {
    let later = |other: &MigrationStanding| {
        folder.format.compare_versions(&other.version, &row.version) == Ordering::Greater
    };
    let at = migrations.iter().position(later).unwrap_or(migrations.len());
    migrations.insert(
        at,
        MigrationStanding {
            version: row.version.clone(),
            name: row.name.clone(),
            file: None,
            standing,
            at: row.at.clone(),
            took_ms: row.took_ms,
            by: row.by.clone(),
        },
    );
}
