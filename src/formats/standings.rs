//! The verdict for each migration in one environment: files against history rows.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::path::Path;

use super::divergence::{self, Twin};
use super::{Folder, Late};
use crate::git::history::{self, Earlier};
use crate::model::amount;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Edit, HistoryRow, Migration, MigrationStanding, RowState, Standing, Standings};
use crate::model::journal::{Entry, Obstacle};
use crate::model::place::Place;
use crate::sql::edit::{classify_edit, without_mark};
use crate::sql::summary::summary;

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
        let entry = open.get(migration.version.as_str()).filter(|_| is_open(folder, migration, row));
        let (standing, finding) = match entry {
            Some(entry) => verdict.of_interrupted(migration, entry),
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

/// Whether the history leaves room for an entry of the journal. A row that says applied or rolled back
/// was written by somebody who knew better, and the entry is of no account any more.
fn is_open(folder: &Folder, migration: &Migration, row: Option<&HistoryRow>) -> bool {
    row.is_none_or(|row| match row.state {
        RowState::Failed => true,
        RowState::Applied => migration.repeatable && !folder.format.matches(migration, &migration.text, row),
        RowState::RolledBack | RowState::Skipped => false,
    })
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

struct Verdict<'a> {
    folder: &'a Folder,
    environment: &'a str,
    root: &'a Path,
    live: HashMap<&'a str, &'a HistoryRow>,
    /// Rows without file and the files they seem to have become.
    twins: HashMap<String, Twin<'a>>,
}

impl Verdict<'_> {
    fn of_file(
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

    /// Statements of it are committed, and the journal says which.
    fn of_interrupted(&self, migration: &Migration, entry: &Entry) -> (Standing, Option<Finding>) {
        let Entry { done, total, started_at, by, .. } = entry;
        let (name, environment) = (&migration.name, self.environment);
        let place = Place::file(&migration.file);
        let resume = self.folder.resume(migration, "", entry);
        let stopped = match (&resume, &entry.running) {
            (Err(Obstacle::Unclear), Some(sql)) => format!(
                "{name} was interrupted in {environment} while this statement ran, and nothing tells whether it \
                 took effect: {}",
                summary(sql)
            ),
            _ => format!("{name} was interrupted in {environment} after statement {done} of {total}"),
        };
        let finding =
            Finding::new(Code::MigrationInterrupted, format!("{stopped} (begun {started_at} by {by})"))
                .in_environment(environment);
        let version = quoted_for_shell(&migration.version);
        match resume {
            Ok(_) => {
                let help = format!(
                    "`lockstep apply --environment {environment}` goes on with statement {}",
                    done + 1
                );
                (Standing::Interrupted, Some(finding.with_help(help).at(place)))
            }
            Err(Obstacle::Edited) => {
                let finding = Finding {
                    message: format!(
                        "{}; what was carried out is not what the file begins with any more",
                        finding.message
                    ),
                    ..finding
                };
                let help = format!(
                    "put its first {done} statements back as they ran (`git log -p -- {}`) and correct what comes \
                     after them; or undo them by hand, then `lockstep resolve --rolled-back {version} --environment \
                     {environment}`",
                    quoted_for_shell(&migration.file)
                );
                (Standing::Failed, Some(finding.severity(Severity::Error).with_help(help).at(place)))
            }
            Err(Obstacle::Unclear) => {
                let help = format!(
                    "look what it did; complete the file by hand, then `lockstep resolve --applied {version} \
                     --environment {environment}`, or undo all of it, then `lockstep resolve --rolled-back \
                     {version} --environment {environment}`"
                );
                (Standing::Failed, Some(finding.severity(Severity::Error).with_help(help).at(place)))
            }
        }
    }

    /// A row without a file; a rolled-back one needs none.
    fn of_orphan(&self, row: &HistoryRow) -> Option<(Standing, Finding)> {
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
        let restore = format!(
            "bring its file back (`git log --diff-filter=D --name-only -- {}` shows deleted ones)",
            quoted_for_shell(&self.folder.path)
        );
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

/// A word for a command line that somebody will copy.
pub(super) fn quoted_for_shell(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':');
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
