//! Where the file of a history row went, as far as git remembers: who deleted it, or which branch
//! has it. What is asked for is a name, so a row without a file can be looked up.

use std::path::Path;

use super::shell::quoted_for_shell;
use crate::git::history::{self, Elsewhere, Removal};
use crate::model::history::HistoryRow;

/// How many digits of a commit are shown.
const SHORT: usize = 12;

/// How to get the file of a row back; `folder` is where the migrations are, relative to `root`.
pub(super) fn of(root: &Path, folder: &str, row: &HistoryRow) -> Option<String> {
    let place = root.join(folder);
    let wanted = |path: &str| is_file_of(path, row);
    let shown = |path: &str| format!("{folder}/{path}");
    if let Some(Elsewhere { branch, commit, at, by, file }) = history::elsewhere(&place, wanted) {
        return Some(format!(
            "branch {branch} has {} (commit {} of {} by {by}): merge it",
            shown(&file),
            short(&commit),
            day(&at)
        ));
    }
    let Removal { commit, at, by, file, renamed_to } = history::removal(&place, wanted)?;
    let commit = short(&commit);
    Some(match renamed_to {
        Some(now) => format!(
            "{by} renamed it to {} in commit {commit} of {}; give it its name back",
            shown(&now),
            day(&at)
        ),
        None => format!(
            "{by} deleted it in commit {commit} of {}; `git checkout {commit}^ -- {}` brings it back",
            day(&at),
            quoted_for_shell(&shown(&file))
        ),
    })
}

/// Whether a path below the migrations folder is what the row's tool would have called the migration.
fn is_file_of(path: &str, row: &HistoryRow) -> bool {
    path.ends_with(".sql")
        && !path.ends_with(".down.sql")
        && path.split('/').any(|part| {
            let stem = part.trim_end_matches(".sql").trim_end_matches(".up");
            let version = stem.split('_').next().unwrap_or_default();
            let version = version.strip_prefix('V').unwrap_or(version);
            stem == row.name || stem == row.version || same_number(version, &row.version)
        })
}

/// `0007` is `7`.
fn same_number(a: &str, b: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(a) && digits(b) && a.trim_start_matches('0') == b.trim_start_matches('0')
}

fn short(commit: &str) -> &str {
    commit.get(..SHORT).unwrap_or(commit)
}

fn day(at: &str) -> &str {
    at.get(..10).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_name_or_version() {
        let row = HistoryRow::applied("7", "7_users");
        for path in ["0007_users.sql", "7_people.up.sql", "V7__users.sql", "7_users/migration.sql"] {
            assert!(is_file_of(path, &row), "{path}");
        }
        for path in ["0007_users.down.sql", "70_users.sql", "readme.md", "users.sql"] {
            assert!(!is_file_of(path, &row), "{path}");
        }
    }
}
