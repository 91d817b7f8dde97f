//! Planting: a database with one or more of everything, changed in one way at a time inside a
//! transaction that is rolled back, read by the same capture and compared by the same rules as any
//! other.

use super::planted::{Planted, Planting};
use crate::db::capture::{Moment, capture, capture_at};
use crate::db::fingerprint::fingerprint;
use crate::db::scope::Scope;
use crate::db::{DbError, Session};
use crate::model::catalog::Catalog;
use crate::model::diff::{Rules, diff};

/// What came of one planted change.
pub(super) struct Trial<'a> {
    pub(super) change: &'a Planting,
    /// The differences seen; the error is why the change could not be made or read.
    pub(super) seen: Result<Vec<String>, String>,
}

impl Trial<'_> {
    /// The differences that should have been seen and were not, each with the reason where there is one.
    pub(super) fn unseen(&self) -> Vec<String> {
        match &self.seen {
            Ok(seen) => self.change.expected.iter().filter(|line| !seen.contains(line)).cloned().collect(),
            Err(reason) => self.change.expected.iter().map(|line| format!("{line} ({reason})")).collect(),
        }
    }
}

/// What came of many of them.
#[derive(Default)]
pub(super) struct Trials<'a> {
    pub(super) trials: Vec<Trial<'a>>,
    /// What differed after the last one was taken back, when nothing may.
    pub(super) at_rest: Vec<String>,
}

impl Extend<Self> for Trials<'_> {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, others: I) {
        for other in others {
            self.trials.extend(other.trials);
            self.at_rest.extend(other.at_rest);
        }
    }
}

/// Plants every change of `files` in the empty database of `session`, which a superuser has opened.
/// `before_each` may end it.
pub(super) async fn try_all<'a>(
    session: &mut Session,
    files: &'a [Planted],
    before_each: impl Fn() -> Result<(), DbError>,
) -> Result<Trials<'a>, DbError> {
    let mut bases: Vec<Option<String>> = Vec::new();
    for file in files {
        bases.push(told(session.run(&file.base).await)?.err());
    }
    let scope = Scope { schemas: vec!["*".to_owned()], ..Scope::default() };
    let base = capture(session, &scope).await?;
    session.run("BEGIN").await?;
    let mut trials = Vec::new();
    for (file, refused) in files.iter().zip(&bases) {
        for change in &file.changes {
            before_each()?;
            let seen = match refused {
                Some(reason) => Err(reason.clone()),
                None => told(plant(session, change, &scope, &base).await)?,
            };
            trials.push(Trial { change, seen });
        }
    }
    session.run("ROLLBACK").await?;
    let after = capture(session, &scope).await?;
    Ok(Trials { trials, at_rest: lines(&after, &base) })
}

/// Makes the change and reads the database with it. The transaction stays open: the next message ends
/// it, which saves a turn.
async fn plant(
    session: &mut Session,
    change: &Planting,
    scope: &Scope,
    base: &Catalog,
) -> Result<Vec<String>, DbError> {
    session.run(&format!("ROLLBACK;BEGIN;{}", change.sql)).await?;
    let changed = capture_at(session, scope, Moment::Inside).await?;
    Ok(lines(&changed, base))
}

/// The differences, and whether the fingerprints say the same as they do.
fn lines(changed: &Catalog, base: &Catalog) -> Vec<String> {
    let rules = Rules::default();
    let mut lines: Vec<String> = diff(changed, base, &rules).iter().map(ToString::to_string).collect();
    if lines.is_empty() != (fingerprint(changed, &rules) == fingerprint(base, &rules)) {
        lines.push("the fingerprints say otherwise".to_owned());
    }
    lines
}

/// What the server refused, as text; without a server there is nothing to go on with.
fn told<T>(outcome: Result<T, DbError>) -> Result<Result<T, String>, DbError> {
    match outcome {
        Ok(value) => Ok(Ok(value)),
        Err(error) => match error.server() {
            Some(server) => Ok(Err(server.to_string())),
            None => Err(error),
        },
    }
}
