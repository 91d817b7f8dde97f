//! `migrations`: where the files are and whose they are.

use std::path::PathBuf;

use crate::config::error::ConfigError;
use crate::config::section::{Keys, Section};
use crate::config::settings::Migrations;
use crate::model::history::Tool;

pub(crate) const KEYS: Keys = Keys { known: &["path", "format"], later: &[] };

pub(crate) fn read(file: &Section<'_>) -> Result<Migrations, ConfigError> {
    let Some(value) = file.get("migrations") else { return Ok(Migrations::default()) };
    let section = value.section(KEYS)?;
    let mut words = vec![("auto", None)];
    words.extend(Tool::ALL.map(|tool| (tool.as_str(), Some(tool))));
    Ok(Migrations {
        path: section.get("path").map(|value| value.nonempty()).transpose()?.map(PathBuf::from),
        format: section.get("format").map(|value| value.word(&words)).transpose()?.flatten(),
    })
}
