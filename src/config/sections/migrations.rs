//! `migrations`: where the files are, whose they are, and what the tool would be told.

use std::path::PathBuf;

use crate::config::error::ConfigError;
use crate::config::section::{Keys, Section};
use crate::model::history::{Source, Tool};

pub(crate) const KEYS: Keys = Keys { known: &["path", "format", "table", "placeholders"], later: &[] };

pub(crate) fn read(file: &Section<'_>) -> Result<Source, ConfigError> {
    let Some(value) = file.get("migrations") else { return Ok(Source::default()) };
    let section = value.section(KEYS)?;
    let mut words = vec![("auto", None)];
    words.extend(Tool::ALL.iter().map(|tool| (tool.as_str(), Some(*tool))));
    let mut source = Source {
        path: section.get("path").map(|value| value.nonempty()).transpose()?.map(PathBuf::from),
        format: section.get("format").map(|value| value.word(&words)).transpose()?.flatten(),
        table: section.get("table").map(|value| value.nonempty()).transpose()?,
        ..Source::default()
    };
    if let Some(value) = section.get("placeholders") {
        for (key, value) in value.named_entries()?.entries() {
            source.placeholders.insert(key.text.clone(), value.text()?);
        }
    }
    Ok(source)
}
