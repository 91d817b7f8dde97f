//! A database URL → [`Connection`]. The parameters that our driver ignores are handled here by
//! name, so that none is dropped unseen. No error holds any part of the URL that could be secret.
//!
//! <https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS>

use percent_encoding::percent_decode_str;
use url::Url;

use super::parameter::{self, Parameter, Parameters};
use crate::model::connection::{Connection, Secret, TlsMode};

/// What a remote host must offer. Hosts on this machine need nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RemoteTls {
    Required,
    /// `allow_plaintext: true`.
    Optional,
}

/// What is wrong with a URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UrlProblem {
    #[error("a database URL begins with postgres:// or postgresql://{0}")]
    Scheme(&'static str),
    #[error("the URL cannot be read: {0}")]
    Malformed(&'static str),
    #[error("the URL has a `#` that is not percent-encoded")]
    Fragment,
    #[error("the URL names several hosts; lockstep works on one server")]
    SeveralHosts,
    #[error("the URL names no {0}")]
    Missing(&'static str),
    #[error("the URL's {0} is not UTF-8 once percent-decoded")]
    NotUtf8(&'static str),
    #[error("the URL's parameter `{name}` {reason}")]
    Parameter { name: String, reason: String, help: &'static str },
    #[error("sslmode={mode} would send the password and the data in plain text to {host}")]
    Plaintext { mode: &'static str, host: String },
}

impl UrlProblem {
    pub(crate) fn help(&self) -> Option<String> {
        let help = match self {
            Self::Scheme(_) => {
                "give the URL itself, without quotation marks: postgres://user:password@host:5432/database"
            }
            Self::Malformed(_) | Self::Fragment | Self::NotUtf8(_) => {
                "percent-encode reserved characters in the user and the password: \
                 @ is %40, : is %3A, / is %2F, # is %23, ? is %3F, % is %25"
            }
            Self::SeveralHosts => "name the primary only",
            Self::Missing("host") => {
                "write postgres://user:password@host:5432/database; a unix socket is ?host=/directory"
            }
            Self::Missing(_) => "write postgres://user:password@host:5432/database",
            Self::Parameter { help, .. } => help,
            Self::Plaintext { .. } => {
                "use sslmode=require or stronger, or say `allow_plaintext: true` in the environment"
            }
        };
        Some(help.to_owned())
    }
}

/// Reads one URL. `subject` names it in log lines.
pub(crate) fn parse(text: &str, remote: RemoteTls, subject: &str) -> Result<Connection, UrlProblem> {
    let text = text.trim();
    let authority = authority(text)?;
    if authority.rsplit('@').next().unwrap_or_default().contains(',') {
        return Err(UrlProblem::SeveralHosts);
    }
    let url = Url::parse(&with_host(text, authority)).map_err(|error| {
        UrlProblem::Malformed(match error {
            url::ParseError::InvalidPort => "the port is not a number from 1 to 65535",
            _ => "the host is not a host name or an address",
        })
    })?;
    if url.fragment().is_some() {
        return Err(UrlProblem::Fragment);
    }
    let parameters = parameter::read(url.query().unwrap_or_default(), subject)?;

    let host = match parameters.get(Parameter::Host) {
        Some(host) => host.to_owned(),
        None if authority_names_no_host(authority) => return Err(UrlProblem::Missing("host")),
        None => in_lower_case(&decode(url.host_str().unwrap_or_default(), "host")?)
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned(),
    };
    if host.contains(',') {
        return Err(UrlProblem::SeveralHosts);
    }
    let user = match parameters.get(Parameter::User) {
        Some(user) => user.to_owned(),
        None => decode(url.username(), "user")?,
    };
    if user.is_empty() {
        return Err(UrlProblem::Missing("user"));
    }
    let password = match (parameters.get(Parameter::Password), url.password()) {
        (Some(password), _) => Some(password.to_owned()),
        (None, Some(password)) => Some(decode(password, "password")?),
        (None, None) => None,
    };
    let database = match parameters.get(Parameter::Database) {
        Some(database) => database.to_owned(),
        None => decode(url.path().strip_prefix('/').unwrap_or_default(), "database")?,
    };
    if database.is_empty() {
        return Err(UrlProblem::Missing("database"));
    }
    let mut connection = Connection {
        host,
        port: parameters.port()?.or(url.port()).unwrap_or(5432),
        user,
        password: password.filter(|password| !password.is_empty()).map(Secret::new),
        database,
        tls: TlsMode::Prefer,
        root_certificate: parameters.root_certificate(),
        schema: parameters.get(Parameter::Schema).map(str::to_owned),
        connect_timeout: parameters.connect_timeout()?,
        pooler: parameters.pooler()?,
        settings: parameters.settings()?,
        url: Secret::new(text),
    };
    connection.tls = tls(&connection, &parameters, remote)?;
    Ok(connection)
}

/// What a connection demands of TLS: a remote host gets `require` when the URL does not say.
fn tls(connection: &Connection, parameters: &Parameters, remote: RemoteTls) -> Result<TlsMode, UrlProblem> {
    let asked = parameters.tls()?;
    if connection.is_socket() {
        // TLS has no meaning on a unix socket; libpq ignores sslmode there too.
        return Ok(TlsMode::Disable);
    }
    if connection.is_local() || remote == RemoteTls::Optional {
        return Ok(asked.unwrap_or(TlsMode::Prefer));
    }
    match asked {
        None => Ok(TlsMode::Require),
        Some(mode) if mode >= TlsMode::Require => Ok(mode),
        Some(mode) => Err(UrlProblem::Plaintext { mode: mode.as_str(), host: connection.host.clone() }),
    }
}

/// `user:password@host:port` of a URL with the right scheme.
fn authority(text: &str) -> Result<&str, UrlProblem> {
    let rest = ["postgres://", "postgresql://"].iter().find_map(|scheme| {
        text.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme))?;
        text.get(scheme.len()..)
    });
    let Some(rest) = rest else {
        // Only schemes from this list are named: anything else may be a misplaced password.
        let hints = [
            ("prisma", ", not prisma:// (Accelerate and Prisma Postgres have a direct URL too)"),
            ("jdbc:", ", not jdbc:"),
            ("mysql:", ", not mysql:"),
            ("http", ", not http"),
        ];
        let hint = hints.iter().find(|(start, _)| text.starts_with(start)).map_or("", |(_, hint)| hint);
        return Err(UrlProblem::Scheme(hint));
    };
    Ok(&rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())])
}

fn authority_names_no_host(authority: &str) -> bool {
    let host = authority.rsplit('@').next().unwrap_or_default();
    host.is_empty() || host.starts_with(':')
}

/// The URL with some host in it: the `url` crate refuses `user@/database`, which libpq allows
/// together with `?host=`.
fn with_host(text: &str, authority: &str) -> String {
    if !authority_names_no_host(authority) {
        return text.to_owned();
    }
    let start = text.find("://").map_or(0, |index| index + 3);
    let host = start + authority.rfind('@').map_or(0, |index| index + 1);
    format!("{}localhost{}", &text[..host], &text[host..])
}

/// Host names do not care about case; directories do.
fn in_lower_case(host: &str) -> String {
    if host.starts_with('/') { host.to_owned() } else { host.to_ascii_lowercase() }
}

fn decode(text: &str, what: &'static str) -> Result<String, UrlProblem> {
    match percent_decode_str(text).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(UrlProblem::NotUtf8(what)),
    }
}

/// Every text of a connection that must not be shown: the URL, the password as it stands in the
/// URL and decoded.
pub(crate) fn secrets(connection: &Connection) -> Vec<Secret> {
    let url = connection.url.expose();
    let mut secrets = vec![connection.url.clone()];
    let Some(password) = &connection.password else { return secrets };
    secrets.push(password.clone());
    if let Ok(authority) = authority(url)
        && let Some((login, _)) = authority.rsplit_once('@')
        && let Some((_, raw)) = login.split_once(':')
    {
        secrets.push(Secret::new(raw));
    }
    let raw = url.split_once('?').map_or("", |(_, query)| query).split('&');
    secrets.extend(raw.filter_map(|pair| pair.strip_prefix("password=")).map(Secret::new));
    secrets.retain(|secret| !secret.expose().is_empty());
    secrets
}

#[cfg(test)]
mod tests;
