//! From a [`Connection`] to a [`Session`]: only what the URL says counts, never the variables and
//! files that libpq programs read (`PGHOST`, `PGPASSWORD`, `~/.pgpass`).

use std::env;
use std::io::ErrorKind;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgConnectOptions, PgConnection, PgDatabaseError, PgSslMode};
use sqlx::{ConnectOptions as _, Connection as _};

use super::error::{DbError, ServerError};
use super::session::{Access, Session};
use crate::model::connection::{Connection, TlsMode};
use crate::model::provider::Provider;

/// How long one attempt may take when the URL has no `connect_timeout`. A suspended Neon compute
/// wakes up within it.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// Pauses between attempts when a server resets the connection or is starting up.
const PAUSES: [Duration; 3] =
    [Duration::from_millis(300), Duration::from_millis(900), Duration::from_millis(2000)];

/// Variables that sqlx reads and that its options cannot unset.
const SEALED: [&str; 4] = ["PGOPTIONS", "PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT"];

/// Opens a session. `application` becomes `application_name`: what others see in
/// `pg_stat_activity`.
pub(crate) async fn connect(
    connection: &Connection,
    application: &str,
    access: Access,
) -> Result<Session, DbError> {
    let limit = connection.connect_timeout.filter(|seconds| *seconds > 0);
    let limit = limit.map_or(DEFAULT_TIMEOUT, Duration::from_secs);
    connect_within(connection, application, access, limit).await
}

/// The same with a limit for the whole of it.
pub(super) async fn connect_within(
    connection: &Connection,
    application: &str,
    access: Access,
    limit: Duration,
) -> Result<Session, DbError> {
    if let Some(variable) = SEALED.into_iter().find(|variable| env::var_os(variable).is_some()) {
        return Err(DbError::Environment(variable));
    }
    let options = options(connection, application);
    let started = Instant::now();
    let mut pauses = PAUSES.into_iter();
    loop {
        let left = limit.saturating_sub(started.elapsed());
        let error = match tokio::time::timeout(left, PgConnection::connect_with(&options)).await {
            Ok(Ok(wire)) => return Ok(Session::new(wire, connection.clone(), access)),
            Ok(Err(error)) => error,
            Err(_) => return Err(timed_out(connection, limit)),
        };
        match pauses.next() {
            Some(pause) if is_transient(&error) && started.elapsed() + pause < limit => {
                tracing::debug!(target = connection.target(), "not ready yet, trying again");
                tokio::time::sleep(pause).await;
            }
            _ => return Err(explain(connection, &error)),
        }
    }
}

fn options(connection: &Connection, application: &str) -> PgConnectOptions {
    let password = connection.password.as_ref().map_or("", |password| password.expose());
    let options = PgConnectOptions::new_without_pgpass()
        .host(&connection.host)
        .port(connection.port)
        .username(&connection.user)
        // Always set, or PGPASSWORD would be used; sqlx sends an empty one as libpq would.
        .password(password)
        .database(&connection.database)
        .application_name(application)
        .ssl_mode(ssl_mode(connection))
        // A startup parameter that PgBouncer refuses by default; who needs it sets it later.
        .extra_float_digits(None)
        .statement_cache_capacity(0)
        .disable_statement_logging();
    match &connection.root_certificate {
        Some(file) => options.ssl_root_cert(file),
        None => options,
    }
}

fn ssl_mode(connection: &Connection) -> PgSslMode {
    if connection.is_socket() {
        // libpq ignores sslmode there; sqlx would ask for TLS and be refused.
        return PgSslMode::Disable;
    }
    match connection.tls {
        TlsMode::Disable => PgSslMode::Disable,
        // sqlx has no "plain first, then TLS"; offering TLS first reaches the same servers.
        TlsMode::Allow | TlsMode::Prefer => PgSslMode::Prefer,
        TlsMode::Require => PgSslMode::Require,
        TlsMode::VerifyCa => PgSslMode::VerifyCa,
        TlsMode::VerifyFull => PgSslMode::VerifyFull,
    }
}

fn server_error(error: &sqlx::Error) -> Option<ServerError> {
    let error = error.as_database_error()?.try_downcast_ref::<PgDatabaseError>()?;
    Some(ServerError::read(error, 0))
}

/// Whether the same attempt may succeed in a moment: the server starts up, is full, or (a proxy in
/// front of a suspended compute) hangs up. A refused port, an unknown host and a wrong password
/// stay what they are.
fn is_transient(error: &sqlx::Error) -> bool {
    if let Some(error) = server_error(error) {
        return matches!(error.code.as_str(), "57P03" | "53300");
    }
    match error {
        sqlx::Error::Io(error) => matches!(
            error.kind(),
            ErrorKind::ConnectionReset
                | ErrorKind::ConnectionAborted
                | ErrorKind::UnexpectedEof
                | ErrorKind::BrokenPipe
        ),
        _ => false,
    }
}

fn timed_out(connection: &Connection, limit: Duration) -> DbError {
    DbError::Unreachable {
        target: connection.target(),
        reason: format!("no answer within {} s", limit.as_secs_f64()),
        advice: "check the host, the port and the firewall, or raise connect_timeout in the URL",
    }
}

fn explain(connection: &Connection, error: &sqlx::Error) -> DbError {
    let target = connection.target();
    if let Some(error) = server_error(error) {
        return refused(target, &error);
    }
    let (reason, advice) = match error {
        sqlx::Error::Io(error) => (error.to_string(), io_advice(connection, error)),
        sqlx::Error::Tls(error) => (format!("TLS: {error}"), "check sslmode and sslrootcert in the URL"),
        // sqlx's text would quote the character that is not allowed.
        sqlx::Error::Protocol(text) if text.contains("saslprep") => (
            "the password has characters that cannot be sent".to_owned(),
            "check the password in the URL; special characters must be percent-encoded",
        ),
        error => (error.to_string(), "check that a PostgreSQL server listens there"),
    };
    DbError::Unreachable { target, reason, advice }
}

fn refused(target: String, error: &ServerError) -> DbError {
    let reason = error.to_string();
    let advice = match error.code.as_str() {
        "28P01" => "check user and password in the URL; special characters must be percent-encoded",
        "28000" => "check the user, sslmode and the server's pg_hba.conf",
        "3D000" => "check the database name in the URL, or create the database",
        "53300" => "free connections on the server, or raise max_connections",
        "57P03" => "wait until the server has started, then run the command again",
        "42501" => "grant CONNECT on the database to the user",
        _ => "check the connection URL",
    };
    match error.code.as_str() {
        "53300" | "57P03" => DbError::Unreachable { target, reason, advice },
        _ => DbError::LoginRefused { target, reason, advice },
    }
}

fn io_advice(connection: &Connection, error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::ConnectionRefused => "check that the server runs and the port is right",
        ErrorKind::NotFound if connection.is_socket() => {
            "check that the server runs and the socket directory"
        }
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable
            if Provider::of_host(&connection.host) == Provider::Supabase =>
        {
            "Supabase's direct hosts speak IPv6 only; use the session pooler's URL (port 5432) from here"
        }
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => {
            "check the network; the host may speak IPv6 only"
        }
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::UnexpectedEof => {
            "the server hung up; check that it is awake and that the port is PostgreSQL's"
        }
        // The resolver's failures have no kind of their own.
        _ if error.to_string().contains("lookup") => "check the host name",
        _ => "check host and port",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    async fn error(connection: &Connection) -> DbError {
        connect(connection, "lockstep test", Access::Read).await.err().expect("refused")
    }

    #[tokio::test]
    async fn tcp_with_the_right_password_is_let_in() {
        let connection = testing::over_tcp(&testing::maintenance(), "postgres", testing::PASSWORD);
        let mut session = connect(&connection, "lockstep test", Access::Read).await.expect("let in");
        let name = session.one("SELECT current_setting('application_name')").await.expect("answered");
        assert_eq!(name, "lockstep test");
        session.close().await;
    }

    #[tokio::test]
    async fn a_wrong_password_is_told_at_once_and_never_shown() {
        let connection = testing::over_tcp(&testing::maintenance(), "postgres", "hunter2 geheim");
        let started = Instant::now();
        let error = error(&connection).await;
        assert!(started.elapsed() < Duration::from_secs(2), "no retry");
        assert!(error.is_unreachable());
        let text = format!("{error} {error:?}");
        assert!(text.contains("28P01") && text.contains("check user and password"), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }

    #[tokio::test]
    async fn each_way_to_miss_a_server_has_its_own_advice() {
        let there = testing::over_tcp(&testing::maintenance(), "postgres", testing::PASSWORD);
        let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = closed.local_addr().expect("bound").port();
        drop(closed);
        let cases = [
            (Connection { port, ..there.clone() }, "check that the server runs"),
            (Connection { host: "no-such-host.invalid".into(), ..there.clone() }, "check the host name"),
            (there.with_database("no such"), "check the database name"),
            (Connection { tls: TlsMode::Require, ..there.clone() }, "check sslmode"),
            (Connection { host: "/nowhere".into(), ..there }, "socket directory"),
        ];
        for (connection, advice) in cases {
            let error = error(&connection).await;
            assert!(error.to_string().contains(advice), "{error}");
            assert!(error.is_unreachable());
        }
    }

    #[tokio::test]
    async fn a_silent_host_is_given_up_in_time() {
        // Accepts into its backlog and never answers.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = silent.local_addr().expect("bound").port();
        let connection = Connection {
            port,
            connect_timeout: Some(1),
            ..testing::over_tcp(&testing::maintenance(), "postgres", "x")
        };
        let error = error(&connection).await;
        assert!(error.to_string().contains("no answer within 1 s"), "{error}");
    }

    #[tokio::test]
    async fn a_host_that_hangs_up_at_first_is_tried_again() {
        let proxy = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = proxy.local_addr().expect("bound").port();
        let there = testing::over_tcp(&testing::maintenance(), "postgres", testing::PASSWORD);
        let server = (there.host.clone(), there.port);
        tokio::spawn(async move {
            drop(proxy.accept().await.expect("first"));
            let (mut client, _) = proxy.accept().await.expect("second");
            let mut server = tokio::net::TcpStream::connect(server).await.expect("server");
            let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        });
        let session = connect(&Connection { port, ..there }, "lockstep test", Access::Read).await;
        assert_eq!(session.expect("awake").one("SELECT 1").await.expect("answered"), "1");
    }
}
