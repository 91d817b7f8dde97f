//! The repository around the migrations, read and never written: the only room that runs git.
//!
//! What lives here: commits, the files of one, what changed since one, what git remembers of a file.
//! What must not: what any of it means for a migration (that is `formats`), text for people.

mod changes;
mod command;
mod error;
pub(crate) mod history;
mod tree;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) use changes::Behind;
pub(crate) use error::GitError;

/// A folder inside a git repository. Paths of files are relative to the folder, with `/`.
#[derive(Debug, Clone)]
pub(crate) struct Repository {
    folder: PathBuf,
    /// How long one command may take.
    patience: Duration,
}

/// Longer than any of the questions takes in a large repository.
const PATIENCE: Duration = Duration::from_secs(20);

/// The full name of a commit that the repository has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Commit(String);

impl Commit {
    /// Enough of the name for a command line.
    pub(crate) fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

/// What a branch is going to be merged into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Base {
    /// As people call it: `origin/main`.
    pub(crate) name: String,
    pub(crate) tip: Commit,
    /// Where the branch began: the merge base of the tip and of what is checked out.
    pub(crate) fork: Commit,
}

impl Repository {
    /// The repository around a folder; `None` when there is none.
    pub(crate) fn around(folder: &Path) -> Result<Option<Self>, GitError> {
        let repository = Self { folder: folder.to_owned(), patience: PATIENCE };
        match repository.line(&["rev-parse", "--is-inside-work-tree"]) {
            Ok(answer) => Ok((answer == "true").then_some(repository)),
            Err(GitError::Refused { reason }) if reason.contains("not a git repository") => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The commit that a revision names; `None` when the repository does not have it.
    pub(crate) fn commit(&self, revision: &str) -> Option<Commit> {
        if revision.starts_with('-') {
            return None;
        }
        let commit = format!("{revision}^{{commit}}");
        let name = self.line(&["rev-parse", "--verify", "--quiet", &commit]).ok()?;
        // A shallow clone may know the name of a commit that it does not have.
        self.run(&["cat-file", "-e", &name]).ok()?;
        Some(Commit(name))
    }

    /// The branch that the commit which is checked out merges something into: its first parent. This
    /// is how a pull request is checked out on GitHub.
    pub(crate) fn merged_into(&self) -> Option<Commit> {
        self.commit("HEAD^2")?;
        self.commit("HEAD^1")
    }

    /// The base of this name with its tip; `None` without a common ancestor.
    pub(crate) fn base(&self, name: &str, tip: Commit) -> Option<Base> {
        let fork = self.line(&["merge-base", &tip.0, "HEAD"]).ok()?;
        Some(Base { name: name.to_owned(), tip, fork: self.commit(&fork)? })
    }

    /// Whether history was cut off by the clone.
    pub(crate) fn is_shallow(&self) -> bool {
        self.line(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|answer| answer == "true")
    }

    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        command::run(self, arguments, None)
    }

    /// The first line that git prints.
    fn line(&self, arguments: &[&str]) -> Result<String, GitError> {
        let printed = self.run(arguments)?;
        Ok(String::from_utf8_lossy(&printed).lines().next().unwrap_or_default().to_owned())
    }

    /// What git prints with `-z`, cut at NUL. Names that are no text are left out: no migration's is.
    fn names(&self, arguments: &[&str]) -> Result<Vec<String>, GitError> {
        let printed = self.run(arguments)?;
        let names = printed.split(|byte| *byte == 0).filter(|name| !name.is_empty());
        Ok(names.filter_map(|name| String::from_utf8(name.to_vec()).ok()).collect())
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
