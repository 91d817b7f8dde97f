//! What a branch does to migrations that its base already has: they may have run somewhere, so their
//! files are no longer free to change. Judged from git alone, before any database is asked.

mod edited;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::path::{Component, Path};

use super::directory::Directory;
use super::error::FormatError;
use super::shell::quoted_for_shell;
use super::{Folder, Late};
use crate::git::{Base, Commit, Repository};
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::Migration;
use crate::model::place::Place;
use crate::sql::edit::unify_lines;

/// Where a copy stands when the folder's own path leads out of the repository root.
const COPY: &str = "migrations";

/// A branch, its working tree, and what both came from.
struct Branch<'a> {
    folder: &'a Folder,
    repository: &'a Repository,
    base: &'a Base,
    /// The migrations where the branch began.
    fork: Vec<Migration>,
    /// The migrations on the base as it is now.
    tip: Vec<Migration>,
    /// Files, relative to the folder, that are neither as the fork nor as the tip has them.
    touched: BTreeSet<String>,
}

/// `None` when the base has no migrations in this folder.
pub(super) fn findings(
    folder: &Folder,
    repository: &Repository,
    base: &Base,
) -> Result<Option<Vec<Finding>>, FormatError> {
    let fork = migrations_at(folder, repository, &base.fork)?;
    let mut touched = repository.changed_since(&base.fork)?;
    let tip = if base.tip == base.fork {
        fork.clone()
    } else {
        // What was merged from the base, or made alike, is no change of this branch.
        let from_tip = repository.changed_since(&base.tip)?;
        let tip = migrations_at(folder, repository, &base.tip)?;
        let is_new = |file: &String| !fork.iter().any(|one| inside(folder, one) == file);
        let of_both = from_tip.iter().filter(|file| touched.contains(*file) || is_new(file));
        touched = of_both.cloned().collect();
        tip
    };
    if fork.is_empty() && tip.is_empty() {
        return Ok(None);
    }
    Branch { folder, repository, base, fork, tip, touched }.findings().map(Some)
}

impl<'a> Branch<'a> {
    fn findings(&'a self) -> Result<Vec<Finding>, FormatError> {
        let now = &self.folder.migrations;
        let mut findings = Vec::new();
        for migration in now.iter().filter(|migration| !migration.repeatable) {
            if let Some((was, commit)) = self.before(migration)
                && self.touched.contains(inside(self.folder, migration))
            {
                findings.extend(self.edited(was, migration, commit)?);
            }
        }
        let mut new: Vec<&Migration> =
            now.iter().filter(|migration| self.before(migration).is_none()).collect();
        // What the base itself took away is not this branch's doing.
        let is_gone = |was: &&Migration| find(now, was).is_none() && find(&self.tip, was).is_some();
        for was in self.fork.iter().filter(is_gone) {
            match self.heir(was, &new) {
                Some(index) => findings.extend(self.renamed(was, new.remove(index))),
                None => findings.push(self.deleted(was)),
            }
        }
        for migration in new.into_iter().filter(|migration| !migration.repeatable) {
            findings.extend(self.clash(migration).or_else(|| self.late(migration)));
        }
        Ok(findings)
    }

    /// The migration of the same file and version before this branch, and a commit that has it.
    fn before(&self, migration: &Migration) -> Option<(&Migration, &Commit)> {
        let at_fork = find(&self.fork, migration).map(|was| (was, &self.base.fork));
        at_fork.or_else(|| find(&self.tip, migration).map(|was| (was, &self.base.tip)))
    }

    /// Which of the new migrations is this one under another name: one of its version, else one of
    /// its text.
    fn heir(&self, was: &Migration, new: &[&Migration]) -> Option<usize> {
        let by_version = || new.iter().position(|now| self.order(was, now) == Ordering::Equal);
        let text = unify_lines(was.sql());
        let by_text = || new.iter().position(|now| unify_lines(now.sql()) == text);
        by_version().or_else(|| by_text().filter(|_| !text.trim().is_empty()))
    }

    fn order(&self, a: &Migration, b: &Migration) -> Ordering {
        self.folder.format.compare_versions(&a.version, &b.version)
    }

    fn deleted(&self, was: &Migration) -> Finding {
        let message = format!(
            "{} was deleted, though it is on {}: where it ran, the history names a migration without a file",
            was.name, self.base.name
        );
        let help = format!(
            "bring it back with `git checkout {} -- {}`; to undo what it did, write a new migration",
            self.base.fork.short(),
            quoted_for_shell(&was.file)
        );
        Finding::new(Code::MigrationDeleted, message).with_help(help).at(Place::line(&was.file, 1))
    }

    fn renamed(&self, was: &Migration, now: &Migration) -> Vec<Finding> {
        let (tool, base) = (self.folder.tool.as_str(), &self.base.name);
        let mut findings = Vec::new();
        let same_version = self.order(was, now) == Ordering::Equal;
        let (severity, effect) = if same_version {
            let effect =
                format!("its version is still {}, so {tool} takes it for the one that ran", now.version);
            (Severity::Warning, effect)
        } else {
            (Severity::Error, format!("{tool} takes it for another migration and runs it again"))
        };
        let message = format!("{} was renamed to {}, though it is on {base}: {effect}", was.file, now.file);
        let renamed = Finding::new(Code::MigrationRenamed, message)
            .severity(severity)
            .with_help(format!("give it its old name again: {}", was.file))
            .at(Place::line(&now.file, 1));
        findings.push(renamed);
        findings.extend(self.verdict(was, now).map(|verdict| {
            self.edit_finding(now, &verdict, &self.base.fork, &was.file).at(Place::line(&now.file, 1))
        }));
        findings
    }

    /// A new migration whose version another one took on the base since this branch began. Two in one
    /// folder are told by the folder itself.
    fn clash(&self, new: &Migration) -> Option<Finding> {
        let mut others = self.tip.iter().filter(|other| !other.repeatable);
        let taken = others.find(|other| {
            self.order(other, new) == Ordering::Equal && find(&self.folder.migrations, other).is_none()
        })?;
        let message = format!(
            "{} and {}, which is on {}, share the version {}",
            new.file, taken.file, self.base.name, new.version
        );
        let finding = Finding::new(Code::MigrationDuplicate, message)
            .with_help("give this one a later version, as the other may have run")
            .at(Place::line(&new.file, 1));
        Some(finding)
    }

    fn late(&self, new: &Migration) -> Option<Finding> {
        let on_base = self.tip.iter().filter(|other| !other.repeatable);
        let newest = on_base.max_by(|a, b| self.order(a, b))?;
        if self.order(new, newest) != Ordering::Less {
            return None;
        }
        let (tool, newest_name) = (self.folder.tool.as_str(), &newest.name);
        let message =
            format!("{} is new, but older than {newest_name}, which is on {}", new.name, self.base.name);
        let finding = Finding::new(Code::MigrationLate, message).at(Place::line(&new.file, 1));
        let rename = format!("rename it so that its version comes after {}", newest.version);
        Some(match self.folder.format.late() {
            Late::Applied => finding.with_help(format!(
                "{tool} applies it all the same; see that {newest_name} and it may run in either order"
            )),
            Late::Refused => finding
                .severity(Severity::Error)
                .with_help(format!("{tool} stops where {newest_name} has run; {rename}")),
            Late::Skipped => finding
                .severity(Severity::Error)
                .with_help(format!("where {newest_name} has run, {tool} skips it without a word; {rename}")),
        })
    }
}

/// The migrations as a commit has them, read from a copy by the tool's own rules.
fn migrations_at(
    folder: &Folder,
    repository: &Repository,
    commit: &Commit,
) -> Result<Vec<Migration>, FormatError> {
    let root = tempfile::tempdir().map_err(|source| FormatError::Room { source })?;
    let is_inside = Path::new(&folder.path).components().all(|part| matches!(part, Component::Normal(_)));
    let path = if is_inside { folder.path.as_str() } else { COPY };
    if !repository.copy(commit, &root.path().join(path))? {
        return Ok(Vec::new());
    }
    let directory = Directory::open(root.path(), Path::new(path))?;
    let mut migrations = folder.format.read(&directory)?.migrations;
    if path != folder.path {
        for migration in &mut migrations {
            migration.file = migration.file.replacen(path, &folder.path, 1);
        }
    }
    Ok(migrations)
}

/// A migration's file, relative to the folder.
fn inside<'m>(folder: &Folder, migration: &'m Migration) -> &'m str {
    let file = migration.file.strip_prefix(&folder.path).unwrap_or(&migration.file);
    file.trim_start_matches('/')
}

/// The migration of the same file and version: one file may hold several.
fn find<'m>(among: &'m [Migration], like: &Migration) -> Option<&'m Migration> {
    among.iter().find(|one| one.file == like.file && one.version == like.version)
}

#[cfg(test)]
mod tests;
