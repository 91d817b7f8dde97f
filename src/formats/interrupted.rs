//! The verdict for a migration that the journal says is open.

use super::Folder;
use super::shell::quoted_for_shell;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{HistoryRow, Migration, RowState, Standing};
use crate::model::journal::{Entry, Obstacle};
use crate::model::place::Place;
use crate::sql::summary::summary;

/// Whether the history leaves room for an entry of the journal. A row that says applied or rolled back
/// was written by somebody who knew better, and the entry is of no account any more.
pub(super) fn is_open(folder: &Folder, migration: &Migration, row: Option<&HistoryRow>) -> bool {
    row.is_none_or(|row| match row.state {
        RowState::Failed => true,
        RowState::Applied => migration.repeatable && !folder.format.matches(migration, &migration.text, row),
        RowState::RolledBack | RowState::Skipped => false,
    })
}

/// Whether it goes on at the next apply, and if not, what has to be done first.
pub(super) fn standing(
    folder: &Folder,
    environment: &str,
    migration: &Migration,
    entry: &Entry,
) -> (Standing, Option<Finding>) {
    let Entry { done, total, started_at, by, .. } = entry;
    let (name, version) = (&migration.name, quoted_for_shell(&migration.version));
    let after = format!("{name} was interrupted in {environment} after statement {done} of {total}");
    let begun = format!("(begun {started_at} by {by})");
    let rolled_back = format!("`lockstep resolve --rolled-back {version} --environment {environment}`");
    let (standing, message, help) = match folder.resume(migration, "", entry) {
        Ok(_) => (
            Standing::Interrupted,
            format!("{after} {begun}"),
            format!("`lockstep apply --environment {environment}` goes on with statement {}", done + 1),
        ),
        Err(Obstacle::Edited) => (
            Standing::Failed,
            format!("{after} {begun}, and the file does not begin with what was carried out any more"),
            format!(
                "put its first {done} statements back as they ran (`git log -p -- {}`) and correct only what comes \
                 after them; or undo them by hand, then {rolled_back}",
                quoted_for_shell(&migration.file)
            ),
        ),
        Err(Obstacle::Unclear) => (
            Standing::Failed,
            format!(
                "{after} {begun}, and nothing tells whether the next one took effect: {}",
                summary(entry.running.as_deref().unwrap_or_default())
            ),
            format!(
                "look what it did; complete the file by hand, then `lockstep resolve --applied {version} \
                 --environment {environment}`, or undo all of it, then {rolled_back}"
            ),
        ),
    };
    let finding = Finding::new(Code::MigrationInterrupted, message);
    let severity = if standing == Standing::Interrupted { Severity::Warning } else { Severity::Error };
    let finding = finding.severity(severity).with_help(help).at(Place::file(&migration.file));
    (standing, Some(finding.in_environment(environment)))
}
