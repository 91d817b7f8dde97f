//! Migrations × environments: the one table that text and Markdown both show.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use crate::model::amount::{duration, minute};
use crate::model::history::{Edit, MigrationStanding, Standing};
use crate::model::report::{EnvironmentReport, Report};

/// One migration in one environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell<'a> {
    pub(crate) state: State,
    /// `None`: neither file nor row there.
    migration: Option<&'a MigrationStanding>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Applied by this run.
    AppliedNow,
    Is(Standing),
    Absent,
}

impl Cell<'_> {
    /// The word in the table.
    pub(crate) fn word(self) -> &'static str {
        match self.state {
            State::AppliedNow => "applied now",
            State::Is(Standing::Modified(Edit::LineEndings)) => "modified (line ends)",
            State::Is(Standing::Modified(Edit::Comments)) => "modified (comments)",
            State::Is(Standing::Modified(Edit::Sql)) => "modified (SQL)",
            State::Is(standing) => standing.as_str(),
            State::Absent => "–",
        }
    }

    /// When it ran, to the minute; empty where that is not known.
    pub(crate) fn minute(self) -> String {
        self.migration.and_then(|migration| minute(migration.at.as_deref()?)).unwrap_or_default()
    }

    /// How long it ran; empty where that is not known.
    pub(crate) fn took(self) -> String {
        let took = self.migration.and_then(|migration| migration.took_ms);
        took.map(|ms| duration(Duration::from_millis(ms))).unwrap_or_default()
    }

    /// How it should look.
    pub(crate) fn mood(self) -> Mood {
        let State::Is(standing) = self.state else {
            return if self.state == State::AppliedNow { Mood::Good } else { Mood::Plain };
        };
        match standing {
            Standing::Applied => Mood::Settled,
            Standing::Skipped => Mood::Plain,
            Standing::Failed => Mood::Broken,
            Standing::Modified(_) | Standing::MissingFile => Mood::Bad,
            waiting if waiting.is_pending() => Mood::Careful,
            _ => Mood::Plain,
        }
    }

    /// Whether the reader should see this row even in a short table.
    fn is_interesting(self) -> bool {
        self.state != State::Is(Standing::Applied)
    }
}

/// The colour of a cell, whatever an output makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Done by this run.
    Good,
    /// Applied, and nothing to say.
    Settled,
    /// Waits.
    Careful,
    /// The history contradicts the files.
    Bad,
    Broken,
    Plain,
}

/// One migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row<'a> {
    pub(crate) name: &'a str,
    pub(crate) cells: Vec<Cell<'a>>,
}

/// Migrations × environments, in the tool's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table<'a> {
    /// Those whose history was read.
    pub(crate) environments: Vec<&'a str>,
    pub(crate) rows: Vec<Row<'a>>,
    /// Rows left out because the migration is applied everywhere.
    pub(crate) settled: usize,
    /// The newest of them.
    pub(crate) newest_settled: Option<&'a str>,
}

/// The table of this report: every row, or those that are not simply applied everywhere.
pub(crate) fn table(report: &Report, every_row: bool) -> Table<'_> {
    let known: Vec<(&str, &[MigrationStanding], HashSet<&str>)> = report
        .environments
        .iter()
        .filter_map(|environment| {
            let applied = environment.applied.iter().map(String::as_str).collect();
            Some((environment.name.as_str(), environment.migrations.as_deref()?, applied))
        })
        .collect();
    let lookups: Vec<HashMap<&str, &MigrationStanding>> = known
        .iter()
        .map(|(_, migrations, _)| migrations.iter().map(|m| (m.version.as_str(), m)).collect())
        .collect();
    let merged = merged(known.iter().map(|(_, migrations, _)| *migrations));
    let mut rows = Vec::new();
    let (mut settled, mut newest_settled) = (0, None);
    for migration in merged {
        let version = migration.version.as_str();
        let cells: Vec<Cell> = known
            .iter()
            .zip(&lookups)
            .map(|((_, _, applied), standings)| {
                let migration = standings.get(version).copied();
                let state = match migration.map(|migration| migration.standing) {
                    Some(Standing::Applied) if applied.contains(version) => State::AppliedNow,
                    Some(standing) => State::Is(standing),
                    None => State::Absent,
                };
                Cell { state, migration }
            })
            .collect();
        if every_row || cells.iter().any(|cell| cell.is_interesting()) {
            rows.push(Row { name: &migration.name, cells });
        } else {
            settled += 1;
            newest_settled = Some(migration.name.as_str());
        }
    }
    let environments = known.into_iter().map(|(name, ..)| name).collect();
    Table { environments, rows, settled, newest_settled }
}

/// Where an environment stands: `11 applied, 2 pending, 1 modified`. `None` when its history was not
/// read.
pub(crate) fn tally(environment: &EnvironmentReport) -> Option<String> {
    let migrations = environment.migrations.as_deref()?;
    let mut parts = Vec::new();
    let mut part = |word: &str, is: &dyn Fn(Standing) -> bool| match migrations
        .iter()
        .filter(|migration| is(migration.standing))
        .count()
    {
        0 => {}
        number => parts.push(format!("{number} {word}")),
    };
    part("applied", &|standing| standing == Standing::Applied);
    part("pending", &|standing| standing.is_pending());
    part("modified", &|standing| matches!(standing, Standing::Modified(_)));
    part("without file", &|standing| standing == Standing::MissingFile);
    part("failed", &|standing| standing == Standing::Failed);
    part("skipped", &|standing| standing == Standing::Skipped);
    Some(if parts.is_empty() { "no migrations".to_owned() } else { parts.join(", ") })
}

/// How [`tally`] should look.
pub(crate) fn mood(environment: &EnvironmentReport) -> Mood {
    let standings = || environment.migrations.iter().flatten().map(|migration| migration.standing);
    let contradicts =
        |standing| matches!(standing, Standing::Modified(_) | Standing::MissingFile | Standing::Failed);
    if standings().any(contradicts) {
        Mood::Bad
    } else if standings().any(Standing::is_pending) {
        Mood::Careful
    } else {
        Mood::Settled
    }
}

/// The last migration whose effect is there, and when it ran: `2026-11-20 14:05 UTC`.
pub(crate) fn last(environment: &EnvironmentReport) -> Option<(&str, Option<String>)> {
    let last = environment.last_applied()?;
    let at = last.at.as_deref().and_then(minute).map(|minute| format!("{minute} UTC"));
    Some((&last.name, at))
}

/// What the histories of this report cannot show: `goose keeps no checksum: …`.
pub(crate) fn blind_spot(report: &Report) -> Option<String> {
    report.environments.iter().find_map(|environment| {
        environment.last_applied()?;
        let blind_spot = environment.memory?.blind_spot()?;
        Some(format!("{} {blind_spot}", environment.tool?.as_str()))
    })
}

/// The union of all lists; a migration that only a later list has comes after its neighbour there.
fn merged<'a>(lists: impl Iterator<Item = &'a [MigrationStanding]>) -> Vec<&'a MigrationStanding> {
    let mut merged: Vec<&MigrationStanding> = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for list in lists {
        let mut neighbour: Option<&str> = None;
        for migration in list {
            if seen.insert(&migration.version) {
                let after = |version| merged.iter().rposition(|known| known.version == version);
                let index = neighbour.and_then(after).map_or(0, |index| index + 1);
                merged.insert(index, migration);
            }
            neighbour = Some(&migration.version);
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::sample;

    #[test]
    fn rows_applied_everywhere_are_counted_and_others_keep_their_order() {
        let report = sample::drifted();
        let table = table(&report, false);
        assert_eq!(table.environments, ["staging", "production"]);
        assert_eq!((table.settled, table.newest_settled), (3, Some("20240201_rls")));
        let words: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.word()).collect()).collect();
        assert_eq!(
            words,
            [["modified (SQL)", "applied"], ["applied now", "pending"], ["–", "missing-file"]]
                .map(|row| row.to_vec())
        );
    }
}
