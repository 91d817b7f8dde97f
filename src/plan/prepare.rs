//! How constraints are replaced with the least gap: what takes long is done while the old ones watch still.

use std::collections::HashMap;

use super::action::Nodes;
use super::decision::{Decision, Decisions, Fate};
use super::keys;
use super::kind::Part;
use super::site::Site;
use crate::model::object::{ObjectKey, ObjectKind};

type Edges = Vec<(usize, usize)>;

/// What has to come before what, and what only ought to.
pub(super) fn edges(
    prepared: &HashMap<ObjectKey, usize>,
    tear: &Nodes,
    build: &Nodes,
    decisions: &Decisions,
    site: &Site<'_>,
) -> (Edges, Edges) {
    let (mut hard, mut soft) = (Edges::new(), Edges::new());
    let of = |nodes: &Nodes, key: &ObjectKey| nodes.get(&(key.clone(), Part::Whole)).copied();
    for (key, id) in prepared {
        let needs = site.to.needs(key).iter().chain(site.to.parent(key));
        hard.extend(needs.filter_map(|need| of(build, need)).map(|need| (need, *id)));
        hard.extend(of(build, key).map(|build| (*id, build)));
        let old = keys::primary_that_goes(key, decisions, site.from, site.to).unwrap_or(key);
        soft.extend(of(tear, old).map(|tear| (*id, tear)));
        let dependents = site.from.dependents(old).iter().filter(|one| decisions.is_torn(one, site.from));
        soft.extend(dependents.filter_map(|one| of(tear, one)).map(|tear| (*id, tear)));
    }
    // A foreign key would take the old one of two indexes, so it comes back when that is gone; it goes when the
    // new one is there.
    let is_beside = |(key, one): &(&ObjectKey, &Decision)| key.kind == ObjectKind::Index && one.beside;
    for (key, _) in decisions.all.iter().filter(is_beside) {
        for dependent in site.from.dependents(key).iter().filter(|one| decisions.is_torn(one, site.from)) {
            soft.extend(of(build, key).zip(of(tear, dependent)));
            hard.extend(of(tear, key).zip(of(build, dependent)));
        }
    }
    // What a new one needs is there before the old one goes.
    let replaced = |(key, one): &(&ObjectKey, &Decision)| {
        key.kind == ObjectKind::Constraint && one.fate == Fate::Replace
    };
    for (key, _) in decisions.all.iter().filter(replaced) {
        let Some(id) = of(tear, key) else { continue };
        let is_new = |need: &&ObjectKey| decisions.get(need).is_some_and(|one| one.fate == Fate::Create);
        soft.extend(
            site.to
                .needs(key)
                .iter()
                .filter(is_new)
                .filter_map(|need| of(build, need))
                .map(|need| (need, id)),
        );
    }
    (hard, soft)
}
