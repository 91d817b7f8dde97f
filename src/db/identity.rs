//! Whether two sessions reach one database. URLs prove nothing: two names may lead to one server,
//! and a provider's branch is a copy that kept its system identifier and its oids.

use std::hash::{BuildHasher as _, RandomState};

use super::error::DbError;
use super::session::Session;
use crate::model::server::{Identity, Server};

/// Compares what the servers said; when that is equal, a lock taken through `a` and looked for
/// through `b` decides.
pub(crate) async fn identify(
    a: &mut Session,
    a_server: &Server,
    b: &mut Session,
    b_server: &Server,
) -> Result<Identity, DbError> {
    if let Some(difference) = difference(a_server, b_server) {
        return Ok(Identity::Different(difference));
    }
    if a_server.in_recovery != b_server.in_recovery && a_server.system_identifier.is_some() {
        // A replica has locks of its own, and the data of its primary.
        return Ok(Identity::Same("one is a read replica of the other".to_owned()));
    }
    if probe(a, b).await? {
        Ok(Identity::Same("a lock taken through one connection is seen through the other".to_owned()))
    } else {
        Ok(Identity::Different(
            "a lock taken through one connection is not seen through the other".to_owned(),
        ))
    }
}

/// A difference that one database cannot have with itself. Addresses are none: one server may
/// have several.
fn difference(a: &Server, b: &Server) -> Option<String> {
    match (&a.system_identifier, &b.system_identifier) {
        (Some(a), Some(b)) if a != b => {
            return Some(format!("the servers have the system identifiers {a} and {b}"));
        }
        _ => {}
    }
    if a.database_oid != b.database_oid {
        return Some(format!("the databases have the oids {} and {}", a.database_oid, b.database_oid));
    }
    if a.version_num != b.version_num {
        return Some(format!("the servers have the versions {} and {}", a.version, b.version));
    }
    None
}

/// Whether `b` sees a lock that `a` holds. A transaction holds it, so that a pooler in between
/// keeps its server until the answer is there.
async fn probe(a: &mut Session, b: &mut Session) -> Result<bool, DbError> {
    let key = RandomState::new().hash_one("lockstep identity").cast_signed();
    a.run(&format!("BEGIN; SELECT pg_catalog.pg_advisory_xact_lock({key})")).await?;
    let seen = b.fetch(&include_str!("queries/lock_holders.sql").replace("{keys}", &key.to_string())).await;
    a.run("ROLLBACK").await?;
    Ok(!seen?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::session::Access;
    use crate::db::{connect, testing};
    use crate::model::connection::Connection;

    async fn verdict(a: &Connection, b: &Connection) -> Identity {
        let mut a = connect(a, "lockstep test", Access::Read).await.expect("connected");
        let mut b = connect(b, "lockstep test", Access::Read).await.expect("connected");
        let a_server = a.inspect(None).await.expect("inspected").server;
        let b_server = b.inspect(None).await.expect("inspected").server;
        identify(&mut a, &a_server, &mut b, &b_server).await.expect("answered")
    }

    #[tokio::test]
    async fn two_ways_to_one_database_are_seen_through() {
        let socket = testing::database().await;
        let tcp = testing::over_tcp(&socket, "postgres", testing::PASSWORD);
        assert!(matches!(verdict(&socket, &tcp).await, Identity::Same(_)));
    }

    #[tokio::test]
    async fn two_databases_of_one_server_differ() {
        let (a, b) = (testing::database().await, testing::database().await);
        assert!(matches!(verdict(&a, &b).await, Identity::Different(by) if by.contains("oids")));
    }

    #[tokio::test]
    async fn a_copy_with_the_same_numbers_is_told_by_the_lock() {
        let (a, b) = (testing::database().await, testing::database().await);
        let mut a = testing::open(&a).await.expect("open");
        let mut b = testing::open(&b).await.expect("open");
        let server = a.inspect(None).await.expect("inspected").server;
        let same_numbers = server.clone();
        let verdict = identify(&mut a, &server, &mut b, &same_numbers).await.expect("answered");
        assert!(matches!(verdict, Identity::Different(by) if by.contains("lock")));
    }
}
