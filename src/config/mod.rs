//! What the user said, as checked types: `lockstep.yml`, the variables it uses, the command's task.
//!
//! [`load`] is the border where text becomes types; behind it nothing re-checks a setting. Nothing
//! here connects to a database or reads a migration. Variables are handed in, so that a test, or a
//! run, sees exactly those it was given.

pub(crate) mod accepted;
pub(crate) mod connection;
pub(crate) mod date;
mod env_file;
pub(crate) mod error;
mod find;
mod parameter;
pub(crate) mod profile;
mod section;
mod sections;
pub(crate) mod settings;
pub(crate) mod side;
pub(crate) mod task;
mod template;
mod usual;
pub(crate) mod variables;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use error::{ConfigError, Problem};
use section::{Context, Keys, Section};
use settings::Settings;
use variables::Variables;
use yaml::Document;

/// What to load, and from where.
#[derive(Debug, Clone, Default)]
pub(crate) struct LoadRequest {
    /// `--config`; relative to `directory`.
    pub(crate) config: Option<PathBuf>,
    /// `--env-file`s; relative to `directory`.
    pub(crate) env_files: Vec<PathBuf>,
    /// Where the command was started; absolute.
    pub(crate) directory: PathBuf,
    /// The process environment.
    pub(crate) variables: BTreeMap<String, String>,
}

const KEYS: Keys = Keys {
    known: &[
        "version",
        "migrations",
        "environments",
        "apply",
        "compare",
        "allow",
        "renames",
        "backup",
        "checks",
        "scratch",
        "github",
    ],
    later: &["data", "lint"],
};

/// Finds and reads the configuration. Without a file, the usual variables give two environments.
pub(crate) fn load(request: &LoadRequest) -> Result<Settings, ConfigError> {
    let found = find::find(&request.directory, request.config.as_deref())?;
    let variables = Variables::gather(&request.variables, &request.env_files, &request.directory)?;
    let document = match &found.file {
        Some(file) => read(file, &found.root)?,
        None => Document::parse("lockstep.yml", "")?,
    };
    let context = Context { document: &document, variables: &variables };
    let file = Section::root(context, KEYS)?;
    check_version(&file)?;

    let migrations = sections::migrations::read(&file)?;
    let environments = sections::environments::read(&file, &variables)?;
    let apply = sections::apply::read(&file)?;
    let compare = sections::compare::read(&file)?;
    let allow = sections::allow::read(&file)?;
    let renames = sections::renames::read(&file)?;
    let backup = sections::backup::read(&file)?;
    let checks = sections::checks::read(&file, &environments)?;
    let scratch = sections::scratch::read(&file)?;
    let github = sections::github::read(&file)?;
    let accepted = accepted::load(&found.root, &compare.accepted)?;
    let connections = environments
        .iter()
        .flat_map(|environment| environment.url.iter().chain(&environment.direct_url))
        .chain(&scratch.url);
    let secrets = connections.flat_map(connection::secrets).collect();
    Ok(Settings {
        root: found.root,
        file: found.file,
        migrations,
        environments,
        apply,
        compare,
        allow,
        renames,
        backup,
        checks,
        scratch,
        github,
        accepted,
        secrets,
        variables,
    })
}

fn read(file: &Path, root: &Path) -> Result<Document, ConfigError> {
    let shown = file.strip_prefix(root).unwrap_or(file).display().to_string().replace('\\', "/");
    let bytes = std::fs::read(file)
        .map_err(|source| ConfigError::new(Problem::Unreadable { path: shown.clone(), source }))?;
    let text =
        String::from_utf8(bytes).map_err(|_| ConfigError::new(Problem::NotUtf8 { path: shown.clone() }))?;
    Document::parse(&shown, &text)
}

/// `version` says which meaning the keys have; there is one so far.
fn check_version(file: &Section<'_>) -> Result<(), ConfigError> {
    match file.get("version") {
        None => Ok(()),
        Some(version) if version.integer(0..=u32::MAX)? == 1 => Ok(()),
        Some(version) => Err(version.bad("is not a version that this release reads", "write version: 1")),
    }
}

#[cfg(test)]
mod tests;
