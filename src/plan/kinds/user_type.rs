//! What enums, domains, composite and range types have alike: columns hold values of them, and cannot
//! do without.

use std::collections::BTreeSet;

use crate::model::attribute::Attribute;
use crate::model::object::{ObjectKey, ObjectKind};
use crate::model::quote::{quote_name, quote_path};
use crate::plan::kind::Verdict;
use crate::plan::side::Side;
use crate::plan::site::{Site, path};
use crate::plan::step::Step;

/// `TYPE schema.name`, `DOMAIN schema.name`.
pub(super) fn designation(key: &ObjectKey) -> String {
    let what = if key.kind == ObjectKind::Domain { "DOMAIN" } else { "TYPE" };
    format!("{what} {}", path(key))
}

pub(super) fn drop(key: &ObjectKey) -> Step {
    Step::new(format!("DROP {}", designation(key)))
}

/// The columns that hold values of a type, also as a part of other types.
pub(super) fn holders<'a>(key: &'a ObjectKey, side: &'a Side<'_>) -> BTreeSet<&'a ObjectKey> {
    let mut holders = BTreeSet::new();
    let mut seen = BTreeSet::from([key]);
    let mut open = vec![key];
    while let Some(at) = open.pop() {
        for dependent in side.dependents(at) {
            match dependent.kind {
                ObjectKind::Column if is_of_type(dependent, at, side) => {
                    holders.insert(*dependent);
                }
                ObjectKind::Domain | ObjectKind::Composite | ObjectKind::Range if seen.insert(dependent) => {
                    open.push(dependent);
                }
                _ => {}
            }
        }
    }
    holders
}

/// Whether a column has the type itself, and does not only name it in its default.
fn is_of_type(column: &ObjectKey, of_type: &ObjectKey, side: &Side<'_>) -> bool {
    side.text(column, Attribute::Type).is_some_and(|text| text.trim_end_matches("[]") == path(of_type))
}

/// Another type of the same name: columns move from one to the other while both are there.
pub(super) fn replaced(key: &ObjectKey, site: &Site<'_>) -> Verdict {
    if holders(key, site.from).is_empty() {
        return Verdict::Replace;
    }
    Verdict::ReplaceBeside { rename: vec![rename_aside(key, site)], drop: vec![drop_aside(key, site)] }
}

pub(super) fn rename_aside(key: &ObjectKey, site: &Site<'_>) -> Step {
    let aside = quote_name(&site.aside(&key.name));
    Step::new(format!("ALTER {} RENAME TO {aside}", designation(key)))
}

pub(super) fn drop_aside(key: &ObjectKey, site: &Site<'_>) -> Step {
    drop(&ObjectKey { name: site.aside(&key.name).into(), ..key.clone() })
}

/// The type of a column, seen through domains.
pub(super) fn base_type<'a>(column: &ObjectKey, side: &'a Side<'_>) -> Option<&'a str> {
    let mut text = side.text(column, Attribute::Type)?;
    let domains = || side.catalog.objects.iter().filter(|object| object.key.kind == ObjectKind::Domain);
    // A domain over a domain over a domain: as deep as they are, and no deeper.
    while let Some(domain) = domains().find(|domain| path(&domain.key) == text) {
        text = domain.attributes.text(Attribute::Type)?;
    }
    Some(text)
}

/// `schema.table` and the column of it, quoted.
pub(super) fn place(column: &ObjectKey) -> (String, String) {
    (quote_path(&column.schema, column.parent.as_deref().unwrap_or_default()), quote_name(&column.name))
}

/// Objects as a list for people.
pub(super) fn listed<'a>(keys: impl IntoIterator<Item = &'a ObjectKey>) -> String {
    const SHOWN: usize = 5;
    let names: Vec<String> = keys.into_iter().map(ToString::to_string).collect();
    match names.len() {
        0..=SHOWN => names.join(", "),
        more => format!("{} and {} more", names[..SHOWN].join(", "), more - SHOWN),
    }
}
