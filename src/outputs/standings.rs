//! Migrations × environments: the one table that text and Markdown both show.

use std::collections::{HashMap, HashSet};

use crate::model::history::{Edit, MigrationStanding, Standing};
use crate::model::report::Report;

/// One migration in one environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Applied by this run.
    AppliedNow,
    Is(Standing),
    /// Neither file nor row there.
    Absent,
}

impl Cell {
    /// The word in the table.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::AppliedNow => "applied now",
            Self::Is(Standing::Modified(Edit::LineEndings)) => "modified (line ends)",
            Self::Is(Standing::Modified(Edit::Comments)) => "modified (comments)",
            Self::Is(Standing::Modified(Edit::Sql)) => "modified (SQL)",
            Self::Is(standing) => standing.as_str(),
            Self::Absent => "–",
        }
    }

    /// How it should look.
    pub(crate) fn mood(self) -> Mood {
        let Self::Is(standing) = self else {
            return if self == Self::AppliedNow { Mood::Good } else { Mood::Plain };
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
        self != Self::Is(Standing::Applied)
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
    pub(crate) cells: Vec<Cell>,
}

/// Migrations × environments, in the tool's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table<'a> {
    /// Those whose history was read.
    pub(crate) environments: Vec<&'a str>,
    pub(crate) rows: Vec<Row<'a>>,
    /// Rows left out because the migration is applied everywhere.
    pub(crate) settled: usize,
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
    let lookups: Vec<HashMap<&str, Standing>> = known
        .iter()
        .map(|(_, migrations, _)| migrations.iter().map(|m| (m.version.as_str(), m.standing)).collect())
        .collect();
    let merged = merged(known.iter().map(|(_, migrations, _)| *migrations));
    let all = merged.len();
    let mut rows = Vec::new();
    for migration in merged {
        let version = migration.version.as_str();
        let cells: Vec<Cell> = known
            .iter()
            .zip(&lookups)
            .map(|((_, _, applied), standings)| match standings.get(version) {
                Some(Standing::Applied) if applied.contains(version) => Cell::AppliedNow,
                Some(standing) => Cell::Is(*standing),
                None => Cell::Absent,
            })
            .collect();
        if every_row || cells.iter().any(|cell| cell.is_interesting()) {
            rows.push(Row { name: &migration.name, cells });
        }
    }
    let settled = all - rows.len();
    Table { environments: known.into_iter().map(|(name, ..)| name).collect(), rows, settled }
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
        assert_eq!(table.settled, 3);
        let words: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.word()).collect()).collect();
        assert_eq!(
            words,
            [["modified (SQL)", "applied"], ["applied now", "pending"], ["–", "missing-file"]]
                .map(|row| row.to_vec())
        );
    }
}
