//! Scratch databases on a server that the user gave for it (`scratch.url`).

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use super::ScratchError;
use crate::db::{self, Access, DbError, Session};
use crate::model::connection::Connection;
use crate::model::quote::{quote_identifier, quote_literal};

/// Every database we make begins with this, then the second it was made at and something random.
const PREFIX: &str = "lockstep_scratch_";

/// A database of ours without connections that is older than this was left by a run that was
/// killed.
const LEFT_BEHIND_SECONDS: u64 = 3600;

/// A server where we may make and drop databases.
pub(super) struct External {
    maintenance: Connection,
    major: u32,
    made: Mutex<Vec<String>>,
}

impl External {
    /// Looks at the server and removes what earlier runs left there.
    pub(super) async fn open(url: &Connection) -> Result<Self, ScratchError> {
        let mut session = connect(url).await?;
        let major = session.version_num() / 10_000;
        remove_left_behind(&mut session).await?;
        session.close().await;
        Ok(Self { maintenance: url.clone(), major, made: Mutex::new(Vec::new()) })
    }

    pub(super) fn major(&self) -> u32 {
        self.major
    }

    /// Where databases are made and dropped from.
    pub(super) fn maintenance(&self) -> &Connection {
        &self.maintenance
    }

    /// A name for the `number`-th database, to be dropped at the end.
    pub(super) fn reserve_name(&self, number: u32) -> String {
        let name = name_at(now(), RandomState::new().hash_one(number));
        self.made.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(name.clone());
        name
    }

    /// Drops every database made here.
    pub(super) async fn drop_databases(self) -> Result<(), ScratchError> {
        let made = self.made.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut session = connect(&self.maintenance).await?;
        for name in made {
            session.run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quote_identifier(&name))).await?;
        }
        session.close().await;
        Ok(())
    }
}

async fn connect(url: &Connection) -> Result<Session, DbError> {
    db::connect(url, "lockstep scratch", Access::Write).await
}

async fn remove_left_behind(session: &mut Session) -> Result<(), DbError> {
    let unused = format!(
        "SELECT datname FROM pg_catalog.pg_database d WHERE pg_catalog.starts_with(datname, {}) \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)",
        quote_literal(PREFIX)
    );
    let oldest = now().saturating_sub(LEFT_BEHIND_SECONDS);
    for name in session.fetch(&unused).await?.into_iter().flatten().flatten() {
        if made_at(&name).is_some_and(|made| made < oldest) {
            tracing::info!(database = name, "removing a scratch database that a killed run left");
            // Another run may be about to do the same.
            let dropped = session.run(&format!("DROP DATABASE IF EXISTS {}", quote_identifier(&name))).await;
            if let Err(error) = dropped {
                tracing::warn!(%error, database = name, "cannot remove a left scratch database");
            }
        }
    }
    Ok(())
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |age| age.as_secs())
}

fn name_at(second: u64, random: u64) -> String {
    format!("{PREFIX}{second}_{random:016x}")
}

/// The second a database of ours was made at; `None` for other people's.
fn made_at(name: &str) -> Option<u64> {
    let (second, random) = name.strip_prefix(PREFIX)?.split_once('_')?;
    let is_random = random.len() == 16 && random.bytes().all(|byte| byte.is_ascii_hexdigit());
    second.parse().ok().filter(|_| is_random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_ours_have_an_age() {
        assert_eq!(made_at(&name_at(1_700_000_000, 7)), Some(1_700_000_000));
        assert_eq!(made_at("lockstep_scratch_1700000000"), None);
        assert_eq!(made_at("lockstep_scratch_1700000000_mine"), None);
        assert_eq!(made_at("app"), None);
    }
}
