//! An edit of a migration that is on the base: of which kind, what its tool makes of it, and where.

use super::super::error::FormatError;
use super::super::shell::quoted_for_shell;
use super::{Branch, inside};
use crate::git::Commit;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Edit, HistoryRow, Memory, Migration};
use crate::model::place::Place;
use crate::sql::edit::classify_edit;

/// How many places of one file are told.
const PLACES: usize = 5;

/// What an edit comes to.
pub(super) struct Verdict {
    severity: Severity,
    kind: &'static str,
    effect: String,
}

impl Branch<'_> {
    /// One finding for each changed place; none when nobody would see the edit in any database.
    pub(super) fn edited(
        &self,
        was: &Migration,
        now: &Migration,
        commit: &Commit,
    ) -> Result<Vec<Finding>, FormatError> {
        let Some(verdict) = self.verdict(was, now) else { return Ok(Vec::new()) };
        let changed = self.repository.changed_lines(commit, inside(self.folder, now))?;
        let lines = places(now, changed, was.sql() != now.sql());
        let finding = self.edit_finding(now, &verdict, commit, &now.file);
        let at = |line: &u32| finding.clone().at(Place::line(&now.file, *line));
        Ok(lines.iter().take(PLACES).map(at).collect())
    }

    /// The tool is asked as if the text of the base had run.
    pub(super) fn verdict(&self, was: &Migration, now: &Migration) -> Option<Verdict> {
        let format = &self.folder.format;
        let ran = HistoryRow {
            checksum: was.checksum.clone(),
            statements: Some(vec![was.sql().to_owned()]),
            ..HistoryRow::applied(&was.version, &was.name)
        };
        let is_seen = !format.matches(now, &now.text, &ran);
        let edit = (was.sql() != now.sql()).then(|| classify_edit(was.sql(), now.sql()));
        let kind = edit.map_or("nothing that runs changed", Edit::as_str);
        let tool = self.folder.tool.as_str();
        let (severity, effect) = match (edit, format.memory()) {
            (None, _) if !is_seen => return None,
            (_, memory) if is_seen => {
                let is_tolerated = edit == Some(Edit::LineEndings) && !format.stops_at_line_endings();
                let kept = match memory {
                    Memory::Statements => "other statements",
                    _ => "another checksum",
                };
                let effect = |what: &str| format!("where it ran, the history has {kept}, and {what}");
                if is_tolerated {
                    (Severity::Warning, effect("line ends are let pass"))
                } else {
                    (Severity::Error, effect("nothing more is applied"))
                }
            }
            (Some(Edit::Sql | Edit::Unknown), _) => (
                Severity::Error,
                format!("{tool} does not notice, and leaves databases where it ran as they are"),
            ),
            (_, Memory::Checksum | Memory::Statements) => return None,
            (_, Memory::Versions | Memory::Newest) => {
                (Severity::Notice, format!("{tool} keeps no checksum and does not notice"))
            }
        };
        Some(Verdict { severity, kind, effect })
    }

    /// Without a place; `old_file` is its name in `commit`.
    pub(super) fn edit_finding(
        &self,
        now: &Migration,
        verdict: &Verdict,
        commit: &Commit,
        old_file: &str,
    ) -> Finding {
        let Verdict { severity, kind, effect } = verdict;
        let message =
            format!("{} was edited, though it is on {} ({kind}): {effect}", now.name, self.base.name);
        let help = format!(
            "put it back with `git checkout {} -- {}` and write the change as a new migration",
            commit.short(),
            quoted_for_shell(old_file)
        );
        let finding = Finding::new(Code::MigrationEdited, message).severity(*severity);
        if *severity == Severity::Notice { finding } else { finding.with_help(help) }
    }
}

/// The changed lines that are the migration's: in the part that is run, when that part changed.
fn places(now: &Migration, changed: Vec<u32>, ran_part: bool) -> Vec<u32> {
    let spans = now.excerpt.as_ref().map(|excerpt| excerpt.spans.as_slice()).unwrap_or_default();
    let line_at = |offset: usize| {
        let breaks = now.text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count();
        u32::try_from(breaks + 1).unwrap_or(u32::MAX)
    };
    let (Some(first), Some(last), true) = (spans.first(), spans.last(), ran_part) else {
        return if changed.is_empty() { vec![1] } else { changed };
    };
    let range = line_at(first.start_in_file)..=line_at(last.start_in_file + last.length);
    let within: Vec<u32> = changed.into_iter().filter(|line| range.contains(line)).collect();
    if within.is_empty() { vec![*range.start()] } else { within }
}
