//! The class of a change. What is not named here is structure: a new kind or attribute is an error
//! until somebody decides that it is less.

use super::grants::Privileges;
use super::{Class, Sides};
use crate::model::attribute::Attribute;
use crate::model::diff::{Certainty, Change, Difference};
use crate::model::object::{Object, ObjectKey, ObjectKind, Text, Value};
use crate::model::spelling;

/// The class of a change; a weakening is judged from what is towards what is wanted.
pub(super) fn class(change: &Change, sides: Sides<'_>) -> Class {
    if is_respelled(change, sides) {
        return Class::Cosmetic;
    }
    if weakens(change, sides) {
        return Class::Security;
    }
    use {Attribute as A, ObjectKind as K};
    let kind = change.key.kind;
    match &change.difference {
        // What a database subscribes to is another one in each environment.
        _ if matches!(kind, K::Subscription | K::Database) => Class::Environment,
        Difference::Missing { .. } | Difference::Extra { .. } => Class::Structure,
        Difference::Differs { attribute, from, to } => match (kind, attribute) {
            (_, A::Owner | A::Tablespace) | (K::Extension | K::Collation, A::Version) => Class::Environment,
            (_, A::Comment | A::Position | A::Name | A::NotNullConstraint | A::SequenceName) => {
                Class::Cosmetic
            }
            (K::Function | K::Procedure, A::Body) if spelling::same_but_for_blanks(from, to) => {
                Class::Cosmetic
            }
            _ => Class::Structure,
        },
    }
}

/// Whether the two texts are one call as 13 prints it and as later servers do.
fn is_respelled(change: &Change, sides: Sides<'_>) -> bool {
    match (&change.difference, change.certainty) {
        (_, Certainty::Respelled) => true,
        (
            Difference::Differs { from: Some(Value::Text(from)), to: Some(Value::Text(to)), .. },
            Certainty::Textual,
        ) => {
            spelling::straddles_14(sides.from.server_major, sides.to.server_major)
                && spelling::same_call(from, to)
        }
        _ => false,
    }
}

/// Whether somebody may do or see more than is wanted.
fn weakens(change: &Change, sides: Sides<'_>) -> bool {
    use {Attribute as A, ObjectKind as K};
    let key = &change.key;
    match &change.difference {
        Difference::Missing { .. } => match key.kind {
            // A restrictive one keeps rows back; without a permissive one people look for a way around.
            K::Policy => true,
            // Without them the server's own are back, which let everybody use new functions.
            K::DefaultPrivileges => {
                let wanted = sides.wanted(key).and_then(|object| object.attributes.get(A::Privileges));
                widens(key, None, wanted, sides)
            }
            _ => false,
        },
        Difference::Extra { .. } => {
            let Some(is) = sides.is(key) else { return matches!(key.kind, K::Policy) };
            match key.kind {
                K::Policy => !is_true(is, A::Permissive, false),
                K::DefaultPrivileges => widens(key, is.attributes.get(A::Privileges), None, sides),
                K::Function | K::Procedure => is_true(is, A::SecurityDefiner, true),
                K::Publication | K::UserMapping => true,
                _ => false,
            }
        }
        Difference::Differs { attribute, from, to } => {
            let on = |value: &Option<Value>| value.as_ref().and_then(Value::as_text) == Some("true");
            let lost = !on(from) && on(to);
            let gained = on(from) && !on(to);
            match (key.kind, attribute) {
                (_, A::Privileges) => widens(key, from.as_ref(), to.as_ref(), sides),
                (_, A::SecurityLabel) => to.is_some(),
                (K::Table, A::RowSecurity | A::ForceRowSecurity) => lost,
                (K::Language, A::Trusted) => gained,
                (K::Policy, A::Command | A::Permissive | A::Roles | A::Using | A::WithCheck) => true,
                (K::View, A::Options) => ["security_invoker", "security_barrier"]
                    .iter()
                    .any(|option| is_on(to.as_ref(), option) && !is_on(from.as_ref(), option)),
                (K::Function | K::Procedure, A::SecurityDefiner | A::Leakproof) => gained,
                (K::Function | K::Procedure, A::Settings) => {
                    let definer = sides.is(key).is_some_and(|is| is_true(is, A::SecurityDefiner, true));
                    definer
                        && setting(to.as_ref(), "search_path") != setting(from.as_ref(), "search_path")
                        && setting(to.as_ref(), "search_path").is_some()
                }
                (K::Publication, A::AllTables) => gained,
                (K::Publication, A::Tables | A::Schemas | A::Operations) => {
                    let wanted = items(to.as_ref());
                    items(from.as_ref()).iter().any(|item| !wanted.contains(item))
                }
                _ => false,
            }
        }
    }
}

/// Whether anybody has more privileges than wanted.
fn widens(key: &ObjectKey, from: Option<&Value>, to: Option<&Value>, sides: Sides<'_>) -> bool {
    let wanted = Privileges::of(to, key, sides.to);
    !Privileges::of(from, key, sides.from).more_than(wanted).is_empty()
}

fn is_true(object: &Object, attribute: Attribute, wanted: bool) -> bool {
    let word = if wanted { "true" } else { "false" };
    object.attributes.text(attribute) == Some(word)
}

fn items(value: Option<&Value>) -> &[Text] {
    match value {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

/// What `name=value` in a list sets.
pub(super) fn setting<'a>(value: Option<&'a Value>, name: &str) -> Option<&'a str> {
    items(value)
        .iter()
        .find_map(|item| item.split_once('=').filter(|(known, _)| *known == name))
        .map(|(_, set)| set)
}

/// Whether an option is set to a word that means true; it is kept as it was written.
pub(super) fn is_on(value: Option<&Value>, option: &str) -> bool {
    setting(value, option)
        .is_some_and(|word| ["true", "on", "yes", "t", "y", "1"].contains(&&*word.to_ascii_lowercase()))
}
