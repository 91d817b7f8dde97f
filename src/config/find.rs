//! Where the configuration file and the repository root are.

use std::path::{Path, PathBuf};

use super::error::{ConfigError, Problem};

/// The names a configuration file may have, relative to the root.
const NAMES: [&str; 4] = ["lockstep.yml", "lockstep.yaml", ".github/lockstep.yml", ".github/lockstep.yaml"];

/// The root that relative paths start from, and the configuration file if there is one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) root: PathBuf,
    pub(crate) file: Option<PathBuf>,
}

/// Looks in `directory` and, inside a git repository, in its parents up to the repository's root.
/// Outside a repository only `directory` counts: a file further up is somebody else's.
pub(crate) fn find(directory: &Path, chosen: Option<&Path>) -> Result<Found, ConfigError> {
    let repository = directory.ancestors().find(|parent| parent.join(".git").exists());
    let top = repository.unwrap_or(directory);
    if let Some(chosen) = chosen {
        return Ok(Found { root: top.to_owned(), file: Some(directory.join(chosen)) });
    }
    for parent in directory.ancestors() {
        let mut files = NAMES.iter().filter(|name| parent.join(name).is_file());
        match (files.next(), files.next()) {
            (Some(first), Some(second)) => {
                return Err(ConfigError::new(Problem::TwoFiles {
                    first: (*first).to_owned(),
                    second: (*second).to_owned(),
                }));
            }
            (Some(name), None) => {
                return Ok(Found { root: parent.to_owned(), file: Some(parent.join(name)) });
            }
            (None, _) if parent == top => break,
            (None, _) => {}
        }
    }
    Ok(Found { root: top.to_owned(), file: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().expect("temporary directory");
        for file in files {
            let path = directory.path().join(file);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, "").expect("written");
        }
        directory
    }

    #[test]
    fn the_nearest_file_up_to_the_repository_root_is_used() {
        let tree = tree(&["lockstep.yml", "repo/.git/HEAD", "repo/.github/lockstep.yml", "repo/a/b/x"]);
        let repo = tree.path().join("repo");
        for directory in ["repo", "repo/a/b"] {
            let found = find(&tree.path().join(directory), None).expect("found");
            assert_eq!(found.root, repo, "{directory}");
            assert_eq!(found.file, Some(repo.join(".github/lockstep.yml")));
        }
    }

    #[test]
    fn a_file_above_the_repository_is_somebody_elses() {
        let tree = tree(&["lockstep.yml", "repo/.git/HEAD", "repo/a/x", "plain/x"]);
        for (directory, root) in [("repo/a", "repo"), ("plain", "plain")] {
            let found = find(&tree.path().join(directory), None).expect("found");
            assert_eq!(found, Found { root: tree.path().join(root), file: None });
        }
    }

    #[test]
    fn two_files_are_refused_and_a_chosen_one_is_not() {
        let tree = tree(&[".git/HEAD", "lockstep.yml", ".github/lockstep.yaml", "ci/x.yml"]);
        let error = find(tree.path(), None).expect_err("two files");
        assert_eq!(
            error.to_string(),
            "there are two configuration files: lockstep.yml and .github/lockstep.yaml"
        );
        let found = find(&tree.path().join("ci"), Some(Path::new("x.yml"))).expect("found");
        assert_eq!(found, Found { root: tree.path().to_owned(), file: Some(tree.path().join("ci/x.yml")) });
    }
}
