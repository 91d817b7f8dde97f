//! `backup`: where backups go, how they are made and proved, how long they are kept.

use std::path::PathBuf;
use std::time::Duration;

use crate::config::error::ConfigError;
use crate::config::section::{Keys, Section};
use crate::config::settings::{Backup, BackupFormat, Prove};

pub(crate) const KEYS: Keys = Keys {
    known: &["dir", "retention", "jobs", "format", "schema_only", "prove", "required", "max_age"],
    later: &["encrypt_to"],
};

/// The words of `backup.format`, and of `--dump-format`.
pub(crate) const FORMATS: [(&str, BackupFormat); 2] =
    [("custom", BackupFormat::Custom), ("directory", BackupFormat::Directory)];

const PROOFS: [(&str, Prove); 3] = [("off", Prove::Off), ("schema", Prove::Schema), ("full", Prove::Full)];

const HOUR: Duration = Duration::from_secs(60 * 60);
const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

pub(crate) fn read(file: &Section<'_>) -> Result<Backup, ConfigError> {
    let mut backup = Backup::default();
    let Some(value) = file.get("backup") else { return Ok(backup) };
    let section = value.section(KEYS)?;
    if let Some(value) = section.get("dir") {
        backup.dir = PathBuf::from(value.nonempty()?);
    }
    if let Some(value) = section.get("retention") {
        backup.retention = value.duration(HOUR..=CENTURY)?;
    }
    if let Some(value) = section.get("jobs") {
        backup.jobs = value.integer(1..=64)?;
    }
    if let Some(value) = section.get("format") {
        backup.format = value.word(&FORMATS)?;
    }
    if let Some(value) = section.get("schema_only") {
        backup.schema_only = value.bool()?;
    }
    if let Some(value) = section.get("prove") {
        backup.prove = value.word(&PROOFS)?;
    }
    if let Some(value) = section.get("required") {
        backup.required = value.bool()?;
    }
    if let Some(value) = section.get("max_age") {
        backup.max_age = value.duration(HOUR..=CENTURY)?;
    }
    if backup.required
        && backup.prove == Prove::Off
        && let Some(value) = section.get("prove")
    {
        return Err(value.bad(
            "is off while `backup.required` is true: an unproven backup never lets a change through",
            "write prove: schema, or required: false",
        ));
    }
    Ok(backup)
}
