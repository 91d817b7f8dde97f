//! What a server said about itself.

use super::provider::Provider;

/// One database as its server described it, and how we reached it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) database: String,
    pub(crate) user: String,
    /// `server_version`, for people: `15.18 (Debian …)`.
    pub(crate) version: String,
    /// `server_version_num`: 150018.
    pub(crate) version_num: u32,
    pub(crate) provider: Provider,
    /// `pg_control_system().system_identifier`; `None` where the role may not read it.
    pub(crate) system_identifier: Option<String>,
    /// OID of the current database.
    pub(crate) database_oid: u32,
    /// `inet_server_addr():inet_server_port()` as the server sees itself; `None` on a unix socket.
    pub(crate) address: Option<String>,
    /// `pg_is_in_recovery()`: a replica cannot be written to.
    pub(crate) in_recovery: bool,
    /// The connected role is a superuser.
    pub(crate) superuser: bool,
    /// Backend process that answered; another one on the same session proves a pooler.
    pub(crate) backend_pid: i32,
}

impl Server {
    /// `server_version_num / 10000`.
    pub(crate) fn major(&self) -> u32 {
        self.version_num / 10_000
    }
}

/// Whether two sessions reach one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Identity {
    /// Proven different; the text says by what.
    Different(String),
    /// Proven the same; the text says by what.
    Same(String),
}

/// Something on the server that would make a migration wait, or that a migration would disturb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blocker {
    /// Process id; 0 for a prepared transaction.
    pub(crate) pid: i32,
    /// `long transaction`, `running dump`, `prepared transaction`.
    pub(crate) what: String,
    pub(crate) user: String,
    pub(crate) application: String,
    /// Age of the transaction in seconds.
    pub(crate) seconds: u64,
    /// The statement it runs or ran last, cut short by the server's own limit.
    pub(crate) query: String,
}
