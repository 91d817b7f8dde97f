//! A database in words that hold no secret, the same in every output.

use crate::model::server::Server;

/// `app on db.example.com:5432 as lockstep`.
pub(crate) fn login(server: &Server) -> String {
    format!("{} on {} as {}", server.database, address(server), server.user)
}

/// `db.example.com:5432`; the directory of a unix socket is a detail of the machine.
pub(crate) fn address(server: &Server) -> String {
    format!("{}:{}", host(server), server.port)
}

/// The host, or `unix socket`.
pub(crate) fn host(server: &Server) -> &str {
    if server.host.starts_with('/') { "unix socket" } else { &server.host }
}

/// `PostgreSQL 15.18`, without the packager's remark.
pub(crate) fn version(server: &Server) -> String {
    format!("PostgreSQL {}", server.version.split(' ').next().unwrap_or(&server.version))
}
