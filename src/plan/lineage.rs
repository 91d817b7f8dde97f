//! When a table leaves the tables it gets columns from, and when it joins others: it leaves before and joins
//! after the columns of both have become what is wanted, because nothing is handed down between.

use std::collections::{BTreeSet, HashMap};

use super::action::Nodes;
use super::side::Side;
use super::site::Site;
use crate::model::object::{ObjectKey, ObjectKind};

pub(super) fn edges(tear: &Nodes, build: &Nodes, site: &Site<'_>) -> BTreeSet<(usize, usize)> {
    let mut edges = BTreeSet::new();
    let mut on: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for ((key, _), id) in tear.iter().chain(build) {
        if let (ObjectKind::Column | ObjectKind::Constraint, Some(table)) = (key.kind, &key.parent) {
            on.entry((&key.schema, table)).or_default().push(*id);
        }
    }
    let others = |side: &Side<'_>, table: &ObjectKey| -> Vec<usize> {
        let mut family = vec![table.clone()];
        family.extend(side.ancestors(table).iter().map(|key| (*key).clone()));
        let on = |key: &ObjectKey| on.get(&(&*key.schema, &*key.name)).cloned().unwrap_or_default();
        family.iter().flat_map(on).collect()
    };
    for ((table, part), id) in tear.iter().filter(|((_, part), _)| part.is_lineage()) {
        if build.get(&(table.clone(), *part)) != Some(id) {
            edges.extend(others(site.from, table).into_iter().map(|other| (*id, other)));
        }
    }
    for ((table, _), id) in build.iter().filter(|((_, part), _)| part.is_lineage()) {
        edges.extend(others(site.to, table).into_iter().map(|other| (other, *id)));
    }
    edges.retain(|(first, then)| first != then);
    edges
}
