//! Two catalogs side by side: what is in one only, and the attributes that differ.

use std::cmp::Ordering;

use super::catalog::Catalog;
use super::change::{Change, Difference};
use super::diff::Rules;
use super::object::Object;
use super::tolerance::tolerated;

/// Every difference that the rules do not leave out by kind or attribute, in key order.
pub(super) fn merge(from: &Catalog, to: &Catalog, rules: &Rules) -> Vec<Change> {
    let mut changes = Vec::new();
    let majors = (from.server_major, to.server_major);
    let compared = |object: &&Object| {
        let kind = object.key.kind;
        !rules.skip_kinds.contains(&kind) && !from.is_unreadable(kind) && !to.is_unreadable(kind)
    };
    let mut have = from.objects.iter().filter(compared).peekable();
    let mut want = to.objects.iter().filter(compared).peekable();
    loop {
        let order = match (have.peek(), want.peek()) {
            (Some(is), Some(wanted)) => is.key.cmp(&wanted.key),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        let attributes = |is: &Object, wanted: &Object| -> Vec<Change> {
            let compared = |change: &Change| match change.difference {
                Difference::Differs { attribute, .. } => {
                    let kind = change.key.kind;
                    !rules.skip_attributes.contains(&attribute)
                        && !from.lacks(kind, attribute)
                        && !to.lacks(kind, attribute)
                }
                _ => true,
            };
            differing_attributes(majors, is, wanted).filter(compared).collect()
        };
        let is = if order.is_le() { have.next() } else { None };
        let wanted = if order.is_ge() { want.next() } else { None };
        match (is, wanted) {
            (Some(is), Some(wanted)) => changes.extend(attributes(is, wanted)),
            (Some(is), None) if is.is_elsewhere() => changes.extend(attributes(is, &is.bare())),
            (None, Some(wanted)) if wanted.is_elsewhere() => {
                changes.extend(attributes(&wanted.bare(), wanted))
            }
            (Some(is), None) => {
                changes.push(Change::new(&is.key, Difference::Extra { definition: is.shown() }));
            }
            (None, Some(wanted)) => {
                changes.push(Change::new(&wanted.key, Difference::Missing { definition: wanted.shown() }));
            }
            (None, None) => {}
        }
    }
    changes
}

/// The attributes that differ, in their order.
fn differing_attributes<'a>(
    majors: (u32, u32),
    is: &'a Object,
    wanted: &'a Object,
) -> impl Iterator<Item = Change> + 'a {
    let mut have = is.attributes.iter().peekable();
    let mut want = wanted.attributes.iter().peekable();
    std::iter::from_fn(move || {
        loop {
            let order = match (have.peek(), want.peek()) {
                (Some((is, _)), Some((wanted, _))) => is.cmp(wanted),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return None,
            };
            let from = if order.is_le() { have.next() } else { None };
            let to = if order.is_ge() { want.next() } else { None };
            let (attribute, from, to) = match (from, to) {
                (Some((attribute, from)), to) => (attribute, Some(from), to.map(|(_, to)| to)),
                (None, Some((attribute, to))) => (attribute, None, Some(to)),
                (None, None) => return None,
            };
            if from != to && !tolerated(majors, &is.key, attribute, from, to) {
                return Some(Change::of_attribute(&is.key, attribute, (from, to), majors));
            }
        }
    })
}
