//! Rows and files that part company by version and belong together by content or by name: a file that
//! was renamed, given a newer timestamp or another number after it had run.

use std::collections::{HashMap, HashSet};

use super::Folder;
use crate::model::history::{HistoryRow, Memory, Migration, RowState};

/// The file that a row without file seems to have become.
#[derive(Debug, Clone, Copy)]
pub(super) struct Twin<'a> {
    pub(super) migration: &'a Migration,
    /// The row proves that this very text ran; else only the name is the same.
    pub(super) same_text: bool,
}

/// Rows whose file is gone, by version, each with the one file that has no row and is like it.
pub(super) fn twins<'a>(folder: &'a Folder, live: &HashMap<&str, &HistoryRow>) -> HashMap<String, Twin<'a>> {
    let versions: HashSet<&str> =
        folder.migrations.iter().map(|migration| migration.version.as_str()).collect();
    let is_orphan =
        |row: &&&HistoryRow| row.state == RowState::Applied && !versions.contains(row.version.as_str());
    let mut orphans: Vec<&HistoryRow> = live.values().filter(is_orphan).copied().collect();
    if orphans.is_empty() {
        return HashMap::new();
    }
    let has_no_row = |migration: &&Migration| !live.contains_key(migration.version.as_str());
    let mut files: Vec<&Migration> = folder.migrations.iter().filter(has_no_row).collect();
    let mut twins = HashMap::new();
    let same_text = |row: &HistoryRow, migration: &Migration| ran(folder, migration, row);
    let same_title = |row: &HistoryRow, migration: &Migration| {
        title(&row.name).is_some_and(|words| Some(words) == title(&migration.name))
    };
    // What the text proves goes before what a name suggests.
    pair(&mut orphans, &mut files, same_text, |row, migration| {
        twins.insert(row.version.clone(), Twin { migration, same_text: true });
    });
    pair(&mut orphans, &mut files, same_title, |row, migration| {
        twins.insert(row.version.clone(), Twin { migration, same_text: false });
    });
    twins
}

/// Another file that holds the text which ran as `row`; not one that ran itself from that text, too.
pub(super) fn holder<'a>(
    folder: &'a Folder,
    live: &HashMap<&str, &HistoryRow>,
    row: &HistoryRow,
) -> Option<&'a Migration> {
    let is_its_own = |migration: &Migration| {
        live.get(migration.version.as_str()).is_some_and(|own| ran(folder, migration, own))
    };
    folder.migrations.iter().find(|migration| {
        migration.version != row.version && ran(folder, migration, row) && !is_its_own(migration)
    })
}

/// Whether the row proves that the file's text ran. Tools that keep nothing of the text prove nothing.
fn ran(folder: &Folder, migration: &Migration, row: &HistoryRow) -> bool {
    let keeps_text = match folder.format.memory() {
        Memory::Checksum => row.checksum.is_some(),
        Memory::Statements => row.statements.is_some(),
        Memory::Versions | Memory::Newest => false,
    };
    keeps_text && folder.format.matches(migration, &migration.text, row)
}

/// Takes out the pairs that are alike and like nothing else: of two candidates none is meant.
fn pair<'a, 'r>(
    rows: &mut Vec<&'r HistoryRow>,
    files: &mut Vec<&'a Migration>,
    alike: impl Fn(&HistoryRow, &Migration) -> bool,
    mut found: impl FnMut(&'r HistoryRow, &'a Migration),
) {
    let only = |row: &HistoryRow| {
        let mut candidates = files.iter().filter(|file| alike(row, file));
        let file = *candidates.next()?;
        let rivals = rows.iter().filter(|other| alike(other, file)).count();
        (candidates.next().is_none() && rivals == 1).then_some(file)
    };
    let pairs: Vec<(&'r HistoryRow, &'a Migration)> =
        rows.iter().filter_map(|row| Some((*row, only(row)?))).collect();
    for (row, file) in pairs {
        rows.retain(|other| other.version != row.version);
        files.retain(|other| other.version != file.version);
        found(row, file);
    }
}

/// The words of a name behind its version: `create_users` of `V2__create_users` and `2024_create_users`.
fn title(name: &str) -> Option<String> {
    let (version, words) =
        name.split_once(['_', '-']).filter(|(head, _)| head.bytes().any(|b| b.is_ascii_digit()))?;
    // A date may be written with hyphens: 2024-05-01-101500_create_users.
    let words = if version.len() == 4 {
        words.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-')
    } else {
        words
    };
    let words = words.trim_start_matches('_').replace(' ', "_");
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_behind_the_version_make_the_title() {
        for (name, words) in [
            ("20240101000000_create_users", Some("create_users")),
            ("V2__create_users", Some("create_users")),
            ("2_create users", Some("create_users")),
            ("2024-05-01-101500_create_users", Some("create_users")),
            ("20240101000000", None),
            ("init_schema", None),
        ] {
            assert_eq!(title(name).as_deref(), words, "{name}");
        }
    }
}
