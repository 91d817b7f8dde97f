//! Reads everything a database contains at one moment: one query per kind of object, all of them
//! one message.
//!
//! What makes two readings of one object equal is in the queries, in `pins` and in `decode`; what
//! is compared, and how, is the business of `model::diff`.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::DbError;
use super::decode::{Address, Layout};
use super::dependency::{self, Reference};
use super::pins;
use super::scope::Filter;
pub(crate) use super::scope::Scope;
use super::session::{Answer, Session};
use super::version_text::for_major;
use crate::model::catalog::Catalog;
use crate::model::object::{ObjectKey, ObjectKind};
use crate::model::quote::quote_literal;

/// How long a reading is tried again that changes of the schema keep disturbing. A count of attempts
/// would make the answer depend on how busy the machine is.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause before the second attempt; it grows with each, up to [`LONGEST_PAUSE`].
const PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The query that reads a kind of object.
fn query(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Schema => include_str!("queries/schema.sql"),
        ObjectKind::Extension => include_str!("queries/extension.sql"),
        ObjectKind::Enum => include_str!("queries/enum.sql"),
        ObjectKind::Domain => include_str!("queries/domain.sql"),
        ObjectKind::Composite => include_str!("queries/composite.sql"),
        ObjectKind::Sequence => include_str!("queries/sequence.sql"),
        ObjectKind::Table => include_str!("queries/table.sql"),
        ObjectKind::Column => include_str!("queries/column.sql"),
        ObjectKind::Constraint => include_str!("queries/constraint.sql"),
        ObjectKind::Index => include_str!("queries/index.sql"),
        ObjectKind::View => include_str!("queries/view.sql"),
        ObjectKind::MaterializedView => include_str!("queries/materialized_view.sql"),
        ObjectKind::Function => include_str!("queries/function.sql"),
        ObjectKind::Procedure => include_str!("queries/procedure.sql"),
        ObjectKind::Trigger => include_str!("queries/trigger.sql"),
        ObjectKind::Policy => include_str!("queries/policy.sql"),
    }
}

/// What one statement of the message answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing to read: `BEGIN`, `SET`, `COMMIT`.
    Silent,
    /// A value that moves when the schema does.
    Stamp,
    Objects(ObjectKind),
    Dependencies,
}

/// The catalog of the session's database, as far as `scope` goes. One round trip, unless the schema
/// changes under the reading.
pub(crate) async fn capture(session: &mut Session, scope: &Scope) -> Result<Catalog, DbError> {
    capture_at(session, scope, None).await
}

/// The same at the moment of a snapshot that another session has exported and holds
/// (<https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION>).
pub(crate) async fn capture_at(
    session: &mut Session,
    scope: &Scope,
    snapshot: Option<&str>,
) -> Result<Catalog, DbError> {
    let mut unreadable: Vec<(ObjectKind, String)> = Vec::new();
    let started = Instant::now();
    let mut disturbed = 0;
    loop {
        tokio::time::sleep((PAUSE * disturbed).min(LONGEST_PAUSE)).await;
        let kinds: Vec<ObjectKind> = ObjectKind::ALL
            .into_iter()
            .filter(|kind| unreadable.iter().all(|(unreadable, _)| unreadable != kind))
            .collect();
        let (reading, outcome) = read(session, scope, snapshot, &kinds).await;
        let last = started.elapsed() >= PATIENCE;
        if let Err(error) = outcome {
            if error.server().is_none() {
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
                (Some("42501"), Part::Objects(kind)) => {
                    unreadable.push((kind, error.to_string()));
                    continue;
                }
                _ => return Err(error),
            }
        }
        if reading.is_torn() && !last {
            disturbed += 1;
            tracing::debug!(target = session.target(), "the schema changed while it was read; reading again");
            continue;
        }
        if reading.is_torn() {
            tracing::warn!(
                target = session.target(),
                "the schema kept changing while it was read; the comparison may show a state in between"
            );
        }
        let mut catalog = reading.catalog;
        if scope.dependencies {
            dependency::resolve(&mut catalog.objects, &reading.addresses, &reading.references);
        }
        catalog.server_major = session.version_num() / 10_000;
        catalog.unreadable = unreadable.iter().map(|(kind, reason)| format!("{kind}: {reason}")).collect();
        return Ok(catalog);
    }
}

/// What came back so far.
struct Reading {
    /// The statement that is being answered.
    at: Part,
    stamps: Vec<Option<String>>,
    /// Some object could not be printed.
    incomplete: bool,
    catalog: Catalog,
    addresses: HashMap<(String, Address), ObjectKey>,
    references: Vec<Reference>,
}

impl Reading {
    fn is_torn(&self) -> bool {
        self.incomplete || self.stamps.windows(2).any(|pair| pair[0] != pair[1])
    }
}

/// Sends the message once.
async fn read(
    session: &mut Session,
    scope: &Scope,
    snapshot: Option<&str>,
    kinds: &[ObjectKind],
) -> (Reading, Result<(), DbError>) {
    let (parts, statements) = message(session.version_num() / 10_000, scope, snapshot, kinds);
    let mut filter = Filter::new(scope);
    let mut layout: Option<(usize, Layout)> = None;
    let mut reading = Reading {
        at: Part::Silent,
        stamps: Vec::new(),
        incomplete: false,
        catalog: Catalog::default(),
        addresses: HashMap::new(),
        references: Vec::new(),
    };
    let outcome = session
        .message(&statements, |answer| match answer {
            Answer::Completed { statement } => {
                reading.at = parts.get(statement + 1).copied().unwrap_or(Part::Silent);
            }
            Answer::Row { statement, row } => match parts.get(statement) {
                Some(Part::Objects(kind)) => {
                    if layout.as_ref().is_none_or(|(of, _)| *of != statement) {
                        layout = Some((statement, Layout::of(&row)));
                    }
                    let object = layout.as_ref().and_then(|(_, layout)| layout.read(*kind, &row));
                    match object {
                        Some((address, object)) if filter.wants(&object) => {
                            if scope.dependencies {
                                let part = (dependency::system_catalog(*kind).to_owned(), address);
                                reading.addresses.insert(part, object.key.clone());
                            }
                            reading.catalog.objects.insert(object.key.clone(), object);
                        }
                        Some(_) => {}
                        None => reading.incomplete = true,
                    }
                }
                Some(Part::Stamp) => reading.stamps.push(row.text(0).map(|stamp| stamp.into_owned())),
                Some(Part::Dependencies) => reading.references.extend(Reference::read(row.texts())),
                Some(Part::Silent) | None => {}
            },
        })
        .await;
    (reading, outcome)
}

/// The message, and what each of its statements answers. The stamps are taken outside the snapshot,
/// which by its nature would always answer the same.
fn message(major: u32, scope: &Scope, snapshot: Option<&str>, kinds: &[ObjectKind]) -> (Vec<Part>, String) {
    let mut parts = Vec::new();
    let mut text = String::new();
    let mut add = |part: Part, statement: &str| {
        parts.push(part);
        text.push_str(statement.trim_end());
        text.push_str(";\n");
    };
    let stamp = include_str!("queries/stamp.sql");
    for statement in ["BEGIN READ ONLY", stamp, "COMMIT", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"] {
        add(if statement == stamp { Part::Stamp } else { Part::Silent }, statement);
    }
    if let Some(snapshot) = snapshot {
        add(Part::Silent, &format!("SET TRANSACTION SNAPSHOT {}", quote_literal(snapshot)));
    }
    for pin in pins::statements(major) {
        add(Part::Silent, &pin);
    }
    for kind in kinds {
        add(Part::Objects(*kind), &for_major(query(*kind), major));
    }
    if scope.dependencies {
        add(Part::Dependencies, include_str!("queries/dependency.sql"));
    }
    for statement in ["COMMIT", "BEGIN READ ONLY", stamp, "COMMIT"] {
        add(if statement == stamp { Part::Stamp } else { Part::Silent }, statement);
    }
    (parts, text)
}

#[cfg(test)]
mod tests;
