//! `compare`: what is looked at, and what the user does not want to hear about.

use crate::config::date::is_date;
use crate::config::error::ConfigError;
use crate::config::profile;
use crate::config::section::{Keys, Section, Value};
use crate::config::settings::{Compare, IgnoreRule, Level};
use crate::config::yaml::Data;
use crate::model::object::ObjectKind;

pub(crate) const KEYS: Keys = Keys {
    known: &["schemas", "ignore", "privileges", "owners", "managed", "roles", "partitions", "accepted"],
    later: &["renames"],
};
pub(crate) const IGNORE_KEYS: Keys = Keys { known: &["kind", "name", "reason", "until"], later: &[] };

const LEVELS: [(&str, Level); 4] =
    [("off", Level::Off), ("ignore", Level::Off), ("report", Level::Report), ("enforce", Level::Enforce)];

/// The patterns of the tables whose partitions come and go.
const PARTITIONS: [(&str, &[&str]); 2] = [("managed", &[]), ("dynamic", &["*"])];

pub(crate) fn read(file: &Section<'_>) -> Result<Compare, ConfigError> {
    let mut compare = Compare::default();
    let Some(value) = file.get("compare") else { return Ok(compare) };
    let section = value.section(KEYS)?;
    if let Some(value) = section.get("schemas") {
        compare.schemas = value.texts()?;
        if compare.schemas.is_empty() {
            return Err(value.bad("is empty, so nothing would be compared", "write [\"*\"] for every schema"));
        }
    }
    if let Some(value) = section.get("ignore") {
        compare.ignore = value.list()?.into_iter().map(read_ignore).collect::<Result<_, _>>()?;
    }
    if let Some(value) = section.get("privileges") {
        compare.privileges = value.word(&LEVELS)?;
    }
    if let Some(value) = section.get("owners") {
        compare.owners = value.word(&LEVELS)?;
    }
    if let Some(value) = section.get("managed") {
        compare.managed = profile::read(&value.section(profile::KEYS)?)?;
    }
    if let Some(value) = section.get("roles") {
        let roles = value.named_entries()?;
        let pairs = roles.entries().map(|(key, value)| Ok((key.text.clone(), value.nonempty()?)));
        compare.roles = pairs.collect::<Result<_, _>>()?;
    }
    if let Some(value) = section.get("partitions") {
        compare.dynamic_partitions = match value.data() {
            Data::List(_) => value.texts()?,
            _ => value.word(&PARTITIONS)?.iter().map(ToString::to_string).collect(),
        };
    }
    if let Some(value) = section.get("accepted") {
        compare.accepted = value.nonempty()?.into();
    }
    Ok(compare)
}

fn read_ignore(value: Value<'_>) -> Result<IgnoreRule, ConfigError> {
    let place = value.place();
    let section = value.section(IGNORE_KEYS)?;
    let kinds: Vec<_> = ObjectKind::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let until = section.get("until");
    if let Some(value) = until.as_ref().filter(|value| !value.raw().is_ok_and(is_date)) {
        return Err(value.bad("is not a date", "write YYYY-MM-DD, such as 2027-01-31"));
    }
    Ok(IgnoreRule {
        kind: section.get("kind").map(|value| value.word(&kinds)).transpose()?,
        name: section.require("name", "write a pattern such as \"public.tmp_*\"")?.nonempty()?,
        reason: section.require("reason", "say why these objects may differ")?.nonempty()?,
        until: until.map(|value| value.text()).transpose()?,
        place,
    })
}
