//! `scratch`: the throw-away PostgreSQL.

use std::path::PathBuf;

use crate::config::connection::{self, RemoteTls};
use crate::config::error::{ConfigError, Problem};
use crate::config::section::{Keys, Section};
use crate::config::settings::{MissingUrl, Scratch};

pub(crate) const KEYS: Keys = Keys { known: &["url", "prelude"], later: &[] };

pub(crate) fn read(file: &Section<'_>) -> Result<Scratch, ConfigError> {
    let Some(value) = file.get("scratch") else { return Ok(Scratch::default()) };
    let section = value.section(KEYS)?;
    let mut missing = None;
    let url = match section.get("url") {
        None => None,
        Some(value) => {
            let subject = value.name.clone();
            // `${SCRATCH_URL:-}` is the way to say "embedded unless the variable is set".
            let text = value.text_or_missing()?.unwrap_or_else(|variable| {
                missing = Some((MissingUrl::of(&variable, value.variables()), value.place()));
                String::new()
            });
            if text.trim().is_empty() {
                None
            } else {
                let parsed = connection::parse(&text, RemoteTls::Required, &subject);
                Some(parsed.map_err(|problem| value.problem(Problem::Url { subject, problem }))?)
            }
        }
    };
    Ok(Scratch {
        url,
        missing,
        prelude: section.get("prelude").map(|value| value.nonempty()).transpose()?.map(PathBuf::from),
    })
}
