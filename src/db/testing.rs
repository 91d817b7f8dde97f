//! A real PostgreSQL for unit tests: one server per test process, started at the first use, a
//! fresh database per call. It is gone when the process is, however that ends: the shell that
//! watches over it reads a pipe which only this process holds open.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use super::session::{Access, Session};
use super::{DbError, connect};
use crate::model::connection::{Connection, Secret, TlsMode};
use crate::model::quote::quote_identifier;

/// The superuser's password over TCP; unix sockets need none.
pub(crate) const PASSWORD: &str = "correct horse";

struct Server {
    directory: String,
    port: u16,
    /// Holds the pipe open.
    _supervisor: Child,
}

/// Starts a server as an unprivileged user, says where, and takes everything away at the end of
/// its input.
const SUPERVISOR: &str = r#"
set -eu
trap '' INT TERM PIPE
bin=${BIN:-$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
# In memory where there is plenty of it: tests make databases by the hundred.
base=/tmp
if [ "$(df -k --output=avail /dev/shm 2> /dev/null | tail -n 1)" -gt 8388608 ] 2> /dev/null; then base=/dev/shm; fi
dir=$(mktemp -d "$base/lockstep-test.XXXXXX")
chmod 755 "$dir"
run=
if [ "$(id -u)" = 0 ]; then
    chown postgres "$dir"
    run='setpriv --reuid=postgres --regid=postgres --clear-groups --'
fi
cd "$dir"
# At the end of everything, also when we are left alone before the server is up.
trap '$run "$bin/pg_ctl" -D data -m immediate stop > /dev/null 2>&1; rm -rf "$dir"' EXIT
printf '%s\n' "$PASSWORD" > password
$run "$bin/initdb" -D data -U postgres -A trust -E UTF8 --locale=C --pwfile=password -N > initdb.log
printf '%s\n' 'local all all trust' 'host all all 127.0.0.1/32 scram-sha-256' > data/pg_hba.conf
# A socket's name needs a port number too; another one when somebody has it already.
port=$((20000 + $$ % 20000))
until $run "$bin/pg_ctl" -D data -l server.log -w start \
    -o "-k $dir -p $port -c listen_addresses=127.0.0.1 -F -c max_connections=200 -c max_prepared_transactions=8" > pg_ctl.log
do port=$((port + 1)); [ $port -lt 60000 ]; done
echo "$dir $port"
cat > /dev/null
"#;

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| start(""))
}

/// Starts the server whose programs are in a folder, or the newest of the machine.
fn start(bin: &str) -> Server {
    let mut supervisor = Command::new("sh")
        .args(["-c", SUPERVISOR])
        .env("PASSWORD", PASSWORD)
        .env("BIN", bin)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("sh runs");
    let output = supervisor.stdout.take().expect("piped");
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).expect("the supervisor speaks UTF-8");
    let (directory, port) = line.trim_end().split_once(' ').expect("PostgreSQL server starts");
    Server { directory: directory.to_owned(), port: port.parse().expect("a port"), _supervisor: supervisor }
}

/// Every major that lockstep supports, oldest first.
pub(crate) const MAJORS: [u32; 6] = [13, 14, 15, 16, 17, 18];

/// The maintenance database of a server of this major, whose programs `script/servers` put into
/// `build/postgres`. It is a failure where they are not there.
pub(crate) fn maintenance_of(major: u32) -> Connection {
    static SERVERS: [OnceLock<Server>; MAJORS.len()] = [const { OnceLock::new() }; MAJORS.len()];
    let place = MAJORS.iter().position(|known| *known == major).expect("a major of the list");
    let server = SERVERS[place].get_or_init(|| {
        let bin = format!("{}/build/postgres/{major}/bin", env!("CARGO_MANIFEST_DIR"));
        assert!(std::path::Path::new(&bin).join("initdb").exists(), "no {bin}: run script/servers");
        start(&bin)
    });
    on(server)
}

/// The server's maintenance database, as superuser over the unix socket.
pub(crate) fn maintenance() -> Connection {
    on(server())
}

fn on(server: &Server) -> Connection {
    Connection {
        host: server.directory.clone(),
        port: server.port,
        user: "postgres".to_owned(),
        password: None,
        database: "postgres".to_owned(),
        tls: TlsMode::Prefer,
        root_certificate: None,
        schema: None,
        connect_timeout: None,
        pooler: false,
        settings: Vec::new(),
        url: Secret::new("postgres://"),
    }
}

/// A new, empty database of its own, as superuser over the unix socket.
pub(crate) async fn database() -> Connection {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let name = format!("test {}", NEXT.fetch_add(1, Ordering::Relaxed));
    let mut session = open(&maintenance()).await.expect("maintenance database");
    session
        .run(&format!("CREATE DATABASE {} TEMPLATE template0", quote_identifier(&name)))
        .await
        .expect("created");
    maintenance().with_database(&name)
}

/// Drops the database of a session: where tests make hundreds.
pub(crate) async fn gone(session: Session) {
    let name = quote_identifier(&session.connection().database);
    session.close().await;
    let mut maintenance = open(&maintenance()).await.expect("maintenance database");
    match maintenance.run(&format!("DROP DATABASE {name} WITH (FORCE)")).await {
        // It has a subscription, and goes with the server.
        Err(error) if error.code() == Some("55006") => {}
        dropped => dropped.expect("dropped"),
    }
    maintenance.close().await;
}

/// The same database over TCP, where the server asks for a password.
pub(crate) fn over_tcp(connection: &Connection, user: &str, password: &str) -> Connection {
    Connection {
        host: "127.0.0.1".to_owned(),
        user: user.to_owned(),
        password: Some(Secret::new(password)),
        ..connection.clone()
    }
}

/// A session that may write.
pub(crate) async fn open(connection: &Connection) -> Result<Session, DbError> {
    connect(connection, "lockstep test", Access::Write).await
}
