//! Step: whether the comparison sees what it should. Every sort of change that the table of kinds
//! knows is planted on scratch, and looked for. As long as one is not seen, that nothing is found in
//! a database proves nothing.

mod planted;
mod trial;
mod verdict;

use crate::db::{self, Access, DbError};
use crate::model::progress::Progress;

use super::failure::Outcome;
use super::replay;
use super::run::{Done, Run};
use planted::{never_planted, planted};
use trial::try_all;
use verdict::Verdict;

/// Many changes have no statement of their own that works anywhere, and are written into the system
/// catalogs.
const MAY_PLANT: &str = "SET allow_system_table_mods = on";

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let (observer, cancel) = (run.surroundings.observer.clone(), run.surroundings.cancel.clone());
    let scratch = replay::scratch(run).await?;
    let major = scratch.major();
    let connection = scratch.create_database().await?;
    let files = planted(major);
    let total = files.iter().map(|file| file.changes.len()).sum();
    let mut session = db::connect(&connection, "lockstep self-test", Access::Write).await?;
    let verdict = match session.run(MAY_PLANT).await {
        Ok(()) => {
            let trials = try_all(&mut session, &files, |done| {
                observer.observe(Progress::Count { what: "planted changes tried", done, total });
                if cancel.signal().is_some() { Err(DbError::Cancelled) } else { Ok(()) }
            })
            .await?;
            Verdict::of(&trials, &never_planted())
        }
        Err(error) if error.server().is_some() => Verdict::nothing(&files, error.to_string()),
        Err(error) => return Err(error.into()),
    };
    session.close().await;
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

#[cfg(test)]
mod tests;
