//! `github`: what a run on GitHub Actions tells beside its log.

use crate::config::error::ConfigError;
use crate::config::section::{Keys, Section};
use crate::config::settings::{Deployments, Github};

pub(crate) const KEYS: Keys =
    Keys { known: &["check_run", "comment", "issue", "deployment", "name"], later: &[] };

pub(crate) fn read(file: &Section<'_>) -> Result<Github, ConfigError> {
    let mut github = Github::default();
    let Some(value) = file.get("github") else { return Ok(github) };
    let section = value.section(KEYS)?;
    for (key, wanted) in
        [("check_run", &mut github.check_run), ("comment", &mut github.comment), ("issue", &mut github.issue)]
    {
        if let Some(value) = section.get(key) {
            *wanted = value.bool()?;
        }
    }
    if let Some(value) = section.get("deployment") {
        let words =
            [("auto", Deployments::Auto), ("always", Deployments::Always), ("never", Deployments::Never)];
        github.deployment = value.word(&words)?;
    }
    // Empty where the variable it comes from is only set in some jobs.
    let name = section.get("name").map(|value| value.text()).transpose()?;
    github.name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    Ok(github)
}
