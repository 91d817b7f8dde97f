//! Poolers in transaction mode, recognised by what they do: there the server process of an idle
//! session is given to the next who asks, and locks and settings stay behind with it.

use std::time::Duration;

use super::connect::connect_within;
use super::error::DbError;
use super::lock::{attempt, unlock_query};
use super::session::{Access, Session};

/// How long the second connection may take.
const LIMIT: Duration = Duration::from_secs(5);

/// Proves that the locks just taken stay with `session`, whose server process was `pid`: asks as
/// the next one, and then looks again. Where they do not stay they are given back.
pub(super) async fn refuse(session: &mut Session, keys: &[i64], pid: i32) -> Result<(), DbError> {
    match rival(session).await {
        Ok((mut rival, theirs)) if theirs == pid => {
            // This is the process that has the locks.
            rival.run(&unlock_query(keys)).await?;
            let proof = format!("two connections were given one server process, {pid}");
            Err(DbError::Pooler { target: session.target(), proof })
        }
        // Its transaction is open while we look again, so that its process cannot be given to us.
        Ok((_rival, _)) => still_held(session, keys, pid).await,
        Err(error) => {
            tracing::debug!(%error, "no second connection to look for a pooler with");
            still_held(session, keys, pid).await
        }
    }
}

/// A second connection that holds a server process, and which.
async fn rival(session: &Session) -> Result<(Session, i32), DbError> {
    let ask = async {
        let mut rival = connect_within(session.connection(), "lockstep probe", Access::Read, LIMIT).await?;
        let pid = rival.one("BEGIN; SELECT pg_catalog.pg_backend_pid()").await?;
        let pid = pid.parse().map_err(|_| rival.protocol(format!("{pid:?} as a process id")))?;
        Ok((rival, pid))
    };
    match tokio::time::timeout(LIMIT, ask).await {
        Ok(outcome) => outcome,
        Err(_) => Err(session.protocol("no second connection in time".to_owned())),
    }
}

async fn still_held(session: &mut Session, keys: &[i64], pid: i32) -> Result<(), DbError> {
    let (now, holdings) = attempt(session, keys, &[]).await?;
    let held = keys.iter().all(|key| holdings.iter().any(|holding| holding.mine && holding.key == *key));
    if now == pid && held {
        return Ok(());
    }
    // The process with the locks is out of our hands, and would hold them for as long as the
    // pooler keeps it; ending it is the only way to free them. It was ours a moment ago.
    if holdings.iter().any(|holding| holding.pid == pid) {
        session.run(&format!("SELECT pg_catalog.pg_terminate_backend({pid})")).await?;
    }
    let proof = format!("the server process changed from {pid} to {now}");
    Err(DbError::Pooler { target: session.target(), proof })
}

#[cfg(test)]
mod tests {
    use std::process::{Child, Command};

    use super::*;
    use crate::db::cancel::Cancel;
    use crate::db::{lock, testing};
    use crate::model::connection::Connection;
    use crate::model::progress::{Observer, Progress};

    struct Nobody;

    impl Observer for Nobody {
        fn observe(&self, _: Progress) {}
    }

    /// PgBouncer in front of a database; ended with the test.
    struct Pooler {
        process: Child,
        _directory: tempfile::TempDir,
    }

    impl Drop for Pooler {
        fn drop(&mut self) {
            let _ = self.process.kill();
            let _ = self.process.wait();
        }
    }

    async fn pooler(database: &Connection, mode: &str, settings: &str) -> (Pooler, Connection) {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::Builder::new().prefix("lockstep-pooler.").tempdir().expect("made");
        let path = directory.path().to_str().expect("UTF-8").to_owned();
        // It refuses to run as root, so another user must be able to make the socket.
        std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o777)).expect("ours");
        let Connection { host, port, database: name, .. } = database;
        let file = format!("{path}/pgbouncer.ini");
        let text = format!(
            "[databases]\npooled = host={host} port={port} dbname='{name}' user=postgres\n\
             [pgbouncer]\nlisten_addr =\nlisten_port = 6432\nunix_socket_dir = {path}\n\
             auth_type = any\npool_mode = {mode}\n{settings}\n"
        );
        std::fs::write(&file, text).expect("written");
        let mut command = Command::new("pgbouncer");
        if std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
            command.args(["-u", "postgres"]);
        }
        let process = command.args(["-q", &file]).spawn().expect("pgbouncer is installed");
        let pooler = Pooler { process, _directory: directory };
        let connection =
            Connection { host: path, port: 6432, database: "pooled".to_owned(), ..database.clone() };
        for _ in 0..100 {
            if testing::open(&connection).await.is_ok() {
                return (pooler, connection);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("pgbouncer does not answer");
    }

    async fn held(database: &Connection) -> String {
        let mut direct = testing::open(database).await.expect("open");
        let count = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = \
                     (SELECT oid FROM pg_database WHERE datname = current_database())";
        direct.one(count).await.expect("answered")
    }

    #[tokio::test]
    async fn a_pooler_in_transaction_mode_is_recognised_and_left_without_locks() {
        for settings in ["", "server_round_robin = 1", "default_pool_size = 1"] {
            let database = testing::database().await;
            let (_pooler, connection) = pooler(&database, "transaction", settings).await;
            let mut session = testing::open(&connection).await.expect("let in");
            let outcome = lock::acquire(&mut session, &[7], Duration::ZERO, &Nobody, &Cancel::new()).await;
            assert!(matches!(outcome, Err(DbError::Pooler { .. })), "{settings}: {outcome:?}");
            assert_eq!(held(&database).await, "0", "{settings}");
        }
    }

    #[tokio::test]
    async fn a_pooler_in_session_mode_is_fine() {
        let database = testing::database().await;
        let (_pooler, connection) = pooler(&database, "session", "").await;
        let mut session = testing::open(&connection).await.expect("let in");
        lock::acquire(&mut session, &[7], Duration::ZERO, &Nobody, &Cancel::new()).await.expect("locked");
        assert_eq!(held(&database).await, "2");
    }
}
