//! `environments`: the user's databases, by name.

use crate::config::connection::{self, RemoteTls};
use crate::config::error::{ConfigError, Problem};
use crate::config::section::{Keys, Section, Value};
use crate::config::settings::{Environment, MissingUrl};
use crate::config::template;
use crate::config::usual;
use crate::config::variables::Variables;
use crate::model::connection::Connection;
use crate::model::provider::Provider;

pub(crate) const KEYS: Keys = Keys {
    known: &["url", "direct_url", "branch", "protected", "provider", "allow_plaintext", "environment_url"],
    later: &[],
};

/// Environments with these names are protected unless the file says otherwise.
const PROTECTED_NAMES: [&str; 3] = ["production", "prod", "live"];

/// In deploy order: as in the file, protected ones last.
pub(crate) fn read(file: &Section<'_>, variables: &Variables) -> Result<Vec<Environment>, ConfigError> {
    let mut environments = Vec::new();
    match file.get("environments") {
        None => {
            for name in ["staging", "production"] {
                environments.push(from_usual_variables(name, variables, RemoteTls::Required)?);
            }
        }
        Some(value) => {
            let empty =
                value.bad("names no environment", "name one, or remove the key for staging and production");
            let section = value.named_entries()?;
            for (key, value) in section.entries() {
                if let Some(reason) = refuse_name(&key.text) {
                    let problem = Problem::BadValue {
                        key: format!("environments.{}", key.text.escape_debug()),
                        reason: reason.to_owned(),
                        help: "choose another name, such as staging or production",
                    };
                    return Err(section.problem_at(key, problem));
                }
                let environment = read_environment(&key.text, value, variables)?;
                environments.push(Environment { place: Some(section.place_of(key)), ..environment });
            }
            if environments.is_empty() {
                return Err(empty);
            }
        }
    }
    environments.sort_by_key(|environment| environment.protected);
    Ok(environments)
}

/// Names become directories of backups and words of the command line.
fn refuse_name(name: &str) -> Option<&'static str> {
    let is_plain = !name.is_empty() && name.len() <= 63 && !name.starts_with('-');
    if !is_plain || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        Some("is not a name: use letters, digits, `-` and `_`")
    } else if name == "migrations" {
        Some("cannot be used: `migrations` is the word for the migration files")
    } else {
        None
    }
}

fn read_environment(name: &str, value: Value<'_>, variables: &Variables) -> Result<Environment, ConfigError> {
    let section = value.section(KEYS)?;
    let remote = match section.get("allow_plaintext").map(|value| value.bool()).transpose()? {
        Some(true) => RemoteTls::Optional,
        _ => RemoteTls::Required,
    };
    let mut environment = match section.get("url") {
        None => from_usual_variables(name, variables, remote)?,
        Some(url) => Environment { url: read_url(&url, remote, variables)?, ..named(name) },
    };
    if let Some(value) = section.get("direct_url") {
        // Only needed behind a pooler; the mode that needs it says so.
        environment.direct_url = read_url(&value, remote, variables)?.ok();
    }
    environment.environment_url =
        section.get("environment_url").map(|value| web_address(&value)).transpose()?;
    environment.branch = section.get("branch").map(|value| value.nonempty()).transpose()?;
    if let Some(value) = section.get("protected") {
        environment.protected = value.bool()?;
    }
    if let Some(value) = section.get("provider") {
        let mut words = vec![("auto", None)];
        words.extend(Provider::ALL.map(|provider| (provider.as_str(), Some(provider))));
        environment.provider = value.word(&words)?;
    }
    Ok(environment)
}

fn read_url(
    value: &Value<'_>,
    remote: RemoteTls,
    variables: &Variables,
) -> Result<Result<Connection, MissingUrl>, ConfigError> {
    let missing = |variable: &str| MissingUrl {
        variable: variable.to_owned(),
        help: variables.help_for_missing(variable),
    };
    let raw = value.raw()?;
    let text = match value.text_or_missing()? {
        Ok(text) => text,
        Err(variable) => return Ok(Err(missing(&variable))),
    };
    if text.trim().is_empty() {
        return match template::first_variable(raw) {
            Some(variable) => Ok(Err(missing(variable))),
            None => Err(value.bad("is empty", "write \"${STAGING_DATABASE_URL}\" or remove the key")),
        };
    }
    let connection = connection::parse(&text, remote, &value.name)
        .map_err(|problem| value.problem(Problem::Url { subject: value.name.clone(), problem }))?;
    if connection.password.is_some() && !template::has_variable(raw) {
        tracing::warn!(
            key = value.name,
            "{}: `{}` holds a password in the file; keep it in a variable: \"${{NAME}}\"",
            value.place(),
            value.name,
        );
    }
    Ok(Ok(connection))
}

/// GitHub refuses a deployment whose address is none
/// (<https://docs.github.com/rest/deployments/statuses#create-a-deployment-status>).
fn web_address(value: &Value<'_>) -> Result<String, ConfigError> {
    let text = value.nonempty()?;
    let is_web = url::Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "https" | "http"));
    match is_web {
        true => Ok(text),
        false => Err(value.bad("is not a web address", "write it whole: https://shop.example.com")),
    }
}

/// An environment as its name alone describes it.
fn named(name: &str) -> Environment {
    Environment {
        name: name.to_owned(),
        url: Err(MissingUrl { variable: String::new(), help: String::new() }),
        direct_url: None,
        branch: None,
        protected: PROTECTED_NAMES.contains(&name),
        provider: None,
        environment_url: None,
        place: None,
    }
}

/// An environment whose URLs stand in the variables that people usually choose.
fn from_usual_variables(
    name: &str,
    variables: &Variables,
    remote: RemoteTls,
) -> Result<Environment, ConfigError> {
    let parse = |(subject, text): (String, &str)| {
        connection::parse(text, remote, &subject)
            .map_err(|problem| ConfigError::new(Problem::Url { subject, problem }))
    };
    let candidates = usual::url_variables(name);
    let url = match usual::one_of(&candidates, variables)? {
        Some(found) => Ok(parse(found)?),
        None => Err(MissingUrl {
            variable: candidates[0].clone(),
            help: variables.help_for_missing(&candidates.join(" or ")),
        }),
    };
    let direct_url = usual::one_of(&usual::direct_url_variables(name), variables)?.map(parse).transpose()?;
    Ok(Environment { url, direct_url, ..named(name) })
}
