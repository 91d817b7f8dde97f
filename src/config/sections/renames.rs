//! `renames`: objects that the wanted schema knows under another name.

use crate::config::error::ConfigError;
use crate::config::section::{Keys, Section, Value};
use crate::model::renaming::{Origin, Renamed, Renaming};

pub(crate) const KEYS: Keys = Keys { known: &["kind", "from", "to"], later: &[] };

pub(crate) fn read(file: &Section<'_>) -> Result<Vec<Renaming>, ConfigError> {
    let Some(value) = file.get("renames") else { return Ok(Vec::new()) };
    value.list()?.into_iter().map(read_renaming).collect()
}

fn read_renaming(value: Value<'_>) -> Result<Renaming, ConfigError> {
    let section = value.section(KEYS)?;
    let kind = section.require("kind", "say what it is: table, column, index, …")?;
    let from = section.require("from", "name the object as reports do, such as public.users.image_url")?;
    let to = section.require("to", "give the new name alone, such as image")?;
    Ok(Renaming {
        what: kind.word(Renamed::WORDS)?,
        from: from.nonempty()?,
        to: to.nonempty()?,
        origin: Origin::Settings,
    })
}
