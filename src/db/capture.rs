//! Reads everything a database contains at one moment: one query per kind of object, all of them
//! one message.
//!
//! What makes two readings of one object equal is in the queries, in `pins` and in how rows are
//! gathered; what is compared, and how, is the business of `model::diff`.

mod class;
mod column;
mod constraint;
mod gather;
mod index;
mod intern;
mod layout;
mod message;
mod names;
mod privileges;
mod secret;

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::DbError;
use super::dependency::{self, Reference};
use super::scope::Filter;
pub(crate) use super::scope::Scope;
use super::session::{Answer, Row, Session};
pub(in crate::db) use class::{Address, Class};
use gather::Gathered;
use layout::Layout;
pub(crate) use message::Moment;
use message::{Message, Part};

use crate::model::catalog::{Catalog, Family, Unreadable};

/// How long a reading is tried again that changes of the schema keep disturbing. A count of attempts
/// would make the answer depend on how busy the machine is.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause before the second attempt; it grows with each, up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The catalog of the session's database, as far as `scope` goes. One round trip, unless the schema
/// changes under the reading.
pub(crate) async fn capture(session: &mut Session, scope: &Scope) -> Result<Catalog, DbError> {
    capture_at(session, scope, Moment::Now).await
}

/// The same at another moment.
pub(crate) async fn capture_at(
    session: &mut Session,
    scope: &Scope,
    moment: Moment<'_>,
) -> Result<Catalog, DbError> {
    let mut unreadable: Vec<Unreadable> = Vec::new();
    let started = Instant::now();
    let mut disturbed = 0;
    loop {
        tokio::time::sleep((PAUSE * disturbed).min(LONGEST_PAUSE)).await;
        let without: Vec<Family> = unreadable.iter().map(|unreadable| unreadable.what).collect();
        let message = Message::new(session.version_num() / 10_000, scope, moment, &without);
        let (mut reading, outcome) = read(session, &message).await;
        let last = started.elapsed() >= PATIENCE || moment == Moment::Inside;
        if let Err(error) = outcome {
            if error.server().is_none() || moment == Moment::Inside {
                return Err(error);
            }
            // The transaction is still open, and failed.
            session.run("ROLLBACK").await?;
            match (error.code(), reading.at) {
                // An object went away between the snapshot and its printing.
                (Some("XX000"), _) if !last => {
                    disturbed += 1;
                    continue;
                }
                (Some("42501"), Part::Read(what)) => {
                    unreadable.push(Unreadable { what, reason: error.to_string() });
                    continue;
                }
                _ => return Err(error),
            }
        }
        if let Some(name) = reading.unknown_column.take() {
            return Err(session.protocol(format!("a column {name:?} that means nothing")));
        }
        let mut filter = Filter::new(scope);
        let references = std::mem::take(&mut reading.references);
        let changed = reading.changed;
        let hidden = std::mem::take(&mut reading.gathered.unreadable);
        let (incomplete, objects, addresses) = reading.gathered.into_objects(&mut filter, scope.dependencies);
        if (changed || incomplete) && !last {
            disturbed += 1;
            tracing::debug!(target = session.target(), "the schema changed while it was read; reading again");
            continue;
        }
        if changed || incomplete {
            tracing::warn!(
                target = session.target(),
                "the schema kept changing while it was read; the comparison may show a state in between"
            );
        }
        unreadable.extend(hidden.into_iter().map(|(kind, attribute)| Unreadable {
            what: Family::Attribute(kind, attribute),
            reason: "PostgreSQL shows it to superusers, and some of it to owners".to_owned(),
        }));
        return Ok(Catalog {
            server_major: session.version_num() / 10_000,
            objects: scope.settle(objects),
            unreadable,
            dependencies: scope.dependencies.then(|| dependency::resolve(&addresses, &references)),
        });
    }
}

/// What came back so far.
struct Reading {
    /// The statement that is being answered.
    at: Part,
    /// Somebody changed the schema since the snapshot.
    changed: bool,
    unknown_column: Option<String>,
    layouts: HashMap<usize, Layout>,
    gathered: Gathered,
    references: Vec<Reference>,
}

impl Reading {
    fn row(&mut self, statement: usize, part: Part, row: &Row<'_>) {
        match part {
            Part::Read(Family::Objects(kind)) => {
                let layout = match self.layouts.entry(statement) {
                    std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
                    std::collections::hash_map::Entry::Vacant(new) => match Layout::of(row) {
                        Ok(layout) => new.insert(layout),
                        Err(name) => return self.unknown_column = Some(name),
                    },
                };
                self.gathered.object(kind, layout, row);
            }
            Part::Read(Family::Facts(attribute) | Family::Attribute(_, attribute)) => {
                self.gathered.fact(attribute, row)
            }
            Part::Names(naming) => {
                let Gathered { names, interner, .. } = &mut self.gathered;
                names.learn(naming, row, interner);
            }
            Part::ForeignPrivileges => self.gathered.foreign_privileges(row),
            Part::Members => self.gathered.member(row),
            Part::Dependencies => self.references.extend(Reference::read(row)),
            Part::Changed => self.changed = row.text(0).is_some_and(|changed| changed == "t"),
            Part::Silent => {}
        }
    }
}

/// Sends the message once.
async fn read(session: &mut Session, message: &Message) -> (Reading, Result<(), DbError>) {
    let parts = &message.parts;
    let mut reading = Reading {
        at: Part::Silent,
        changed: false,
        unknown_column: None,
        layouts: HashMap::new(),
        gathered: Gathered::default(),
        references: Vec::new(),
    };
    let outcome = session
        .message(&message.text, |answer| match answer {
            Answer::Completed { statement } => {
                reading.at = parts.get(statement + 1).copied().unwrap_or(Part::Silent);
            }
            Answer::Row { statement, row } => {
                let part = parts.get(statement).copied().unwrap_or(Part::Silent);
                reading.row(statement, part, &row);
            }
        })
        .await;
    (reading, outcome)
}

#[cfg(test)]
mod false_alarms;
#[cfg(test)]
mod planted;
#[cfg(test)]
mod tests;
