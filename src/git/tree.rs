//! The folder as a commit has it, written out somewhere else, so that it can be read like a folder.

use std::fs;
use std::path::{Component, Path};

use super::{Commit, GitError, Repository, command};

impl Repository {
    /// Writes the folder's files, as the commit has them, below `target`, which need not exist. Links
    /// are left out. Whether the commit has any file there.
    pub(crate) fn copy(&self, commit: &Commit, target: &Path) -> Result<bool, GitError> {
        let entries = self.names(&["ls-tree", "-r", "-z", &commit.0])?;
        let files: Vec<(&str, &str)> = entries.iter().filter_map(|entry| regular_file(entry)).collect();
        let wanted: String = files.iter().map(|(blob, _)| format!("{blob}\n")).collect();
        let printed = command::run(self, &["cat-file", "--batch"], Some(wanted.into_bytes()))?;
        let mut rest = printed.as_slice();
        for (blob, file) in &files {
            let (text, after) = next_blob(rest).ok_or_else(|| GitError::Refused {
                reason: format!("{file} ({blob}) is not in this clone"),
            })?;
            let name = Path::new(file);
            if !name.components().all(|part| matches!(part, Component::Normal(_))) {
                return Err(GitError::Name { commit: commit.0.clone(), file: (*file).to_owned() });
            }
            let path = target.join(name);
            let parent = path.parent().unwrap_or(target);
            fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)).map_err(GitError::Copy)?;
            rest = after;
        }
        Ok(!files.is_empty())
    }
}

/// The blob and the path of `100644 blob HASH<tab>PATH`.
fn regular_file(entry: &str) -> Option<(&str, &str)> {
    let (about, path) = entry.split_once('\t')?;
    let blob = about.strip_prefix("100644 blob ").or_else(|| about.strip_prefix("100755 blob "))?;
    Some((blob, path))
}

/// The bytes of `HASH blob SIZE\nBYTES\n`, and what follows; `None` for a blob that is missing.
fn next_blob(printed: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = printed.iter().position(|byte| *byte == b'\n')?;
    let header = std::str::from_utf8(&printed[..end]).ok()?;
    let size: usize = header.rsplit_once(" blob ")?.1.parse().ok()?;
    let start = end + 1;
    Some((printed.get(start..start + size)?, printed.get(start + size + 1..)?))
}
