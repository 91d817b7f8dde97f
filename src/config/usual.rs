//! The variables that hold a database's URL when the configuration does not say.

use super::error::{ConfigError, Problem};
use super::variables::Variables;

/// How the variables of an environment begin.
fn prefixes(name: &str) -> Vec<String> {
    match name {
        "staging" => vec!["STAGING".to_owned(), "DEV".to_owned()],
        "production" => vec!["PROD".to_owned(), "PRODUCTION".to_owned()],
        name => vec![name.to_ascii_uppercase().replace('-', "_")],
    }
}

/// `STAGING_DATABASE_URL`, `DEV_DATABASE_URL`.
pub(crate) fn url_variables(name: &str) -> Vec<String> {
    prefixes(name).iter().map(|prefix| format!("{prefix}_DATABASE_URL")).collect()
}

/// `STAGING_DIRECT_URL`, and the name that Neon's integrations give: `…_DATABASE_URL_UNPOOLED`.
pub(crate) fn direct_url_variables(name: &str) -> Vec<String> {
    let prefixes = prefixes(name);
    let direct = prefixes.iter().map(|prefix| format!("{prefix}_DIRECT_URL"));
    direct.chain(prefixes.iter().map(|prefix| format!("{prefix}_DATABASE_URL_UNPOOLED"))).collect()
}

/// The one that is set, with its value. Two that are set must agree: which one is meant would be a
/// guess about a database that is going to be changed.
pub(crate) fn one_of<'a>(
    names: &[String],
    variables: &'a Variables,
) -> Result<Option<(String, &'a str)>, ConfigError> {
    let mut set = names.iter().filter_map(|name| variables.get(name).map(|value| (name, value)));
    let Some((first, value)) = set.next() else { return Ok(None) };
    match set.find(|(_, other)| other.trim() != value.trim()) {
        Some((second, _)) => {
            Err(ConfigError::new(Problem::VariablesDiffer { first: first.clone(), second: second.clone() }))
        }
        None => Ok(Some((first.clone(), value))),
    }
}
