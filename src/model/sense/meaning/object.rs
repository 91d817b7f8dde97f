//! What it means that an object as a whole is missing or was made by nobody.

use super::{several, text};
use crate::model::attribute::Attribute as A;
use crate::model::object::{Object, ObjectKey, ObjectKind as K, Value};

/// The object is wanted and not there.
pub(super) fn missing(key: &ObjectKey, wanted: &Object) -> Option<String> {
    let attribute = |attribute| wanted.attributes.text(attribute);
    Some(match key.kind {
        K::Policy => {
            let (who, what) = (who(wanted), command(wanted));
            match attribute(A::Permissive) {
                Some("false") => format!("{who} can {what} rows that only this policy keeps back"),
                _ => format!("rows that only this policy lets {who} {what} are hidden"),
            }
        }
        K::Constraint => match sort(wanted)? {
            Sort::Unique => "duplicate values are accepted".to_owned(),
            Sort::ForeignKey => "rows can refer to rows that do not exist".to_owned(),
            Sort::Check => "rows that break it are accepted".to_owned(),
            Sort::Exclusion => "rows that exclude each other are accepted".to_owned(),
        },
        K::Index if attribute(A::Unique) == Some("true") => "duplicate values are accepted".to_owned(),
        K::Index => "queries that would use it read the whole table".to_owned(),
        K::Trigger | K::EventTrigger => "its function is not called".to_owned(),
        K::Rule => "statements are not rewritten by it".to_owned(),
        K::Sequence => "asking it for a number fails".to_owned(),
        K::Function | K::Procedure | K::Aggregate => "calls of it fail".to_owned(),
        K::Cast => "values have to be converted in another way, or cannot be".to_owned(),
        K::Publication => "its subscribers get no changes".to_owned(),
        K::Subscription => "no changes come in from its publisher".to_owned(),
        K::DefaultPrivileges => "what is made later gets other privileges".to_owned(),
        _ => return None,
    })
}

/// The object is there and not wanted.
pub(super) fn extra(key: &ObjectKey, is: &Object) -> Option<String> {
    let attribute = |attribute| is.attributes.text(attribute);
    let definer = attribute(A::SecurityDefiner) == Some("true");
    Some(match key.kind {
        K::Policy => {
            let (who, what) = (who(is), command(is));
            match attribute(A::Permissive) {
                Some("false") => format!("it keeps back rows that {who} should be able to {what}"),
                _ => format!("it lets {who} {what} rows that no other policy need let through"),
            }
        }
        K::Column if attribute(A::NotNull) == Some("true") && !has_value(is) => {
            "inserting a row without it fails".to_owned()
        }
        K::Constraint => "rows that break it are refused".to_owned(),
        K::Index if attribute(A::Unique) == Some("true") => "duplicate values are refused".to_owned(),
        K::Trigger | K::EventTrigger => "its function is called as well".to_owned(),
        K::Rule => "statements are rewritten by it".to_owned(),
        K::Function | K::Procedure if definer => {
            "whoever may call it acts with the rights of its owner".to_owned()
        }
        K::Publication => "rows can leave the database through it".to_owned(),
        K::UserMapping => "it lets its role use the credentials kept in it".to_owned(),
        K::DefaultPrivileges => "what is made later gets other privileges".to_owned(),
        _ => return None,
    })
}

/// The roles a policy is for, as people say it.
pub(super) fn who(policy: &Object) -> String {
    match policy.attributes.get(A::Roles) {
        Some(Value::List(roles)) if roles.iter().any(|role| &**role == "PUBLIC") => "everybody".to_owned(),
        Some(Value::List(roles)) if !roles.is_empty() => several(roles.iter().map(AsRef::as_ref)),
        value => text(value).unwrap_or("everybody").to_owned(),
    }
}

/// What a policy is about, as a verb.
fn command(policy: &Object) -> &str {
    match policy.attributes.text(A::Command) {
        Some("all") | None => "see or change",
        Some("select") => "see",
        Some(other) => other,
    }
}

/// Whether an insert that leaves the column out gives it a value.
fn has_value(column: &Object) -> bool {
    [A::Default, A::Generated, A::Identity]
        .iter()
        .any(|attribute| column.attributes.get(*attribute).is_some())
}

enum Sort {
    Unique,
    ForeignKey,
    Check,
    Exclusion,
}

/// What sort of constraint it is, as its definition begins.
fn sort(constraint: &Object) -> Option<Sort> {
    let definition = constraint.attributes.text(A::Definition)?;
    let sorts = [
        ("PRIMARY KEY", Sort::Unique),
        ("UNIQUE", Sort::Unique),
        ("FOREIGN KEY", Sort::ForeignKey),
        ("CHECK", Sort::Check),
        ("EXCLUDE", Sort::Exclusion),
    ];
    sorts.into_iter().find(|(word, _)| definition.starts_with(word)).map(|(_, sort)| sort)
}
