//! `allow`: what a plan may do that it does not do unasked.

use crate::config::error::ConfigError;
use crate::config::section::{Keys, Section, Value};
use crate::model::hazard::{Allowance, HazardKind};

pub(crate) const KEYS: Keys = Keys { known: &["hazard", "object", "reason"], later: &[] };

pub(crate) fn read(file: &Section<'_>) -> Result<Vec<Allowance>, ConfigError> {
    let Some(value) = file.get("allow") else { return Ok(Vec::new()) };
    value.list()?.into_iter().map(read_allowance).collect()
}

fn read_allowance(value: Value<'_>) -> Result<Allowance, ConfigError> {
    let place = value.place();
    let section = value.section(KEYS)?;
    let hazards: Vec<_> = HazardKind::ALL.iter().map(|hazard| (hazard.as_str(), *hazard)).collect();
    let hazard = section.require("hazard", "name the hazard as the plan does, such as data-loss")?;
    let object =
        section.require("object", "name the object as the plan does, such as public.users.legacy")?;
    Ok(Allowance {
        hazard: hazard.word(&hazards)?,
        object: object.nonempty()?,
        reason: section.require("reason", "say why this may happen")?.nonempty()?,
        place,
    })
}
