//! Step: whether the comparison sees what it should. Every sort of change that the table of kinds
//! knows is planted on scratch, and looked for. As long as one is not seen, that nothing is found in
//! a database proves nothing.

mod planted;
mod trial;
mod verdict;

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::try_join_all;

use crate::db::{self, Access, DbError};
use crate::model::progress::Progress;
use crate::scratch::Scratch;

use super::failure::Outcome;
use super::replay;
use super::run::{Done, Run};
use planted::{Planted, never_planted, planted, shares};
use trial::{Trials, try_all};
use verdict::Verdict;

/// Many changes have no statement of their own that works anywhere, and are written into the system
/// catalogs.
const MAY_PLANT: &str = "SET allow_system_table_mods = on";

/// In how many databases at once.
const LANES: usize = 2;

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let (observer, cancel) = (run.surroundings.observer.clone(), run.surroundings.cancel.clone());
    let scratch = replay::scratch(run).await?;
    let major = scratch.major();
    let files = planted(major);
    let total = files.iter().map(|file| file.changes.len()).sum();
    let tried = AtomicUsize::new(0);
    let before_each = || {
        let done = tried.fetch_add(1, Ordering::Relaxed);
        observer.observe(Progress::Count { what: "planted changes tried", done, total });
        if cancel.signal().is_some() { Err(DbError::Cancelled) } else { Ok(()) }
    };
    let shares = shares(&files, LANES);
    let lanes = try_join_all(shares.iter().map(|files| lane(scratch, files, &before_each))).await?;
    let verdict = match lanes.into_iter().collect::<Result<Vec<_>, _>>() {
        Ok(lanes) => {
            let mut all = Trials::default();
            all.extend(lanes);
            Verdict::of(&all, &never_planted())
        }
        Err(refused) => Verdict::nothing(&files, refused),
    };
    let summary = verdict.summary();
    let done = match verdict.finding() {
        None => Done::passed(&summary)
            .proving(format!("every sort of change is seen: {summary}, on PostgreSQL {major}")),
        Some(finding) => {
            run.blind = true;
            run.find(finding);
            Done::failed(summary)
        }
    };
    Ok(done.counting("planted", verdict.planted).counting("seen", verdict.seen))
}

/// Tries one share in a database of its own. The inner error is why nothing can be planted there.
async fn lane<'a>(
    scratch: &Scratch,
    files: &'a [Planted],
    before_each: impl Fn() -> Result<(), DbError>,
) -> Outcome<Result<Trials<'a>, String>> {
    let connection = scratch.create_database().await?;
    let mut session = db::connect(&connection, "lockstep self-test", Access::Write).await?;
    if let Err(error) = session.run(MAY_PLANT).await {
        return if error.server().is_some() { Ok(Err(error.to_string())) } else { Err(error.into()) };
    }
    let trials = try_all(&mut session, files, before_each).await?;
    session.close().await;
    Ok(Ok(trials))
}

#[cfg(test)]
mod tests;
