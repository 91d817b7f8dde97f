//! What a difference means: its class, how much it matters, a sentence for people, and what may
//! have been renamed. Pure; what the settings say comes in as `Weights`.

mod classify;
mod grants;
mod meaning;
mod types;

use super::attribute::Attribute;
use super::catalog::Catalog;
use super::diff::{Certainty, Change, Difference};
use super::finding::Severity;
use super::object::{Object, ObjectKey, ObjectKind, Value};
use super::rename;
use super::report::Cause;

/// The sort of a difference, which decides how much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Class {
    /// Somebody may do or see more than was decided: always an error.
    Security,
    /// Programs and migrations may fail or behave differently.
    Structure,
    /// A fact of the environment that a migration does not decide: versions, owners.
    Environment,
    /// Nothing behaves differently but what looks at spelling or order.
    Cosmetic,
}

impl Class {
    pub(crate) const ALL: [Self; 4] = [Self::Security, Self::Structure, Self::Environment, Self::Cosmetic];

    /// The word in JSON.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Security => "security",
            Self::Structure => "structure",
            Self::Environment => "environment",
            Self::Cosmetic => "cosmetic",
        }
    }
}

/// The two catalogs a change is between: what is, and what is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sides<'a> {
    pub(crate) from: &'a Catalog,
    pub(crate) to: &'a Catalog,
}

impl<'a> Sides<'a> {
    /// The object as it is, where it is.
    fn is(self, key: &ObjectKey) -> Option<&'a Object> {
        self.from.objects.get(key)
    }

    /// The object as it is wanted, where it is.
    fn wanted(self, key: &ObjectKey) -> Option<&'a Object> {
        self.to.objects.get(key)
    }

    fn majors_differ(self) -> bool {
        self.from.server_major != self.to.server_major
    }
}

/// How much the user wants to hear of what environments may have of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Weights {
    pub(crate) owners: Severity,
    /// Of privileges that are fewer than wanted; more is a matter of security.
    pub(crate) privileges: Severity,
}

/// A change with all that can be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub(crate) change: Change,
    pub(crate) class: Class,
    pub(crate) severity: Severity,
    pub(crate) meaning: Option<String>,
    pub(crate) cause: Cause,
    /// The object that this one may be renamed from or to.
    pub(crate) rename: Option<ObjectKey>,
    /// Of the object on both sides, where somebody hashed them.
    pub(crate) fingerprints: [Option<String>; 2],
}

/// Says of every change what it means; why it is there is for `model::cause`.
pub(crate) fn weigh(changes: Vec<Change>, sides: Sides<'_>, weights: Weights) -> Vec<Weighed> {
    let mut renames = rename::suggest(&changes, sides.from, sides.to);
    let weighed = |change: Change| {
        let class = classify::class(&change, sides);
        Weighed {
            class,
            severity: severity(&change, class, sides, weights),
            meaning: meaning::meaning(&change, class, sides),
            cause: Cause::Unknown,
            rename: renames.remove(&change.key),
            fingerprints: [None, None],
            change,
        }
    };
    changes.into_iter().map(weighed).collect()
}

/// The one place that says what makes the answer no. `docs/findings.md` has the table.
fn severity(change: &Change, class: Class, sides: Sides<'_>, weights: Weights) -> Severity {
    let attribute = match change.difference {
        Difference::Differs { attribute, .. } => Some(attribute),
        _ => None,
    };
    match (class, attribute) {
        (Class::Security, _) => Severity::Error,
        (Class::Structure, Some(Attribute::Privileges)) => weights.privileges,
        (Class::Structure, _) if change.key.kind == ObjectKind::DefaultPrivileges => weights.privileges,
        // Two servers print one thing in two ways, and nobody could have both printed by one.
        (Class::Structure, _) if change.certainty == Certainty::Textual && sides.majors_differ() => {
            Severity::Warning
        }
        (Class::Structure, _) if is_folded_time(&change.difference) => Severity::Warning,
        (Class::Structure, _) => Severity::Error,
        (Class::Environment, Some(Attribute::Owner)) => weights.owners,
        (Class::Environment, _) => Severity::Notice,
        // The server does not read comments, but generators of APIs and of documentation do.
        (Class::Cosmetic, Some(Attribute::Comment)) => Severity::Warning,
        (Class::Cosmetic, _) => Severity::Notice,
    }
}

/// Whether both defaults are moments that the server computed when the default was set: `'now'` in
/// `DEFAULT 'now'::timestamp` is read once, so every database has its own
/// (<https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-SPECIAL-VALUES>).
fn is_folded_time(difference: &Difference) -> bool {
    let is_moment = |value: &Option<Value>| {
        value.as_ref().and_then(Value::as_text).and_then(|text| text.split_once("'::")).is_some_and(
            |(literal, kind)| {
                literal.starts_with('\'') && (kind.starts_with("timestamp") || kind.starts_with("date"))
            },
        )
    };
    match difference {
        Difference::Differs { attribute: Attribute::Default, from, to } => is_moment(from) && is_moment(to),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
