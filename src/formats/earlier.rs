//! Earlier versions of a file, from git: what a checksum in the database was made of. Bounded, and
//! silent when git or the repository is missing, because it only makes a message better.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How many versions of one file are looked at.
const VERSIONS: usize = 50;

/// How long one file may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// A version of the file that git still has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Earlier {
    pub(crate) commit: String,
    pub(crate) text: String,
}

/// The newest committed version of `file` (relative to `root`) that `wanted` accepts.
pub(crate) fn find(root: &Path, file: &str, wanted: impl Fn(&str) -> bool) -> Option<Earlier> {
    let started = Instant::now();
    let count = VERSIONS.to_string();
    let commits = git(root, &["log", "--format=%H", "-n", &count, "--", file])?;
    for commit in commits.lines() {
        if started.elapsed() > PATIENCE {
            return None;
        }
        let blob = format!("{commit}:./{file}");
        if let Some(text) = git(root, &["cat-file", "blob", &blob])
            && wanted(&text)
        {
            return Some(Earlier { commit: commit.to_owned(), text });
        }
    }
    None
}

/// The output of a git command that changes nothing and asks nothing, not even a promisor remote.
fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(root)
        .args(["--literal-pathspecs", "--no-pager"])
        .args(arguments)
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(root: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
        let status = Command::new("git").arg("-C").arg(root).args(identity).args(arguments).output();
        assert!(status.expect("git is installed").status.success(), "{arguments:?}");
    }

    #[test]
    fn finds_the_version_that_was_asked_for() {
        let root = tempfile::tempdir().expect("a folder");
        run(root.path(), &["init", "-q"]);
        for text in ["one", "two", "three"] {
            std::fs::write(root.path().join("a [b].sql"), text).expect("written");
            run(root.path(), &["add", "."]);
            run(root.path(), &["commit", "-q", "-m", text]);
        }
        let found = find(root.path(), "a [b].sql", |text| text.len() == 3);
        assert_eq!(found.map(|earlier| earlier.text).as_deref(), Some("two"));
        assert_eq!(find(root.path(), "a [b].sql", |_| false), None);
    }

    #[test]
    fn no_repository_is_no_error() {
        let root = tempfile::tempdir().expect("a folder");
        assert_eq!(find(root.path(), "a.sql", |_| true), None);
    }
}
