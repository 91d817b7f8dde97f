//! What differs from a commit in the folder. git judges, so that line ends which it converts are no
//! difference.

use std::collections::BTreeSet;

use super::{Commit, GitError, Repository};

/// What `git diff` must not take from the user's settings.
const DIFF: &[&str] = &["diff", "--no-ext-diff", "--no-textconv", "--no-renames", "--relative"];

/// The branch that this one follows is ahead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Behind {
    /// `origin/main`.
    pub(crate) upstream: String,
    pub(crate) commits: usize,
    /// What those commits change in the folder.
    pub(crate) files: Vec<String>,
}

impl Repository {
    /// The files that are not as the commit has them, the missing ones included. What git was never
    /// told of is not among them.
    pub(crate) fn changed_since(&self, commit: &Commit) -> Result<BTreeSet<String>, GitError> {
        let changed = self.names(&[DIFF, &["--name-only", "-z", &commit.0, "--", "."]].concat())?;
        Ok(changed.into_iter().collect())
    }

    /// The first line of each place where a file differs from the commit's, as the file is now.
    pub(crate) fn changed_lines(&self, commit: &Commit, file: &str) -> Result<Vec<u32>, GitError> {
        let options = ["--text", "--unified=0", "--inter-hunk-context=0", &commit.0, "--", file];
        let diff = self.run(&[DIFF, &options].concat())?;
        Ok(String::from_utf8_lossy(&diff).lines().filter_map(first_line).collect())
    }

    /// Files of which git has another text, or none yet, in its last commit. Nothing without a commit.
    pub(crate) fn uncommitted(&self) -> Result<BTreeSet<String>, GitError> {
        match self.commit("HEAD") {
            Some(head) => self.changed_since(&head),
            None => Ok(BTreeSet::new()),
        }
    }

    /// Files that git was never told of.
    pub(crate) fn untracked(&self) -> Result<Vec<String>, GitError> {
        self.names(&["ls-files", "-z", "--others", "--exclude-standard"])
    }

    /// Files that git was told to ignore.
    pub(crate) fn ignored(&self) -> Result<Vec<String>, GitError> {
        self.names(&["ls-files", "-z", "--others", "--ignored", "--exclude-standard"])
    }

    /// How far the branch is behind the one it follows, as far as the last fetch knows; `None` when it
    /// follows none or is not behind.
    pub(crate) fn behind(&self) -> Result<Option<Behind>, GitError> {
        const UPSTREAM: &str = "@{upstream}";
        let Some(theirs) = self.commit(UPSTREAM) else { return Ok(None) };
        let missing = self.line(&["rev-list", "--count", &format!("HEAD..{}", theirs.0)])?;
        let commits = missing.parse().unwrap_or(0);
        if commits == 0 {
            return Ok(None);
        }
        let upstream = self.line(&["rev-parse", "--abbrev-ref", UPSTREAM])?;
        let since_fork = format!("HEAD...{}", theirs.0);
        let files = self.names(&[DIFF, &["--name-only", "-z", &since_fork, "--", "."]].concat())?;
        Ok(Some(Behind { upstream, commits, files }))
    }
}

/// The line of `@@ -a,b +LINE,d @@`. Where lines were only taken away, the one before them.
fn first_line(line: &str) -> Option<u32> {
    let (_, after) = line.strip_prefix("@@ -")?.split_once(" +")?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().map(|line: u32| line.max(1))
}
