//! One writer per database: our own advisory lock, with the migration tool's own beside it, held by
//! the session for the whole run. And what else on the server a migration might wait for.

use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

use super::cancel::Cancel;
use super::error::DbError;
use super::pooler;
use super::session::Session;
use crate::model::progress::{Observer, Progress};
use crate::model::server::Blocker;

/// The key of lockstep's own lock: the letters `lockstep` as a big-endian number,
/// 7813573191660758384. Documented, so that scripts of the user's can respect it; never changed.
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
            return pooler::refuse(session, &keys, pid).await;
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
    session.run(&unlock_query(&keys(tool_locks))).await
}

/// What else may make a migration of this database wait: dumps, prepared transactions, and other
/// transactions that have been open for `at_least`.
pub(crate) async fn blockers(session: &mut Session, at_least: Duration) -> Result<Vec<Blocker>, DbError> {
    let query = include_str!("queries/blockers.sql").replace("$SECONDS", &at_least.as_secs().to_string());
    let rows = session.fetch(&query).await?;
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

/// Unlocks what is held and nothing else: to unlock more is a warning.
pub(super) fn unlock_query(keys: &[i64]) -> String {
    format!(
        "SELECT pg_catalog.pg_advisory_unlock(held.key) FROM ({}) AS held(pid, key, mine) WHERE held.mine",
        holders_query(keys)
    )
}

pub(super) fn holders_query(keys: &[i64]) -> String {
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
pub(super) struct Holding {
    pub(super) pid: i32,
    pub(super) key: i64,
    pub(super) mine: bool,
    user: String,
    application: String,
    since: String,
}

impl Holding {
    fn read(row: Vec<Option<String>>) -> Option<Self> {
        let [pid, key, mine, user, application, since] = <[_; 6]>::try_from(row).ok()?;
        Some(Self {
            pid: pid?.parse().ok()?,
            key: key?.parse().ok()?,
            mine: mine? == "t",
            user: user?,
            application: application?,
            since: since.unwrap_or_default(),
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
pub(super) async fn attempt(
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::db::cancel::Signal;
    use crate::db::testing;

    const PRISMA: i64 = 72_707_369;

    #[derive(Default)]
    struct Heard(Mutex<Vec<Progress>>);

    impl Observer for Heard {
        fn observe(&self, progress: Progress) {
            self.0.lock().expect("no panic").push(progress);
        }
    }

    async fn take(session: &mut Session, wait: Duration) -> Result<(), DbError> {
        acquire(session, &[PRISMA], wait, &Heard::default(), &Cancel::new()).await
    }

    #[tokio::test]
    async fn the_second_of_two_runs_is_told_who_holds_the_lock() {
        let database = testing::database().await;
        let mut first = testing::open(&database).await.expect("open");
        let mut second = testing::open(&database).await.expect("open");
        take(&mut first, Duration::ZERO).await.expect("free");
        let error = take(&mut second, Duration::ZERO).await.expect_err("held");
        let pid = first.pid().await.expect("known");
        assert!(
            error.to_string().contains(&format!("process {pid}, user postgres, lockstep test")),
            "{error}"
        );
        release(&mut first, &[PRISMA]).await.expect("released");
        take(&mut second, Duration::ZERO).await.expect("free again");
    }

    #[tokio::test]
    async fn waiting_ends_when_the_lock_is_released_and_says_why_once() {
        let database = testing::database().await;
        let mut native = testing::open(&database).await.expect("open");
        let mut ours = testing::open(&database).await.expect("open");
        // The tool itself is at work; our own lock is free.
        native.run(&format!("SELECT pg_advisory_lock({PRISMA})")).await.expect("locked");
        let heard = Heard::default();
        let cancel = Cancel::new();
        let (outcome, ()) =
            tokio::join!(acquire(&mut ours, &[PRISMA], Duration::from_secs(20), &heard, &cancel), async {
                tokio::time::sleep(Duration::from_millis(700)).await;
                native.close().await;
            });
        outcome.expect("released");
        let heard = heard.0.into_inner().expect("no panic");
        assert!(matches!(&heard[..], [Progress::Waiting { reason }] if reason.contains("another run")));
    }

    #[tokio::test]
    async fn who_gives_up_leaves_nothing_locked() {
        let database = testing::database().await;
        let mut native = testing::open(&database).await.expect("open");
        native.run(&format!("SELECT pg_advisory_lock({PRISMA})")).await.expect("locked");
        let mut ours = testing::open(&database).await.expect("open");
        let (cancel, heard) = (Cancel::new(), Heard::default());
        let (outcome, ()) =
            tokio::join!(acquire(&mut ours, &[PRISMA], Duration::from_secs(60), &heard, &cancel), async {
                tokio::time::sleep(Duration::from_millis(300)).await;
                cancel.set(Signal::Interrupt);
            });
        assert!(matches!(outcome, Err(DbError::Cancelled)));
        let count = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = \
                     (SELECT oid FROM pg_database WHERE datname = current_database())";
        let held = native.one(count).await;
        assert_eq!(held.expect("answered"), "1", "the tool's own");
    }

    #[tokio::test]
    async fn dumps_and_prepared_transactions_are_blockers_and_short_transactions_are_not() {
        let database = testing::database().await;
        let mut session = testing::open(&database).await.expect("open");
        let mut dump = crate::db::connect(&database, "pg_dump", crate::db::Access::Read).await.expect("open");
        dump.run("BEGIN; SELECT 1").await.expect("begun");
        let mut other = testing::open(&database).await.expect("open");
        other
            .run("CREATE TABLE t (); BEGIN; LOCK t; PREPARE TRANSACTION 'left behind'")
            .await
            .expect("prepared");
        other.run("BEGIN; SELECT 1").await.expect("begun");
        let mut blockers = blockers(&mut session, Duration::from_secs(30)).await.expect("answered");
        blockers.sort_by_key(|blocker| blocker.pid);
        let seen: Vec<_> = blockers.iter().map(|blocker| (blocker.what.as_str(), blocker.pid)).collect();
        let dump = dump.pid().await.expect("known");
        assert_eq!(seen, [("prepared transaction", 0), ("running dump", dump)]);
        assert_eq!(blockers[0].query, "left behind");
        session.run("ROLLBACK PREPARED 'left behind'").await.expect("rolled back");
    }
}
