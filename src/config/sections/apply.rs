//! `apply`: how long to wait, and how often to try.

use std::time::Duration;

use crate::config::error::ConfigError;
use crate::config::section::{Keys, Section};
use crate::config::settings::Apply;

pub(crate) const KEYS: Keys =
    Keys { known: &["lock_timeout", "statement_timeout", "retries", "wait_for_lock"], later: &[] };

/// PostgreSQL keeps timeouts as 32-bit milliseconds; 24 days is the last whole day that fits.
const LONGEST: Duration = Duration::from_secs(24 * 24 * 60 * 60);

pub(crate) fn read(file: &Section<'_>) -> Result<Apply, ConfigError> {
    let mut apply = Apply::default();
    let Some(value) = file.get("apply") else { return Ok(apply) };
    let section = value.section(KEYS)?;
    if let Some(value) = section.get("lock_timeout") {
        // No zero here: it would mean to wait for ever, with everybody else queued behind.
        apply.lock_timeout = value.duration(Duration::from_millis(1)..=LONGEST)?;
    }
    if let Some(value) = section.get("statement_timeout") {
        apply.statement_timeout = value.duration(Duration::ZERO..=LONGEST)?;
    }
    if let Some(value) = section.get("retries") {
        apply.retries = value.integer(0..=1000)?;
    }
    if let Some(value) = section.get("wait_for_lock") {
        apply.wait_for_lock = value.duration(Duration::ZERO..=LONGEST)?;
    }
    Ok(apply)
}
