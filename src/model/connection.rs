//! How to reach one database. Parsed once, in `config`; opened only in `db`.

use std::fmt;

/// Text that must never be shown. `Debug` prints stars; [`Secret::expose`] is the only way in.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for handing to a server or to the redactor, never for a message.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// How much the connection demands of TLS: libpq's `sslmode`
/// (<https://www.postgresql.org/docs/current/libpq-ssl.html>).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TlsMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl TlsMode {
    pub(crate) const ALL: [(&'static str, Self); 6] = [
        ("disable", Self::Disable),
        ("allow", Self::Allow),
        ("prefer", Self::Prefer),
        ("require", Self::Require),
        ("verify-ca", Self::VerifyCa),
        ("verify-full", Self::VerifyFull),
    ];

    /// The word libpq uses for this mode.
    pub(crate) fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, mode)| *mode == self).map_or("prefer", |(word, _)| word)
    }
}

/// One database, as a URL described it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Connection {
    /// Host name, IP address, or (leading `/`) the directory of a unix socket.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) user: String,
    /// Percent-decoded.
    pub(crate) password: Option<Secret>,
    pub(crate) database: String,
    pub(crate) tls: TlsMode,
    /// Path of a PEM file for `verify-ca` and `verify-full` (`sslrootcert`).
    pub(crate) root_certificate: Option<String>,
    /// Prisma's `?schema=`: the first schema of the search path, where its history table lives.
    pub(crate) schema: Option<String>,
    /// `connect_timeout` in seconds; sqlx ignores it in a URL, we apply it ourselves.
    pub(crate) connect_timeout: Option<u64>,
    /// The URL says `pgbouncer=true` (Prisma's mark): a pooler in transaction mode, whatever the host.
    pub(crate) pooler: bool,
    /// Server settings from `options=-c name=value`, to be sent when the connection starts.
    pub(crate) settings: Vec<(String, String)>,
    /// The whole URL as given, for masking and for nothing else.
    pub(crate) url: Secret,
}

impl Connection {
    /// Whether the server is on this machine: a unix socket or a loopback address. Everything else
    /// needs TLS unless the configuration says otherwise.
    pub(crate) fn is_local(&self) -> bool {
        self.is_socket() || self.host == "localhost" || self.host == "::1" || self.host.starts_with("127.")
    }

    /// Whether the host is the directory of a unix socket.
    pub(crate) fn is_socket(&self) -> bool {
        self.host.starts_with('/')
    }

    /// `host:port/database as user`, safe to show: it holds no secret.
    pub(crate) fn target(&self) -> String {
        let host = if self.is_socket() { "unix socket" } else { &self.host };
        format!("{host}:{}/{} as {}", self.port, self.database, self.user)
    }

    /// The same server and login, another database.
    pub(crate) fn with_database(&self, database: &str) -> Self {
        Self { database: database.to_owned(), schema: None, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_of_a_connection_hides_the_password_and_the_url() {
        let connection = Connection {
            host: "db.example.com".into(),
            port: 5432,
            user: "app".into(),
            password: Some(Secret::new("hunter2")),
            database: "app".into(),
            tls: TlsMode::Require,
            root_certificate: None,
            schema: None,
            connect_timeout: None,
            pooler: false,
            settings: Vec::new(),
            url: Secret::new("postgres://app:hunter2@db.example.com/app"),
        };
        let shown = format!("{connection:?} {}", connection.target());
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(!connection.is_local());
    }
}
