//! What git remembers of files: their earlier texts, and what became of those that are gone. Bounded,
//! and silent when git or the repository is missing, because it only makes a message better.

use std::path::Path;
use std::time::{Duration, Instant};

use super::Repository;

/// How many versions of one file are looked at.
const VERSIONS: &str = "50";

/// How long the search for one file may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many commits that added files, or took them away, are looked at.
const COMMITS: &str = "500";

/// Starts a commit in the output of `git log`; no path begins with it.
const COMMIT_MARK: char = '\u{1}';

/// A version of the file that git still has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Earlier {
    pub(crate) commit: String,
    pub(crate) text: String,
}

/// A commit that took a file away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Removal {
    pub(crate) commit: String,
    /// When it was committed: `2026-03-01T05:17:00+00:00`.
    pub(crate) at: String,
    /// Who wrote the commit.
    pub(crate) by: String,
    /// The file that is gone, relative to the folder.
    pub(crate) file: String,
    /// Its name since then, relative to the folder, when it was renamed inside it.
    pub(crate) renamed_to: Option<String>,
}

/// A file that another branch has and this one does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    /// `feature/x` or `origin/feature/x`.
    pub(crate) branch: String,
    /// The commit that brought it.
    pub(crate) commit: String,
    /// When that was committed.
    pub(crate) at: String,
    /// Who wrote the commit.
    pub(crate) by: String,
    /// Relative to the folder.
    pub(crate) file: String,
}

/// The newest committed version of `file` (relative to `root`) that `wanted` accepts.
pub(crate) fn earlier(root: &Path, file: &str, wanted: impl Fn(&str) -> bool) -> Option<Earlier> {
    let started = Instant::now();
    let repository = Repository { folder: root.to_owned(), patience: PATIENCE };
    let commits = repository.run(&["log", "--format=%H", "-n", VERSIONS, "--", file]).ok()?;
    for commit in String::from_utf8_lossy(&commits).lines() {
        if started.elapsed() > PATIENCE {
            return None;
        }
        let blob = format!("{commit}:./{file}");
        if let Ok(bytes) = repository.run(&["cat-file", "blob", &blob])
            && let Ok(text) = String::from_utf8(bytes)
            && wanted(&text)
        {
            return Some(Earlier { commit: commit.to_owned(), text });
        }
    }
    None
}

/// The newest commit that deleted or renamed a file below `folder` which `wanted` accepts; paths are
/// relative to `folder`. A name is enough to ask for, so a version without a file can be looked up.
pub(crate) fn removal(folder: &Path, wanted: impl Fn(&str) -> bool) -> Option<Removal> {
    let repository = Repository { folder: folder.to_owned(), patience: PATIENCE };
    let change = newest(&repository, &["-M", "--diff-filter=DR"], wanted)?;
    let Change { commit, at, by, file, renamed_to } = change;
    Some(Removal { commit, at, by, file, renamed_to })
}

/// The newest commit of another branch that added a file below `folder` which `wanted` accepts, where
/// what is checked out does not contain that commit; paths are relative to `folder`.
pub(crate) fn elsewhere(folder: &Path, wanted: impl Fn(&str) -> bool) -> Option<Elsewhere> {
    let repository = Repository { folder: folder.to_owned(), patience: PATIENCE };
    let others = ["--no-renames", "--diff-filter=A", "--branches", "--remotes", "--not", "HEAD"];
    let Change { commit, at, by, file, .. } = newest(&repository, &others, wanted)?;
    let containing = format!("--contains={commit}");
    let branches = ["refs/heads", "refs/remotes"];
    let branch = [&["for-each-ref", "--count=1", "--format=%(refname:short)", &containing], &branches[..]];
    let branch = repository.line(&branch.concat()).ok()?;
    Some(Elsewhere { branch, commit, at, by, file })
}

/// One file in one commit.
struct Change {
    commit: String,
    at: String,
    by: String,
    file: String,
    renamed_to: Option<String>,
}

/// The first file of the log that `wanted` accepts.
fn newest(repository: &Repository, options: &[&str], wanted: impl Fn(&str) -> bool) -> Option<Change> {
    let format = format!("--format={COMMIT_MARK}%H %cI %an");
    let usual = ["log", "-z", "--relative", "--name-status", "-n", COMMITS, &format];
    let log = repository.names(&[&usual[..], options, &["--", "."]].concat()).ok()?;
    // A line break stands between a commit and its first file.
    let mut words = log.iter().map(|word| word.trim_start_matches('\n'));
    let mut about = "";
    while let Some(word) = words.next() {
        if let Some(commit) = word.strip_prefix(COMMIT_MARK) {
            about = commit;
            continue;
        }
        let file = words.next()?;
        let renamed_to = if word.starts_with('R') { Some(words.next()?.to_owned()) } else { None };
        if wanted(file) {
            let (commit, about) = about.split_once(' ')?;
            let (at, by) = about.split_once(' ')?;
            let [commit, at, by, file] = [commit, at, by, file].map(str::to_owned);
            return Some(Change { commit, at, by, file, renamed_to });
        }
    }
    None
}
