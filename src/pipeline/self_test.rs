//! Step: whether the comparison sees what it should. Every sort of change that the table of kinds
//! knows is planted on scratch, and looked for. As long as one is not seen, that nothing is found in
//! a database proves nothing.

mod planted;
mod trial;

use crate::db::{self, Access, DbError};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::progress::Progress;

use super::failure::Outcome;
use super::replay;
use super::run::{Done, Run};
use planted::{Planted, Sort, never_planted, planted};
use trial::{Trials, try_all};

/// How many of the changes not seen a finding lists; the number of all is in the step's summary.
const LISTED: usize = 20;

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
    let summary = format!("{} of {} planted changes seen", verdict.seen, verdict.planted);
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

/// What the trials come to.
struct Verdict {
    planted: usize,
    seen: usize,
    unseen: Vec<String>,
    /// What went wrong besides.
    trouble: Vec<String>,
}

impl Verdict {
    /// `lacking` are the sorts of change that no file plants.
    fn of(trials: &Trials<'_>, lacking: &[Sort]) -> Self {
        let planted = trials.trials.iter().map(|trial| trial.change.expected.len()).sum();
        let unseen: Vec<String> = trials.trials.iter().flat_map(trial::Trial::unseen).collect();
        let mut trouble: Vec<String> =
            lacking.iter().map(|sort| format!("nothing is planted for {sort}")).collect();
        trouble.extend(trials.at_rest.iter().map(|line| format!("seen where nothing is planted: {line}")));
        Self { planted, seen: planted - unseen.len(), unseen, trouble }
    }

    /// No change could be planted.
    fn nothing(files: &[Planted], reason: String) -> Self {
        let changes = files.iter().flat_map(|file| &file.changes);
        Self {
            planted: changes.map(|change| change.expected.len()).sum(),
            seen: 0,
            unseen: Vec::new(),
            trouble: vec![format!("nothing can be planted: {reason}")],
        }
    }

    /// `None` when everything was seen and nothing else.
    fn finding(&self) -> Option<Finding> {
        let unseen = self.unseen.iter().map(|line| format!("not seen: {line}"));
        let all: Vec<String> = unseen.chain(self.trouble.iter().cloned()).collect();
        if all.is_empty() && self.planted > 0 && self.seen == self.planted {
            return None;
        }
        let mut message = all[..all.len().min(LISTED)].join("; ");
        if all.len() > LISTED {
            message.push_str(&format!("; and {} more", all.len() - LISTED));
        }
        let help = "leave out `scratch.url`, or name a superuser there; if it fails on a server that lockstep \
                    started, please report it with this finding";
        Some(Finding::new(Code::SelfTestFailed, format!("the self-test failed: {message}")).with_help(help))
    }
}

#[cfg(test)]
mod tests;
