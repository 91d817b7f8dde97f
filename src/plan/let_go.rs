//! What goes anyway had better not be in the way when what it needs is altered.

use std::collections::{BTreeSet, HashSet};

use super::action::Nodes;
use super::decision::{Decision, Decisions};
use super::kind::Part;
use super::side::Side;
use super::site::Site;
use crate::model::attribute::Attribute;
use crate::model::object::{ObjectKey, ObjectKind};

pub(super) fn edges(
    tear: &Nodes,
    build: &Nodes,
    decisions: &Decisions,
    site: &Site<'_>,
) -> BTreeSet<(usize, usize)> {
    let mut edges = BTreeSet::new();
    let is_destroyed = |key: &ObjectKey| decisions.get(key).is_some_and(|one| one.tears() || one.disturbs);
    for ((key, _), id) in tear {
        if !decisions.get(key).is_some_and(|one| one.tears() && !one.beside) {
            continue;
        }
        for need in site.from.needs(key).iter().filter(|need| need.kind == ObjectKind::Column) {
            if let Some(other) = tear.get(&(need.clone(), Part::Whole)).filter(|_| !is_destroyed(need)) {
                edges.insert((*id, *other));
            }
        }
        if is_foreign_key(key, site.from) {
            // A table that others may not refer to any more, or that may not refer to them: SET LOGGED.
            let tables = site.from.needs(key).iter().filter_map(|need| site.from.parent(need));
            let altered = tables.filter_map(|table| tear.get(&(table.clone(), Part::Whole)));
            edges.extend(altered.map(|other| (*id, *other)));
        }
        if key.kind == ObjectKind::Column {
            let altered = types_of(key, site.from).into_iter().flat_map(|of_type| {
                let parts = site.to.on(of_type).iter().map(|object| &object.key);
                parts.chain([of_type]).filter(|key| !decisions.get(key).is_some_and(Decision::tears))
            });
            let altered = altered.filter_map(|key| build.get(&(key.clone(), Part::Whole)));
            edges.extend(altered.map(|other| (*id, *other)));
        }
    }
    // What comes had better not be there yet.
    for ((key, part), id) in build.iter().filter(|((key, _), _)| key.kind == ObjectKind::Column) {
        if *part == Part::Whole && decisions.get(key).is_some_and(Decision::builds) {
            let altered = types_of(key, site.to).into_iter().flat_map(|of_type| {
                let parts = site.from.on(of_type).iter().map(|object| &object.key);
                parts.chain([of_type]).filter(|key| !decisions.get(key).is_some_and(Decision::builds))
            });
            let altered = altered.filter_map(|key| build.get(&(key.clone(), Part::Whole)));
            edges.extend(altered.map(|other| (*other, *id)));
        }
    }
    // A table that goes is not to get what the tables it gets columns from are to have.
    for ((table, part), id) in tear.iter().filter(|((table, _), _)| site.is_torn(table)) {
        let ancestors = site.from.ancestors(table).iter().filter(|_| *part == Part::Whole);
        for column in ancestors.flat_map(|parent| site.to.on(parent)) {
            edges.extend(build.get(&(column.key.clone(), Part::Whole)).map(|other| (*id, *other)));
        }
    }
    // Nor is one that is made to have what they lose.
    for ((table, part), id) in build.iter().filter(|((table, _), _)| site.is_new(table)) {
        let ancestors = site.to.ancestors(table).iter().filter(|_| *part == Part::Whole);
        for column in ancestors.flat_map(|parent| site.from.on(parent)) {
            edges.extend(tear.get(&(column.key.clone(), Part::Whole)).map(|other| (*other, *id)));
        }
    }
    edges.retain(|(first, then)| first != then);
    edges
}

/// The types that values of a column are made of, at whatever distance.
fn types_of<'a>(column: &ObjectKey, side: &Side<'a>) -> HashSet<&'a ObjectKey> {
    use ObjectKind as Kind;
    let mut types: HashSet<&ObjectKey> = HashSet::new();
    let mut open: Vec<&'a ObjectKey> = side.needs(column).iter().collect();
    while let Some(need) = open.pop() {
        if matches!(need.kind, Kind::Domain | Kind::Composite | Kind::Range | Kind::Table)
            && types.insert(need)
        {
            open.extend(side.needs(need));
        }
    }
    types
}

fn is_foreign_key(key: &ObjectKey, side: &Side<'_>) -> bool {
    key.kind == ObjectKind::Constraint
        && side.text(key, Attribute::Definition).is_some_and(|text| text.starts_with("FOREIGN KEY"))
}
