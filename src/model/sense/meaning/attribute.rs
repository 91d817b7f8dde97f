//! What it means that an object has another value of an attribute than wanted.

use super::super::classify::{is_on, setting};
use super::super::grants::Privileges;
use super::super::{Class, Sides, is_folded_time, types};
use super::object::who;
use super::{items, only_in, several, short, text};
use crate::model::attribute::Attribute;
use crate::model::diff::Change;
use crate::model::object::{Object, ObjectKind, Value};

type Sense = Option<String>;

pub(super) fn meaning(
    change: &Change,
    attribute: Attribute,
    from: Option<&Value>,
    to: Option<&Value>,
    class: Class,
    sides: Sides<'_>,
) -> Sense {
    use {Attribute as A, ObjectKind as K};
    let kind = change.key.kind;
    let (is, wanted) = (text(from), text(to));
    let gained = is == Some("true");
    let either = |when: bool, one: &str, other: &str| Some(if when { one } else { other }.to_owned());
    let said = |sentence: &str| Some(sentence.to_owned());
    match (kind, attribute) {
        (_, A::Privileges) => privileges(change, from, to, sides),
        (_, A::SecurityLabel) => said("another label decides what a security module allows"),
        (_, A::Comment) => said("nothing in the server reads it, but tools may"),
        (_, A::Name | A::NotNullConstraint | A::SequenceName) => said("only the name is another one"),
        (_, A::Position) => said("SELECT * and COPY without a column list give another order"),
        (_, A::Persistence) => {
            either(is == Some("unlogged"), "its rows are lost after a crash", "every write of it is logged")
        }
        (K::Table, A::RowSecurity) => either(
            gained,
            "rows that no policy lets through are hidden",
            "its policies are not applied: whoever may read the table sees every row",
        ),
        (K::Table, A::ForceRowSecurity) => {
            either(gained, "its policies bind its owner, too", "its policies do not bind its owner")
        }
        (K::Table, A::ReplicaIdentity) if is == Some("nothing") => {
            said("updates and deletes of published rows fail")
        }
        (K::Policy, _) => policy(change, attribute, from, to, sides),
        (K::View | K::MaterializedView, A::Options) => view_options(from, to),
        (K::Function | K::Procedure, A::Body) if class == Class::Cosmetic => {
            said("only line ends or blanks at ends of lines differ")
        }
        (K::Function | K::Procedure, A::SecurityDefiner) => either(
            gained,
            "whoever may call it acts with the rights of its owner",
            "it runs with the rights of its caller, which may be too few",
        ),
        (K::Function | K::Procedure, A::Settings) if class == Class::Security => either(
            setting(from, "search_path").is_none(),
            "it runs with its owner's rights, and its caller chooses by search_path what its names mean",
            "it runs with its owner's rights, and its names may mean other objects",
        ),
        (K::Function, A::Leakproof) if gained => {
            said("it may be called with rows that a policy or a view hides")
        }
        (K::Language, A::Trusted) if gained => said("whoever may use it can write functions in it"),
        (K::Column | K::Domain, A::NotNull) => either(gained, "NULL is refused", "NULL is accepted"),
        (K::Column, A::Default) => default(change, from, to, sides),
        (K::Column, A::Type) => types::meaning(is?, wanted?),
        (K::Column, A::Identity) if is.is_none() => said("an insert that leaves it out gets no number"),
        (K::Column, A::Identity) if is == Some("always") => {
            said("an insert that gives it a number of its own fails")
        }
        (K::Column, A::Generated) if is.is_none() => said("its value is what an insert writes"),
        (K::Column, A::Generated) => said("its value is computed otherwise"),
        (K::Enum, A::Labels) => labels(from, to),
        (K::Constraint, A::Validated) => {
            either(is == Some("false"), "rows from before it may break it", "older rows are known to keep it")
        }
        (K::Constraint, A::Enforced) => {
            either(is == Some("false"), "rows that break it are accepted", "rows that break it are refused")
        }
        (K::Constraint, A::Deferrable) => said("it is checked at another moment of a transaction"),
        (K::Index, A::Valid) if is != Some("true") => {
            said("no query uses it, every write pays for it, and as a unique one it proves nothing")
        }
        (K::Index, A::Unique) => {
            either(gained, "duplicate values are refused", "duplicate values are accepted")
        }
        (K::Trigger | K::EventTrigger | K::Rule, A::Enabled) => said(match is? {
            "disabled" => "it does nothing",
            "replica" => "it works only where changes come from replication",
            "always" => "it works also where changes come from replication",
            _ => "it works",
        }),
        (K::Sequence | K::Column, A::Maximum) => {
            Some(format!("it gives no number above {}", short(is?))).filter(|_| wanted.is_some())
        }
        (K::Sequence | K::Column, A::Increment) => said("its numbers are another distance apart"),
        (K::Sequence | K::Column, A::Cycle) => either(
            gained,
            "after its last number it begins again, with numbers that are taken",
            "after its last number it fails",
        ),
        (K::Sequence, A::OwnedBy) => {
            Some(format!("dropping {} leaves it behind", short(wanted?))).filter(|_| is.is_none())
        }
        (K::Collation, A::Version) => said("indexes on texts may be out of order until they are built again"),
        (K::Extension, A::Version) => said("what it brings may work otherwise"),
        (K::Publication, A::AllTables | A::Tables | A::Schemas | A::Operations | A::ViaRoot) => {
            either(class == Class::Security, "more leaves the database", "its subscribers get other changes")
        }
        (K::Subscription, A::Enabled) if !gained => said("no changes come in from its publisher"),
        _ => None,
    }
}

fn privileges(change: &Change, from: Option<&Value>, to: Option<&Value>, sides: Sides<'_>) -> Sense {
    let is = Privileges::of(from, &change.key, sides.from);
    let wanted = Privileges::of(to, &change.key, sides.to);
    let told = |lines: Vec<String>, how: &str| {
        let phrase = |line: &String| match line.rsplit_once(": ") {
            Some((who, what)) => {
                let who = if who == "PUBLIC" { "everybody" } else { who };
                format!("{} {how} {what}", short(who))
            }
            None => line.clone(),
        };
        let phrases: Vec<String> = lines.iter().map(phrase).collect();
        several(phrases.iter().map(String::as_str))
    };
    let more = is.more_than(wanted);
    if !more.is_empty() {
        return Some(told(more, "may also"));
    }
    let fewer = wanted.more_than(is);
    (!fewer.is_empty()).then(|| told(fewer, "may not"))
}

fn policy(
    change: &Change,
    attribute: Attribute,
    from: Option<&Value>,
    to: Option<&Value>,
    sides: Sides<'_>,
) -> Sense {
    use Attribute as A;
    Some(match attribute {
        A::Command => format!("it is about {} instead of {}", short(text(from)?), short(text(to)?)),
        A::Permissive if text(from) == Some("true") => {
            "it lets rows through instead of keeping rows back".to_owned()
        }
        A::Permissive => "it keeps rows back instead of letting rows through".to_owned(),
        A::Roles => {
            let (is, wanted) = (sides.is(&change.key)?, sides.wanted(&change.key)?);
            format!("it is for {} instead of {}", who(is), who(wanted))
        }
        A::Using if from.is_none() => "it does not look at the rows that are there".to_owned(),
        A::Using => "other rows are visible".to_owned(),
        A::WithCheck if from.is_none() => "rows are written that its check would refuse".to_owned(),
        A::WithCheck => "other rows can be written".to_owned(),
        _ => return None,
    })
}

/// The options of a view that are about who sees what.
fn view_options(from: Option<&Value>, to: Option<&Value>) -> Sense {
    let lost = |option| is_on(to, option) && !is_on(from, option);
    if lost("security_invoker") {
        return Some(
            "it reads with the rights of its owner: policies and privileges of its reader do not count"
                .to_owned(),
        );
    }
    if lost("security_barrier") {
        return Some("a function in a query can see rows that the view hides".to_owned());
    }
    match (setting(from, "check_option"), setting(to, "check_option")) {
        (None, Some(_)) => Some("rows can be written through it that it does not show".to_owned()),
        (Some(_), None) => Some("rows that it does not show cannot be written through it".to_owned()),
        _ => None,
    }
}

fn default(change: &Change, from: Option<&Value>, to: Option<&Value>, sides: Sides<'_>) -> Sense {
    let required = |object: Option<&Object>| {
        object.is_some_and(|column| column.attributes.text(Attribute::NotNull) == Some("true"))
    };
    match (from, to) {
        (None, Some(_)) if required(sides.is(&change.key)) => {
            Some("an insert that leaves it out fails".to_owned())
        }
        (None, Some(_)) => Some("an insert that leaves it out stores NULL".to_owned()),
        (Some(is), None) => Some(format!("an insert that leaves it out stores {}", short(&is.to_string()))),
        (Some(_), Some(_)) if is_folded_time(&change.difference) => Some(
            "a moment computed when the default was set: every database has its own, now() would not"
                .to_owned(),
        ),
        _ => None,
    }
}

fn labels(from: Option<&Value>, to: Option<&Value>) -> Sense {
    let (missing, extra) = (only_in(to, from), only_in(from, to));
    let quoted = |labels: &[&str]| {
        let labels: Vec<String> = labels.iter().map(|label| format!("'{}'", short(label))).collect();
        several(labels.iter().map(String::as_str))
    };
    match (missing.is_empty(), extra.is_empty()) {
        (false, true) => Some(format!("inserting {} fails", quoted(&missing))),
        (false, false) => {
            Some(format!("inserting {} fails, and {} can be stored", quoted(&missing), quoted(&extra)))
        }
        (true, false) => Some(format!("{} can be stored", quoted(&extra))),
        (true, true) if items(from).len() == items(to).len() => {
            Some("values compare and sort in another order".to_owned())
        }
        (true, true) => None,
    }
}
