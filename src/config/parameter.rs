//! The parameters after the `?` of a database URL: libpq's, and those that Prisma, other drivers
//! and providers add. Every one is either used, or known to change nothing for us, or refused.
//!
//! An unknown parameter is kept out with a warning, because teams share one URL with their
//! application and providers add marks of their own (`supa=`). An unknown parameter about TLS or
//! authentication is an error: dropping a mistyped `sslmode` would weaken the connection unseen.

use percent_encoding::percent_decode_str;

use super::connection::UrlProblem;
use super::error::nearest;
use crate::model::connection::TlsMode;

/// What a parameter means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameter {
    Host,
    Port,
    User,
    Password,
    Database,
    SslMode,
    RootCertificate,
    Schema,
    ConnectTimeout,
    Pooler,
    Options,
    Target,
    /// `channel_binding`: our driver cannot bind the login to the TLS channel. Accepted, because
    /// providers put `require` into every URL they hand out; the connection still has TLS.
    ChannelBinding,
    /// Belongs to other drivers or to pools and changes nothing here.
    Ignored,
    /// Would weaken or change the login in a way we do not support.
    Refused(&'static str),
}

const NO_CLIENT_CERTIFICATES: &str = "needs client certificates, which are not in this release";

const PARAMETERS: &[(&str, Parameter)] = &[
    ("host", Parameter::Host),
    ("port", Parameter::Port),
    ("user", Parameter::User),
    ("password", Parameter::Password),
    ("dbname", Parameter::Database),
    ("sslmode", Parameter::SslMode),
    ("ssl-mode", Parameter::SslMode),
    ("sslrootcert", Parameter::RootCertificate),
    ("ssl-root-cert", Parameter::RootCertificate),
    ("schema", Parameter::Schema),
    ("connect_timeout", Parameter::ConnectTimeout),
    ("pgbouncer", Parameter::Pooler),
    ("options", Parameter::Options),
    ("target_session_attrs", Parameter::Target),
    ("channel_binding", Parameter::ChannelBinding),
    ("application_name", Parameter::Ignored),
    ("fallback_application_name", Parameter::Ignored),
    ("client_encoding", Parameter::Ignored),
    ("connection_limit", Parameter::Ignored),
    ("pool_timeout", Parameter::Ignored),
    ("socket_timeout", Parameter::Ignored),
    ("statement_cache_size", Parameter::Ignored),
    ("statement-cache-capacity", Parameter::Ignored),
    ("keepalives", Parameter::Ignored),
    ("keepalives_idle", Parameter::Ignored),
    ("keepalives_interval", Parameter::Ignored),
    ("keepalives_count", Parameter::Ignored),
    ("tcp_user_timeout", Parameter::Ignored),
    ("load_balance_hosts", Parameter::Ignored),
    ("gssencmode", Parameter::Ignored),
    ("sslcompression", Parameter::Ignored),
    ("sslsni", Parameter::Ignored),
    // A mark of Node's driver and of Supabase's integration: both only speak to their own client.
    ("uselibpqcompat", Parameter::Ignored),
    ("supa", Parameter::Ignored),
    ("workaround", Parameter::Ignored),
    ("sslcert", Parameter::Refused(NO_CLIENT_CERTIFICATES)),
    ("sslkey", Parameter::Refused(NO_CLIENT_CERTIFICATES)),
    ("sslidentity", Parameter::Refused(NO_CLIENT_CERTIFICATES)),
    ("sslpassword", Parameter::Refused(NO_CLIENT_CERTIFICATES)),
    ("ssl", Parameter::Refused("is not PostgreSQL's own")),
    ("sslaccept", Parameter::Refused("is not PostgreSQL's own")),
    ("sslnegotiation", Parameter::Refused("is not in this release")),
    ("sslcrl", Parameter::Refused("is not in this release")),
    ("require_auth", Parameter::Refused("is not in this release")),
    ("service", Parameter::Refused("is not supported")),
    ("passfile", Parameter::Refused("is not supported")),
];

const HELP_KNOWN: &str = "remove it, or use host, port, user, password, dbname, sslmode, sslrootcert, schema, \
     connect_timeout, options, pgbouncer";
const HELP_TLS: &str = "say what you need with sslmode=require, verify-ca or verify-full, and sslrootcert";

/// The parameters of one URL, each decoded and known.
#[derive(Debug)]
pub(crate) struct Parameters(Vec<(&'static str, Parameter, String)>);

/// Reads a query string. libpq's rules: `+` is a plus sign, only `%xx` is decoded.
pub(crate) fn read(query: &str, subject: &str) -> Result<Parameters, UrlProblem> {
    let mut parameters = Parameters(Vec::new());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decode_str(value)
            .decode_utf8()
            .map_err(|_| UrlProblem::NotUtf8("parameter"))?
            .into_owned();
        let known = PARAMETERS.iter().find(|(known, _)| *known == name);
        match known {
            Some((name, Parameter::Refused(reason))) => return Err(refuse(name, *reason, HELP_TLS)),
            Some((name, Parameter::Ignored)) => {
                tracing::debug!(parameter = name, "{subject}: `{name}` in the URL changes nothing here");
            }
            Some((name, Parameter::ChannelBinding)) => {
                if value == "require" {
                    tracing::debug!(
                        parameter = name,
                        "{subject}: channel_binding=require is accepted, but the driver cannot bind channels"
                    );
                }
            }
            Some((name, parameter)) if parameters.get(*parameter).is_some() => {
                return Err(refuse(name, "is given twice", "keep one of the two"));
            }
            Some((name, parameter)) => parameters.0.push((name, *parameter, value)),
            None => unknown(name, subject)?,
        }
    }
    parameters.check_target()?;
    Ok(parameters)
}

fn unknown(name: &str, subject: &str) -> Result<(), UrlProblem> {
    // A name is only shown when it looks like one: a stray `?` in a password ends up here.
    let is_word = name.len() <= 40 && name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '-');
    if !is_word {
        return Err(UrlProblem::Malformed("its parameters have no readable names"));
    }
    let weakens = ["ssl", "gss", "auth", "require", "krb"].iter().any(|start| name.starts_with(start));
    let mistyped =
        nearest(name, ["sslmode", "sslrootcert", "connect_timeout", "options", "schema", "password"]);
    if weakens || mistyped.is_some() {
        return Err(refuse(name, "is not known", HELP_KNOWN));
    }
    tracing::warn!(parameter = name, "{subject}: the unknown parameter `{name}` in the URL is ignored");
    Ok(())
}

fn refuse(name: &str, reason: impl Into<String>, help: &'static str) -> UrlProblem {
    UrlProblem::Parameter { name: name.to_owned(), reason: reason.into(), help }
}

impl Parameters {
    pub(crate) fn get(&self, wanted: Parameter) -> Option<&str> {
        self.0.iter().find(|(_, known, _)| *known == wanted).map(|(_, _, value)| value.as_str())
    }

    pub(crate) fn port(&self) -> Result<Option<u16>, UrlProblem> {
        self.get(Parameter::Port)
            .map(|port| port.parse().map_err(|_| refuse("port", "is not a port number", "write port=5432")))
            .transpose()
    }

    /// Seconds; libpq's 0 or a negative number means no limit.
    pub(crate) fn connect_timeout(&self) -> Result<Option<u64>, UrlProblem> {
        let Some(text) = self.get(Parameter::ConnectTimeout) else { return Ok(None) };
        let seconds: i64 = text.parse().map_err(|_| {
            refuse("connect_timeout", "is not a whole number of seconds", "write connect_timeout=10")
        })?;
        Ok(u64::try_from(seconds).ok().filter(|seconds| *seconds > 0))
    }

    pub(crate) fn pooler(&self) -> Result<bool, UrlProblem> {
        match self.get(Parameter::Pooler) {
            Some("true") => Ok(true),
            None | Some("false") => Ok(false),
            Some(_) => Err(refuse("pgbouncer", "is not true or false", "write pgbouncer=true or remove it")),
        }
    }

    pub(crate) fn tls(&self) -> Result<Option<TlsMode>, UrlProblem> {
        let Some(word) = self.get(Parameter::SslMode) else { return Ok(None) };
        let mode = TlsMode::ALL.iter().find(|(known, _)| *known == word).map(|(_, mode)| *mode);
        mode.map(Some).ok_or_else(|| {
            let help = "write one of disable, allow, prefer, require, verify-ca, verify-full";
            refuse("sslmode", "is not a word PostgreSQL knows", help)
        })
    }

    /// `system` means the machine's own store, which is what the driver uses without a file.
    pub(crate) fn root_certificate(&self) -> Option<String> {
        self.get(Parameter::RootCertificate).filter(|path| *path != "system").map(str::to_owned)
    }

    /// `-c name=value` and `--name=value`. Neon's `endpoint=…` is dropped: it replaces the host
    /// name that TLS already sends.
    pub(crate) fn settings(&self) -> Result<Vec<(String, String)>, UrlProblem> {
        let mut settings = Vec::new();
        let mut words = self.get(Parameter::Options).unwrap_or_default().split_whitespace();
        while let Some(word) = words.next() {
            let setting = match word.strip_prefix("--").or_else(|| word.strip_prefix("-c")) {
                Some("") => words.next(),
                Some(setting) => Some(setting),
                None if word.starts_with("endpoint=") || word.starts_with("project=") => continue,
                None => None,
            };
            let Some((name, value)) = setting.and_then(|setting| setting.split_once('=')) else {
                return Err(refuse(
                    "options",
                    "holds more than `-c name=value`",
                    "write options=-c%20name=value",
                ));
            };
            if name.is_empty() || value.contains('\\') {
                return Err(refuse(
                    "options",
                    "holds a setting that cannot be read",
                    "write options=-c%20name=value",
                ));
            }
            settings.push((name.replace('-', "_"), value.to_owned()));
        }
        Ok(settings)
    }

    /// lockstep works on one server, which must be the primary.
    fn check_target(&self) -> Result<(), UrlProblem> {
        match self.get(Parameter::Target) {
            None | Some("any" | "read-write" | "primary") => Ok(()),
            Some(_) => Err(refuse(
                "target_session_attrs",
                "asks for a standby; lockstep works on the primary",
                "remove it or write target_session_attrs=primary",
            )),
        }
    }
}
