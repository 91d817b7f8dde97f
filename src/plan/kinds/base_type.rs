//! Base types, and the shells of types that are named and not defined. A type needs its functions and they
//! need the type: the circle is broken by a shell, which an extension or a migration makes and no plan.

use super::signature::name_of;
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, list, path};
use crate::plan::step::Step;

pub(super) struct BaseType;

/// Functions that `ALTER TYPE … SET` can change.
const ALTERABLE: [&str; 6] = ["receive", "send", "typmod_in", "typmod_out", "analyze", "subscript"];

fn is_shell(object: &Object) -> bool {
    object.attributes.get(Attribute::Functions).is_none()
}

/// The value of `name = value` among items; a word alone says `true`.
fn value<'a>(object: &'a Object, attribute: Attribute, name: &str) -> Option<&'a str> {
    list(object, attribute).iter().find_map(|item| match item.split_once(" = ") {
        Some((known, value)) => (known == name).then_some(value),
        None => (&**item == name).then_some("true"),
    })
}

/// The names of items that differ.
fn differing<'a>(is: &'a Object, wanted: &'a Object, attribute: Attribute) -> Vec<&'a str> {
    let name = |item: &'a str| item.split_once(" = ").map_or(item, |(name, _)| name);
    let items = list(is, attribute).iter().chain(list(wanted, attribute));
    let mut names: Vec<&str> = items
        .map(|item| name(item))
        .filter(|name| value(is, attribute, name) != value(wanted, attribute, name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// One part of `SET (…)`, or `None` where the type has to be made anew.
fn settable(is: &Object, wanted: &Object, attribute: Attribute, name: &str) -> Option<String> {
    let wanted = value(wanted, attribute, name);
    if attribute == Attribute::Functions && ALTERABLE.contains(&name) {
        return Some(format!("{} = {}", name.to_uppercase(), wanted.map_or("NONE", name_of)));
    }
    // Values that were stored plainly can be read in any other way, and not the other way round.
    let storage = wanted.filter(|storage| name == "storage" && *storage != "plain")?;
    value(is, attribute, "internallength").filter(|length| *length == "variable")?;
    Some(format!("STORAGE = {storage}"))
}

impl Kind for BaseType {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        if is_shell(wanted) {
            return Ok(vec![Step::new(format!("CREATE TYPE {}", path(&wanted.key)))]);
        }
        Err(format!(
            "a base type and its functions need each other: run CREATE TYPE {} alone, then CREATE FUNCTION for its \
             functions, then the whole CREATE TYPE by hand, or install the extension that brings it, and plan again",
            path(&wanted.key)
        ))
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        if is_shell(is) {
            return Ok(vec![Step::new(format!("DROP TYPE {}", path(&is.key)))]);
        }
        Err(format!(
            "a base type and its functions need each other: run DROP TYPE {} CASCADE by hand when nothing else \
             needs it, and plan again",
            path(&is.key)
        ))
    }

    fn alter(&self, is: &Object, wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        if is_shell(is) != is_shell(wanted) {
            let done = if is_shell(wanted) { "only a shell is wanted" } else { "there is only a shell" };
            return Verdict::Unsupported(format!(
                "{done}: run CREATE TYPE or DROP TYPE by hand, and plan again"
            ));
        }
        let mut parts = Vec::new();
        for attribute in [Attribute::Functions, Attribute::Options] {
            for name in differing(is, wanted, attribute) {
                match settable(is, wanted, attribute, name) {
                    Some(part) => parts.push(part),
                    None => {
                        return Verdict::Unsupported(format!(
                            "{name} of a base type cannot be altered: make the type under another name by hand and \
                             move the columns there"
                        ));
                    }
                }
            }
        }
        let sql = format!("ALTER TYPE {} SET ({})", path(&wanted.key), parts.join(", "));
        Verdict::InPlace(if parts.is_empty() { Vec::new() } else { vec![Step::new(sql)] })
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("TYPE {}", path(&object.key)))
    }

    fn is_replaceable(&self, is: &Object, _site: &Site<'_>) -> bool {
        is_shell(is)
    }
}
