//! One writer per database: our own advisory lock, with the migration tool's own beside it, held by
//! the session for the whole run. And what else on the server a migration might wait for.

use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

use super::cancel::Cancel;
use super::connect::connect_within;
use super::error::DbError;
use super::session::{Access, Session};
use crate::model::progress::{Observer, Progress};
use crate::model::server::Blocker;

/// The key of lockstep's own lock: the letters `lockstep` as a big-endian number,
/// 7813586345965250928. Documented, so that scripts of the user's can respect it; never changed.
pub(crate) const KEY: i64 = i64::from_be_bytes(*b"lockstep");

/// Shortest and longest pause between two tries; the pause in between is random, so that runs that
/// wait together do not try together.
const PAUSE: (Duration, Duration) = (Duration::from_millis(200), Duration::from_millis(1500));

/// Takes our lock and `tool_locks`, waiting up to `wait`, and proves that they stay with this
/// session. Release them with [`release`]; the end of the session does it, too.
pub(crate) async fn acquire(
    session: &mut Session,
    tool_locks: &[i64],
    wait: Duration,
    observer: &dyn Observer,
    cancel: &Cancel,
) -> Result<(), DbError> {
    let keys = keys(tool_locks);
    let started = Instant::now();
    let mut told = String::new();
    let mut missing = keys.clone();
    loop {
        let (pid, holdings) = attempt(session, &keys, &missing).await?;
        missing.retain(|key| !holdings.iter().any(|holding| holding.mine && holding.key == *key));
        if missing.is_empty() {
            session.set_pid(pid);
            return prove(session, &keys, pid).await;
        }
        let holder = holdings.iter().find(|holding| missing.contains(&holding.key));
        let holder = holder.map_or_else(|| "it was just released".to_owned(), Holding::describe);
        let pause = pause();
        if started.elapsed() + pause > wait {
            release(session, tool_locks).await?;
            return Err(DbError::LockHeld { target: session.target(), holder });
        }
        if holder != told {
            let reason = format!("another run holds the lock on {}: {holder}", session.target());
            observer.observe(Progress::Waiting { reason });
            told = holder;
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = cancel.cancelled() => {
                release(session, tool_locks).await?;
                return Err(DbError::Cancelled);
            }
        }
    }
}

/// Gives the locks back, those of them that are held.
pub(crate) async fn release(session: &mut Session, tool_locks: &[i64]) -> Result<(), DbError> {
    // Only what is held: unlocking another is a warning.
    let statements = format!(
        "SELECT pg_catalog.pg_advisory_unlock(held.key) FROM ({}) AS held(pid, key, mine) WHERE held.mine",
        holders_query(&keys(tool_locks))
    );
    session.run(&statements).await
}

/// What else may make a migration of this database wait.
pub(crate) async fn blockers(session: &mut Session) -> Result<Vec<Blocker>, DbError> {
    let rows = session.fetch(include_str!("queries/blockers.sql")).await?;
    let blockers = rows.into_iter().map(|row| {
        let [pid, what, user, application, seconds, query] = <[_; 6]>::try_from(row).ok()?;
        Some(Blocker {
            pid: pid?.parse().ok()?,
            what: what?,
            user: user?,
            application: application?,
            seconds: seconds?.parse().ok()?,
            query: query?,
        })
    });
    blockers
        .collect::<Option<_>>()
        .ok_or_else(|| session.protocol("a row of pg_stat_activity that cannot be read".to_owned()))
}

fn keys(tool_locks: &[i64]) -> Vec<i64> {
    std::iter::once(KEY).chain(tool_locks.iter().copied()).collect()
}

fn holders_query(keys: &[i64]) -> String {
    let keys: Vec<String> = keys.iter().map(i64::to_string).collect();
    include_str!("queries/lock_holders.sql").replace("{keys}", &keys.join(", "))
}

fn pause() -> Duration {
    let (shortest, longest) = PAUSE;
    let spread = u64::try_from((longest - shortest).as_millis()).unwrap_or(u64::MAX);
    // A fresh RandomState is the standard library's only source of chance.
    shortest + Duration::from_millis(RandomState::new().hash_one(0) % spread)
}

/// One advisory lock of ours in somebody's hands.
struct Holding {
    pid: i32,
    key: i64,
    mine: bool,
    user: String,
    application: String,
    since: String,
    seconds: u64,
}

impl Holding {
    fn read(row: Vec<Option<String>>) -> Option<Self> {
        let [pid, key, mine, user, application, since, seconds] = <[_; 7]>::try_from(row).ok()?;
        Some(Self {
            pid: pid?.parse().ok()?,
            key: key?.parse().ok()?,
            mine: mine? == "t",
            user: user?,
            application: application?,
            since: since.unwrap_or_default(),
            seconds: seconds.unwrap_or_default().parse().unwrap_or_default(),
        })
    }

    fn describe(&self) -> String {
        let Self { pid, user, application, .. } = self;
        let application = if application.is_empty() { "an unnamed application" } else { application };
        let mut text = format!("process {pid}, user {user}, {application}");
        if !self.since.is_empty() {
            text.push_str(&format!(", connected since {} UTC", self.since));
        }
        text
    }
}

/// Tries for the missing keys and looks who holds all of them, in one message.
async fn attempt(
    session: &mut Session,
    keys: &[i64],
    missing: &[i64],
) -> Result<(i32, Vec<Holding>), DbError> {
    let tries: String =
        missing.iter().map(|key| format!("SELECT pg_catalog.pg_try_advisory_lock({key});")).collect();
    let mut rows =
        session.fetch(&format!("SELECT pg_catalog.pg_backend_pid();{tries}{}", holders_query(keys))).await?;
    let unreadable = || session.protocol("a lock that cannot be read".to_owned());
    let holdings = rows.split_off((1 + missing.len()).min(rows.len()));
    let holdings: Option<Vec<Holding>> = holdings.into_iter().map(Holding::read).collect();
    let pid = rows.first().and_then(|row| row.first()?.as_ref()?.parse().ok());
    Ok((pid.ok_or_else(unreadable)?, holdings.ok_or_else(unreadable)?))
}

/// Proves that the locks stay with this session, which they do not behind a pooler in transaction
/// mode: there the server process of an idle session is given to the next who asks. So we are the
/// next who asks, and then look again.
async fn prove(session: &mut Session, keys: &[i64], pid: i32) -> Result<(), DbError> {
    let rival = connect_within(session.connection(), "lockstep probe", Access::Read, Duration::from_secs(5));
    let rival = match rival.await {
        // Held in a transaction, so that a pooler cannot give it back to us.
        Ok(mut rival) => {
            rival.fetch("BEGIN; SELECT pg_catalog.pg_backend_pid()").await.map(|row| (rival, row))
        }
        Err(error) => Err(error),
    };
    let proof = match &rival {
        Ok((_, rows)) if *rows == [[Some(pid.to_string())]] => {
            Some(format!("two connections were given one server process, {pid}"))
        }
        Ok(_) => None,
        Err(error) => {
            tracing::debug!(%error, "no second connection to look for a pooler with");
            None
        }
    };
    let (now, holdings) = attempt(session, keys, &[]).await?;
    let held = keys.iter().all(|key| holdings.iter().any(|holding| holding.mine && holding.key == *key));
    if let Ok((rival, _)) = rival {
        rival.close().await;
    }
    let proof = proof
        .or_else(|| (now != pid || !held).then(|| format!("the server process changed from {pid} to {now}")));
    match proof {
        Some(proof) => Err(DbError::Pooler { target: session.target(), proof }),
        None => Ok(()),
    }
}
