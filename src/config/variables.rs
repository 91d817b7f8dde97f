//! The variables a configuration may use: the process environment and the files given with
//! `--env-file`, never a file that was not asked for.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::env_file;
use super::error::{ConfigError, Problem};

/// Names and values. `Debug` shows the names only: the values are often secrets.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Variables {
    values: BTreeMap<String, String>,
    /// A `.env` lies in the root and was not asked for.
    unread_env_file: bool,
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.values.keys()).finish()
    }
}

impl Variables {
    /// The process environment over the files. Two files that disagree are an error: one of them
    /// is for another environment.
    pub(crate) fn gather(
        process: &BTreeMap<String, String>,
        env_files: &[impl AsRef<Path>],
        directory: &Path,
    ) -> Result<Self, ConfigError> {
        let mut from_files: BTreeMap<String, (String, String)> = BTreeMap::new();
        for path in env_files {
            let shown = path.as_ref().display().to_string();
            for (name, value) in env_file::read(&directory.join(path), &shown)? {
                let (known, first) =
                    from_files.entry(name.clone()).or_insert_with(|| (value.clone(), shown.clone()));
                if *known != value {
                    return Err(ConfigError::new(Problem::EnvFilesDiffer {
                        variable: name,
                        first: first.clone(),
                        second: shown,
                    }));
                }
            }
        }
        let mut values = process.clone();
        for (name, (value, file)) in from_files {
            match values.get(&name).filter(|text| !text.is_empty()) {
                Some(process) if *process == value => {}
                Some(_) => {
                    tracing::warn!(
                        variable = name,
                        file,
                        "{name} is set in the process environment and differs in {file}: the process wins"
                    );
                }
                None => {
                    values.insert(name, value);
                }
            }
        }
        let unread_env_file = env_files.is_empty() && directory.join(".env").is_file();
        Ok(Self { values, unread_env_file })
    }

    /// The value of a variable; an empty one counts as not set, as GitHub passes a secret that
    /// does not exist as an empty text.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// What to do about a variable that is not set.
    pub(crate) fn help_for_missing(&self, name: &str) -> String {
        if self.unread_env_file {
            format!("set {name}, or give --env-file .env (there is a .env file, which was not read)")
        } else {
            format!("set {name}; on GitHub pass the secret to the step with `env:`")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather(process: &[(&str, &str)], files: &[(&str, &str)]) -> Result<Variables, ConfigError> {
        let directory = tempfile::tempdir().expect("temporary directory");
        for (name, text) in files {
            std::fs::write(directory.path().join(name), text).expect("written");
        }
        let process = process.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        Variables::gather(&process, &names, directory.path())
    }

    #[test]
    fn the_process_wins_over_a_file_and_an_empty_variable_does_not() {
        let variables = gather(&[("A", "process"), ("B", "")], &[(".env", "A=file\nB=file\nC=file\n")])
            .expect("gathered");
        assert_eq!(variables.get("A"), Some("process"));
        assert_eq!(variables.get("B"), Some("file"));
        assert_eq!(variables.get("C"), Some("file"));
        assert_eq!(variables.get("D"), None);
        assert!(!format!("{variables:?}").contains("file"));
    }

    #[test]
    fn files_may_agree_but_not_differ() {
        assert!(gather(&[], &[(".env", "A=1\n"), (".env.local", "A=1\nB=2\n")]).is_ok());
        let error = gather(&[], &[(".env", "A=secret1\n"), (".env.production.local", "A=secret2\n")])
            .expect_err("they differ");
        assert_eq!(error.to_string(), "A is defined differently in .env and .env.production.local");
    }

    #[test]
    fn an_env_file_that_was_not_asked_for_is_mentioned_and_not_read() {
        let directory = tempfile::tempdir().expect("temporary directory");
        std::fs::write(directory.path().join(".env"), "A=1\n").expect("written");
        let none: &[&str] = &[];
        let variables = Variables::gather(&BTreeMap::new(), none, directory.path()).expect("gathered");
        assert_eq!(variables.get("A"), None);
        assert!(variables.help_for_missing("A").contains("--env-file .env"));
    }
}
