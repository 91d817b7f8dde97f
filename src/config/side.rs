//! The sides of a comparison: what `--from`, `--to` and `--into` name.

use std::path::PathBuf;

use super::connection::{self, RemoteTls};
use super::error::{ConfigError, Problem, nearest};
use super::settings::{Environment, MissingUrl, Settings};
use super::task::Task;
use crate::model::connection::{Connection, Secret};

/// A side as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SideArgument {
    Environment(String),
    /// A URL, or something so like one that it must not be shown.
    Url(Secret),
    /// `env:NAME`, the name of a variable that holds a URL.
    Variable(String),
    Migrations,
    Directory(PathBuf),
    File(PathBuf),
}

impl SideArgument {
    /// Reads the argument. Every text is some side; whether it exists is found out later.
    pub(crate) fn read(text: &str) -> Self {
        if text == "migrations" {
            Self::Migrations
        } else if text.contains("://") || text.contains('@') {
            Self::Url(Secret::new(text))
        } else if let Some(name) = text.strip_prefix("env:") {
            Self::Variable(name.to_owned())
        } else if let Some(path) = text.strip_prefix("dir:") {
            Self::Directory(path.into())
        } else if let Some(path) = text.strip_prefix("file:") {
            Self::File(path.into())
        } else {
            Self::Environment(text.to_owned())
        }
    }
}

/// A side that exists as far as the configuration can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Side {
    /// The name of a configured environment.
    Environment(String),
    /// A database outside the configuration.
    Database(Box<Connection>),
    /// The configured migrations, replayed.
    Migrations,
    /// Another folder of migrations, replayed.
    Directory(PathBuf),
    /// A SQL script, loaded into scratch.
    File(PathBuf),
}

impl Side {
    /// The name in reports; it holds no secret.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Environment(name) => name.clone(),
            Self::Database(connection) => connection.target(),
            Self::Migrations => "migrations".to_owned(),
            Self::Directory(path) => format!("dir:{}", path.display()),
            Self::File(path) => format!("file:{}", path.display()),
        }
    }
}

/// The sides that a task names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sides {
    pub(crate) from: Option<Side>,
    pub(crate) to: Option<Side>,
    pub(crate) into: Option<Side>,
    /// What one of them wants, which is not set.
    pub(crate) missing: Option<MissingUrl>,
}

impl Settings {
    /// The sides that `task` names, all found but those whose variable is not set. Their secrets join [`Settings::secrets`].
    pub(crate) fn sides(&mut self, task: &Task) -> Result<Sides, ConfigError> {
        let changed;
        let (from, to, into) = match task {
            Task::Compare { from, to } | Task::Plan { from, to, .. } => (from.as_ref(), to.as_ref(), None),
            Task::SyncSchema { environment, to, .. } => {
                changed = environment.clone().map(SideArgument::Environment);
                (changed.as_ref(), to.as_ref(), None)
            }
            Task::Export { from, .. } => (from.as_ref(), None, None),
            Task::Restore { into, .. } => (None, None, Some(into)),
            _ => (None, None, None),
        };
        let mut sides = Sides::default();
        for (argument, found) in [(from, &mut sides.from), (to, &mut sides.to), (into, &mut sides.into)] {
            match argument {
                Some(SideArgument::Variable(name)) if self.variables.get(name).is_none() => {
                    sides.missing.get_or_insert(MissingUrl::of(name, &self.variables));
                }
                argument => *found = argument.map(|side| self.side(side)).transpose()?,
            }
        }
        Ok(sides)
    }

    /// The side that an argument names. The secrets of a URL join [`Settings::secrets`], so do
    /// this before anything is logged.
    pub(crate) fn side(&mut self, argument: &SideArgument) -> Result<Side, ConfigError> {
        Ok(match argument {
            SideArgument::Environment(name) => Side::Environment(self.environment(name)?.name.clone()),
            SideArgument::Migrations => Side::Migrations,
            SideArgument::Directory(path) => Side::Directory(path.clone()),
            SideArgument::File(path) => Side::File(path.clone()),
            SideArgument::Url(url) => self.database(read_url(url.expose(), "the URL on the command line")?),
            SideArgument::Variable(name) => match self.variables.get(name) {
                Some(url) => self.database(read_url(url, &format!("env:{name}"))?),
                None => return Err(MissingUrl::of(name, &self.variables).error(&format!("env:{name}"))),
            },
        })
    }

    fn database(&mut self, connection: Connection) -> Side {
        self.secrets.extend(connection::secrets(&connection));
        Side::Database(Box::new(connection))
    }

    /// The environment of that name.
    pub(crate) fn environment(&self, name: &str) -> Result<&Environment, ConfigError> {
        self.environments.iter().find(|environment| environment.name == name).ok_or_else(|| {
            let names = self.environments.iter().map(|environment| environment.name.as_str());
            ConfigError::new(Problem::UnknownEnvironment {
                name: name.to_owned(),
                nearest: nearest(name, names.clone()),
                known: names.collect::<Vec<_>>().join(", "),
            })
        })
    }
}

fn read_url(url: &str, subject: &str) -> Result<Connection, ConfigError> {
    connection::parse(url, RemoteTls::Required, subject)
        .map_err(|problem| ConfigError::new(Problem::Url { subject: subject.to_owned(), problem }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{LoadRequest, load};

    fn settings() -> Settings {
        let directory = tempfile::tempdir().expect("temporary directory");
        let variables = [("SIDE", "postgres://u:p%40w@localhost/side"), ("EMPTY", "")];
        load(&LoadRequest {
            directory: directory.path().to_owned(),
            variables: variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            ..LoadRequest::default()
        })
        .expect("loaded")
    }

    #[test]
    fn sides_are_told_apart() {
        let mut settings = settings();
        for (text, label) in [
            ("staging", "staging"),
            ("migrations", "migrations"),
            ("dir:a/b", "dir:a/b"),
            ("file:x.sql", "file:x.sql"),
            ("env:SIDE", "localhost:5432/side as u"),
            ("postgres://a:b@localhost:6000/x", "localhost:6000/x as a"),
        ] {
            let side = settings.side(&SideArgument::read(text)).expect(text);
            assert_eq!(side.label(), label);
        }
        let secrets: Vec<&str> = settings.secrets.iter().map(Secret::expose).collect();
        assert!(
            secrets.contains(&"p@w") && secrets.contains(&"p%40w") && secrets.contains(&"b"),
            "{secrets:?}"
        );
    }

    #[test]
    fn a_side_that_is_not_there_is_named_and_a_bad_url_is_not_shown() {
        let mut settings = settings();
        for (text, message) in [
            ("stagin", "there is no environment `stagin`"),
            ("env:EMPTY", "`env:EMPTY` needs the variable EMPTY, which is not set"),
            (
                "mysql://u:hunter2@h/d",
                "`the URL on the command line`: a database URL begins with postgres:// or postgresql://, not mysql:",
            ),
        ] {
            let error = settings.side(&SideArgument::read(text)).expect_err(text);
            assert_eq!(error.to_string(), message);
        }
    }
}
