//! The verdict on one migration in one environment, and the words for it.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::Path;

use super::divergence::{self, Twin};
use super::shell::quoted_for_shell;
use super::{Folder, Late, whereabouts};
use crate::git::history::{self, Earlier};
use crate::model::amount;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Edit, HistoryRow, Migration, RowState, Standing};
use crate::model::place::Place;
use crate::sql::edit::{classify_edit, without_mark};

pub(super) struct Verdict<'a> {
    pub(super) folder: &'a Folder,
    pub(super) environment: &'a str,
    pub(super) root: &'a Path,
    pub(super) live: HashMap<&'a str, &'a HistoryRow>,
    /// Rows without file and the files they seem to have become.
    pub(super) twins: HashMap<String, Twin<'a>>,
}

impl Verdict<'_> {
    pub(super) fn of_file(
        &self,
        migration: &Migration,
        row: Option<&HistoryRow>,
        newest: Option<&str>,
    ) -> (Standing, Option<Finding>) {
        let place = Place::file(&migration.file);
        let Some(row) = row else {
            let older = newest.filter(|_| !self.folder.format.may_be_late(migration)).filter(|newest| {
                self.folder.format.compare_versions(&migration.version, newest) == Ordering::Less
            });
            // Of a file that ran under another version, its row is told.
            let told = self.twins.values().any(|twin| twin.migration.version == migration.version);
            return match older {
                Some(_) if told => (Standing::OutOfOrder, None),
                Some(newest) => (Standing::OutOfOrder, Some(self.out_of_order(migration, newest).at(place))),
                None => (Standing::Pending, None),
            };
        };
        match row.state {
            RowState::Failed => (Standing::Failed, Some(self.failed(row).at(place))),
            RowState::RolledBack => (Standing::RolledBack, Some(self.rolled_back(row).at(place))),
            RowState::Skipped => (Standing::Skipped, None),
            RowState::Applied if self.folder.format.matches(migration, &migration.text, row) => {
                let contradiction = self.folder.format.contradiction(migration, row);
                (Standing::Applied, contradiction.map(|what| self.contradicted(migration, &what).at(place)))
            }
            RowState::Applied if migration.repeatable => (Standing::Outdated, None),
            RowState::Applied => {
                let (edit, earlier) = self.edit(migration, row);
                let finding = match divergence::holder(self.folder, &self.live, row) {
                    Some(holder) => self.renumbered(migration, row, holder),
                    None => self.modified(migration, edit, earlier.as_ref()),
                };
                (Standing::Modified(edit), Some(finding.at(place)))
            }
        }
    }

    /// A row without a file; a rolled-back one needs none.
    pub(super) fn of_orphan(&self, row: &HistoryRow) -> Option<(Standing, Finding)> {
        match row.state {
            RowState::Failed => Some((Standing::Failed, self.failed(row))),
            RowState::Applied => Some((Standing::MissingFile, self.missing_file(row))),
            RowState::RolledBack | RowState::Skipped => None,
        }
    }

    /// The file's own line-end variants, else what the row tells, else what git remembers.
    fn edit(&self, migration: &Migration, row: &HistoryRow) -> (Edit, Option<Earlier>) {
        let format = &self.folder.format;
        let matches = |text: &str| format.matches(migration, text, row);
        let in_lines = |text: &str| line_variants(text).iter().any(|variant| matches(variant));
        if in_lines(&migration.text) {
            return (Edit::LineEndings, None);
        }
        let known = format.edit(migration, &migration.text, row);
        if known == Some(Edit::LineEndings) {
            return (Edit::LineEndings, None);
        }
        let accepts = |text: &str| matches(text) || in_lines(text);
        let earlier = history::earlier(self.root, &migration.file, accepts);
        let part = |text: &str| format.part(migration, text).unwrap_or_else(|| text.to_owned());
        let found =
            earlier.as_ref().map(|earlier| classify_edit(&part(&earlier.text), &part(&migration.text)));
        (known.or(found).unwrap_or(Edit::Unknown), earlier)
    }

    fn finding(&self, code: Code, message: String) -> Finding {
        Finding::new(code, message).in_environment(self.environment)
    }

    fn modified(&self, migration: &Migration, edit: Edit, earlier: Option<&Earlier>) -> Finding {
        let message =
            format!("{} was edited after it ran in {} ({})", migration.name, self.environment, edit.as_str());
        let tolerated = edit == Edit::LineEndings && !self.folder.format.stops_at_line_endings();
        let help = match (edit, earlier) {
            (Edit::LineEndings, _) => format!(
                "store the line ends and byte order mark it was applied with; for LF everywhere add \
                 `{}/** text eol=lf` to .gitattributes",
                self.folder.path
            ),
            (_, Some(earlier)) => format!(
                "put the applied text back with `git checkout {} -- {}` and write the change as a new migration",
                earlier.commit.get(..12).unwrap_or(&earlier.commit),
                quoted_for_shell(&migration.file)
            ),
            (_, None) => format!(
                "put the applied text back (`git log -p -- {}` shows the edits git knows) and write the change as \
                 a new migration",
                quoted_for_shell(&migration.file)
            ),
        };
        let severity = if tolerated { Severity::Warning } else { Severity::Error };
        self.finding(Code::MigrationModified, message).severity(severity).with_help(help)
    }

    fn contradicted(&self, migration: &Migration, what: &str) -> Finding {
        let tool = self.folder.tool.as_str();
        let message = format!("{} does not fit its row in {}: {what}", migration.name, self.environment);
        self.finding(Code::MigrationModified, message)
            .with_help(format!("give the file its former name back; {tool} stops at it, too"))
    }

    fn failed(&self, row: &HistoryRow) -> Finding {
        let log = row.log.as_deref().and_then(|log| log.lines().find(|line| !line.trim().is_empty()));
        let cause = log.map(|line| format!(": {}", line.trim())).unwrap_or_default();
        let (version, environment) = (quoted_for_shell(&row.version), self.environment);
        let finding = self.finding(
            Code::MigrationFailed,
            format!("{} started in {environment} and did not finish{cause}", row.name),
        );
        if self.folder.format.read_only().is_some() {
            return finding.with_help(format!("repair it with {} itself", self.folder.tool.as_str()));
        }
        finding.with_help(format!(
            "if none of it is in the database, `lockstep resolve --rolled-back {version} --environment \
             {environment}` lets it run again; if all of it is, `lockstep resolve --applied {version} \
             --environment {environment}` records that"
        ))
    }

    fn rolled_back(&self, row: &HistoryRow) -> Finding {
        self.finding(
            Code::MigrationRolledBack,
            format!("{} was marked as rolled back in {} and runs again", row.name, self.environment),
        )
        .with_help(format!("run `lockstep apply --environment {}`", self.environment))
    }

    /// The file of the row's version is another one now, and the text that ran has a version of its own.
    fn renumbered(&self, migration: &Migration, row: &HistoryRow, holder: &Migration) -> Finding {
        let message = format!(
            "{} ran in {}{} from a text that is in {} now; {} is another one",
            row.version,
            self.environment,
            provenance(row),
            holder.file,
            migration.file
        );
        self.finding(Code::MigrationModified, message).with_help(format!(
            "give {} its version {} back, and {} a new one",
            holder.file, row.version, migration.file
        ))
    }

    /// A row whose file has another version now.
    fn renamed(&self, row: &HistoryRow, twin: Twin<'_>) -> Finding {
        let Twin { migration, same_text } = twin;
        let environment = self.environment;
        let likeness = if same_text { "its text is in" } else { "its name is that of" };
        let message = format!(
            "{} was applied in {environment}{} but is not in {}; {likeness} {} now",
            row.name,
            provenance(row),
            self.folder.path,
            migration.file
        );
        let back = format!("give {} its version {} back", migration.file, row.version);
        let help = if self.folder.format.can_forget() {
            format!(
                "{back}; or keep the new one: `lockstep resolve --applied {} --environment {environment}`, then \
                 `lockstep resolve --rolled-back {} --environment {environment}`, which look for its effect before \
                 they write",
                quoted_for_shell(&migration.version),
                quoted_for_shell(&row.version),
            )
        } else {
            format!("{back}: {} never forgets a migration that it finished", self.folder.tool.as_str())
        };
        self.finding(Code::MigrationMissingFile, message).with_help(help).at(Place::file(&migration.file))
    }

    fn missing_file(&self, row: &HistoryRow) -> Finding {
        if let Some(twin) = self.twins.get(&row.version) {
            return self.renamed(row, *twin);
        }
        let restore = whereabouts::of(self.root, &self.folder.path, row).unwrap_or_else(|| {
            format!(
                "bring its file back (`git log --all --name-only -- {}` shows what git knows)",
                quoted_for_shell(&self.folder.path)
            )
        });
        let help = if self.folder.format.can_forget() {
            format!(
                "{restore}; if its effect is gone too, `lockstep resolve --rolled-back {} --environment {}`",
                quoted_for_shell(&row.version),
                self.environment
            )
        } else {
            restore
        };
        let message = format!(
            "{} was applied in {}{} but is not in {}",
            row.name,
            self.environment,
            provenance(row),
            self.folder.path
        );
        self.finding(Code::MigrationMissingFile, message).with_help(help)
    }

    fn out_of_order(&self, migration: &Migration, newest: &str) -> Finding {
        let message = format!(
            "{} is pending in {} but older than {newest}, which has run",
            migration.name, self.environment
        );
        let finding = self.finding(Code::MigrationOutOfOrder, message);
        let tool = self.folder.tool.as_str();
        let later = self.folder.format.give_later_version(migration, newest);
        match self.folder.format.late() {
            Late::Applied => finding.with_help(format!(
                "{tool} applies it all the same; check that it does not need what came later undone"
            )),
            Late::Refused => finding.severity(Severity::Error).with_help(later),
            Late::Skipped => finding
                .severity(Severity::Error)
                .with_help(format!("{tool} would skip it for ever without a word; {later}")),
        }
    }
}

/// When it ran and who ran it, as far as the tool keeps that: ` at 2026-11-20 14:05 UTC by app`.
fn provenance(row: &HistoryRow) -> String {
    let at = row.at.as_deref().and_then(amount::minute).map(|minute| format!(" at {minute} UTC"));
    let by = row.by.as_deref().map(|by| format!(" by {by}"));
    at.into_iter().chain(by).collect()
}

/// The text with each kind of line end, with and without a byte order mark.
fn line_variants(text: &str) -> [String; 4] {
    let unix = without_mark(text).replace("\r\n", "\n");
    let windows = unix.replace('\n', "\r\n");
    [format!("\u{feff}{unix}"), format!("\u{feff}{windows}"), unix, windows]
}
